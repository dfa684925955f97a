"""Each rule finds the defect it is for, says nothing of a sound form, and the report carries both."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from accessibility.audit import CHANGED, Outcome, Rule, audit, passed
from accessibility.element import element_of
from accessibility.report import as_text
from accessibility.rules import LOOKING
from accessibility.surroundings import Surroundings
from accessibility.widgets import Button, CheckField, ChoiceField, Field, Heading, LineEdit, Text


@pytest.fixture
def form(qtbot):
    """A sound form to which a test adds one defect."""
    window = QWidget()
    window.setWindowTitle("Form")
    column = QVBoxLayout(window)
    column.addWidget(Heading("Vehicle", 1))
    column.addWidget(Text("What is on the sticker", "soft"))
    column.addWidget(Field("VIN", LineEdit("17 letters"), required=True))
    column.addWidget(Field("Fuel", ChoiceField([(1, "Petrol"), (2, "Diesel")])))
    column.addWidget(CheckField("Part exchange"))
    column.addWidget(Button("Save", kind="primary"))
    qtbot.addWidget(window)
    window.resize(600, 700)
    return window


def _found(window, qtbot):
    window.show()
    qtbot.waitExposed(window)
    return audit(window)


#: What a form of this kind does not have: mnemonics, tables, pictures, errors, things that move or appear.
_NOT_ON_A_FORM = {
    "mnemonics", "group-names", "table-headers", "error-states", "announcements", "time-limits", "motion",
    "colour-alone", "graphic-contrast", "images",
}  # fmt: skip


def test_a_sound_form_has_no_violation_and_nothing_untold(form, qtbot):
    found = _found(form, qtbot)
    assert not found.violations, as_text(found)
    assert not found.of(Outcome.INCOMPLETE)
    assert {finding.rule.name for finding in found.of(Outcome.PASS)} >= {
        rule.name for rule in LOOKING if rule.name not in _NOT_ON_A_FORM
    }


def nameless_button():
    button = QPushButton()
    button.setFixedSize(60, 60)
    return button


def unlabelled_edit():
    return QLineEdit()


def focus_without_role():
    widget = QWidget()
    widget.setMinimumSize(60, 60)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.setAccessibleName("Something")
    return widget


def combo_with_only_a_name():
    combo = QComboBox()
    combo.addItems(["Basic", "Full"])
    combo.setAccessibleName("Cover")
    return combo


def small_button():
    button = QPushButton("Go")
    button.setStyleSheet("QPushButton { min-height: 0; max-height: 20px; padding: 0; }")
    return button


def low_rows():
    rows = QListWidget()
    rows.setStyleSheet("QListView::item { min-height: 0; padding: 0; }")
    rows.setAccessibleName("Rows")
    rows.addItems(["one", "two"])
    return rows


def pale_label():
    label = QLabel("You can hardly read this")
    label.setStyleSheet("QLabel { color: #8a9099; }")
    return label


def pale_rich_text():
    return QLabel('Some <span style="color:#8a9099">hardly readable words, quite a few of them</span>')


def pale_hint():
    edit = QLineEdit()
    edit.setAccessibleName("Pale")
    edit.setPlaceholderText("Hardly readable")
    edit.setStyleSheet("QLineEdit { placeholder-text-color: #9aa0a8; }")
    return edit


def pale_selected_row():
    rows = QListWidget()
    rows.setAccessibleName("Selection")
    rows.addItems(["first row", "second row"])
    rows.setCurrentRow(0)
    rows.setStyleSheet("QListView::item:selected { color: #9aa0a8; background: #e6ecfc; }")
    return rows


def clipped_label():
    label = QLabel("This sentence is longer than the room it was given")
    label.setFixedWidth(80)
    return label


def clipped_lines():
    label = Text("This sentence wraps into more lines than the height it was given has room for")
    label.setFixedSize(120, 20)
    return label


def clipped_button():
    button = QPushButton("Schedule a test drive")
    button.setFixedWidth(90)
    return button


def mouse_only_button():
    button = QPushButton("Only for the mouse")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


def trap_table():
    table = QTableWidget(3, 2)
    table.setAccessibleName("Trap")
    table.setTabKeyNavigation(True)
    return table


def trap_text():
    edit = QPlainTextEdit()
    edit.setAccessibleName("Trap of words")
    return edit


DEFECTS = [
    (nameless_button, "name-and-role"),
    (unlabelled_edit, "name-and-role"),
    (focus_without_role, "name-and-role"),
    (combo_with_only_a_name, "combo-label"),
    (small_button, "target-size"),
    (low_rows, "target-size"),
    (pale_label, "text-contrast"),
    (pale_rich_text, "text-contrast"),
    (pale_hint, "text-contrast"),
    (pale_selected_row, "text-contrast"),
    (clipped_label, "clipped-text"),
    (clipped_lines, "clipped-text"),
    (clipped_button, "clipped-text"),
    (mouse_only_button, "keyboard-reach"),
    (trap_text, "keyboard-trap"),
]


@pytest.mark.parametrize(("defect", "rule"), DEFECTS, ids=[defect.__name__ for defect, _ in DEFECTS])
def test_a_defect_is_found_by_its_rule_and_named(form, qtbot, defect, rule):
    widget = defect()
    widget.setObjectName("the-defect")
    form.layout().addWidget(widget)
    found = _found(form, qtbot)
    blamed = [finding for finding in found.violations if finding.rule.name == rule]
    assert blamed, as_text(found)
    name = widget.accessibleName() or "the-defect"
    assert any(name in finding.where for finding in blamed)
    assert all(finding.rule.mend and finding.rule.criteria for finding in blamed)


def test_same_names_in_one_group_are_found_and_in_two_groups_are_not(form, qtbot):
    form.layout().addWidget(Button("View details"))
    form.layout().addWidget(Button("View details"))
    found = _found(form, qtbot)
    assert [finding.rule.name for finding in found.violations] == ["duplicate-names"]
    group = QWidget()
    group.setAccessibleName("Policy POL123")
    QVBoxLayout(group).addWidget(form.layout().takeAt(form.layout().count() - 1).widget())
    form.layout().addWidget(group)
    assert not _found(form, qtbot).violations


def test_two_mnemonics_clash(form, qtbot):
    for text in ("&Seats", "&Stock"):
        form.layout().addWidget(QPushButton(text))
    found = _found(form, qtbot)
    assert {finding.rule.name for finding in found.violations} == {"mnemonics"}
    assert len(found.violations) == 2


def test_a_focus_nobody_sees_is_found(form, qtbot, qapp):
    from accessibility.widgets.focus import FocusFrame

    frame = qapp.findChild(FocusFrame)
    qapp.focusChanged.disconnect(frame._follow)
    try:
        button = Button("Nobody sees me")
        form.layout().addWidget(button)
        found = _found(form, qtbot)
    finally:
        qapp.focusChanged.connect(frame._follow)
    assert any(finding.rule.name == "focus-visible" and "Button" in finding.where for finding in found.violations)


def test_a_table_that_eats_tab_is_a_trap_or_walked_cell_by_cell(form, qtbot):
    table = trap_table()
    form.layout().addWidget(table)
    found = _found(form, qtbot)
    assert any(finding.rule.name == "keyboard-trap" for finding in found.violations), as_text(found)


def test_disabled_controls_are_exempt(form, qtbot):
    small = small_button()
    small.setEnabled(False)
    form.layout().addWidget(small)
    assert not _found(form, qtbot).violations


def test_text_far_down_a_page_is_scrolled_to_and_measured(qtbot):
    from accessibility.widgets import ScrollPage

    page = ScrollPage()
    page.setWindowTitle("Page")
    page.body.addWidget(Heading("Lines", 1))
    for number in range(40):
        page.body.addWidget(Text(f"Line {number}"))
    bad = pale_label()
    bad.setObjectName("far-down")
    page.body.addWidget(bad)
    qtbot.addWidget(page)
    page.resize(400, 300)
    found = _found(page, qtbot)
    assert [finding.where for finding in found.violations] == ['QLabel "far-down"']
    assert not found.of(Outcome.INCOMPLETE)
    assert page.verticalScrollBar().value() == 0


def test_a_window_that_is_rebuilt_meanwhile_is_not_called_sound(form, qtbot):
    def check(page):
        yield passed(page.elements[0])
        page.window.layout().takeAt(0).widget().deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        yield passed(element_of(page.elements[0].widget, page.window))

    rule = Rule("rebuilt", ("4.1.2",), "", "", check)
    form.show()
    qtbot.waitExposed(form)
    found = audit(form, [rule])
    assert [finding.outcome for finding in found.findings] == [Outcome.PASS, Outcome.INCOMPLETE]
    assert found.findings[1].message == CHANGED


def test_the_audit_waits_until_the_window_has_come_to_rest(form, qtbot):
    left = [30]

    def busy():
        left[0] -= 1
        if left[0] == 0:
            form.layout().addWidget(nameless_button())
        return left[0] > 0

    form.show()
    qtbot.waitExposed(form)
    assert audit(form, surroundings=Surroundings(busy=busy)).violations
