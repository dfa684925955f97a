"""The window goes first: who computes waits for its turn, but never long; commits from afar reach screens together."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from client import arriving
from client.arriving import Arriving
from client.background import Background
from client.changes import Arrival, Changes, Touched
from client.pace import turns
from client.pace.turns import Turns
from shared_models.traces import Traces


def beside(work: Turns) -> threading.Thread:
    """A thread that gives way once."""
    thread = threading.Thread(target=work.give_way)
    thread.start()
    return thread


def test_who_computes_waits_until_the_window_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 60)
    work = Turns()
    with work.of_window():
        thread = beside(work)
        assert thread.is_alive()
    thread.join(60)
    assert not thread.is_alive()
    work.give_way()  # nobody is at work: nothing to wait for


def test_nobody_waits_twice_for_one_turn_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    work = Turns()
    monkeypatch.setattr(work._free, "wait", waits.append)
    with work.of_window():
        work.give_way()
        work.give_way()
    with work.of_window():
        work.give_way()
    assert len(waits) == 2


def test_the_window_is_at_work_while_it_takes_in_a_result(qtbot: QtBot) -> None:
    work = Turns()
    background = Background(turns=work)
    free: list[bool] = []
    background.run(lambda: None, lambda _nothing: free.append(work._free.is_set()))
    qtbot.waitUntil(lambda: bool(free))
    assert free == [False]
    background.close()
    assert work._free.is_set()


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def changes(name: str, remote: bool = True) -> Changes:
    return Changes((Touched("vehicle", name, 1),), remote=remote, arrival=Arrival((), 0) if remote else None)


def told_of(told: list[Changes]) -> list[str]:
    return ["".join(touched.id for touched in one.touched) for one in told]


def test_what_comes_from_afar_meanwhile_is_told_together_and_what_is_done_here_at_once(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "_TOGETHER_MS", 3_600_000)
    told: list[Changes] = []
    door = Arriving(background, told.append, Traces(), background)
    for name in "abb":
        door.come(changes(name))
    qtbot.waitUntil(lambda: told_of(told) == ["a"])
    door.come(changes("c", remote=False))
    qtbot.waitUntil(lambda: told_of(told) == ["a", "b", "c"])
    assert [one.remote for one in told] == [True, True, False]


def test_what_was_kept_back_is_told_by_itself(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "_TOGETHER_MS", 50)
    told: list[Changes] = []
    door = Arriving(background, told.append, Traces(), background)
    for name in "abc":
        door.come(changes(name))
    qtbot.waitUntil(lambda: "".join(told_of(told)) == "abc")
