"""Fields are named, described and checked as a person fills them in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from accessibility.widgets import (
    CheckField,
    ChoiceField,
    DateField,
    ErrorSummary,
    Field,
    LineEdit,
    MoneyField,
    MultiLineEdit,
    NumberField,
    SetField,
    SwitchField,
)
from accessibility.widgets.dates import CalendarDialog, read_date, write_date
from accessibility.widgets.quantities import read_decimal, write_decimal

GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


@pytest.fixture(autouse=True)
def _locale():
    before = QLocale()
    QLocale.setDefault(BRITISH)
    yield
    QLocale.setDefault(before)


_kept: list[QWidget] = []


@pytest.fixture(autouse=True)
def _let_go():
    yield
    _kept.clear()


def _spoken(widget, kind=QAccessible.Text.Name):
    return QAccessible.queryAccessibleInterface(widget).text(kind)


def _shown(qtbot, *fields):
    window = QWidget()
    _kept.append(window)  # qtbot holds windows weakly
    column = QVBoxLayout(window)
    for field in fields:
        column.addWidget(field)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("12,345.60", BRITISH, "12345.60"), ("12.345,60", GERMAN, "12345.60"), ("12.345,60", BRITISH, "12345.60"),
        ("12345", GERMAN, "12345"), ("12.345", GERMAN, "12345"), ("12.345", BRITISH, "12.345"),
        ("1 234,5", GERMAN, "1234.5"), ("1\u202f234,5", GERMAN, "1234.5"), ("-7", BRITISH, "-7"),
        ("1'000", BRITISH, "1000"),
        ("1,2,3", BRITISH, None), ("12,34", BRITISH, None), ("abc", BRITISH, None), ("", BRITISH, None),
        ("1.2.3", BRITISH, None), ("Infinity", BRITISH, None), ("NaN", BRITISH, None), ("1e5", GERMAN, "1E+5"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, locale, number):
    assert read_decimal(text, locale) == (None if number is None else Decimal(number))


def test_numbers_are_written_for_the_locale_without_rounding_through_float():
    assert write_decimal(Decimal("12345678901234567.89"), 2, BRITISH) == "12,345,678,901,234,567.89"
    assert write_decimal(-1234, 0, GERMAN) == "-1.234"


@pytest.mark.parametrize(
    ("text", "locale"),
    [("2025-12-31", BRITISH), ("31/12/2025", BRITISH), ("31.12.2025", GERMAN), (" 2025-12-31 ", GERMAN)],
)
def test_dates_are_read_in_iso_and_in_the_locales_order(text, locale):
    assert read_date(text, locale) == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["31/02/2025", "tomorrow", "2025-13-01", "12/31/2025"])
def test_what_is_no_date_is_not_guessed(text):
    assert read_date(text, BRITISH) is None


@pytest.mark.parametrize("locale", [BRITISH, GERMAN, QLocale.c(), QLocale("en_US"), QLocale("fr_FR"), QLocale("ar_EG")])
def test_a_date_written_is_read_back(locale):
    day = date(2025, 3, 4)
    assert read_date(write_date(day, locale), locale) == day


def test_a_label_names_its_editor_and_required_help_and_error_describe_it(qtbot):
    field = Field("VIN", LineEdit(), required=True, help="17 letters")
    _shown(qtbot, field)
    field.set_error("Too short.")
    assert _spoken(field.editor) == "VIN"
    described = _spoken(field.editor, QAccessible.Text.Description)
    assert "required" in described
    assert "Too short." in described
    assert "17 letters" in described
    assert field.label_widget.buddy() is field.editor
    assert "(required)" in field.label_widget.text()
    field.set_error("")
    assert "Too short" not in _spoken(field.editor, QAccessible.Text.Description)


def test_a_combo_and_the_currency_of_money_are_named_by_their_labels(qtbot):
    fuel, price = Field("Fuel", ChoiceField([(1, "Petrol")])), Field("Price", MoneyField(["EUR", "GBP"]))
    _shown(qtbot, fuel, price)
    labels = {
        combo: [one[0].text(QAccessible.Text.Name) for one in QAccessible.queryAccessibleInterface(combo).relations()]
        for combo in (fuel.editor, price.editor.currency)
    }
    assert labels == {fuel.editor: ["Fuel"], price.editor.currency: ["Price, currency"]}


def test_what_is_not_an_editor_is_refused(qtbot):
    with pytest.raises(TypeError, match="QWidget is not an editor"):
        Field("Nothing", QWidget())


def test_a_new_error_is_announced_at_once_and_goes_while_it_is_mended(qtbot, heard):
    field = Field("Mileage", NumberField("km", minimum=0))
    _shown(qtbot, field)
    QTest.keyClicks(field.editor.edit, "many")
    QTest.keyClick(field.editor.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.error() != "")
    assert heard == [(f"Mileage: {field.error()}", True)]
    field.editor.edit.selectAll()
    QTest.keyClicks(field.editor.edit, "12")
    assert field.error() == ""


def test_typing_tells_of_each_change_and_of_being_done_once(qtbot):
    field, other = Field("Name", LineEdit()), Field("Other", LineEdit())
    _shown(qtbot, field, other)
    changes, commits = [], []
    field.changed.connect(lambda: changes.append(field.value()))
    field.committed.connect(lambda: commits.append(field.value()))
    field.setFocus()
    QTest.keyClicks(field.editor, "Ada")
    assert changes == ["A", "Ad", "Ada"]
    other.setFocus()
    field.setFocus()
    other.setFocus()
    assert commits == ["Ada"]
    field.set_value("Bob")
    assert len(changes) == 3


def test_money_is_minor_units_and_currency(qtbot):
    field = Field("Price", MoneyField(["EUR", "JPY"], decimals={"JPY": 0}))
    _shown(qtbot, field)
    amount = field.editor.amount
    amount.setFocus()
    QTest.keyClicks(amount, "28450.5")
    QTest.keyClick(amount, Qt.Key.Key_Return)
    assert field.value() == (2845050, "EUR")
    assert amount.text() == "28,450.50"
    field.set_value((1234567, "JPY"))
    assert amount.text() == "1,234,567"
    field.set_value((100, "CHF"))
    assert field.value() == (100, "CHF"), "an unforeseen currency is kept, not lost"
    amount.setText("1.999")
    assert field.value() is None
    assert field.problem()


def test_numbers_keep_their_bounds_and_kind(qtbot):
    mileage, share = NumberField("km", minimum=0, maximum=2_000_000), NumberField("%", decimals=1)
    year = NumberField(grouped=False)
    _shown(qtbot, mileage, share, year)
    mileage.edit.setText("-3")
    assert "0 or more" in mileage.problem()
    mileage.edit.setText("3000000")
    assert "or less" in mileage.problem()
    mileage.edit.setText("12.5")
    assert mileage.value() is None
    share.set_value(Decimal("7.5"))
    assert share.value() == Decimal("7.5")
    year.set_value(2021)
    assert year.edit.text() == "2021"


def test_a_date_is_typed_or_picked(qtbot):
    field = Field("Date", DateField())
    _shown(qtbot, field)
    edit = field.editor.edit
    edit.setFocus()
    QTest.keyClicks(edit, "2025-12-31")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert field.value() == date(2025, 12, 31)
    assert edit.text() == "31/12/2025"
    assert _spoken(field.editor.button) == "Choose Date from calendar"

    def pick():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CalendarDialog)
        QTest.keyClick(dialog.calendar.focusWidget() or dialog.calendar, Qt.Key.Key_Left)
        dialog.accept()

    QTimer.singleShot(50, pick)
    QTest.mouseClick(field.editor.button, Qt.MouseButton.LeftButton)
    assert field.value() == date(2025, 12, 30)
    edit.setText("31 of December")
    assert "31/12/2025" in field.problem()


def test_a_set_takes_new_values_and_keeps_strange_ones(qtbot):
    field = Field("Features", SetField([("abs", "ABS"), ("roof", "Roof")], allow_new=True))
    window = _shown(qtbot, field)
    field.set_value(["roof", "winter tyres"])
    assert field.value() == ["roof", "winter tyres"]
    QTest.keyClicks(field.editor._new, "Tow bar")
    QTest.keyClick(field.editor._new, Qt.Key.Key_Return)
    assert field.value() == ["roof", "winter tyres", "Tow bar"]
    assert _spoken(field.editor._add) == "Add to Features"
    assert window.isVisible()


def test_check_and_switch_tell_role_state_and_name(qtbot):
    check, switch = CheckField("Smith & Sons agreed"), SwitchField("Announce new leads")
    _shown(qtbot, check, switch)
    assert _spoken(switch) == "Announce new leads"
    interface = QAccessible.queryAccessibleInterface(switch)
    assert interface.role() == QAccessible.Role.Switch
    assert not interface.state().checked
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=switch.rect().center())
    assert switch.value() is True
    assert interface.state().checked
    interface.actionInterface().doAction("Toggle")
    assert switch.value() is False
    QTest.keyClick(check, Qt.Key.Key_Space)
    assert check.value() is True


def test_tab_leaves_a_text_of_many_lines(qtbot):
    notes, after = Field("Notes", MultiLineEdit()), Field("After", LineEdit())
    window = _shown(qtbot, notes, after)
    notes.setFocus()
    QTest.keyClicks(notes.editor, "called twice")
    QTest.keyClick(notes.editor, Qt.Key.Key_Tab)
    assert window.focusWidget() is after.editor
    assert notes.value() == "called twice"


def test_scrolling_over_a_combo_changes_nothing(qtbot):
    fuel = Field("Fuel", ChoiceField([(1, "Petrol"), (2, "Diesel")]))
    _shown(qtbot, fuel)
    fuel.set_value(2)
    fuel.editor.set_options([(2, "Diesel"), (3, "Electric")])
    assert fuel.value() == 2
    fuel.set_value("nothing like it")
    assert fuel.value() is None


def test_an_empty_form_is_sent_to_its_summary_and_from_there_to_each_field(qtbot, heard):
    summary = ErrorSummary()
    fields = [Field(name, LineEdit(), required=True) for name in ("Customer", "VIN")]
    window = _shown(qtbot, summary, *fields)
    assert not summary.check(fields)
    assert window.focusWidget() is summary
    assert summary.accessibleName() == "There are 2 problems"
    assert len(heard) == 1
    assert heard[0][1]
    assert "Fill in VIN." in heard[0][0]
    QTest.keyClick(summary._links[1], Qt.Key.Key_Return)
    assert window.focusWidget() is fields[1].editor
    for field in fields:
        field.set_value("x")
    assert summary.check(fields)
    assert not summary.isVisible()
