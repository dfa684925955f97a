"""Reading on one thread while another writes: no row is seen in part, and nobody waits for ever."""

from collections.abc import Callable
from threading import Event, Thread

from client.search import SearchField, SearchIndex, Terms
from client.search.fair_lock import FairLock
from tests.client.search import market
from tests.support.processes import wait_until


def test_who_waits_goes_in_before_the_last_holder():
    lock, waiting = FairLock(), Event()
    order: list[str] = []

    def wait() -> None:
        waiting.set()
        with lock:
            order.append("waiter")

    waiter = Thread(target=wait)
    with lock:
        waiter.start()
        waiting.wait()
        wait_until(lock._door.locked, "the waiter stands at the door")
    with lock:
        order.append("last holder")
    waiter.join()
    assert order == ["waiter", "last holder"]


def while_writing(write: Callable[[], None], read: Callable[[], None], least: int = 1) -> None:
    """Reads until the writing on another thread ends, which goes on until so many reads were made meanwhile."""
    failures: list[BaseException] = []
    reads = 0

    def writing() -> None:
        try:
            write()
            while reads < least and not over.is_set():
                write()
        except BaseException as failure:
            failures.append(failure)
            raise

    writer, over = Thread(target=writing), Event()
    writer.start()
    try:
        while writer.is_alive():
            read()
            reads += 1
    finally:
        over.set()
        writer.join()
    assert not failures


def test_a_row_is_seen_whole_or_not_at_all():
    """Each row is `red` and `car`, or later `blue` and `van`: never a mixture, and counts agree with lists."""
    index = SearchIndex(
        [SearchField("colour"), SearchField("kind"), SearchField("number", code=True)], [Terms("colour")]
    )
    red = [
        (each, {"colour": "red", "kind": "car", "number": f"A{each:06}"}, {"colour": "red"}) for each in range(1, 601)
    ]
    blue = [
        (each, {"colour": "blue", "kind": "van", "number": f"B{each:06}"}, {"colour": "blue"}) for each, _, _ in red
    ]

    def write() -> None:
        for round in range(4):
            index.add_many(red)
            for row in blue[round::2]:
                index.replace(*row)
            for ordinal in range(1, 601, 3):
                index.remove(ordinal)

    def read() -> None:
        for mixed in ("red van ", "blue car ", "red b000 ", "van a000 "):
            assert index.search(mixed).total == 0
        hits = index.search("red ", limit=700)
        assert hits.total == len(hits.ordinals) == len(hits.matched)
        counts = index.facet_counts("")["colour"]
        assert sum(each.rows for each in counts) <= 600
        index.suggest("r")

    while_writing(write, read, least=4)


def test_many_rows_come_into_sight_at_once_and_saving_holds_no_reader_up():
    index = SearchIndex(market.FIELDS, market.FACETS)
    rows = list(market.rows(9_000, vocabulary=3_000))
    seen: set[int] = set()

    def write() -> None:
        index.add_many(rows)
        index.to_bytes()

    while_writing(write, lambda: seen.add(index.search("").total))
    seen.add(index.search("").total)
    assert seen <= {0, 9_000}
    assert 9_000 in seen
