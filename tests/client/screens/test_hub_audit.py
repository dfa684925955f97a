"""The page of the hub's audit: rows in words, filters, older ones, the check, the file; against a real hub, too."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex
from pytestqt.qtbot import QtBot

from client.app import App
from client.hub.session import HubSilent
from client.reading.hub_audit import in_words
from client.reports.audit_csv import write_audit
from client.reports.refusals import Refused, unheeding
from client.screens import hub_audit
from client.screens.hub_audit import HubAudit, verdict
from client.text import hub_audit as words
from client.window.navigation import HUB_AUDIT
from sync_server.audit import KNOWN
from tests.client.screens.small_house import House, showroom
from tests.house.source import ROOT, called, tree_of
from tests.support.hub_files import opened_file
from tests.support.hubs import HubProcess, person

__all__ = ["showroom"]

_DAY = 86_400_000
_BEGAN = 1_790_000_000_000
_SAM, _TABLET = "5" * 32, "2" * 32


def _noted(number: int, action: str, **told: Any) -> dict[str, Any]:
    row = {"number": number, "at": _BEGAN + number * _DAY, "who": _SAM, "device": _TABLET, "action": action}
    return {"tenant": "acme", **row, "subject": "", "detail": {}, **told}


_ROWS = [
    _noted(7, "audit_shown", detail={"person": "", "record": "", "action": "device_revoked"}),
    _noted(6, "person_erased", subject="7" * 32, who="hub", device="",
           detail={"type": "customer", "why": "request", "records": 4, "files": ["ab" * 32]}),
    _noted(5, "device_revoked", subject=_TABLET),
    _noted(4, "escrow_decided", subject="9" * 32, detail={"change": "ab" * 32, "decision": "applied"}),
    _noted(3, "sign_in_refused", who="", subject=_SAM),
    _noted(2, "account_opened", who="operator", device="", subject=_SAM, detail={"role": "auditor"}),
    _noted(1, "tea_was_made", detail={"cups": 2, "with_keys": True}),
]  # fmt: skip


class AuditOfNotes:
    """An audit of seven rows, one of which was altered."""

    def page(self, asked: Mapping[str, str | int], before: int | None, most: int) -> Mapping[str, Any]:
        """Those below a number."""
        action = asked.get("action")
        rows = [row for row in _ROWS if action in ("", None, row["action"])]
        rows = [row for row in rows if before is None or row["number"] < before]
        return {"rows": rows[:most], "names": {_SAM: "Sam Reyes", _TABLET: "Tablet 2"}}

    def check(self) -> Mapping[str, Any]:
        """The third is bad."""
        return {"rows": 2, "bad": {"number": 3, "reason": "the row is not what was written"}}


class SilentAudit:
    """That of a hub out of reach."""

    def page(self, asked: Mapping[str, str | int], before: int | None, most: int) -> Mapping[str, Any]:
        """No answer."""
        raise HubSilent("The hub at https://hub.example.com does not answer.")

    def check(self) -> Mapping[str, Any]:
        """No answer either."""
        raise HubSilent("The hub at https://hub.example.com does not answer.")


# --- words ---


def test_every_action_that_the_hub_notes_has_words() -> None:
    noted = set(_actions_noted())
    assert {"signed_in", "device_approved", "hub_thawed", "model_signed", "person_erased"} <= noted
    assert noted == set(words.ACTIONS), "what the hub notes, and what the app has words for"
    assert noted == KNOWN, "and what this version of the hub says is not a newer one's"


def _actions_noted() -> Iterator[str]:
    """The actions given to ``note`` of ``sync_server.audit`` (and to what hands them on) anywhere in the hub."""
    for path in (ROOT / "sync_server").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "sync_server.audit import" not in text:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and called(node) in ("note", "_note"):
                given = node.args[4 if called(node) == "note" else 2]
                yield from _said(given, path.name)
            elif isinstance(node, ast.Call) and called(node) == "_set" and path.name == "freezing.py":
                yield from _said(node.args[3], path.name)


def _said(given: ast.expr, file: str) -> Iterator[str]:
    known = {"f'device_{decision}'": ("device_approved", "device_denied"), "PERSON_ERASED": ("person_erased",)}
    known["COPIES_TAKEN_BACK"] = ("agreed_copies_taken_back",)
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.Name) and given.id in ("action", "deed"):
        return  # handed on; who gives it is found by its own call
    else:
        assert ast.unparse(given) in known, f"{file} notes {ast.unparse(given)}: name it here, and give it words"
        yield from known[ast.unparse(given)]


def test_rows_are_told_in_words(showroom: House) -> None:
    rows = {row.number: row for row in in_words(showroom.workspace.reader, AuditOfNotes().page({}, None, 10))}
    told = {number: (row.who, row.what, row.about, row.details) for number, row in rows.items()}
    assert told[7] == ("Sam Reyes", "Looked into the audit", "–", "Shown: Device revoked · Device: Tablet 2")
    assert told[6] == (
        "The hub itself", "Person erased", "Record 77777777",
        "Kind of record: Customer · Why: request of the person · Records: 4 · Files: abababab",
    )  # fmt: skip
    assert told[5] == ("Sam Reyes", "Device revoked", "Tablet 2", "")
    assert told[3][0] == "–"
    assert told[2] == ("Whoever runs the hub", "Account opened", "Sam Reyes", "Role: Auditor")
    assert told[1][1:] == ("tea was made (made by a newer hub)", "–", "cups: 2 · With keys: Yes · Device: Tablet 2")
    known = {**_ROWS[3], "subject": showroom.id("camry")}
    (row,) = in_words(showroom.workspace.reader, {"rows": [known], "names": {}})
    assert "Camry" in row.about


@pytest.mark.parametrize(
    ("reason", "begins"),
    [
        ("the row is missing", "The audit is not whole: row 3 is missing."),
        ("the row is not what was written", "The audit is not whole: row 3 is not what was written."),
        ("the audit does not end where its head says", "The audit is not whole: rows are missing at its end"),
        ("something new", "The audit is not whole from row 3 on."),
    ],
)
def test_the_first_bad_row_is_named(reason: str, begins: str) -> None:
    sentence, tone = verdict({"rows": 2, "bad": {"number": 3, "reason": reason}})
    assert sentence.startswith(begins)
    assert tone == "bad"


def test_no_file_where_the_hub_falls_silent(showroom: House, tmp_path: Path) -> None:
    path = tmp_path / "audit.csv"

    def fetch(before: int | None, most: int) -> Any:
        return SilentAudit().page({}, before, most)

    with pytest.raises(Refused, match="does not answer"):
        write_audit(fetch, showroom.workspace.zone(), path, unheeding)
    assert not path.exists()
    assert not list(tmp_path.glob(".*"))


# --- with a real hub ---


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("ada", "auditor"), person("sam", "salesperson")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=4) as running:
        yield running


@pytest.fixture
def ada(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    app = App(tmp_path / "ada", "showroom", hub.session(tmp_path / "ada", "ada", "Ada's tablet"))
    yield app
    app.close()


def _column(screen: HubAudit, place: int) -> list[str]:
    model = screen.table.model()
    return [str(model.index(row, place, QModelIndex()).data()) for row in range(model.rowCount())]


def test_the_audit_of_a_real_hub(
    hub: HubProcess, ada: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown, narrowed, paged, checked and written to a file; then the hub is gone."""
    monkeypatch.setattr(hub_audit, "PAGE", 2)
    screen = HubAudit(ada.workspace, HUB_AUDIT)
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(screen.older.isVisible)
    assert _column(screen, 3)[0] == "Signed in"
    assert _column(screen, 2)[0] == "Ada"
    while not screen.older.isHidden():
        before = len(_column(screen, 3))
        screen.older.click()
        qtbot.waitUntil(lambda so_far=before: len(_column(screen, 3)) > so_far)  # type: ignore[misc]
    assert {"Account opened", "Codes for new devices made", "Device enrolled"} <= set(_column(screen, 3))

    screen.check_button.click()
    qtbot.waitUntil(lambda: screen.verdict.text().startswith("The audit is whole: each of its "))

    screen.filters.action.set_value("account_opened")
    screen.filters.show_button.click()
    qtbot.waitUntil(lambda: _column(screen, 3) == ["Account opened"] * 2)
    screen.filters.action.set_value("audit_shown")
    screen.filters.show_button.click()
    qtbot.waitUntil(lambda: _column(screen, 3) == ["Looked into the audit"] * 2)
    long_ago = ada.workspace.today() - timedelta(days=400)
    screen.filters.until.set_value(long_ago)
    screen.filters.show_button.click()
    qtbot.waitUntil(lambda: screen.table.nothing.isVisible() and not screen.problem.isVisible())

    screen.filters.until.set_value(None)
    screen.filters.action.set_value("account_opened")
    path = tmp_path / "audit.csv"
    monkeypatch.setattr("client.reports.press.ask_where", lambda _page, _name: path)
    screen.export()
    qtbot.waitUntil(lambda: not screen.press.busy)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(words.CSV_COLUMNS)
    assert [(row[4], row[5]) for row in rows[1:]] == [("Account opened", "account_opened")] * 2

    _alter(hub)
    screen.check_button.click()
    qtbot.waitUntil(lambda: "row 2 is not what was written" in screen.verdict.text())
    hub.stop()
    screen.filters.show_button.click()
    qtbot.waitUntil(lambda: "does not answer" in screen.problem.text() and words.AWAY in screen.problem.text())


def _alter(hub: HubProcess) -> None:
    with closing(opened_file(hub.folder)) as connection:
        connection.execute("UPDATE audit SET subject = 'somebody else' WHERE number = 2")
        connection.commit()
