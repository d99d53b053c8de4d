#!/usr/bin/env bash
# Installs Debian packages that are not there yet, without starting what they bring along.
#
#   packages.sh PACKAGE...      rabbitmq-server, postgresql, python3-venv
#
# Needs root or a sudo that asks for no password; otherwise says in one line what to install.
set -euo pipefail

present() {
    case $1 in
        rabbitmq-server) compgen -G '/usr/lib/rabbitmq/bin/rabbitmq-server' ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/postgres' ;;
        python3-venv) python3 -c 'import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))' ;;
    esac >/dev/null 2>&1
}

missing=()
for package in "$@"; do
    present "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

say_what_to_do() {
    echo "Missing: ${missing[*]}. Install with: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
}
command -v apt-get >/dev/null || say_what_to_do
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || say_what_to_do
    exec sudo -n "$0" "${missing[@]}"
fi

# What was here before stays as it is: only a service that comes along now is switched off below.
new_units=()
for unit in rabbitmq-server.service postgresql.service epmd.service epmd.socket; do
    [ -e "/lib/systemd/system/$unit" ] || new_units+=("$unit")
done

# A package's own scripts ask /usr/sbin/policy-rc.d whether a service may start: for as long as we install, no.
policy=/usr/sbin/policy-rc.d
kept=$(mktemp -d)
[ ! -e $policy ] || mv $policy "$kept/policy"
restore() {
    rm -f $policy
    [ ! -e "$kept/policy" ] || mv "$kept/policy" $policy
    rm -rf "$kept"
}
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' >$policy
chmod +x $policy

echo "Installing ${missing[*]} (once, with apt-get; not started, not enabled) ..."
export DEBIAN_FRONTEND=noninteractive PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
apt_get() { apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$kept/log" 2>&1; }
install_missing() { apt_get install -y --no-install-recommends "${missing[@]}"; }
# The package lists of a fresh or an old machine are empty or out of date: fetch them, then once more.
install_missing || { apt_get update && install_missing; } || { tail -n 5 "$kept/log" >&2; say_what_to_do; }

# Our nodes are private and live as long as one run; nothing of this should come up at the next boot.
for unit in "${new_units[@]}"; do
    systemctl disable "$unit" >/dev/null 2>&1 || true  # without systemd nothing comes up anyway
done
