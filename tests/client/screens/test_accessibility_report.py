"""The accessibility report: every screen checked from within the window, saved as a page and as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.criteria import CRITERIA
from accessibility.report import as_text
from accessibility.rules import RULES
from client.screens.accessibility_report import AccessibilityReport, evidence
from client.text import accessibility as words
from client.window.main_window import MainWindow
from client.window.navigation import ABOUT, ACCESSIBILITY, SETTINGS
from client.workspace import Place
from shared_models.kinds import File, Rows
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field, Record
from tests.client.screens.pressing import Heard, toast
from tests.client.screens.small_house import House, office, show

__all__ = ["office"]


def _page(house: House, qtbot: QtBot) -> tuple[MainWindow, AccessibilityReport]:
    window = show(house, qtbot)
    window.show_place(ACCESSIBILITY)
    page = window.current_screen()
    assert isinstance(page, AccessibilityReport)
    return window, page


def test_every_criterion_is_checked_by_a_rule_or_judged_by_hand() -> None:
    by_rule = {number for rule in RULES for number in rule.criteria}
    by_hand = {one.criterion for one in evidence()}
    assert set(CRITERIA) == by_rule | by_hand
    assert not set(words.EVIDENCE) & set(words.DOES_NOT_APPLY)
    assert all(len(one.text) > 10 for one in evidence())


def test_it_goes_round_comes_back_and_can_be_saved(office: House, qtbot: QtBot, tmp_path: Path, monkeypatch) -> None:
    window, page = _page(office, qtbot)
    heard = Heard()
    there: list[Place] = [SETTINGS, ABOUT]
    monkeypatch.setattr(page, "places", lambda: there)
    page.check_button.click()
    assert not page.check_button.isEnabled()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=60_000)
    assert window.current_screen() is page
    assert page.summary.text().startswith("2 screens, ")
    qtbot.waitUntil(lambda: page.summary.text() in heard.words, timeout=30_000)
    assert "checks passed" in page.screens.value(f"Settings – {window._product}")
    data, written = tmp_path / "report.json", tmp_path / "report.html"
    page.save(data)
    page.save(written)
    found = json.loads(data.read_text(encoding="utf-8"))
    assert len(found["windows"]) == 2
    assert found["counts"]["violation"] == 0, found
    assert found["evidence"]["1.2.2"]["applies"] is True, "the film in Help has captions"
    assert found["evidence"]["1.2.4"]["applies"] is False
    text = written.read_text(encoding="utf-8")
    assert "<h1>Accessibility report</h1>" in text
    assert "Reading Level" in text
    qtbot.waitUntil(lambda: toast(window) == words.SAVED.format(name="report.html"), timeout=30_000)
    page.save(tmp_path / "no such folder" / "report.html")
    qtbot.waitUntil(lambda: toast(window).startswith("The report could not be saved"), timeout=30_000)


def test_the_report_passes_its_own_audit(office: House, qtbot: QtBot) -> None:
    window, _page_shown = _page(office, qtbot)
    found = audit(window)
    assert not found.violations, as_text(found)


def test_nothing_here_sounds_or_records() -> None:
    """Why what is about sound does not apply: no file of the product imports what could make or take any."""
    rooms = [Path(__file__).parents[3] / room for room in ("client", "accessibility")]
    files = [path for room in rooms for path in room.rglob("*.py")]
    assert len(files) > 200
    assert not [path for path in files if re.search(r"import .*Qt(Multimedia|WebEngine)", path.read_text("utf-8"))]
    kinds = [kind for record_type in RECORD_TYPES.values() for kind in _kinds(record_type)]
    files_held = [field.label for field in kinds if isinstance(field.kind, File)]
    assert set(files_held) == {"Photo"}
    films = {path.parent.parent for path in rooms[0].rglob("*.vtt")}
    assert films == {rooms[0] / "films"}, "and what moves has captions and a transcript"


def _kinds(record_type: type[Record]) -> Iterator[Field]:
    for field in record_type.fields().values():
        yield field
        if isinstance(field.kind, Rows):
            yield from field.kind.fields
