"""No word a person reads stands in the code of the app: words live in client/text.py and in the schema."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import called, name_of, python_files, tree_of

WORD_FILES = ("client/text.py", "client/text/", "accessibility/words.py")
SHOWS = {
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("QDockWidget", "QProgressDialog", "QTreeWidgetItem", "QTableWidgetItem", "QListWidgetItem"),
    *(
        "setText",
        "setWindowTitle",
        "setTitle",
        "setToolTip",
        "setStatusTip",
        "setWhatsThis",
        "setPlaceholderText",
    ),
    *(
        "setAccessibleName",
        "setAccessibleDescription",
        "setLabelText",
        "setInformativeText",
        "setDetailedText",
    ),
    *("setHeaderLabels", "setHorizontalHeaderLabels", "setVerticalHeaderLabels", "setSpecialValueText"),
    *("setPrefix", "setSuffix", "setButtonText", "setCancelButtonText", "setTabText", "setItemText"),
    *("addItem", "addItems", "addAction", "addMenu", "addTab", "addRow", "insertItem", "insertTab"),
    *("showMessage", "announce", "information", "warning", "critical", "question", "getOpenFileName"),
    *("getSaveFileName", "getExistingDirectory", "drawText", "drawStaticText"),
}
NOT_WORDS = re.compile(r"^[\W\d_]*[^\W\d_]?[\W\d_]*$|^#[0-9A-Fa-f]{3,8}$")
LOGGERS = {"log", "logger", "logging", "LOG"}


def literals(node: ast.expr) -> Iterator[ast.Constant]:
    """String constants a person would read if this expression were shown; not those inside other calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.JoinedStr):
        yield from (part for value in node.values for part in literals(value))
    elif isinstance(node, ast.BinOp):
        yield from (*literals(node.left), *literals(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (part for value in node.values for part in literals(value))
    elif isinstance(node, ast.List | ast.Tuple):
        yield from (part for value in node.elts for part in literals(value))


def visible(path: Path) -> Iterator[str]:
    """Where a file shows a literal: line and text."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or called(node) not in SHOWS:
            continue
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).split(".")[-1] in LOGGERS:
            continue
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            yield from (
                f"{name_of(path)}:{literal.lineno} {literal.value!r}"
                for literal in literals(argument)
                if not NOT_WORDS.match(str(literal.value))
            )


def test_the_search_finds_what_it_looks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.house.source.ROOT", tmp_path)
    sample = tmp_path / "sample.py"
    sample.write_text(
        "a.setText('Sold')\nb = QLabel(f'{n} cars')\nc.setToolTip(x or 'Save ' + y)\n"
        "d.setText(text.SOLD)\ne.setText(f'{n:,.2f} %')\nlog.warning('Gone wrong')\nf.setObjectName('Card')\n"
    )
    assert [line.split(":", 1)[1] for line in visible(sample)] == ["1 'Sold'", "2 ' cars'", "3 'Save '"]


@pytest.mark.parametrize("room", ["client", "accessibility"])
def test_no_word_a_person_reads_is_in_the_code(room: str) -> None:
    files = [path for path in python_files(room) if not name_of(path).startswith(WORD_FILES)]
    assert files
    assert not [line for path in files for line in visible(path)]


def test_the_words_of_choices_are_asked_of_the_schema() -> None:
    """A dictionary imported from a record type stays English, whatever language the schema has been put into."""
    imports = [
        (path, node) for path in python_files("client") for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared_models.records.")
    ]  # fmt: skip
    assert imports
    taken = [f"{name_of(path)}: {one.name}" for path, node in imports for one in node.names if one.name.isupper()]
    assert not taken
