"""Processes beside the window: asked, told how far they are, stopped, killed, closed, and done without."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.beside import starting
from client.beside.answering import Given
from client.beside.asking import Beside
from client.customer_mode import CustomerMode
from client.reading.queries import Reader
from client.reading.showing import ShownReader
from client.replica.worker import Replica
from client.reports.refusals import Refused, Stopped, Told, tell
from client.scores.scoring import Scores
from tests.support.processes import wait_until
from tests.support.replicas import STORE, create, open_replica, replica

__all__ = ["replica"]
HERE = "tests.client.test_beside:"


def who(reader: Reader, record: str) -> tuple[int, str]:
    """Asked of the other process."""
    view = reader.record("customer", record)
    return os.getpid(), "" if view is None else view.values["name"]


def seen_by(reader: Reader, shown: Reader, record: str) -> tuple[bool, bool]:
    """Asked of the other process."""
    return reader.record("customer", record) is not None, shown.record("customer", record) is not None


def refused(words: str) -> None:
    """Asked of the other process."""
    raise Refused(words)


def counted(told: Told) -> int:
    """Asked of the other process."""
    for number in range(5):
        tell(told, number, 5)
    return os.getpid()


HELD: list[list[int]] = []


def loaded(count: int) -> tuple[int, int]:
    """Asked of the other process: what it looks through for garbage, and what it no longer does."""
    HELD.extend([number] for number in range(count))
    return len(gc.get_objects()), gc.get_freeze_count()


def killed(mine: int) -> int:
    """Asked of the other process, which is killed in the middle of it; done here it is no such thing."""
    if os.getpid() != mine:
        os.kill(os.getpid(), 9)
    return os.getpid()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Replica, Beside]]:
    """One replica with a process beside it."""
    made = open_replica(tmp_path_factory.mktemp("beside"))
    beside = beside_of(made)
    yield made, beside
    beside.close()
    made.close()


def beside_of(made: Replica) -> Beside:
    reader, mode = Reader(made.database), CustomerMode(made.database.path.parent)
    return Beside(made.database, ShownReader(made.database, mode), reader, list)


def test_it_is_started_by_the_first_question_and_reads_what_was_written_since(house: tuple[Replica, Beside]) -> None:
    made, beside = house
    assert beside.process is None
    ada = create(made, "customer", name="Ada")
    process, name = beside.run(HERE + "who", Given.WHOLE, ada)
    assert (process, name) == (beside.process, "Ada")
    assert process != os.getpid()
    bob = create(made, "customer", name="Bob")
    assert beside.run(HERE + "who", Given.SHOWN, bob) == (process, "Bob")


def test_in_customer_mode_it_shows_no_more_than_the_window(house: tuple[Replica, Beside]) -> None:
    made, beside = house
    ada = create(made, "customer", name="Ada")
    mode = CustomerMode(made.database.path.parent)
    mode.enter()
    try:
        assert beside.run(HERE + "seen_by", Given.WHOLE, Given.SHOWN, ada) == (True, False)
    finally:
        mode.leave()
    assert beside.run(HERE + "seen_by", Given.WHOLE, Given.SHOWN, ada) == (True, True)


def test_what_is_raised_there_is_raised_here_and_the_process_stays(house: tuple[Replica, Beside]) -> None:
    _, beside = house
    process = beside.run(HERE + "counted", Given.TOLD)
    with pytest.raises(Refused, match="no paper"):
        beside.run(HERE + "refused", "no paper")
    assert beside.run(HERE + "counted", Given.TOLD) == process == beside.process


def test_progress_is_told_and_who_has_had_enough_stops_it(house: tuple[Replica, Beside]) -> None:
    _, beside = house
    heard: list[tuple[int, int]] = []

    def hear(done: int, total: int) -> bool:
        heard.append((done, total))
        return True

    process = beside.run(HERE + "counted", Given.TOLD, told=hear)
    assert heard == [(number, 5) for number in range(5)]
    with pytest.raises(Stopped):
        beside.run(HERE + "counted", Given.TOLD, told=lambda done, _total: done < 2)
    assert beside.process == process


def test_killed_in_the_middle_the_work_is_done_here_and_the_next_by_a_new_one(house: tuple[Replica, Beside]) -> None:
    _, beside = house
    assert beside.run(HERE + "killed", os.getpid()) == os.getpid()
    assert beside.process is None
    assert beside.run(HERE + "counted", Given.TOLD) == beside.process is not None


def test_without_a_python_to_start_or_after_the_end_it_is_done_here(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = beside_of(replica)
    monkeypatch.setattr(sys, "executable", "")
    assert beside.run(HERE + "counted", Given.TOLD) == os.getpid()
    monkeypatch.undo()
    beside.close()
    assert beside.run(HERE + "counted", Given.TOLD) == os.getpid()


def test_a_frozen_app_is_started_as_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[str, ...]] = []
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Forecourt.exe"))
    monkeypatch.setattr("subprocess.Popen", lambda command, **_rest: begun.append(command))
    starting.started("a.module:function")
    assert begun == [(sys.executable, "--beside", "a.module:function")]


def test_it_ends_when_nothing_is_asked_and_when_its_program_ends(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.beside.asking._WARM", 0.01)
    beside = beside_of(replica)
    assert beside.run(HERE + "counted", Given.TOLD) != os.getpid()
    wait_until(lambda: beside.process is None, "its end")
    beside.close()
    alone = starting.started("client.beside.answering:answer")
    assert alone.stdin is not None
    assert alone.stdout is not None
    alone.stdin.close()
    assert alone.wait(60) == 0
    alone.stdout.close()


def test_many_are_scored_beside_the_window_as_few_are_here(
    house: tuple[Replica, Beside], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, beside = house
    customer = create(made, "customer", name="Ada")
    leads = [create(made, "lead", store=STORE, customer=customer, status="new", channel="cellular") for _ in range(3)]
    monkeypatch.setattr("client.scores.scoring._FEW", 0)
    there = Scores(made, Reader(made.database), beside=beside)
    there.rescore("lead")
    assert there.wait_idle()
    held = {one: (there.of("lead", one), there.absent_because("lead", one)) for one in leads}
    there.close()
    here = Scores(made, Reader(made.database))
    here.rescore("lead")
    assert here.wait_idle()
    assert held == {one: (here.of("lead", one), here.absent_because("lead", one)) for one in leads}
    assert held[leads[0]] != (None, "")
    here.close()


def test_what_an_answer_loaded_is_not_looked_through_for_garbage(tmp_path: Path) -> None:
    made = open_replica(tmp_path)
    beside = beside_of(made)
    many = 50_000
    try:
        beside.run("os:getpid")
        with_them, before = beside.run(f"{HERE}loaded", many)
        without, after = beside.run(f"{HERE}loaded", 0)
    finally:
        beside.close()
        made.close()
    assert with_them > many
    assert without < many
    assert after - before > many
