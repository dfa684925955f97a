"""What people have entered is shown as it stands: a name such as ``<b>Smith</b>`` is never taken for markup."""

from __future__ import annotations

import ast
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.house.source import name_of, python_files, tree_of

NAME = "<b>Smith</b> & <img src=x>"
FILES = [path for path in python_files("client", "accessibility") if "Q" in path.read_text("utf-8")]


def test_labels_are_told_to_take_nothing_for_markup() -> None:
    assert not [found for path in FILES for found in _open_labels(path)]


def test_tool_tips_are_words_of_ours_or_shown_literally() -> None:
    calls = [(path, node) for path in FILES for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    tips = [(path, node) for path, node in calls if _called(node) in ("setToolTip", "showText")]
    assert tips
    assert not [f"{name_of(path)}:{node.lineno}" for path, node in tips if not any(map(_is_ours, node.args))]


def _open_labels(path: Path) -> list[str]:
    """The labels of a file that show some text and would take it for markup."""
    source, found = path.read_text("utf-8"), []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _called(node.value) == "QLabel":
            label = ast.unparse(node.targets[0])
            titled = bool(node.value.args) and not ast.unparse(node.value.args[0]).startswith(("self", "owner"))
            plain = f"{label}.setTextFormat(Qt.TextFormat.PlainText)" in source
            if (titled or f"{label}.setText(" in source) and not plain:
                found.append(f"{name_of(path)}: {label}")
    return found


def _is_ours(node: ast.expr) -> bool:
    """A constant, something out of a module of words, or whatever ``tip`` has made literal."""
    if isinstance(node, ast.IfExp):
        return _is_ours(node.body) and _is_ours(node.orelse)
    if isinstance(node, ast.Call):
        return _called(node) == "tip"
    if isinstance(node, ast.Subscript):
        return _is_ours(node.value)
    return isinstance(node, ast.Constant) or ast.unparse(node).split(".")[0].endswith("words")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_a_tip_and_a_label_show_markup_as_it_stands(qtbot: QtBot) -> None:
    from PySide6.QtGui import QTextDocument

    from accessibility.text_areas import is_rich
    from accessibility.widgets.feedback import StatusPill
    from accessibility.widgets.texts import Heading, Text
    from accessibility.widgets.tips import tip

    shown = QTextDocument()
    shown.setHtml(tip(NAME))
    assert shown.toPlainText() == NAME
    assert tip("Smith & Sons") == "Smith & Sons"
    for label in (Text(NAME), Heading(NAME, 2), StatusPill(NAME, "neutral")):
        qtbot.addWidget(label)
        assert not is_rich(label)
        assert label.text() == NAME
