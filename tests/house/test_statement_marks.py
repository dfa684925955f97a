"""What marks tell is what coverage calls a statement, run or not, and the marked code does what it did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from coverage.parser import PythonParser

from tests.house import statement_marks
from tests.house.source import ROOT

#: Each way of holding statements; a line that ends in "never" is not reached.
SAMPLE = dedent('''
    """What this is."""

    from __future__ import annotations

    import functools


    class Held:
        """With a text, and more."""

        size = 3

        @functools.cached_property
        @staticmethod
        def never_asked():
            return (
                1  # never
            )


    def steps(word, *more):
        """A text of its own."""
        told = []
        for letter in word:
            if letter == "a":
                told.append("first")
            elif letter == "b":
                told.append("second")
            else:
                told.append("other")  # never
        else:
            told.append("all")
        try:
            with open("/no such folder/no such file"):
                told.append("opened")  # never
        except KeyError:  # never
            raise  # never
        except (
            OSError
        ):
            told.append("refused")
        finally:
            told.append("ended")
        match told:
            case [only]:  # never
                return only  # never
            case [*_]:
                pass
        while more:
            return told, more  # never
        return (
            told
        )
    ''').lstrip()  # fmt: skip


def _statements(source: str) -> tuple[set[int], PythonParser]:
    parser = PythonParser(text=source)
    parser.parse_source()
    return parser.statements, parser


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where marked code finds the marks, also where the suite runs without them."""
    monkeypatch.setitem(sys.modules, "forecourt_statement_marks", statement_marks)


def test_each_way_of_holding_statements_is_told_as_it_ran() -> None:
    name = "sample of statements"
    there, parser = _statements(SAMPLE)
    space: dict[str, object] = {}
    exec(statement_marks.marked(SAMPLE.encode(), name), space)
    assert space["steps"]("ab") == ["first", "second", "all", "refused", "ended"]  # type: ignore[operator]
    ran = parser.translate_lines(statement_marks.lines_run()[name])
    lines = enumerate(SAMPLE.splitlines(), 1)
    assert there - ran == parser.translate_lines([number for number, line in lines if line.endswith("# never")])
    assert ran <= there
    assert space["__doc__"] == "What this is."
    assert space["steps"].__doc__ == "A text of its own."


def test_what_is_read_again_keeps_what_ran() -> None:
    name = "read again"
    for asked in (True, False):
        exec(statement_marks.marked(b"if asked:\n    x = 1\n", name), {"asked": asked})
    assert statement_marks.lines_run()[name] == {1, 2}


def test_an_imported_package_is_marked_and_others_are_not() -> None:
    """In a program of its own, which tells what it ran when it ends."""
    ask = "import shared_models.money, client.changes"
    env = {**os.environ, "FORECOURT_MARKED": "shared_models", "PYTHONPATH": str(statement_marks.MARKING)}
    program = subprocess.Popen([sys.executable, "-c", ask], cwd=ROOT, env=env)
    assert program.wait(120) == 0
    (told,) = statement_marks.KEPT.glob(f"{program.pid}-*.json")
    files = {Path(one).relative_to(ROOT).as_posix(): ran for one, ran in json.loads(told.read_text("utf-8")).items()}
    assert files["shared_models/money.py"]
    assert not [one for one in files if not one.startswith("shared_models/")]


def test_statements_are_counted_as_coverage_counts_them() -> None:
    for file in ("shared_models/money.py", "client/app.py", "sync_server/admission.py", "accessibility/audit.py"):
        source = (ROOT / file).read_text("utf-8")
        statement_marks.marked(source.encode(), f"<{file}>")
        there, parser = _statements(source)
        marked = {line for lines in statement_marks.lines_of(f"<{file}>") for line in lines}
        assert parser.translate_lines(marked) - parser.raw_docstrings == there, file
