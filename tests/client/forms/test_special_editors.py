"""The editors with ways of their own: times, small tables, photos, sealed text, other records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import appearance
from client.file_store import FileStore
from client.forms import FormContext, FormField
from client.forms.files import FileRefused, keep
from client.forms.meanwhile import Arrival
from client.forms.moments import read_time
from client.reading.queries import RecordView
from client.text import forms as words
from client.workspace import Workspace
from shared_models.errors import NotAllowed
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.role_keys import mark_of
from shared_models.sealing import Seals
from tests.client.showroom import add, add_vehicles


def field_of(qtbot: QtBot, workspace: Workspace, type_name: str, name: str, record: str = "") -> Any:
    """A field of a form, shown in a window."""
    context = FormContext.of(workspace, RECORD_TYPES[type_name], record)
    field = FormField(RECORD_TYPES[type_name].fields()[name], context)
    qtbot.addWidget(field)
    field.resize(1000, 500)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    return field


# --- moments ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", time(14, 30)), ("1430", time(14, 30)), ("9", time(9)), ("9.05", time(9, 5)),
        ("2:30 pm", time(14, 30)),
        ("12 am", time(0)), ("24:00", None), ("9:75", None), ("13 pm", None), ("noon", None), ("", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, expected: time | None) -> None:
    assert read_time(text) == expected


def test_a_moment_is_written_in_the_store_s_zone_and_kept_in_utc(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "test_drive", "starts_at")
    editor = field.field.editor
    editor.day.edit.setText("01/07/2025")
    editor.time.setText("9.30")
    assert field.value() == datetime(2025, 7, 1, 7, 30, tzinfo=UTC)  # Berlin is two hours ahead in summer
    editor.time.setText("")
    assert field.value() is None
    assert field.problem() == words.TIME_MISSING


# --- small tables ---


def test_rows_are_added_filled_and_removed_by_keyboard(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "policy", "instalments")
    editor = field.field.editor
    editor.add.setFocus()
    qtbot.keyClick(editor.add, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = editor.value()
    focused = editor.window().focusWidget()
    assert focused.accessibleName() == "Due, row 1"
    qtbot.keyClicks(focused, "31/12/2025")
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    amount = next(e for e in editor.findChildren(QWidget) if e.accessibleName() == "Amount, row 1")
    qtbot.keyClicks(amount, "120.50")
    assert field.value() == {row: {"due": datetime(2025, 12, 31).date(), "amount": Money(12_050, "EUR")}}  # noqa: DTZ001
    amount.setFocus()
    qtbot.keyClick(amount, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(editor.value()) == 2
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(editor.window().focusWidget(), Qt.Key.Key_Delete, both)
    assert list(editor.value()) == [row]
    amount.setFocus()
    qtbot.keyClick(amount, Qt.Key.Key_Delete, both)
    assert field.value() in (None, {})
    assert editor.window().focusWidget() is editor.add


def test_a_bad_cell_is_named_with_its_row(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "policy", "instalments")
    field.field.editor.add_row()
    field.field.editor.add_row()
    bad = next(e for e in field.findChildren(QWidget) if e.accessibleName() == "Amount, row 2")
    bad.setText("lots")
    assert field.problem().startswith("Amount, row 2: ")


@pytest.fixture
def large_letters() -> Iterator[Callable[[], None]]:
    """Doubles the text; afterwards it is as it was."""
    usual = appearance().look
    yield lambda: appearance().wear(replace(usual, scale=2 * usual.scale))
    appearance().wear(usual)


def test_rows_stack_when_letters_grow_and_a_time_gets_more_room(
    qtbot: QtBot, workspace: Workspace, large_letters: Callable[[], None]
) -> None:
    fields = field_of(qtbot, workspace, "policy", "lines"), field_of(qtbot, workspace, "test_drive", "starts_at")
    table, moment = (one.field.editor for one in fields)
    table.add_row()
    first, narrow = table._rows[0], moment.time.maximumWidth()
    assert not first.title.isVisible()
    large_letters()
    assert first.title.isVisible()
    assert moment.time.maximumWidth() == 2 * narrow


def test_rows_stack_where_there_is_no_room(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "policy", "lines")
    field.field.editor.add_row()
    table = field.field.editor.table
    field.resize(1100, 500)
    qtbot.waitUntil(lambda: table.height() < 200)
    field.resize(420, 900)
    qtbot.waitUntil(lambda: table.height() > 250)
    assert field.field.editor.width() <= 420


def test_cells_of_a_newer_program_survive_an_edit(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "policy", "instalments")
    field.start({"a" * 32: {"amount": Money(100, "EUR"), "mandate": "SEPA-7"}})
    cell = next(e for e in field.findChildren(QWidget) if e.accessibleName() == "Amount, row 1")
    cell.setText("2")
    assert field.value() == {"a" * 32: {"amount": Money(200, "EUR"), "mandate": "SEPA-7"}}


# --- files and photos ---


def picture(folder: Path, name: str = "front.png") -> Path:
    """A small picture file."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(folder / name))
    return folder / name


def test_a_photo_wants_words_or_is_decorative(qtbot: QtBot, workspace: Workspace, tmp_path: Path) -> None:
    field = field_of(qtbot, workspace, "vehicle", "photos")
    editor = field.field.editor
    editor.take([picture(tmp_path)])
    (cells,) = field.value().values()
    assert set(cells) == {"file"}
    warning = next(w for w in field.findChildren(QWidget) if getattr(w, "text", str)() == words.PHOTO_NO_ALT)
    qtbot.waitUntil(warning.isVisible)
    alt = next(w for w in field.findChildren(QWidget) if w.accessibleName() == "Description of photo 1")
    qtbot.keyClicks(alt, "Red saloon from the front")
    assert not warning.isVisible()
    assert next(iter(field.value().values()))["alt"] == "Red saloon from the front"
    next(w for w in field.findChildren(QWidget) if getattr(w, "text", str)() == words.PHOTO_DECORATIVE).click()
    assert next(iter(field.value().values()))["alt"] == ""
    assert field.problem() == ""


def test_the_same_file_is_kept_once(tmp_path: Path, themed: object) -> None:
    store = FileStore(tmp_path / "files")
    path = picture(tmp_path)
    first, second = keep(store, path), keep(store, path)
    assert first == second
    assert store.read(first.digest) == path.read_bytes()
    assert first.media_type == "image/png"


def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"gone\.png could not be read"):
        keep(FileStore(tmp_path / "files"), tmp_path / "gone.png")


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client.photo_decoding.MOST", 0)
    with pytest.raises(FileRefused, match="could not be read: it has 0 million pixels, and 0 million is the most"):
        keep(FileStore(tmp_path / "files"), picture(tmp_path))


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client.forms.files.LARGEST", 100)
    (tmp_path / "scan.pdf").write_bytes(b"x" * 2_000)
    with pytest.raises(FileRefused, match=r"scan\.pdf has 2\.0 kB; 100 bytes"):
        keep(FileStore(tmp_path / "files"), tmp_path / "scan.pdf")
    assert FileStore(tmp_path / "files").unsent() == []


# --- sealed text ---


KEYS = Seals(b"k" * 32)


def test_sealed_text_is_masked_until_asked_for(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "seals_of", lambda _type: KEYS)
    record = "c" * 32
    field = field_of(qtbot, workspace, "customer", "licence_number", record)
    held = KEYS.seal("B072RRE2I55", record, "licence_number")
    field.start(held)
    editor = field.field.editor
    assert editor.edit.text() == words.SEALED_MASK
    assert editor.edit.isReadOnly()
    editor.reveal.click()
    assert editor.edit.text() == "B072RRE2I55"
    editor.reveal.click()
    assert editor.edit.text() == words.SEALED_MASK
    assert field.value() == held
    editor.replace.click()
    qtbot.keyClicks(editor.edit, "NEW123")
    assert KEYS.unseal(field.value(), record, "licence_number") == "NEW123"
    assert field.value() == field.value()


def test_who_saw_what_the_hub_could_open_seals_it_anew(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, record = Seals(b"k" * 32, (b"n" * 32,)), "c" * 32
    monkeypatch.setattr(workspace, "seals_of", lambda _type: ours)
    field = field_of(qtbot, workspace, "customer", "licence_number", record)
    held = KEYS.seal("B072RRE2I55", record, "licence_number")
    field.start(held)
    assert field.value() == held
    field.field.editor.reveal.click()
    assert ours.is_of_before(held)
    assert not ours.is_of_before(field.value())
    assert ours.unseal(field.value(), record, "licence_number") == "B072RRE2I55"


def test_a_value_whose_key_a_revoked_device_has_steps_to_the_newest_key(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown, it is saved under the newest key; closed anew elsewhere meanwhile, the field holds that without a word."""
    lost, record = b"o" * 32, "c" * 32
    theirs, ours = Seals(None, (lost,)), Seals(None, (b"n" * 32, lost), stale=frozenset({mark_of(lost)}))
    monkeypatch.setattr(workspace, "seals_of", lambda _type: theirs)
    field = field_of(qtbot, workspace, "customer", "licence_number", record)
    held = theirs.seal("B072RRE2I55", record, "licence_number")
    field.start(held)
    monkeypatch.setattr(workspace, "seals_of", lambda _type: ours)  # the key came while the form was open
    editor = field.field.editor
    editor.reveal.click()
    assert editor.edit.text() == "B072RRE2I55"
    anew = field.value()
    assert field.dirty()
    assert anew == ours.renewed(held, record, "licence_number")
    with pytest.raises(NotAllowed):
        theirs.unseal(anew, record, "licence_number")
    field.start(held)
    field.closed_anew(anew)
    assert (field.base, field.value(), field.dirty()) == (anew, anew, False)
    editor.replace.click()
    qtbot.keyClicks(editor.edit, "NEW123")
    field.closed_anew(held)
    assert ours.unseal(field.value(), record, "licence_number") == "NEW123", "what is being written stays"


def test_that_a_value_was_closed_anew_is_no_news() -> None:
    def arrived(before: bytes, now: bytes) -> Arrival:
        at, values = datetime(2026, 1, 1, tzinfo=UTC), {"licence_number": now, "name": "Ada"}
        view = RecordView(RECORD_TYPES["customer"], "c", 1, values, False, at, at, "", "")
        return Arrival(view, {}, {"licence_number": before, "name": "Ida"})

    both = Seals(b"k" * 32, (b"n" * 32,))
    one = KEYS.seal("B072RRE2I55", "c", "licence_number")
    for now, seals, quiet in (
        (both.renewed(one, "c", "licence_number"), both, True),
        (both.seal("ANOTHER", "c", "licence_number"), both, False),
        (both.seal("ANOTHER", "c", "licence_number"), None, True),
    ):
        assert arrived(one, now).only_closed_anew("licence_number", seals) is quiet
    assert not arrived(one, one).only_closed_anew("name", both)


def test_a_value_whose_key_is_still_on_its_way_says_so(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours, record = Seals(None, (b"o" * 32,)), Seals(b"k" * 32, (b"n" * 32,)), "c" * 32
    monkeypatch.setattr(workspace, "seals_of", lambda _type: ours)
    field = field_of(qtbot, workspace, "customer", "licence_number", record)
    held = theirs.seal("B072RRE2I55", record, "licence_number")
    field.start(held)
    field.field.editor.reveal.click()
    assert field.field.editor.edit.text() == words.SEALED_KEY_AWAITED
    assert field.value() == held
    with pytest.raises(NotAllowed, match="not arrived"):
        ours.unseal(held, record, "licence_number")


def test_without_the_key_sealed_text_says_so_and_stays(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "customer", "licence_number")
    field.start(b"sealed by somebody")
    assert field.field.editor.edit.text() == words.SEALED_NO_KEY
    assert field.field.editor.edit.isReadOnly()
    assert not field.field.editor.reveal.isVisible()
    assert field.value() == b"sealed by somebody"
    assert not field.dirty()


# --- other records ---


def test_a_reference_is_found_by_a_misspelt_search(qtbot: QtBot, workspace: Workspace) -> None:
    add_vehicles(workspace, 12)
    workspace.catalogue.wait_ready("vehicle")
    field = field_of(qtbot, workspace, "lead", "vehicle")
    box = field.field.editor.box
    box.edit.setFocus()
    qtbot.keyClicks(box.edit, "toyta camri")
    assert field.problem() == words.REFERENCE_PROBLEM
    qtbot.waitUntil(box.popup.isVisible)
    assert box.popup.item(0).text().startswith("Toyota Camry")
    qtbot.keyClick(box.edit, Qt.Key.Key_Down)
    qtbot.keyClick(box.popup, Qt.Key.Key_Return)
    chosen = workspace.reader.record("vehicle", field.value())
    assert chosen is not None
    assert chosen.values["model"] == "Camry"
    assert field.problem() == ""
    assert box.edit.text() == "Toyota Camry"


def test_down_offers_records_before_anything_is_typed(qtbot: QtBot, workspace: Workspace) -> None:
    field = field_of(qtbot, workspace, "policy", "insurer")
    box = field.field.editor.box
    box.edit.setFocus()
    qtbot.keyClick(box.edit, Qt.Key.Key_Down)
    qtbot.waitUntil(box.popup.isVisible)
    offered = [box.popup.item(row).text() for row in range(box.popup.count())]
    assert any(text.startswith("GEICO") for text in offered)
    assert offered[-1] == "Add new insurer"


def test_typing_over_a_chosen_record_takes_it_back(qtbot: QtBot, workspace: Workspace) -> None:
    customer = add(workspace, "customer", name="Zoë Müller")
    field = field_of(qtbot, workspace, "policy", "holder")
    field.start(customer)
    assert field.field.editor.box.edit.text() == "Zoë Müller"
    field.field.editor.box.clear()
    assert field.value() is None
    assert field.dirty()


def test_a_new_record_can_be_made_on_the_way(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = add(workspace, "customer", name="Fleet GmbH")
    asked: list[str] = []

    def ask(_parent: object, _workspace: object, record_type: Any, text: str) -> str:
        asked.append(f"{record_type.about.label}: {text}")
        return made

    monkeypatch.setattr("client.forms.new_dialog.ask_for_new", ask)
    workspace.catalogue.wait_ready("customer")
    field = field_of(qtbot, workspace, "policy", "holder")
    box = field.field.editor.box
    box.edit.setFocus()
    qtbot.keyClicks(box.edit, "Fleet Gm")
    qtbot.waitUntil(box.popup.isVisible)
    box.popup.itemClicked.emit(box.popup.item(box.popup.count() - 1))
    assert asked == ["Customer: Fleet Gm"]
    assert field.value() == made
