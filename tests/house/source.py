"""The repository as the house test reads it: its folders, its Python files and their syntax trees."""

from __future__ import annotations

import ast
import fnmatch
import functools
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("client", "sync_server")
LEAVES = ("shared_models", "accessibility", "ml_models")
PRODUCT = (*TOPS, *LEAVES)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def ignored() -> tuple[str, ...]:
    """The patterns of .gitignore."""
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    return tuple(line.rstrip("/") for line in lines if line and not line.startswith("#"))


def is_ours(path: Path) -> bool:
    """Neither git's own folder nor anything that .gitignore keeps out."""
    return path.name != ".git" and not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored())


def walk(folder: Path) -> Iterator[Path]:
    """All files of ours at or below a folder."""
    for entry in sorted(folder.iterdir()):
        if is_ours(entry):
            if entry.is_dir():
                yield from walk(entry)
            else:
                yield entry


@functools.cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """The Python files of some top folders; without any, of the whole repository."""
    starts = [ROOT / folder for folder in folders] if folders else [ROOT]
    return tuple(path for start in starts if start.is_dir() for path in walk(start) if path.suffix == ".py")


def name_of(path: Path) -> str:
    """The path as people write it: from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def functions_of(path: Path) -> list[Function]:
    """Every function and method of a file, nested ones included."""
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, Function)]


def length_of(function: Function) -> int:
    """Lines from the first decorator or `def` to the end."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def words_of(name: str) -> list[str]:
    """The lower-case words of a snake_case or CamelCase name."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def called(call: ast.Call) -> str:
    """The last name of what is called: `setText` of `self.label.setText(...)`."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
