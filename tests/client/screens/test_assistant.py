"""Asking: the answer is what the search finds, a page, help or a colleague; suggestions, and what is read in drives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.business.answering import Answer, answer, helping, vehicles
from client.business.suggesting import seeker_of, suggestions
from client.changes import Identity
from client.commands import Edit
from client.replica.worker import wait
from client.scores.drive_scores import booking_features, moods, unusual
from client.screens.assistant import Assistant
from client.screens.test_drive import TestDrive as DrivePage
from client.settings import Preferences
from client.text import assistant as words
from client.text import feedback as feedback_words
from client.text import help as help_words
from client.text import window as window_words
from client.window.main_window import MainWindow
from client.window.navigation import ASSISTANT
from client.workspace import Place
from ml_models.score import Score
from ml_models.sentences import encoder
from tests.client.screens.small_house import House, identity, show, showroom

__all__ = ["showroom"]


@pytest.fixture(autouse=True)
def small_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a device without the sentence encoder."""
    monkeypatch.setenv(encoder.VARIABLE, "")


@pytest.fixture
def suggesting(showroom: House) -> Iterator[None]:
    preferences = Preferences(showroom.workspace.mode)
    before = preferences.suggests()
    yield
    preferences.keep_suggests(before)


def _answer(house: House, question: str) -> Answer:
    workspace = house.workspace
    texts = [f"{one[0]} {one[1]}" for one in help_words.ANSWERS]
    return answer(workspace.catalogue, workspace.reader, question, texts, lambda _type: True)


def test_hybrid_under_30k_is_the_searchs_answer(showroom: House) -> None:
    workspace = showroom.workspace
    workspace.catalogue.wait_ready("vehicle")
    found = vehicles(workspace.catalogue, workspace.reader, "hybrid under 30k")
    searched = workspace.catalogue.everything("vehicle", "hybrid")
    views = workspace.reader.by_ordinals("vehicle", list(searched))
    assert list(found) == [view.ordinal for view in views if view.values["price"].minor <= 30_000_00]
    assert {view.id for view in views} == {showroom.id("camry"), showroom.id("corolla")}
    cheaper = vehicles(workspace.catalogue, workspace.reader, "hybrid under 25k")
    assert [view.id for view in workspace.reader.by_ordinals("vehicle", list(cheaper))] == [showroom.id("corolla")]


def test_questions_are_answered_by_records_pages_help_or_people(showroom: House) -> None:
    workspace = showroom.workspace
    workspace.catalogue.wait_ready("customer")
    customers = _answer(showroom, "phone number of Maria Lopez")
    assert [view.id for view in workspace.reader.by_ordinals("customer", list(customers.ordinals))] == [
        showroom.id("maria")
    ]
    assert _answer(showroom, "test drives today").page == "test_drives"
    assert _answer(showroom, "how do I sell a car").kind == "help"
    assert _answer(showroom, "I want to talk to a colleague").kind == "person"
    assert _answer(showroom, "who won the world cup in 1998").kind == "unsure"
    assert helping("zzzz", ["Sell a car"]) == ()


def test_the_page_answers_and_what_it_found_opens(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(ASSISTANT)
    page = window.current_screen()
    assert isinstance(page, Assistant)
    showroom.workspace.catalogue.wait_ready("vehicle")
    page.question.setText("hybrid under 25k")
    qtbot.keyClick(page.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.found.rows()) == 1, timeout=60_000)
    assert page.said.text() == words.FOUND_ONE
    page.found.chosen.emit(page.found.rows()[0].key)
    assert window.history.current == Place("record", "vehicle", showroom.id("corolla"))


def test_what_it_does_not_know_goes_to_a_colleague_as_a_task(showroom: House, qtbot: QtBot) -> None:
    workspace = showroom.workspace
    workspace.replica.sign_in_as(_as(showroom, "it_admin"))
    showroom.add("tom", "person", name="Tom Frey", role="salesperson", store=showroom.id("store"))
    workspace.replica.sign_in_as(_as(showroom, "salesperson"))
    window = show(showroom, qtbot)
    window.show_place(ASSISTANT)
    page = window.current_screen()
    assert isinstance(page, Assistant)
    page.question.setText("who won the world cup in 1998")
    page.ask()
    qtbot.waitUntil(lambda: any(row.title == "Tom Frey" for row in page.found.rows()), timeout=60_000)
    assert page.said.text() == words.UNSURE
    page.found.chosen.emit(next(row.key for row in page.found.rows() if row.title == "Tom Frey"))
    tasks = lambda: workspace.reader.find("activity", person=showroom.id("tom"))  # noqa: E731
    qtbot.waitUntil(lambda: len(tasks()) == 1, timeout=60_000)
    assert "world cup" in tasks()[0].values["subject"]


def _as(house: House, role: str) -> Identity:
    return identity(role, house.id("me"), house.id("store"))


def test_cars_are_suggested_for_a_customer_and_a_sold_one_never(
    showroom: House, suggesting: None, qtbot: QtBot
) -> None:
    workspace = showroom.workspace
    assert suggestions(workspace.reader, showroom.id("aisha")) == []
    known = seeker_of(workspace.reader, showroom.id("maria"))
    assert [car["model"] for car in known["looked_at"]] == ["Camry"]
    found = suggestions(workspace.reader, showroom.id("maria"), most=10)
    names = [view.values["model"] for view, _ in found]
    assert names[0] == "Camry"
    assert not {"MX-5", "Golf"} & set(names), "sold and held cars are not for sale"
    window = show(showroom, qtbot)
    everywhere = window.everywhere
    workspace.catalogue.wait_ready("customer")
    group = [one for one in everywhere.find("Maria Lopez") if one.detail == window_words.LIKE_THIS]
    assert group
    everywhere._suggests = False
    assert not [one for one in everywhere.find("Maria Lopez") if one.detail == window_words.LIKE_THIS]


def test_a_booking_like_others_is_not_flagged_and_a_strange_one_says_why(showroom: House, qtbot: QtBot) -> None:
    workspace = showroom.workspace
    view = workspace.reader.record("test_drive", showroom.id("drive"))
    assert view is not None
    features = booking_features(workspace.reader, view)
    assert features["bookings"] == 1
    assert features["hour"] == 15
    usual = unusual(workspace.reader, view)
    assert isinstance(usual, Score)
    assert usual.band != "high"
    showroom.add("rush", "customer", name="X", phone="1111111111", email="a8473625@b.example")
    begins = datetime.now(UTC).replace(hour=3, minute=0) + timedelta(days=1)
    for at in range(9):
        showroom.add(
            f"rush {at}", "test_drive", vehicle=showroom.id("camry"), customer=showroom.id("rush"),
            store=showroom.id("store"), starts_at=begins, ends_at=begins + timedelta(hours=4), status="booked",
        )  # fmt: skip
    window = show(showroom, qtbot)
    page = _drive(window, showroom.id("rush 8"), qtbot)
    assert page.unusual.isVisible()
    assert not page.mood.isVisible()


def test_the_mood_of_feedback_stands_on_the_drive(showroom: House, qtbot: QtBot) -> None:
    workspace = showroom.workspace
    said = "The salesman was very friendly and helpful, but the price was awful."
    wait(workspace.replica.execute(Edit("test_drive", showroom.id("drive"), {"comment": None}, {"comment": said})))
    view = workspace.reader.record("test_drive", showroom.id("drive"))
    assert view is not None
    found = moods(workspace.reader, [view], "en")[0]
    assert dict(found.aspects)["people"] == "high"
    assert dict(found.aspects)["price"] == "low"
    page = _drive(show(showroom, qtbot), showroom.id("drive"), qtbot)
    assert page.mood.isVisible()
    assert page.mood.heading.text() == feedback_words.TITLE


def _drive(window: MainWindow, drive: str, qtbot: QtBot) -> DrivePage:
    window.show_place(Place("record", "test_drive", drive))
    page = window.current_screen()
    assert isinstance(page, DrivePage)
    qtbot.waitUntil(page.is_filled, timeout=60_000)
    return page
