"""Each rule finds the defect it is for, says nothing of a sound form, and the report carries both."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from accessibility.audit import CHANGED, Outcome, Rule, audit, passed
from accessibility.element import element_of
from accessibility.report import as_text
from accessibility.rules import LOOKING
from accessibility.surroundings import Surroundings
from accessibility.widgets import Button, Heading, Text
from tests.accessibility import specimens_colours as colours
from tests.accessibility import specimens_keys as keys
from tests.accessibility import specimens_words as words

#: What a form of this kind does not have: mnemonics, tables, pictures, errors, things that move or appear.
_NOT_ON_A_FORM = {
    "mnemonics", "group-names", "table-headers", "error-states", "announcements", "time-limits", "motion",
    "colour-alone", "graphic-contrast", "images",
}  # fmt: skip


def test_a_sound_form_has_no_violation_and_nothing_untold(form, audited):
    found = audited(form)
    assert not found.violations, as_text(found)
    assert not found.of(Outcome.INCOMPLETE)
    assert {finding.rule.name for finding in found.of(Outcome.PASS)} >= {
        rule.name for rule in LOOKING if rule.name not in _NOT_ON_A_FORM
    }


DEFECTS = [
    (words.nameless_button, "name-and-role"),
    (words.unlabelled_edit, "name-and-role"),
    (words.focus_without_role, "name-and-role"),
    (words.combo_with_only_a_name, "combo-label"),
    (keys.small_button, "target-size"),
    (keys.low_rows, "target-size"),
    (colours.pale_label, "text-contrast"),
    (colours.pale_rich_text, "text-contrast"),
    (colours.pale_hint, "text-contrast"),
    (colours.pale_selected_row, "text-contrast"),
    (keys.clipped_label, "clipped-text"),
    (keys.clipped_lines, "clipped-text"),
    (keys.clipped_button, "clipped-text"),
    (keys.mouse_only_button, "keyboard-reach"),
    (keys.trap_text, "keyboard-trap"),
]


@pytest.mark.parametrize(("defect", "rule"), DEFECTS, ids=[defect.__name__ for defect, _ in DEFECTS])
def test_a_defect_is_found_by_its_rule_and_named(form, audited, defect, rule):
    widget = defect()
    widget.setObjectName("the-defect")
    form.layout().addWidget(widget)
    found = audited(form)
    blamed = [finding for finding in found.violations if finding.rule.name == rule]
    assert blamed, as_text(found)
    name = widget.accessibleName() or "the-defect"
    assert any(name in finding.where for finding in blamed)
    assert all(finding.rule.mend and finding.rule.criteria for finding in blamed)


def test_same_names_in_one_group_are_found_and_in_two_groups_are_not(form, audited):
    form.layout().addWidget(Button("View details"))
    form.layout().addWidget(Button("View details"))
    found = audited(form)
    assert [finding.rule.name for finding in found.violations] == ["duplicate-names"]
    group = QWidget()
    group.setAccessibleName("Policy POL123")
    QVBoxLayout(group).addWidget(form.layout().takeAt(form.layout().count() - 1).widget())
    form.layout().addWidget(group)
    assert not audited(form).violations


def test_two_mnemonics_clash(form, audited):
    for text in ("&Seats", "&Stock"):
        form.layout().addWidget(QPushButton(text))
    found = audited(form)
    assert {finding.rule.name for finding in found.violations} == {"mnemonics"}
    assert len(found.violations) == 2


def test_a_focus_nobody_sees_is_found(form, audited, qapp):
    from accessibility.widgets.focus import FocusFrame

    frame = qapp.findChild(FocusFrame)
    qapp.focusChanged.disconnect(frame._follow)
    try:
        button = Button("Nobody sees me")
        form.layout().addWidget(button)
        found = audited(form)
    finally:
        qapp.focusChanged.connect(frame._follow)
    assert any(finding.rule.name == "focus-visible" and "Button" in finding.where for finding in found.violations)


def test_a_table_that_eats_tab_is_a_trap_or_walked_cell_by_cell(form, audited):
    table = keys.trap_table()
    form.layout().addWidget(table)
    found = audited(form)
    assert any(finding.rule.name == "keyboard-trap" for finding in found.violations), as_text(found)


def test_disabled_controls_are_exempt(form, audited):
    small = keys.small_button()
    small.setEnabled(False)
    form.layout().addWidget(small)
    assert not audited(form).violations


def test_text_far_down_a_page_is_scrolled_to_and_measured(audited, qtbot):
    from accessibility.widgets import ScrollPage

    page = ScrollPage()
    page.setWindowTitle("Page")
    page.body.addWidget(Heading("Lines", 1))
    for number in range(40):
        page.body.addWidget(Text(f"Line {number}"))
    bad = colours.pale_label()
    bad.setObjectName("far-down")
    page.body.addWidget(bad)
    qtbot.addWidget(page)
    page.resize(400, 300)
    found = audited(page)
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
            form.layout().addWidget(words.nameless_button())
        return left[0] > 0

    form.show()
    qtbot.waitExposed(form)
    assert audit(form, surroundings=Surroundings(busy=busy)).violations
