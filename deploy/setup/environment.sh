#!/usr/bin/env bash
# Builds .venv from requirements.lock: every version and hash fixed, the project itself editable.
#
# Quick when nothing changed. Uses uv when it is on PATH, otherwise python3 with venv and pip,
# which it installs from the distribution when it may.
set -euo pipefail
cd "$(dirname "$0")/../.."

want=$({ cat requirements.lock pyproject.toml deploy/setup/environment.sh; pwd; } | sha256sum)
usable() { .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
usable && [ "$(cat .venv/.built-from 2>/dev/null)" = "$want" ] && exit 0

started=$SECONDS
echo "Setting up .venv (once; about a minute) ..."
# A folder that was moved or whose Python is gone cannot be mended; one that is only out of date can.
usable && [ "$(cat .venv/.built-in 2>/dev/null)" = "$PWD" ] || rm -rf .venv

if command -v uv >/dev/null; then
    [ -d .venv ] || uv venv --quiet --python '>=3.11' .venv
    install() { uv pip install --quiet --python .venv/bin/python "$@"; }
else
    deploy/setup/packages.sh python3-venv
    [ -x .venv/bin/pip ] || python3 -m venv .venv
    install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
fi
install --require-hashes -r requirements.lock && install --no-index --no-deps --no-build-isolation -e . || {
    echo "The environment could not be built: check that this machine reaches its Python package index." >&2
    exit 1
}

echo "$PWD" >.venv/.built-in
echo "$want" >.venv/.built-from
echo "Ready after $((SECONDS - started)) s."
