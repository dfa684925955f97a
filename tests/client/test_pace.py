"""How long things take: percentiles of what is kept, what ran in a gap of the event loop, and forms for others."""

from __future__ import annotations

import csv
import json
import threading
import time

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from pytestqt.qtbot import QtBot

from client.pace.heartbeat import Heartbeat
from client.pace.recording import WORK, Figures, Pace, Series, Timed
from client.pace.telling import as_csv, as_json


def test_percentiles_are_by_nearest_rank_over_what_is_kept() -> None:
    series = Series(kept=200)
    assert series.figures() == Figures(0, 0, 0, 0)
    series.add(7)
    assert series.figures() == Figures(1, 7, 7, 7)
    for each in range(1_000, 0, -1):
        series.add(each)
    assert series.figures() == Figures(1_001, 100, 198, 1_000), "the last 200, but the longest of all"


def test_work_is_told_with_the_gaps_it_overlaps_and_no_others() -> None:
    pace = Pace()
    before = time.perf_counter_ns()
    with pace.during(Timed.SYNC):
        middle = time.perf_counter_ns()
        pace.beat(before, middle)
    after = time.perf_counter_ns()
    pace.beat(middle, after)
    pace.beat(after, time.perf_counter_ns())
    assert [pace.gaps(work).count for work in (None, *WORK)] == [3, 2, 0, 0, 0]
    assert {gap.running for gap in pace.worst_gaps()} == {(Timed.SYNC,), ()}
    assert pace.times()[Timed.SYNC].count == 1


def test_work_that_fails_is_over_too() -> None:
    pace = Pace()
    with pytest.raises(ValueError, match="no paper"), pace.during(Timed.PAPER):
        raise ValueError("no paper")
    now = time.perf_counter_ns()
    pace.beat(now, now + 1)
    assert pace.gaps(Timed.PAPER).count == 0
    assert pace.times()[Timed.PAPER].count == 1


def test_only_the_worst_gaps_are_kept_in_order() -> None:
    pace = Pace()
    for each in (5, 90, 3, *range(10, 30)):
        pace.beat(0, each)
    assert [gap.nanoseconds for gap in pace.worst_gaps()] == [90, *range(29, 20, -1)]


def test_two_threads_lose_nothing() -> None:
    pace = Pace()

    def note() -> None:
        for _ in range(5_000):
            pace.add(Timed.EDIT, 1)

    threads = [threading.Thread(target=note) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert pace.times()[Timed.EDIT].count == 10_000


def test_others_can_read_it_as_a_document_and_as_a_table() -> None:
    pace = Pace()
    pace.add(Timed.EDIT, 4_500_000)
    with pace.during(Timed.SCORE):
        pace.beat(0, 60_000_000)
    told = json.loads(as_json(pace))
    assert told["actions"]["edit"] == {"count": 1, "p50_ms": 4.5, "p99_ms": 4.5, "longest_ms": 4.5}
    assert set(told["actions"]) == {"edit", "score"}
    assert told["event_loop"]["during score"]["p99_ms"] == 60
    assert told["longest_gaps"][0]["running"] == ["score"]
    rows = list(csv.DictReader(as_csv(pace).splitlines()))
    assert [row["what"] for row in rows] == ["edit", "score", "event_loop always", "event_loop during score"]
    assert rows[0]["p99_ms"] == "4.5"
    pace.clear()
    assert json.loads(as_json(pace)) == {"actions": {}, "event_loop": {}, "longest_gaps": []}


class Front(QObject):
    """What Qt tells of whether the program is in front, said by the test."""

    applicationStateChanged = Signal(Qt.ApplicationState)

    def applicationState(self) -> Qt.ApplicationState:
        return Qt.ApplicationState.ApplicationActive


def test_the_heart_beats_in_front_and_sees_a_hold_up(qtbot: QtBot) -> None:
    pace, front = Pace(), Front()
    heartbeat = Heartbeat(pace, front, front)  # type: ignore[arg-type]
    heartbeat.start()
    qtbot.waitUntil(lambda: pace.gaps().count >= 3, timeout=60_000)

    def hold_up() -> None:
        until = time.perf_counter_ns() + 300_000_000
        while time.perf_counter_ns() < until:
            pass

    QTimer.singleShot(0, front, hold_up)
    qtbot.waitUntil(lambda: pace.gaps().longest >= 300_000_000, timeout=60_000)
    front.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert not heartbeat._timer.isActive()
    front.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert heartbeat._timer.isActive()
    heartbeat.stop()
    heartbeat.stop()
    front.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not heartbeat._timer.isActive()
