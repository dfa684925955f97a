"""Receipts: every acknowledged change has one, and a hub whose log was rewritten is found out."""

from __future__ import annotations

from dataclasses import replace

from client.commands import Edit
from client.replica.worker import Replica, wait
from shared_models.protocol import GENESIS, Entry, chain_hash
from tests.support.replicas import Log, camry, create, pair

__all__ = ["pair"]


def breaks(replica: Replica) -> list[tuple[str, int]]:
    return replica.database.writer.execute("SELECT space, seq FROM chain_break ORDER BY seq").fetchall()


def rewritten(entries: list[Entry], drop: int) -> list[Entry]:
    """The log as a hub shows it that has lost an entry and numbered the rest anew."""
    chain, shown = GENESIS, []
    for seq, entry in enumerate([e for at, e in enumerate(entries) if at != drop], start=1):
        chain = chain_hash(chain, seq, entry.envelope.hash, entry.stamp)
        shown.append(replace(entry, seq=seq, chain=chain))
    return shown


def test_an_honest_log_is_followed_without_a_word(pair: tuple[Replica, Replica]) -> None:
    one, other = pair
    log = Log()
    for number in range(5):
        create(one, "vehicle", **camry(model=f"Car {number}"))
        log.take_from(one)
    log.give_to(one, other)
    log.give_to(other)
    assert breaks(one) == breaks(other) == []
    receipts = one.database.writer.execute("SELECT space, seq, length(chain) FROM change ORDER BY seq").fetchall()
    assert receipts == [("acme/stock", seq, 32) for seq in range(1, 6)]


def test_a_log_that_was_rewritten_behind_our_cursor_is_found_out_by_asking(pair: tuple[Replica, Replica]) -> None:
    one, other = pair
    log = Log()
    car = create(one, "vehicle", **camry())
    for number in range(3):
        wait(one.execute(Edit("vehicle", car, {}, {"model": f"Model {number}"})))
    log.take_from(one)
    log.give_to(other, entries=log.entries[:3])
    shown = rewritten(log.entries, drop=1)
    wait(other.compare_chains({"acme/stock": (2, shown[1].chain)}))
    assert breaks(other) == []  # not where the cursor is: that question was asked before something arrived
    wait(other.compare_chains({"acme/stock": (3, shown[2].chain)}))
    assert breaks(other) == [("acme/stock", 3)]


def test_an_entry_that_does_not_go_on_from_the_last_is_noted_and_taken_in(pair: tuple[Replica, Replica]) -> None:
    one, other = pair
    log = Log()
    create(one, "vehicle", **camry(model="First"))
    log.take_from(one)
    second = create(one, "vehicle", **camry(model="Second"))
    log.take_from(one)
    log.give_to(other, entries=log.entries[:1])
    forged = replace(log.entries[1], chain=b"\1" * 32)
    wait(other.receive([forged]))
    assert breaks(other) == [("acme/stock", 2)]
    assert other.database.writer.execute("SELECT count(*) FROM vehicle WHERE id = ?", (second,)).fetchone() == (1,)


def test_a_receipt_that_the_log_does_not_honour_is_noted(pair: tuple[Replica, Replica]) -> None:
    one, _ = pair
    log = Log()
    create(one, "vehicle", **camry(model="First"))
    create(one, "vehicle", **camry(model="Second"))
    log.take_from(one)
    wait(one.receive(rewritten(log.entries, drop=0)))
    assert breaks(one) == [("acme/stock", 2)]


def test_a_log_that_is_shorter_than_it_was_is_noted(pair: tuple[Replica, Replica]) -> None:
    one, other = pair
    log = Log()
    create(one, "vehicle", **camry())
    log.take_from(one)
    log.give_to(other)
    wait(other.compare_chains({"acme/stock": (1, b""), "acme/costs": (0, b"")}))
    assert breaks(other) == [("acme/stock", 1)]
