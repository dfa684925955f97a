"""Every kind of field has an editor that gives back what it was shown, for every record type there is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.forms import EDITORS, FormContext, FormField, RecordForm
from client.workspace import Workspace
from shared_models import kinds
from shared_models.identifiers import new_id
from shared_models.kinds import FileRef, Kind, Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field
from tests.client.showroom import ACME, DANA, STORE, identity

KNOWN = {"store": STORE, "person": DANA, "insurer": ACME}


def sample(kind: Kind) -> Any:
    """A value of a kind."""
    match kind:
        case kinds.Choice():
            return kind.options[-1][0]
        case kinds.Flag():
            return False
        case kinds.Day():
            return date(2025, 12, 31)
        case kinds.Instant():
            return datetime(2025, 7, 1, 13, 5, 42, 250_000, tzinfo=UTC)
        case kinds.Number():
            return 51.5 if kind.places and kind.most > 51 else 1.5 if kind.places else int(max(kind.least, 3))
        case kinds.Measure():
            return Quantity(41_000, kind.units[-1])
        case kinds.Price():
            return Money(1_234_567, "JPY")
        case kinds.Reference():
            return KNOWN.get(kind.to, new_id())
        case kinds.WordSet():
            return frozenset({"Tow bar", "Heated seats"})
        case kinds.Rows():
            return {new_id(): {field.name: sample(field.kind) for field in kind.fields} for _ in range(2)}
        case kinds.Sealed():
            return b"\x01\x02 sealed elsewhere"
        case kinds.File():
            return FileRef("ab" * 32, "damage.jpg", "image/jpeg", 2_400_000)
    return "First line"[: kind.longest] if isinstance(kind, kinds.Line) else "First line\nsecond line"


def test_every_kind_has_a_line_in_the_table() -> None:
    used = {type(field.kind) for record_type in RECORD_TYPES.values() for field in record_type.fields().values()}
    assert used <= set(EDITORS)
    assert set(EDITORS) == set(Kind.__subclasses__())


@pytest.mark.parametrize("name", RECORD_TYPES)
def test_the_form_of_every_type_gives_back_what_it_was_shown(name: str, qtbot: QtBot, workspace: Workspace) -> None:
    """A new record type needs no code in the forms: this covers it as soon as it is in the list."""
    context = FormContext.of(workspace, RECORD_TYPES[name])
    for entry in RECORD_TYPES[name].fields().values():
        field = FormField(entry, context)
        qtbot.addWidget(field)
        value = sample(entry.kind)
        field.start(value)
        assert field.value() == value, entry.label
        assert not field.dirty(), entry.label
        field.start(None)
        assert field.value() in (None, [], {}), entry.label
        assert not field.dirty()


def test_fields_of_others_are_left_out(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.replica.sign_in_as(identity("auditor"))
    form = RecordForm(FormContext.of(workspace, RECORD_TYPES["vehicle"]))
    qtbot.addWidget(form)
    assert form.fields == {}


def test_what_nobody_said_is_not_a_no(qtbot: QtBot, workspace: Workspace) -> None:
    field = _field(qtbot, workspace, "policy", "auto_renew")
    assert field.value() is None
    field.field.editor.click()
    assert field.value() is True
    field.field.editor.click()
    assert field.value() is False
    assert field.dirty()


def test_a_choice_that_a_newer_program_wrote_is_kept(qtbot: QtBot, workspace: Workspace) -> None:
    field = _field(qtbot, workspace, "vehicle", "fuel")
    field.start("hydrogen")
    assert field.value() == "hydrogen"
    assert not field.dirty()


def test_a_year_takes_no_thousands_mark_and_a_mileage_does(qtbot: QtBot, workspace: Workspace) -> None:
    year, mileage = (_field(qtbot, workspace, "vehicle", name) for name in ("year", "mileage"))
    year.start(2021)
    mileage.start(Quantity(41_000, "km"))
    assert year.field.editor.edit.text() == "2021"
    assert mileage.field.editor.amount.edit.text() == "41,000"


def test_the_store_s_own_currency_comes_first(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.replica.sign_in_as(identity("head_office"))
    assert FormContext.of(workspace, RECORD_TYPES["vehicle"]).currencies[0] == "EUR"


def test_unreadable_text_is_neither_a_value_nor_lost(qtbot: QtBot, workspace: Workspace) -> None:
    field = _field(qtbot, workspace, "policy", "expires_on")
    field.start(date(2025, 12, 31))
    field.field.editor.edit.setText("soon")
    assert field.value() is None
    assert field.dirty()
    assert "date" in field.problem()
    assert field.field.editor.edit.text() == "soon"


def _field(qtbot: QtBot, workspace: Workspace, type_name: str, name: str) -> FormField:
    entry: Field = RECORD_TYPES[type_name].fields()[name]
    field = FormField(entry, FormContext.of(workspace, RECORD_TYPES[type_name]))
    qtbot.addWidget(field)
    return field
