"""Rows after slight changes: what was written differs and nothing else, and the latest change is the one told of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from client.commands import Archive, Restore
from client.replica import document_store
from client.replica.worker import Replica, wait
from shared_models.clock import milliseconds_of
from shared_models.money import Money
from tests.support.replicas import Log, camry, create, edit, is_whole, other, replica, rows, values_of

__all__ = ["other", "replica"]


@contextmanager
def no_whole_projection() -> Iterator[None]:
    """Whoever projects a whole document meanwhile fails."""

    def whole(*_: Any) -> Any:
        raise AssertionError("the whole document was projected")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_store, "project", whole)
        yield


def _life(replica: Replica, record: str) -> tuple[Any, ...]:
    query = "SELECT created, updated, author, archived FROM vehicle WHERE id = ?"
    return tuple(replica.database.writer.execute(query, (record,)).fetchone())


def _next_millisecond(replica: Replica) -> None:
    """Let the replica's clock be later than what it has written, as it is between two things a person does."""
    replica.clock.observe(replica.clock.last + (1 << 16))


def test_an_edit_projects_what_it_wrote(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    created, first, *_ = _life(replica, car)
    changes: list[dict[str, Any]] = [
        {"price": Money(1, "GBP"), "trim": "Sport"}, {"features": frozenset({"towbar"})},
        {"price": None, "model": "Yaris"},
    ]  # fmt: skip
    with no_whole_projection():
        for new in changes:
            _next_millisecond(replica)
            edit(replica, car, **new)
            assert {name: values_of(replica, "vehicle", car)[name] for name in new} == new
        _next_millisecond(replica)
        wait(replica.execute(Archive("vehicle", car)))
        assert _life(replica, car)[3]
        _next_millisecond(replica)
        wait(replica.execute(Restore("vehicle", car)))
    assert _life(replica, car)[0] == created
    assert _life(replica, car)[1] > first
    is_whole(replica)


def test_an_edit_of_another_projects_what_it_wrote(replica: Replica, other: Replica) -> None:
    log = Log()
    car = create(replica, "vehicle", **camry())
    log.take_from(replica)
    log.give_to(other)
    _next_millisecond(replica)
    edit(replica, car, price=Money(7, "EUR"), trim="Sport")
    _next_millisecond(replica)
    edit(replica, car, year=2001)
    log.take_from(replica)
    with no_whole_projection():
        log.give_to(other)
    assert rows(other, "vehicle") == rows(replica, "vehicle")
    assert _life(other, car)[2] == replica.identity.person
    edit(replica, car, features=frozenset({"towbar"}))
    log.take_from(replica)
    log.give_to(other)
    assert rows(other, "vehicle") == rows(replica, "vehicle")
    is_whole(other)


def test_a_change_with_an_earlier_stamp_leaves_the_later_as_the_last(replica: Replica, other: Replica) -> None:
    log = Log()
    car = create(replica, "vehicle", **camry())
    edit(replica, car, trim="Sport")
    edit(replica, car, price=Money(7, "EUR"))
    born, first, second = log.take_from(replica)
    later = first.stamp + (60_000 << 16)
    log.give_to(other, entries=[born, replace(first, stamp=later)])
    before = _life(other, car)
    assert before[1] == milliseconds_of(later)
    log.give_to(other, entries=[second])
    assert values_of(other, "vehicle", car)["price"] == Money(7, "EUR")
    assert _life(other, car) == before
    is_whole(other)
