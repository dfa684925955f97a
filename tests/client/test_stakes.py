"""Stakes in the replica: the same holder and the same cases on every device, by whatever road and order facts come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from client.commands import RecordFact
from client.replica import stakes
from client.replica.worker import Replica, wait
from shared_models.clock import HybridClock
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import REFUSED, PushResult
from tests.support.replicas import STORE, Log, open_replica, pair

CAR = "c" * 32
ADAMS, BERG = "a" * 32, "b" * 32

__all__ = ["pair"]


def record(replica: Replica, kind: str, **values: Any) -> str:
    command = RecordFact(kind, values)
    wait(replica.execute(command))
    return command.id


def sell(replica: Replica, customer: str, **values: Any) -> str:
    return record(replica, "sale", vehicle=CAR, customer=customer, store=STORE, price=Money(1, "EUR"), **values)


def release(replica: Replica, stake: str) -> str:
    return record(replica, "release", stake=stake, reason="withdrawn")


def held(replica: Replica) -> list[tuple[Any, ...]]:
    """The whole projection but for what only the hub's number tells."""
    rows = replica.database.writer.execute(
        "SELECT fact, thing, party, seq, ended, confirmed, lost_to FROM stake ORDER BY fact"
    )
    return rows.fetchall()


def open_cases(replica: Replica) -> list[str]:
    return [row[0] for row in held(replica) if row[6]]


def test_two_devices_sell_one_car_and_agree_afterwards(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    first, second = sell(one, ADAMS), sell(two, BERG)
    assert open_cases(one) == open_cases(two) == []
    log = Log()
    log.take_from(two)
    log.take_from(one)
    log.give_to(one, two)
    assert held(one) == held(two)
    assert open_cases(one) == [second]
    record(one, "case_closure", stake=second, lost_to=first, resolution="refunded", person=new_id())
    log.take_from(one)
    log.give_to(two)
    assert held(one) == held(two)
    assert open_cases(two) == []


def test_a_sale_is_tentative_until_the_hub_has_it(pair: tuple[Replica, Replica]) -> None:
    one, _ = pair
    one.set_offline(False)
    sell(one, ADAMS)
    assert held(one)[0][3:6] == (None, 0, 0)
    Log().take_from(one)
    assert held(one)[0][3:6] == (1, 0, 1)


def test_a_release_may_come_before_what_it_releases(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    sale = sell(one, ADAMS)
    release(one, sale)
    log = Log()
    log.take_from(one)
    log.give_to(two, entries=log.entries[::-1])
    assert held(two) == held(one)
    assert held(two)[0][4] == 1


def test_a_refused_fact_claims_nothing_any_more(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    theirs = sell(two, BERG, signed_on=datetime.now(UTC).date(), deposit=Money(5, "EUR"))
    ours = sell(one, ADAMS)
    log = Log()
    log.take_from(two)
    log.give_to(one)
    assert open_cases(one) == [ours]
    (waiting,) = wait(one.pending(10))
    wait(one.refused(PushResult(waiting.hash, REFUSED, code="already_delivered", detail="delivered")))
    assert [row[0] for row in held(one)] == [theirs]


def test_the_tables_are_made_anew_when_their_version_is_another(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    sell(one, ADAMS)
    log = Log()
    sell(two, BERG)
    log.take_from(two)
    log.give_to(one)
    before = held(one)
    writer = one.database.writer
    writer.execute("DELETE FROM stake")
    stakes.bring_up_to_date(writer)
    assert held(one) == []
    writer.execute("DELETE FROM meta WHERE key = 'stakes'")
    stakes.bring_up_to_date(writer)
    assert held(one) == before


def test_the_listeners_hear_that_the_car_is_concerned(pair: tuple[Replica, Replica]) -> None:
    one, _ = pair
    heard: list[str] = []
    one.listen(lambda changes: heard.extend(t.id for t in changes.touched if t.record_type == "vehicle"))
    sell(one, ADAMS)
    assert heard == [CAR]


class Devices(RuleBasedStateMachine):
    """Three devices that sell, hold and release one car, and hear of each other in any order and part."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.time = [1_000]
        self.replicas = [open_replica(Path(self.folder.name) / str(n)) for n in range(3)]
        for replica in self.replicas:
            replica._store.clock = replica.clock = HybridClock(0, lambda: self.time[0])
        self.log = Log()
        self.facts: list[str] = []

    @rule(who=st.integers(0, 2), party=st.sampled_from((ADAMS, BERG)), paid=st.booleans(), live=st.booleans())
    def sells(self, who: int, party: str, paid: bool, live: bool) -> None:
        self.replicas[who].set_offline(not live)
        self.time[0] += 7
        more = {"signed_on": datetime.now(UTC).date(), "deposit": Money(1, "EUR")} if paid else {}
        self.facts.append(sell(self.replicas[who], party, **more))

    @rule(who=st.integers(0, 2), party=st.sampled_from((ADAMS, BERG)), length=st.integers(1, 30))
    def holds(self, who: int, party: str, length: int) -> None:
        until = datetime.fromtimestamp(self.time[0] / 1000, UTC) + timedelta(milliseconds=length)
        replica = self.replicas[who]
        self.facts.append(record(replica, "hold", vehicle=CAR, customer=party, store=STORE, until=until))

    @rule(who=st.integers(0, 2), which=st.integers(0, 100))
    def releases(self, who: int, which: int) -> None:
        if self.facts:
            release(self.replicas[who], self.facts[which % len(self.facts)])

    @rule(who=st.integers(0, 2), hears=st.booleans())
    def reaches_the_hub(self, who: int, hears: bool) -> None:
        self.log.take_from(self.replicas[who], hear=hears)

    @rule(who=st.integers(0, 2), order=st.randoms(use_true_random=False), share=st.integers(1, 4))
    def hears_some(self, who: int, order: Any, share: int) -> None:
        entries = list(self.log.entries)
        order.shuffle(entries)
        self.log.give_to(self.replicas[who], entries=entries[: len(entries) // share])

    @invariant()
    def incremental_is_from_scratch(self) -> None:
        for replica in self.replicas:
            writer, before = replica.database.writer, held(replica)
            writer.execute("DELETE FROM meta WHERE key = 'stakes'")
            stakes.bring_up_to_date(writer)
            assert held(replica) == before

    def teardown(self) -> None:
        for replica in self.replicas:
            self.log.take_from(replica)
        self.log.give_to(*self.replicas)
        try:
            assert held(self.replicas[0]) == held(self.replicas[1]) == held(self.replicas[2])
        finally:
            for replica in self.replicas:
                replica.close()
            self.folder.cleanup()


Devices.TestCase.settings = settings(max_examples=8, stateful_step_count=14, deadline=None)
TestDevices = Devices.TestCase
