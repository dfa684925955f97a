"""The page about models: what was predicted beside what came true, and setting the model right from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from client.commands import Create, Edit, Together
from client.replica.worker import wait
from client.scores.released import file_in_use
from client.screens.model_health import ModelHealth
from client.sync_state import Phase, SyncState
from client.text import model_health as words
from client.text import scores as score_words
from client.window.navigation import MODEL_HEALTH
from ml_models.lead_conversion import model as model_of_leads
from ml_models.lead_conversion import outcomes as outcomes_of_leads
from shared_models.identifiers import new_id
from tests.client.screens.small_house import House, _opened, manager, office, show

__all__ = ["manager", "office"]
NAME = "lead_conversion"


@dataclass
class Hub:
    """Notes what is asked of a hub."""

    against: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def learn(self, model: str, kind: str) -> Mapping[str, Any]:
        self.asked.append(("learn", model, kind))
        return {"id": "a", "verdict": {"against": self.against, "outcomes": 230, "candidate": {"rows": 58}}}

    def health(self, model: str) -> Mapping[str, Any]:
        self.asked.append(("health", model))
        inputs = [{"feature": "month", "index": 0.31, "state": "alarm"}] if model == NAME else []
        months = [{"month": "2026-05", "outcomes": 80, "predicted": 0.2, "observed": 0.21, "state": "good"}]
        return {
            "model": model, "version": "abc", "state": "alarm", "outcomes": 80, "auc": 0.7, "auc_interval": [0.6, 0.8],
            "off": None, "tends": None, "means": "in_band" if model == "vehicle_price" else "happened",
            "inputs": inputs, "months": months,
        }  # fmt: skip

    def widen(self, model: str) -> bool:
        self.asked.append(("widen", model))
        return False

    def take_back(self, model: str) -> None:
        self.asked.append(("back", model))


@pytest.fixture
def head_office(tmp_path: Path, qapp: QApplication) -> Iterator[House]:
    """Head office's showroom."""
    yield from _opened(tmp_path, "showroom", "head_office")


def _page(house: House, qtbot: QtBot) -> ModelHealth:
    window = show(house, qtbot)
    window.show_place(MODEL_HEALTH)
    page = window.current_screen()
    assert isinstance(page, ModelHealth)
    qtbot.waitUntil(page.is_filled)
    return page


def _texts(page: ModelHealth) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel))


def test_who_may_sets_a_model_right_and_is_told(head_office: House, qtbot: QtBot) -> None:
    hub = Hub()
    head_office.workspace.models = hub
    head_office.workspace.set_sync_state(SyncState(Phase.LIVE))
    page = _page(head_office, qtbot)
    said: list[str] = []
    head_office.workspace.said.connect(lambda text, _problem: said.append(text))
    assert words.ADVICE["unknown"] in _texts(page)

    def press(name: str, answer: str) -> None:
        qtbot.waitUntil(lambda: (NAME, name) in page.buttons and page.buttons[NAME, name].isEnabled())
        page.buttons[NAME, name].click()
        qtbot.waitUntil(lambda: answer in said)

    press("ridge", words.RELEASED.format(count=230))
    press("widen", words.NOTHING_TO_WIDEN)
    press("back", words.TAKEN_BACK)
    hub.against = ["It is worse."]
    press("level", words.REFUSED.format(why="It is worse."))
    assert hub.asked == [("learn", NAME, "ridge"), ("widen", NAME), ("back", NAME), ("learn", NAME, "level")]


def test_who_reads_claims_sees_how_their_models_do_and_no_other(office: House, qtbot: QtBot) -> None:
    texts = _texts(_page(office, qtbot))
    for name in ("claim_fraud", "renewal", "accident_risk", "vehicle_price"):
        assert score_words.MODELS[name] in texts
    assert score_words.MODELS["lead_conversion"] not in texts


def test_with_a_handful_of_outcomes_nothing_is_called_good(office: House, qtbot: QtBot) -> None:
    texts = _texts(_page(office, qtbot))
    assert "of 50 outcomes are there" in texts
    assert words.ADVICE["good"] not in texts
    assert words.STATES["good"] not in texts


def test_a_device_without_its_hub_learns_by_itself_and_takes_it_back(manager: House, qtbot: QtBot) -> None:
    workspace = manager.workspace
    reader, customer = workspace.whole_reader, manager.add("buyer", "customer", name="Ada")
    births = [
        Create("lead", {"customer": customer, "store": manager.id("store"), "status": "lost" if at % 4 == 0 else "won",
                        "channel": "cellular", "contacts_now": 1 + at % 3, "contacts_before": 0,
                        "last_contact": datetime(2026, 5, 4, tzinfo=UTC)}, new_id())
        for at in range(64)
    ]  # fmt: skip
    wait(workspace.replica.execute(Together(tuple(births))))
    page = _page(manager, qtbot)
    said: list[str] = []
    workspace.said.connect(lambda text, _problem: said.append(text))
    bundled = file_in_use(reader, NAME).version

    def press(name: str, answer: str) -> None:
        qtbot.waitUntil(lambda: (NAME, name) in page.buttons and page.buttons[NAME, name].isEnabled(), timeout=60_000)
        page.buttons[NAME, name].click()
        qtbot.waitUntil(lambda: answer in " ".join(said), timeout=60_000)

    assert words.HELP_HERE in _texts(page)
    assert words.INPUTS_LATER.format(least=50) in _texts(page), "a sentence, not a table of dashes"
    assert words.INPUTS_HELP not in _texts(page)
    press("ridge_here", "200")
    assert file_in_use(reader, NAME).version == bundled, "too few for that: nothing is changed"
    press("level_here", words.LEARNED_HERE.split("{count}")[1])
    learned = file_in_use(reader, NAME)
    assert learned.settings["refit_from"] == bundled
    chances = model_of_leads.chances(learned, [outcomes_of_leads.columns(birth.values, [UTC]) for birth in births])
    assert chances.mean() == pytest.approx(0.75, abs=0.03)
    qtbot.waitUntil(lambda: words.HERE in _texts(page), timeout=60_000)
    press("back_here", words.TAKEN_BACK_HERE)
    assert file_in_use(reader, NAME).version == bundled
    assert not workspace.own_models.take_back(NAME), "there is nothing more to take back"


def test_it_reads_no_records_and_sees_what_the_hub_counted(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    for house in _opened(tmp_path, "showroom", "it_admin"):
        hub = Hub()
        house.workspace.models = hub
        house.workspace.set_sync_state(SyncState(Phase.LIVE))
        texts = _texts(_page(house, qtbot))
        assert words.FROM_HUB in texts
        assert words.FILES in texts
        assert ("health", "claim_fraud") in hub.asked
        assert words.STATES["alarm"] in texts


def test_it_without_a_hub_sees_what_scores_here(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    for house in _opened(tmp_path, "showroom", "it_admin"):
        page = _page(house, qtbot)
        assert words.NO_HUB in _texts(page)
        assert words.FILES in _texts(page)
        assert page.buttons == {}


def test_what_people_said_of_test_drives_is_saved_for_training(manager: House, qtbot: QtBot, tmp_path: Path) -> None:
    page, target = _page(manager, qtbot), tmp_path / "said.csv"
    said: list[str] = []
    manager.workspace.said.connect(lambda text, _problem: said.append(text))

    def saved(count: int) -> None:
        qtbot.waitUntil(lambda: said == [words.SAVED.format(count=count, name="said.csv")], timeout=60_000)

    page.save("unusual_record", target)
    qtbot.waitUntil(lambda: said == [words.NONE_TO_SAVE], timeout=60_000)
    assert not target.exists()
    said.clear()
    marks = {"looked": "wrong", "looked_reason": "No such number", "mood": "praise", "comment": "A good drive, thanks"}
    before = dict.fromkeys(marks)
    wait(manager.workspace.replica.execute(Edit("test_drive", manager.id("drive"), before, marks)))
    for name, head, last in (("unusual_record", "hour", "yes"), ("feedback_sentiment", "text", "praise")):
        page.save(name, target)
        saved(1)
        said.clear()
        lines = target.read_text("utf-8").splitlines()
        assert lines[0].startswith(head)
        assert lines[-1].endswith(f",{last}")
    page.save("unusual_record", tmp_path / "no such folder" / "said.csv")
    refused = words.NOT_SAVED.format(problem="")
    qtbot.waitUntil(lambda: bool(said) and said[-1].startswith(refused), timeout=60_000)
