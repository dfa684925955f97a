"""Which statements ran, told by marks that are put before them when a module is imported.

Tracing, as coverage does it on Python 3.11, took a third of the suite's processor time. A mark is one store into a
list, which the interpreter does in a few nanoseconds. What counts as a statement, what is left out and what the report
looks like stay coverage's business: it gets the lines.

Programs that tests start are measured as well (`marking/sitecustomize.py`), unless they are killed.
"""

from __future__ import annotations

import ast
import hashlib
import json
import marshal
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: On the path of programs that are started, it has them marked.
MARKING = ROOT / "tests" / "house" / "marking"
#: What each process saw, a file for each; marked code, so that the next process need not make it.
KEPT = ROOT / "build" / "statements"
MADE = ROOT / "build" / "marked"

NAME = "__ran__"
_HERE = "forecourt_statement_marks"
_STORE = f"{NAME} = __import__({_HERE!r}).ran"
_LOAD, _SET = ast.Load(), ast.Store()

#: By file: for each mark, the lines it stands for, and whether it was passed.
_lines: dict[str, list[tuple[int, ...]]] = {}
_ran: dict[str, list[bool]] = {}


def ran(path: str) -> list[bool]:
    """The marks of a file, to be set by the file's own code."""
    return _ran[path]


def lines_of(path: str) -> list[tuple[int, ...]]:
    """For each mark of a file, the lines it stands for."""
    return _lines[path]


def lines_run() -> dict[str, set[int]]:
    """By file, the lines of statements that ran since the file was imported."""
    return {
        path: {line for lines, passed in zip(_lines[path], marks, strict=True) if passed for line in lines}
        for path, marks in _ran.items()
    }


class _Marks:
    """Puts marks into one file; ``lines`` has one entry for each."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, ...]] = []

    def before(self, statement: ast.stmt) -> ast.stmt:
        decorators = [one.lineno for one in getattr(statement, "decorator_list", [])]
        return self.at(statement, *decorators, statement.lineno)

    def at(self, where: ast.stmt | ast.expr | ast.pattern, *lines: int) -> ast.stmt:
        there: dict[str, Any] = {
            "lineno": where.lineno,
            "col_offset": 0,
            "end_lineno": where.lineno,
            "end_col_offset": 0,
        }
        name, place = ast.Name(NAME, _LOAD, **there), ast.Constant(len(self.lines), **there)
        self.lines.append(lines)
        return ast.Assign([ast.Subscript(name, place, _SET, **there)], ast.Constant(True, **there), **there)

    def put_into(self, statements: Sequence[ast.stmt], opens: bool = False) -> list[ast.stmt]:
        """The statements with marks between them; those that must stand first in what they open stay there."""
        marked: list[ast.stmt] = []
        for place, statement in enumerate(statements):
            if not (opens and (_is_future(statement) or (place == 0 and _is_text(statement)))):
                marked.append(self.before(statement))
            marked.append(self.inside(statement))
        return marked

    def inside(self, statement: ast.stmt) -> ast.stmt:
        opens = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for name in ("body", "orelse", "finalbody"):
            held = getattr(statement, name, None)
            if held:
                setattr(statement, name, self.put_into(held, opens))
        for handler in getattr(statement, "handlers", []):
            handler.body = [self.at(handler.body[0], handler.lineno), *self.put_into(handler.body)]
        for case in getattr(statement, "cases", []):
            case.body = [self.at(case.body[0], case.pattern.lineno), *self.put_into(case.body)]
        return statement


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _made(source: bytes, path: str) -> tuple[CodeType, list[tuple[int, ...]]]:
    """The code of a file with marks in it, and the lines that each mark stands for."""
    tree = ast.parse(source, path)
    marks = _Marks()
    body = marks.put_into(tree.body, opens=True)
    first = next((at for at, one in enumerate(body) if not (_is_text(one) or _is_future(one))), len(body))
    futures = [one.lineno for one in body if _is_future(one)]
    body[first:first] = [*ast.parse(f"{_STORE}({path!r})").body, *([marks.at(body[0], *futures)] if futures else [])]
    tree.body = body
    return compile(tree, path, "exec", dont_inherit=True), marks.lines


def _made_before(source: bytes, path: str) -> tuple[CodeType, list[tuple[int, ...]]]:
    """The same, as another process made it, if one did."""
    told = b"\0".join([source, sys.version.encode(), Path(__file__).read_bytes()])
    whose = hashlib.sha256(path.encode()).hexdigest()[:16]
    kept = MADE / f"{whose}-{hashlib.sha256(told).hexdigest()}"
    try:
        return tuple(marshal.loads(kept.read_bytes()))
    except (OSError, EOFError, ValueError, TypeError):
        made = _made(source, path)
    with suppress(OSError):  # a folder that cannot be written costs a little time
        MADE.mkdir(parents=True, exist_ok=True)
        for old in MADE.glob(f"{whose}-*"):
            old.unlink(missing_ok=True)
        unfinished = MADE / f"unfinished-{os.getpid()}-{whose}"
        unfinished.write_bytes(marshal.dumps(made))
        unfinished.replace(kept)
    return made


def marked(source: bytes, path: str) -> CodeType:
    """The code of a file, with its marks; running it sets those of the statements that ran."""
    code, lines = _made_before(source, path)
    if _lines.get(path) != lines:  # else it is read once more, and what it set already stays
        _lines[path], _ran[path] = lines, [False] * len(lines)
    return code


class _Loader(SourceFileLoader):
    """Reads a module with marks in it."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return marked(self.get_data(path), path)


class Finder(MetaPathFinder):
    """Finds the modules of some packages, to be marked."""

    def __init__(self, packages: Iterable[str]) -> None:
        self.packages = frozenset(packages)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in self.packages:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(fullname, str(Path(spec.loader.path).resolve()))
        return spec


def mark(packages: Iterable[str], onwards: bool = True) -> None:
    """Mark whatever of the packages is imported from now on; ``onwards`` in programs started from here as well."""
    names = list(packages)
    sys.modules[_HERE] = sys.modules[__name__]  # where marked code finds it, by whatever name it was imported
    sys.meta_path.insert(0, Finder(names))
    if onwards:
        os.environ["FORECOURT_MARKED"] = " ".join(names)
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(MARKING), os.environ.get("PYTHONPATH")]))


def keep() -> None:
    """Write down what ran in this process, beside what others write."""
    KEPT.mkdir(parents=True, exist_ok=True)
    told = {path: sorted(lines) for path, lines in lines_run().items() if Path(path).is_file()}
    (KEPT / f"{os.getpid()}-{os.urandom(4).hex()}.json").write_text(json.dumps(told), "utf-8")


def forget() -> None:
    """Take away what earlier runs wrote down."""
    for file in KEPT.glob("*.json"):
        file.unlink()


def kept() -> dict[str, set[int]]:
    """By file, the lines that ran in any of the processes that have written them down."""
    together: dict[str, set[int]] = defaultdict(set)
    for file in KEPT.glob("*.json"):
        for path, lines in json.loads(file.read_text("utf-8")).items():
            together[path].update(lines)
    return together
