"""Export and print as a person does them: a menu, a place to save, progress that can be stopped, a word at the end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import Dialog, MenuButton, Text
from client.reports import press, refusals
from client.reports.menus import ExportMenu, PrintMenu
from client.reports.press import Progress, file_name
from client.screens.policy import Policy
from client.screens.record_list import ListScreen
from client.screens.record_list_query import ListQuery
from client.screens.record_page import RecordScreen
from client.screens.stock import Stock
from client.screens.vehicle import Vehicle
from client.workspace import Place, Workspace
from tests.client.reports.printed import printed
from tests.client.screens.pressing import opened, toast
from tests.client.showroom import add_customers, add_policies, add_vehicles, identity
from tests.support.processes import wait_until as eventually

Saved = Callable[[Path], None]


@pytest.fixture
def save_to(monkeypatch: pytest.MonkeyPatch) -> Saved:
    """Where the person saves to: the system's dialog is not ours to drive."""

    def save(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path) if path.name else "", ""))

    return save


def choose(menu: MenuButton, text: str) -> None:
    """Choose an entry of a menu."""
    next(action for action in menu.menu().actions() if action.text() == text).trigger()


def entries(menu: MenuButton) -> list[str]:
    """What a menu offers."""
    return [action.text() for action in menu.menu().actions()]


def list_of(qtbot: QtBot, workspace: Workspace, type_name: str = "vehicle") -> ListScreen:
    """A list on the screen."""
    workspace.catalogue.wait_ready(type_name)
    kind = Stock if type_name == "vehicle" else ListScreen
    screen = kind(workspace, Place("list", type_name))
    shown(qtbot, screen)
    qtbot.waitUntil(screen.list.runner.idle)
    return screen


def shown(qtbot: QtBot, screen: QWidget) -> None:
    """Put it on the screen."""
    qtbot.addWidget(screen)
    screen.resize(1200, 800)
    screen.show()


def done(qtbot: QtBot, menu: ExportMenu | PrintMenu, milliseconds: int = 60_000) -> None:
    """Wait until the file is made, or not."""
    qtbot.waitUntil(lambda: not menu.press.busy, timeout=milliseconds)


def test_the_list_as_it_is_shown_is_saved(qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved) -> None:
    add_vehicles(workspace, 60)
    screen = list_of(qtbot, workspace)
    screen.list.set_query(ListQuery("camry", {"status": frozenset({"held", "available"})}, "-price"))
    qtbot.waitUntil(screen.list.runner.idle)
    save_to(tmp_path / "camrys")
    choose(screen.export, "Spreadsheet (XLSX), every field")
    done(qtbot, screen.export)
    assert toast(screen).startswith("Saved as camrys.xlsx")
    sheet = load_workbook(tmp_path / "camrys.xlsx").worksheets[0]
    assert {row[2].value for row in sheet.iter_rows(min_row=2)} == {"Camry"}
    answer = screen.list.answer()
    assert answer is not None
    assert sheet.max_row - 1 == len(answer.ordinals)


def test_every_list_offers_three_forms(qtbot: QtBot, workspace: Workspace) -> None:
    for type_name in ("vehicle", "policy", "customer"):
        screen = list_of(qtbot, workspace, type_name)
        assert screen.export.isVisible()
        assert [entry.split("(")[1][:3] for entry in entries(screen.export)] == ["XLS", "CSV", "PDF"]


def test_thinking_better_of_it_makes_nothing(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved
) -> None:
    screen = list_of(qtbot, workspace)
    save_to(Path())
    screen.export.export("csv")
    assert not screen.export.press.busy


def test_a_folder_that_is_gone_is_told_in_a_dialog(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved
) -> None:
    screen = list_of(qtbot, workspace)
    save_to(tmp_path / "gone" / "a.csv")
    screen.export.export("csv")
    done(qtbot, screen.export)
    dialog = opened(qtbot, Dialog)
    assert any("does not exist. Choose another one." in text.text() for text in dialog.findChildren(Text))
    dialog.accept()


def test_ten_thousand_rows_are_written_beside_the_window(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row of them by this process; and while they are written the window does whatever is wanted of it.

    How long it goes without a turn meanwhile is told by the benchmark ``frames``.
    """
    under_way, go_on, real = threading.Event(), threading.Event(), workspace.papers.run

    def run(work: str, *given: Any, told: Callable[[int, int], bool]) -> Any:
        def held_up(done: int, total: int) -> bool:
            if 0 < done < total:
                under_way.set()
                assert go_on.wait(120)
            return told(done, total)

        return real(work, *given, told=held_up)

    def not_here(*_asked: object) -> None:
        raise AssertionError("the window's own process makes no paper")

    monkeypatch.setattr(workspace.papers, "run", run)
    monkeypatch.setattr("client.beside.asking.called", not_here)
    add_vehicles(workspace, 10_000)
    screen = list_of(qtbot, workspace)
    for ending in ("csv", "pdf"):
        under_way.clear()
        go_on.clear()
        screen.list.set_query(ListQuery())
        qtbot.waitUntil(screen.list.runner.idle)
        save_to(tmp_path / f"all.{ending}")
        screen.export.export(ending)
        qtbot.waitUntil(under_way.is_set)
        screen.list.set_query(ListQuery("camry"))
        qtbot.waitUntil(screen.list.runner.idle)
        answer = screen.list.answer()
        assert answer is not None
        assert 0 < len(answer.ordinals) < 10_000, "the list is searched while it is being written"
        assert screen.export.press.busy
        assert workspace.papers.process not in (None, os.getpid())
        go_on.set()
        done(qtbot, screen.export)
    assert len((tmp_path / "all.csv").read_text("utf-8").splitlines()) == 10_001
    pages = PdfReader(tmp_path / "all.pdf").pages
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1].extract_text()


def test_work_is_shown_and_can_be_stopped(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_vehicles(workspace, 12)
    workspace.papers.close()  # done by this process, the work can be held up
    monkeypatch.setattr(press, "_PATIENCE_MS", 0)
    go_on, real = threading.Event(), refusals.tell

    def slow(told: Callable[[int, int], bool], now: int, total: int) -> None:
        real(told, now, total)
        go_on.wait(120)
        real(told, now, total)

    monkeypatch.setattr("client.reports.listing.tell", slow)
    screen = list_of(qtbot, workspace)
    folder = tmp_path / "out"
    folder.mkdir()
    save_to(folder / "a.xlsx")
    screen.export.export("xlsx")
    progress = opened(qtbot, Progress)
    screen.export.export("xlsx")  # a second one is not begun
    progress.panel.cancel_button.click()
    go_on.set()
    done(qtbot, screen.export)
    assert toast(screen).startswith("Stopped; no file was made.")
    assert not list(folder.iterdir())


def test_what_is_done_when_progress_would_begin_to_show_shows_none(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine both are due in one turn of the window's loop, and the result comes first."""
    opened_once: list[Progress] = []
    monkeypatch.setattr(press, "_PATIENCE_MS", 0)
    monkeypatch.setattr(Progress, "open", opened_once.append)
    screen = list_of(qtbot, workspace)
    save_to(tmp_path / "gone" / "a.csv")
    screen.export.export("csv")
    eventually(lambda: all(each.done() for each in workspace.background._under_way), "it is done")
    done(qtbot, screen.export)
    opened(qtbot, Dialog).accept()
    assert opened_once == []


def test_a_page_that_is_left_ends_its_work(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_customers(workspace)
    workspace.papers.close()  # done by this process, the work can be held up
    gone, real, ended = threading.Event(), refusals.tell, threading.Event()

    def slow(told: Callable[[int, int], bool], now: int, total: int) -> None:
        gone.wait(120)
        try:
            real(told, now, total)
        finally:
            ended.set()

    monkeypatch.setattr("client.reports.listing.tell", slow)
    workspace.catalogue.wait_ready("customer")
    screen = ListScreen(workspace, Place("list", "customer"))
    screen.show()
    qtbot.waitUntil(screen.list.runner.idle)
    save_to(tmp_path / "a.csv")
    screen.export.export("csv")
    screen.close()
    screen.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    gone.set()
    qtbot.waitUntil(ended.is_set)
    workspace.background.close()
    assert not (tmp_path / "a.csv").exists()


def test_any_record_is_printed_from_its_page(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = add_customers(workspace, ("Smith & Sons / Berlin",))
    page = RecordScreen(workspace, Place("record", "customer", record))
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.view is not None)
    assert entries(page.print_menu) == ["Record sheet (PDF)"]
    save_to(tmp_path / "smith.pdf")
    choose(page.print_menu, "Record sheet (PDF)")
    done(qtbot, page.print_menu)
    assert "Smith & Sons / Berlin" in printed(tmp_path / "smith.pdf").text
    shown_files: list[str] = []
    monkeypatch.setattr(
        "client.reports.press.QDesktopServices.openUrl",
        lambda url: shown_files.append(url.toLocalFile()),  # none of the programs here opens it
    )
    press.open_file(page, tmp_path / "smith.pdf")
    assert shown_files == [(tmp_path / "smith.pdf").as_posix()]
    assert toast(page).startswith("No program on this device opens smith.pdf")


def test_a_vehicle_has_a_sticker_in_the_showroom(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved
) -> None:
    (record,) = add_vehicles(workspace, 1)
    page = Vehicle(workspace, Place("record", "vehicle", record))
    shown(qtbot, page)
    assert entries(page.print_menu) == ["Window sticker (PDF)", "Record sheet (PDF)"]
    save_to(tmp_path / "sticker.pdf")
    choose(page.print_menu, "Window sticker (PDF)")
    done(qtbot, page.print_menu)
    assert "Toyota Camry" in printed(tmp_path / "sticker.pdf").text


def test_a_policy_that_ended_gets_no_certificate_and_it_says_why(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, save_to: Saved
) -> None:
    record = add_policies(workspace, 1)[0]
    page = Policy(workspace, Place("record", "policy", record))
    shown(qtbot, page)
    menu = next(one for one in page.findChildren(PrintMenu))
    assert entries(menu) == ["Certificate of motor insurance (PDF)", "Record sheet (PDF)", "Evidence pack…"]
    save_to(tmp_path / "certificate.pdf")
    choose(menu, "Certificate of motor insurance (PDF)")
    done(qtbot, menu)
    dialog = opened(qtbot, Dialog)
    assert any("No certificate can be issued." in text.text() for text in dialog.findChildren(Text))
    assert not (tmp_path / "certificate.pdf").exists()
    dialog.accept()


def test_who_may_not_write_policies_issues_no_certificate(qtbot: QtBot, workspace: Workspace) -> None:
    record = add_policies(workspace, 1)[0]
    workspace.replica.sign_in_as(identity("auditor"))
    page = Policy(workspace, Place("record", "policy", record))
    shown(qtbot, page)
    assert entries(page.findChildren(PrintMenu)[0]) == ["Record sheet (PDF)", "Evidence pack…"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Smith & Sons / Berlin", "Smith & Sons Berlin.pdf"),
        ('a<b>c:"d|e?*', "a b c d e.pdf"),
        ("..", "Forecourt.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
    ],
)
def test_names_of_files_are_ones_every_system_takes(text: str, name: str) -> None:
    assert file_name(text, "pdf") == name
