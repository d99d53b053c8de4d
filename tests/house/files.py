"""What the house rules look at: the project's own files, wherever the clone is."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MADE_BY_TOOLS = {"__pycache__", "dist"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project; not what tools and runs leave behind."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        hidden = entry.name.startswith(".") and entry.name not in {".ci", ".gitignore"}
        if hidden or entry.name in _MADE_BY_TOOLS or ".sqlite3" in entry.name:
            continue
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry


@cache
def python() -> tuple[Path, ...]:
    """Every Python file of the project."""
    return tuple(path for path in files() if path.suffix == ".py")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a Python file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def shown(path: Path) -> str:
    """A path as it is shown in a failure: relative to the project."""
    return str(path.relative_to(ROOT))
