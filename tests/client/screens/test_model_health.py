"""The page about models: what was predicted beside what came true, and setting the model right from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from client.screens.model_health import ModelHealth
from client.text import model_health as words
from client.text import scores as score_words
from client.window.navigation import MODEL_HEALTH
from tests.client.screens.small_house import House, _opened, office, show

__all__ = ["office"]
NAME = "lead_conversion"


@dataclass
class Hub:
    """Notes what is asked of a hub."""

    against: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def learn(self, model: str, kind: str) -> Mapping[str, Any]:
        self.asked.append(("learn", model, kind))
        return {"id": "a", "verdict": {"against": self.against, "outcomes": 230, "candidate": {"rows": 58}}}

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
