"""Group commit: many jobs, one transaction; a bad job harms only itself; told only what is durable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from sync_server import group_writer
from sync_server.database import Database, SqliteDatabase
from sync_server.group_writer import GroupWriter


@pytest.fixture(autouse=True)
def table(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE number (n INTEGER PRIMARY KEY)"))


def put(number: int) -> Any:
    def job(connection: Connection) -> int:
        connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})
        return number

    return job


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(text("SELECT n FROM number ORDER BY n")).scalars())


def test_waiting_jobs_share_a_transaction(database: Database) -> None:
    groups: list[list[Any]] = []

    async def run() -> None:
        writer = GroupWriter(database, lambda outcomes: groups.append(list(outcomes)))
        gate = threading.Event()
        first = asyncio.create_task(writer.write(lambda connection: gate.wait(120)))
        await asyncio.sleep(0)
        others = [asyncio.create_task(writer.write(put(number))) for number in range(20)]
        await asyncio.sleep(0)
        gate.set()
        assert await asyncio.gather(first, *others) == [True, *range(20)]
        assert numbers(database) == list(range(20))
        await writer.close()

    asyncio.run(run())
    assert groups == [[True], list(range(20))]


def test_a_bad_job_harms_only_itself(database: Database) -> None:
    groups: list[list[Any]] = []

    def bad(connection: Connection) -> None:
        put(77)(connection)
        raise ValueError("a fault")

    async def run() -> list[Any]:
        writer = GroupWriter(database, lambda outcomes: groups.append(list(outcomes)))
        jobs = [put(1), bad, put(2), put(1), put(3)]
        answers = await asyncio.gather(*(writer.write(job) for job in jobs), return_exceptions=True)
        await writer.close()
        return list(answers)

    first, fault, second, twice, third = asyncio.run(run())
    assert (first, second, third) == (1, 2, 3)
    assert isinstance(fault, ValueError)
    assert isinstance(twice, IntegrityError)
    assert numbers(database) == [1, 2, 3]
    assert groups == [[1], [2], [3]]


def test_a_fault_in_publishing_keeps_nobody_waiting(database: Database) -> None:
    met: list[dict[str, Any]] = []

    def publish(outcomes: Any) -> None:
        raise RuntimeError("a fault")

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: met.append(context))
        writer = GroupWriter(database, publish)
        assert await writer.write(put(1)) == 1
        assert await writer.write(put(2)) == 2
        await writer.close()

    asyncio.run(run())
    assert [str(context["exception"]) for context in met] == ["a fault", "a fault"]


def test_closing_finishes_what_was_handed_in(database: Database) -> None:
    async def run() -> None:
        writer = GroupWriter(database)
        waiting = [asyncio.create_task(writer.write(put(number))) for number in range(5)]
        await asyncio.sleep(0)
        await writer.close()
        assert all(task.done() for task in waiting) or await asyncio.gather(*waiting)

    asyncio.run(run())
    assert numbers(database) == list(range(5))


def put_here(number: int) -> Callable[[Connection], int]:
    """Put a number; tells on which thread."""

    def job(connection: Connection) -> int:
        put(number)(connection)
        return threading.get_ident()

    return job


def test_a_brief_job_is_done_at_once_where_it_can_be_and_published_before_it_is_told(database: Database) -> None:
    published: list[list[Any]] = []

    async def run() -> int:
        writer = GroupWriter(database, lambda outcomes: published.append(list(outcomes)))
        where = await writer.write(put_here(1), brief=True)
        assert published == [[where]]
        assert numbers(database) == [1]
        await writer.close()
        return where

    assert (asyncio.run(run()) == threading.get_ident()) == isinstance(database, SqliteDatabase)


def test_a_brief_job_waits_for_who_writes_already_without_holding_up_the_loop(database: Database) -> None:
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write() as connection:
            put(7)(connection)
            held.set()
            go.wait(120)

    async def run() -> None:
        writer = GroupWriter(database)
        holding = asyncio.create_task(asyncio.to_thread(hold))
        assert await asyncio.to_thread(held.wait, 60)
        asked = asyncio.create_task(writer.write(put_here(1), brief=True))
        await asyncio.sleep(0)
        assert not asked.done()
        go.set()
        assert await asked != threading.get_ident()
        await holding
        await writer.close()

    asyncio.run(run())
    assert numbers(database) == [1, 7]


def test_nothing_is_kept_of_a_brief_job_that_fails(database: Database) -> None:
    def bad(connection: Connection) -> None:
        put(77)(connection)
        raise ValueError("a fault")

    async def run() -> None:
        writer = GroupWriter(database)
        for number in (1, 2):
            with pytest.raises(ValueError, match="a fault"):
                await writer.write(bad, brief=True)
            await writer.write(put(number), brief=True)
            with pytest.raises(IntegrityError):
                await writer.write(put(number), brief=True)
        await writer.close()

    asyncio.run(run())
    assert numbers(database) == [1, 2]


def test_where_the_disk_is_slow_brief_jobs_are_the_threads(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_writer, "_BRIEF", 0.0)
    monkeypatch.setattr(group_writer, "_REST", 1_000_000)

    async def run() -> int:
        writer = GroupWriter(database)
        await writer.write(put_here(1), brief=True)
        where = await writer.write(put_here(2), brief=True)
        await writer.close()
        return where

    assert asyncio.run(run()) != threading.get_ident()
    assert numbers(database) == [1, 2]
