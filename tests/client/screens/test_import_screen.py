"""An import as a person makes it: file, columns, check, done; stopped, refused, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from client.commands import Edit
from client.reading.log_queries import past_imports
from client.screens.import_screen import ImportScreen
from client.workspace import Place, Workspace
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from tests.client.showroom import OMAR, STORE, add, do, identity, vehicle

Opened = Callable[..., ImportScreen]
FILE, COLUMNS, CHECK, DONE = range(4)


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace) -> Opened:
    """Open the import of a type, and a file in it."""

    def open_import(type_name: str, path: Path | None = None) -> ImportScreen:
        screen = ImportScreen(workspace, Place("import", type_name))
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        screen.show()
        if path is not None:
            screen.open(path)
            at(qtbot, screen, COLUMNS)
        return screen

    return open_import


def at(qtbot: QtBot, screen: ImportScreen, step: int) -> None:
    """Wait until the screen is at a step and nothing is under way."""
    qtbot.waitUntil(lambda: screen.steps.currentIndex() == step and screen.progress is None, timeout=15_000)


def go_on(qtbot: QtBot, screen: ImportScreen, step: int) -> None:
    """Press the button that goes on."""
    assert screen.next.isEnabled()
    screen.next.click()
    at(qtbot, screen, step)


def german(folder: Path, rows: int, **bad: str) -> Path:
    """A stock list as a German program writes it: semicolons, CP1252, comma decimals."""
    lines = ["VIN;Hersteller;Modell;Baujahr;Preis;Kilometer;Farbe"]
    for number in range(rows):
        car = vehicle(number)
        price = bad.get(f"row{number}", "12.345,00 €")
        lines.append(f"{car['vin']};{car['make']};{car['model']};{car['year']};{price};{4_000 + number};weiß")
    path = folder / "Bestand März.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def test_a_foreign_stock_list_is_understood_checked_and_written(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    screen = opened("vehicle", german(tmp_path, 30))
    mapping = screen.columns.mapping()
    assert mapping.columns["make"] == "Hersteller"
    assert mapping.columns["price"] == "Preis"
    assert "Toyota" in screen.columns.targets["make"]._examples.text()
    go_on(qtbot, screen, CHECK)
    assert workspace.reader.count("vehicle") == 0, "nothing is written before the last step"
    assert screen.check.samples is not None
    assert screen.check.questions == []
    assert screen.next.text() == "Import 30 vehicles"
    go_on(qtbot, screen, DONE)
    assert screen.result._title.text() == "Imported 30 vehicles"
    views = workspace.reader.find("vehicle", order="ordinal")
    assert len(views) == 30
    assert views[0].values["price"] == Money(1_234_500, "EUR")
    assert views[0].values["mileage"] == Quantity(4_000, "km")
    assert views[0].values["colour"] == "white"


def test_every_problem_is_told_by_row_and_field_and_nothing_goes_in_unasked(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = opened("vehicle", german(tmp_path, 10, row3="auf Anfrage", row7="VB"))
    go_on(qtbot, screen, CHECK)
    assert screen.check.report is not None
    told = [(p.row, p.field, p.cell) for p in screen.check.report.problems if p.severity == "error"]
    assert told == [(5, "price", "auf Anfrage"), (9, "price", "VB")]
    assert screen.check.problems is not None
    assert screen.check.problems.model().index(0, 1).data() == "Price"
    table = screen.check.problems
    message = table.model().index(0, 3).data()
    width = table.columnWidth(3) - 40  # as the cell keeps it free at its sides
    needed = table.fontMetrics().boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, message).height()
    qtbot.waitUntil(lambda: table.rowHeight(0) >= needed)
    assert not screen.next.isEnabled()
    saved = tmp_path / "rejects.csv"
    monkeypatch.setattr("client.screens.import_screen.QFileDialog.getSaveFileName", lambda *_: (str(saved), ""))
    with qtbot.waitSignal(screen.work.rejects_saved):
        screen.check.rejects_wanted.emit()
    assert "auf Anfrage" in saved.read_text("utf-8-sig")
    assert screen.check.leave_out is not None
    screen.check.leave_out.click()
    go_on(qtbot, screen, DONE)
    assert workspace.reader.count("vehicle") == 8


def test_a_column_can_be_changed_left_out_and_given_one_value(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "cars.csv"
    path.write_text("A,B,Colour code\nToyota,Camry,7\nFord,Focus,8\n")
    screen = opened("vehicle", path)
    targets = screen.columns.targets
    screen.next.click()
    assert screen.columns.summary.isVisible(), "make and model are needed"
    targets["make"].choose("A")
    targets["model"].choose("B")
    store = targets["store"]
    store.field.editor.setCurrentIndex(1)
    store.field.editor.activated.emit(1)
    assert store.constant is not None
    assert store.constant.isVisible()
    store.constant.enter(STORE)
    assert screen.columns.unused.text() == "Not imported: Colour code"
    go_on(qtbot, screen, CHECK)
    go_on(qtbot, screen, DONE)
    found = {(v.values["make"], v.values["store"]) for v in workspace.reader.find("vehicle")}
    assert found == {("Toyota", STORE), ("Ford", STORE)}


def test_what_the_file_does_not_say_is_asked(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "policies.csv"
    path.write_text("Policy number,Status,Expires\nP1,active,03/04/2031\nP2,active,05/06/2031\n")
    screen = opened("policy", path)
    go_on(qtbot, screen, CHECK)
    (question,) = screen.check.questions
    question.set_value("MDY")
    question.committed.emit()
    at(qtbot, screen, CHECK)
    assert screen.check.questions == []
    go_on(qtbot, screen, DONE)
    assert {v.values["expires_on"] for v in workspace.reader.find("policy")} == {date(2031, 3, 4), date(2031, 5, 6)}


def test_known_vehicles_are_left_out_or_updated(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    known = add(workspace, "vehicle", **vehicle(0, trim="Executive"))
    screen = opened("vehicle", german(tmp_path, 3))
    go_on(qtbot, screen, CHECK)
    assert screen.next.text() == "Import 2 vehicles"
    screen.back.click()
    screen.columns.rule.set_value("update")
    go_on(qtbot, screen, CHECK)
    assert screen.next.text() == "Import 3 vehicles"
    go_on(qtbot, screen, DONE)
    view = workspace.reader.record("vehicle", known)
    assert view is not None
    assert (view.values["price"], view.values["trim"]) == (Money(1_234_500, "EUR"), "Executive")


def test_a_file_that_is_no_table_says_so_and_one_stays_where_one_was(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    screen = opened("vehicle")
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    screen.open(path)
    qtbot.waitUntil(screen.trouble.isVisible)
    assert "photo.csv" in screen.trouble.text()
    assert screen.steps.currentIndex() == FILE
    assert screen.progress is None


def test_a_stopped_import_keeps_nothing(qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path) -> None:
    screen = opened("vehicle", german(tmp_path, 3_000))
    go_on(qtbot, screen, CHECK)
    before = workspace.reader.unsent().changes
    screen.next.click()
    assert screen.progress is not None
    screen.progress.cancel_button.click()
    qtbot.waitUntil(screen.trouble.isVisible)
    assert workspace.reader.count("vehicle") == 0
    assert workspace.reader.unsent().changes == before
    assert screen.steps.currentIndex() == CHECK
    go_on(qtbot, screen, DONE)
    assert workspace.reader.count("vehicle") == 3_000


def test_leaving_while_it_writes_asks_first(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]
    monkeypatch.setattr("client.screens.import_screen.confirm", lambda *_words, **_options: answers.pop(0))
    screen = opened("vehicle", german(tmp_path, 3_000))
    go_on(qtbot, screen, CHECK)
    screen.next.click()
    assert not screen.may_leave()
    assert screen.may_leave()
    qtbot.waitUntil(lambda: screen.progress is None)
    assert answers == []


def test_an_import_is_taken_back_but_for_what_others_have_changed(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = opened("vehicle", german(tmp_path, 5))
    go_on(qtbot, screen, CHECK)
    go_on(qtbot, screen, DONE)
    changed = workspace.reader.find("vehicle")[0]
    workspace.replica.sign_in_as(identity("salesperson", OMAR))
    do(workspace.replica, Edit("vehicle", changed.id, {"trim": None}, {"trim": "Sport"}))
    workspace.replica.sign_in_as(identity())
    (past,) = past_imports(workspace.reader, RECORD_TYPES["vehicle"])
    assert (past.author, past.records, past.left) == ("Dana Reyes", 5, 5)
    screen._start_over()

    def told() -> bool:
        return any(label.text().startswith("5 vehicles on ") for label in screen.file.findChildren(QLabel))

    qtbot.waitUntil(told)
    monkeypatch.setattr("client.screens.import_screen.confirm", lambda *_words: True)
    screen.file.undo_wanted.emit(past)
    qtbot.waitUntil(screen.trouble.isVisible)
    assert "Import taken back: 4 vehicles" in screen.trouble.text()
    assert "1 record was changed since and stays" in screen.trouble.text()
    assert "Omar Haddad" in screen.trouble.text()
    assert [view.id for view in workspace.reader.find("vehicle")] == [changed.id]
    assert past_imports(workspace.reader, RECORD_TYPES["vehicle"])[0].left == 1


def test_another_sheet_of_a_workbook_can_be_chosen(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    book = Workbook()
    first = book.worksheets[0]
    first.append(["Make", "Model"])
    first.append(["Toyota", "Camry"])
    second = book.create_sheet("Vans")
    second.append(["Make", "Model"])
    second.append(["Ford", "Transit"])
    book.save(tmp_path / "stock.xlsx")
    screen = opened("vehicle", tmp_path / "stock.xlsx")
    assert screen.columns.sheet.isVisible()
    screen.columns.sheet.set_value("Vans")
    screen.columns.sheet.committed.emit()
    qtbot.waitUntil(lambda: "Transit" in screen.columns.targets["model"]._examples.text())
    go_on(qtbot, screen, CHECK)
    go_on(qtbot, screen, DONE)
    assert [view.values["model"] for view in workspace.reader.find("vehicle")] == ["Transit"]


def test_choices_of_columns_are_kept_and_used_for_the_next_file(
    qtbot: QtBot, workspace: Workspace, opened: Opened, tmp_path: Path
) -> None:
    screen = opened("vehicle", german(tmp_path, 3))
    screen.columns.targets["trim"].choose("Farbe")
    screen.save_columns(tmp_path / "mine.json")
    again = opened("vehicle", german(tmp_path, 3))
    assert "trim" not in again.columns.mapping().columns
    again.load_columns(tmp_path / "mine.json")
    assert again.columns.mapping().columns == screen.columns.mapping().columns
    assert "mine.json are used" in again.trouble.text()
    go_on(qtbot, again, CHECK)
    assert again.next.text() == "Import 3 vehicles"


def test_saved_choices_that_do_not_fit_say_so(opened: Opened, tmp_path: Path) -> None:
    screen = opened("vehicle", german(tmp_path, 3))
    screen.save_columns(tmp_path / "mine.json")
    other = tmp_path / "other.csv"
    other.write_text("VIN,Hersteller,Model\n4T1BF1FK5CU123456,Toyota,Camry\n")
    again = opened("vehicle", other)
    again.load_columns(tmp_path / "mine.json")
    assert again.columns.mapping().columns == {"vin": "VIN", "make": "Hersteller"}
    assert "no column" in again.trouble.text()
    assert "Kilometer" in again.trouble.text()
    customers = tmp_path / "customers.csv"
    customers.write_text("Name,Town\nAda,Berlin\n")
    third = opened("customer", customers)
    third.load_columns(tmp_path / "mine.json")
    assert "is for importing Vehicles, not Customers" in third.trouble.text()
    (tmp_path / "broken.json").write_text("{")
    third.load_columns(tmp_path / "broken.json")
    assert "broken.json" in third.trouble.text()
    assert third.columns.mapping().columns["name"] == "Name"
