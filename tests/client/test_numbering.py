"""Document numbers: drawn with the fact that bears them, from confirmed blocks of this very replica, without gaps."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from client.changes import Outcome
from client.commands import RecordFact, Together
from client.finding.catalogue import Catalogue
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from shared_models.document_numbers import LEAP, LEAST, block_size
from shared_models.errors import InvalidRecord
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import GENESIS
from tests.support.replicas import STORE, Log, create, identity, other, replica

__all__ = ["other", "replica"]

PRICE = Money(2_500_000, "EUR")
MARK = STORE[-6:].upper()
CONTRACTS = f"contract:{STORE}"


def sale(replica: Replica, **more: Any) -> RecordFact:
    values = {"vehicle": new_id(), "customer": new_id(), "store": STORE, "person": replica.identity.person}
    return RecordFact("sale", {**values, "price": PRICE, **more})


def sell(replica: Replica, **more: Any) -> Outcome:
    return wait(replica.execute(sale(replica, **more)))


def contracts(replica: Replica) -> list[str]:
    """The contract numbers of the sales on this replica, in the order they were made here."""
    return [view.values["contract_number"] for view in Reader(replica.database).find("sale", order="ordinal")]


def blocks(replica: Replica, series: str = CONTRACTS) -> list[tuple[int, int, bool, bool]]:
    """Blocks of a series: first, last, whether it was confirmed, and whether it lost; the ended ones left out."""
    rows = replica.database.writer.execute(
        "SELECT first, last - 1, confirmed, lost_to <> '' FROM stake WHERE thing = ? AND NOT ended ORDER BY first",
        (f"numbers:{series}",),
    )
    return [(first, last, bool(confirmed), bool(lost)) for first, last, confirmed, lost in rows]


def keep(replica: Replica, log: Log | None = None) -> None:
    """Ask for what is wanted, as the app does while the hub is there; with a log the hub takes it at once."""
    replica.set_offline(False)
    wait(replica.keep_numbers())
    if log is not None:
        log.take_from(replica)


@pytest.fixture
def log() -> Log:
    return Log()


def test_numbers_follow_each_other_out_of_a_confirmed_block(replica: Replica, log: Log) -> None:
    keep(replica, log)
    assert blocks(replica) == [(1, LEAST, True, False)]
    told = [sell(replica) for _ in range(3)]
    assert contracts(replica) == [f"C-{MARK}-00001", f"C-{MARK}-00002", f"C-{MARK}-00003"]
    assert told[0].notes == [f"Contract number: C-{MARK}-00001."]


def test_a_block_is_not_drawn_from_before_the_hub_has_confirmed_it(replica: Replica, log: Log) -> None:
    keep(replica)
    sell(replica)
    log.take_from(replica)
    sell(replica)
    own = replica._store.actor.hex()[:8].upper()
    assert contracts(replica) == [f"C-{MARK}-{own}-1", f"C-{MARK}-00001"]


def test_nothing_is_asked_for_without_the_hub_and_numbers_go_on_with_the_devices_own_mark(
    replica: Replica, other: Replica
) -> None:
    for each in (replica, other):
        wait(each.keep_numbers())
        assert blocks(each) == []
        outcomes = [sell(each), sell(each)]
        assert "own mark" in outcomes[0].notes[0]
        own = each._store.actor.hex()[:8].upper()
        assert contracts(each) == [f"C-{MARK}-{own}-1", f"C-{MARK}-{own}-2"]
    assert not set(contracts(replica)) & set(contracts(other))


def test_another_block_is_asked_for_when_half_is_used_and_drawn_from_after_the_first(
    replica: Replica, log: Log
) -> None:
    keep(replica, log)
    wait(replica.execute(Together(tuple(sale(replica) for _ in range(LEAST // 2 - 1)))))
    keep(replica, log)
    assert len(blocks(replica)) == 1
    sell(replica)
    keep(replica, log)
    keep(replica, log)
    assert blocks(replica) == [(1, LEAST, True, False), (LEAST + 1, 2 * LEAST, True, False)]
    wait(replica.execute(Together(tuple(sale(replica) for _ in range(LEAST // 2 + 1)))))
    assert contracts(replica) == [f"C-{MARK}-{number:05}" for number in range(1, LEAST + 2)]


def test_who_uses_many_asks_for_twice_as_many(replica: Replica, log: Log) -> None:
    wait(replica.execute(Together(tuple(sale(replica) for _ in range(40)))))
    keep(replica, log)
    assert blocks(replica) == [(1, 80, True, False)]
    assert [block_size(used) for used in (0, 25, 26, 400)] == [50, 50, 52, 800]


def test_what_comes_to_nothing_takes_no_number(replica: Replica, log: Log) -> None:
    keep(replica, log)
    broken = RecordFact("sale", {**sale(replica).values, "price": None})
    with pytest.raises(InvalidRecord):
        wait(replica.execute(Together((sale(replica), broken))))
    sell(replica)
    assert contracts(replica) == [f"C-{MARK}-00001"]


def test_of_two_that_ask_for_the_same_numbers_one_gets_them_and_the_other_asks_again(
    replica: Replica, other: Replica, log: Log
) -> None:
    keep(replica)
    keep(other)
    log.take_from(replica)
    log.take_from(other)
    log.give_to(replica, other)
    assert blocks(replica) == blocks(other) == [(1, LEAST, True, False), (1, LEAST, False, True)]
    for each in (replica, other):
        sell(each)
    keep(replica, log)
    keep(other, log)
    log.give_to(replica, other)
    assert blocks(replica) == blocks(other) == [(1, LEAST, True, False), (LEAST + 1, 2 * LEAST, True, False)]
    sell(replica)
    sell(other)
    assert contracts(replica)[-1] == f"C-{MARK}-00002"
    assert contracts(other)[-1] == f"C-{MARK}-{LEAST + 1:05}"


def test_a_copy_of_the_replica_never_draws_from_the_blocks_of_the_first(tmp_path: Path, log: Log) -> None:
    first = Replica(tmp_path / "a" / "replica.sqlite", identity())
    me = first.identity
    keep(first, log)
    sell(first)
    first.close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    first, copy = Replica(tmp_path / "a" / "replica.sqlite", me), Replica(tmp_path / "b" / "replica.sqlite", me)
    try:
        sell(first)
        sell(copy)
        keep(copy, log)
        sell(copy)
        sell(first)
        own = copy._store.actor.hex()[:8].upper()
        assert contracts(first) == [f"C-{MARK}-00001", f"C-{MARK}-00002", f"C-{MARK}-00003"]
        assert contracts(copy) == [f"C-{MARK}-00001", f"C-{MARK}-{own}-1", f"C-{MARK}-{LEAST + 1:05}"]
    finally:
        first.close()
        copy.close()


def test_a_store_has_its_own_mark_and_its_own_numbers(tmp_path: Path) -> None:
    office = Replica(tmp_path / "replica.sqlite", identity("head_office"))
    me = office.identity
    munich = create(office, "store", name="Munich East", code="mue")
    berlin, bonn = create(office, "store", name="Berlin", code="B"), create(office, "store", name="Bonn", code="b")
    office.sign_in_as(identity(person=me.person, device=me.device))
    own = office._store.actor.hex()[:8].upper()
    for store in (munich, berlin, bonn):
        sell(office, store=store)
    marks = ["MUE", berlin[-6:].upper(), bonn[-6:].upper()]  # two stores with one code have none
    assert contracts(office) == [f"C-{mark}-{own}-1" for mark in marks]
    office.close()


def test_a_receipt_has_numbers_of_its_own_and_one_that_is_given_stays(replica: Replica, log: Log) -> None:
    keep(replica, log)
    paid = {"store": STORE, "amount": PRICE, "way": "cash"}
    for more in ({}, {"receipt_number": "old 17"}, {}):
        wait(replica.execute(RecordFact("payment", {**paid, **more})))
    found = [view.values["receipt_number"] for view in Reader(replica.database).find("payment", order="ordinal")]
    assert found == [f"R-{MARK}-00001", "old 17", f"R-{MARK}-00002"]


def test_a_number_is_found_by_what_is_typed(replica: Replica, log: Log) -> None:
    keep(replica, log)
    sell(replica)
    wait(replica.execute(RecordFact("payment", {"store": STORE, "amount": PRICE, "way": "cash"})))
    catalogue = Catalogue(replica, Reader(replica.database))
    for kind, number in (("sale", f"C-{MARK}-00001"), ("payment", f"R-{MARK}-00001")):
        catalogue.wait_ready(kind)
        assert catalogue.search(kind, number).total == 1
        assert catalogue.search(kind, f"{number[:-1]}2").total == 0
    catalogue.close()


def test_what_the_hub_refused_is_not_asked_for_again_at_once(replica: Replica) -> None:
    from shared_models.protocol import REFUSED, PushResult

    keep(replica)
    for envelope in wait(replica.pending(10)):
        wait(replica.refused(PushResult(envelope.hash, REFUSED, code="not_allowed", detail="no")))
    keep(replica)
    assert wait(replica.pending(10)) == []


def test_numbers_of_a_hub_that_was_put_back_leave_out_those_it_may_have_forgotten(
    replica: Replica, other: Replica, log: Log
) -> None:
    wait(replica.given_back("a first life"))
    keep(replica, log)
    sell(replica)
    forgetful = Log()
    wait(other.given_back("a second life", put_back=True))
    keep(other, forgetful)
    assert blocks(other) == [(1 + LEAP, LEAP + LEAST, True, False)]
    sell(other)
    for space in {entry.space for entry in log.entries}:
        wait(replica.give_back(space, (0, GENESIS)))
    forgetful.take_from(replica)
    forgetful.give_to(other)
    assert sorted(contracts(other)) == [f"C-{MARK}-00001", f"C-{MARK}-{1 + LEAP:05}"]
    wait(other.execute(Together(tuple(sale(other) for _ in range(LEAST // 2)))))
    keep(other, forgetful)
    assert [(first, lost) for first, _, _, lost in blocks(other)] == [
        (1, False), (1 + LEAP, False), (1 + LEAP + LEAST, False)
    ]  # fmt: skip
