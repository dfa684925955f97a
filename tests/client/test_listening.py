"""Devices behind proxies that let less and less through: live all the same, and no entry lost or doubled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Edit
from client.hub.ladder import KEEP, SHORT_LIFE, Ladder
from client.hub.transports import TRANSPORTS, Heard
from client.replica.worker import wait
from client.sync_state import Phase
from shared_models.money import Money
from tests.support.hubs import HubProcess, in_step, person
from tests.support.moved_loop import MovedLoop
from tests.support.processes import wait_until as eventually
from tests.support.proxies import Proxy
from tests.support.replicas import camry, create, rows

WEBSOCKET, EVENTS, POLL = (transport.name for transport in TRANSPORTS)
_PATHS = {WEBSOCKET: "GET /v1/live", EVENTS: "GET /v1/events", POLL: "POST /v1/sync/poll"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson"), person("fay", "fleet_manager")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=20) as running:
        yield running


@pytest.fixture
def proxy(hub: HubProcess) -> Iterator[Proxy]:
    with Proxy(hub.port) as running:
        yield running


@pytest.fixture
def dana(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    app = hub.device(tmp_path / "dana", "dana")
    yield app
    app.close()


class Behind(Protocol):
    """Starts Sam's device, which reaches the hub through the proxy alone.

    What the proxy holds up is given up as early as in life. What it lets through has a minute to stand: a machine that
    is busy with other things is no proxy. Better ways are tried again after ``climb_after`` seconds.
    """

    def __call__(self, climb_after: float = KEEP) -> App: ...


@pytest.fixture
def behind(hub: HubProcess, proxy: Proxy, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    started: list[App] = []

    def start(climb_after: float = KEEP) -> App:
        direct, hub.address = hub.address, proxy.address
        try:
            session = hub.session(tmp_path / "sam", "sam")
        finally:
            hub.address = direct
        app = App(tmp_path / "sam", "showroom", session)
        started.append(app)
        held = {WEBSOCKET: proxy.swallow_upgrades, EVENTS: proxy.buffer_events}
        app.sync.listening.ladder = Ladder(
            [way if held.get(way.name) else replace(way, patience=60.0) for way in TRANSPORTS]
        )
        app.sync.listening.climb_after = climb_after
        app.start()
        return app

    yield start
    for app in started:
        app.close()


def _price(app: App, car: str) -> Any:
    view = app.workspace.reader.record("vehicle", car)
    return view.values["price"] if view else None


def _asked(proxy: Proxy, transport: str) -> list[str]:
    """The requests the proxy has seen by this way and by worse ones; better ones are tried beside it."""
    ways = tuple(_PATHS)
    paths = tuple(_PATHS[way] for way in ways[ways.index(transport) :])
    return [line for line in proxy.seen if line.startswith(paths)]


def _live_by(app: App, transport: str) -> None:
    eventually(lambda: in_step(app) and app.sync.state.transport == transport, f"live by {transport}")


def _see_each_other(dana: App, sam: App, car: str) -> None:
    def seen(by: App) -> list[str]:
        return [one.name for one in by.workspace.presence.others(car)]

    for one, other, name in ((dana, sam, "Dana"), (sam, dana, "Sam")):
        one.workspace.presence.edits("acme/stock", "vehicle", car)
        eventually(lambda: seen(other) == [name], "who edits is seen")  # noqa: B023 (asked at once)
        assert seen(one) == []
        one.workspace.presence.done(car)
        eventually(lambda: seen(other) == [], "and that they have stopped")  # noqa: B023


@pytest.mark.parametrize(
    ("blocked", "transport"),
    [
        ((), WEBSOCKET),
        (("refuse_upgrades",), EVENTS),
        (("swallow_upgrades",), EVENTS),
        (("refuse_upgrades", "buffer_events"), POLL),
    ],
    ids=["open", "upgrades refused", "upgrades swallowed", "events buffered too"],
)
def test_an_edit_arrives_over_what_the_proxy_lets_through(
    blocked: tuple[str, ...], transport: str, dana: App, proxy: Proxy, behind: Behind
) -> None:
    for manner in blocked:
        setattr(proxy, manner, True)
    car = create(dana.replica, "vehicle", **camry())
    eventually(lambda: in_step(dana), "the car is on the hub")
    sam = behind(climb_after=1)
    _live_by(sam, transport)

    def arrives_by_what_was_open(minor: int) -> bool:
        """Give the car a price; whether it came to the other device without its asking again for a stream."""
        before = len(_asked(proxy, transport))
        wait(dana.replica.execute(Edit("vehicle", car, {"price": _price(dana, car)}, {"price": Money(minor, "EUR")})))
        eventually(lambda: _price(sam, car) == Money(minor, "EUR"), "the price arrives")
        return len(_asked(proxy, transport)) - before <= (transport == POLL)  # which asks again once it was answered

    # A poll that nothing came by for long is followed by the next: one or another edit meets none of its ends.
    assert any(arrives_by_what_was_open(minor) for minor in (3, 4, 5, 6, 7))
    now = _price(sam, car)
    wait(sam.replica.execute(Edit("vehicle", car, {"price": now}, {"price": Money(99, "EUR")})))
    eventually(lambda: _price(dana, car) == Money(99, "EUR"), "the price goes back")
    eventually(lambda: rows(dana.replica, "vehicle") == rows(sam.replica, "vehicle"), "the rows are the same")
    _see_each_other(dana, sam, car)


def test_the_third_way_stands_when_the_first_two_are_swallowed(proxy: Proxy, behind: Behind) -> None:
    """The worst case: nothing is refused, everything is swallowed."""
    proxy.swallow_upgrades = proxy.buffer_events = True
    sam = behind()
    _live_by(sam, POLL)
    tried = [next(way for way, path in _PATHS.items() if line.startswith(path)) for line in proxy.seen]
    first = tried.index(POLL)
    assert tried[:first] == [way for way in (WEBSOCKET, EVENTS) if way in tried], "the best first, each of them once"
    assert set(tried[first:]) == {POLL}


def test_a_way_is_given_up_when_its_patience_is_over_and_the_third_stands_within_five_seconds(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    """By a clock that only the waiting moves: how long connecting takes is for the benchmark."""
    app = App(tmp_path / "sam", "showroom", hub.session(tmp_path / "sam", "sam"))
    listening, loop = app.sync.listening, MovedLoop()
    stood, tried = list[float](), list[object]()

    async def silent(*asked: object) -> AsyncGenerator[Heard, None]:
        tried.append(asked)
        await asyncio.Event().wait()
        yield Heard()

    async def at_once(*_asked: object) -> AsyncGenerator[Heard, None]:
        yield Heard()

    listening.ladder = Ladder(
        [replace(way, messages=at_once if way.name == POLL else silent) for way in TRANSPORTS], loop.time
    )
    connection = app.session.connection()
    try:
        with pytest.raises(ConnectionError, match="ended"):
            loop.run_until_complete(listening.listen(connection, lambda: stood.append(loop.time()), []))
        loop.run_until_complete(connection.close())
    finally:
        loop.close()
        app.close()
    assert stood == [pytest.approx(sum(way.patience for way in TRANSPORTS[:-1]))]
    assert len(tried) == 2
    assert stood[0] < 4.5


def test_a_cut_stream_goes_on_where_it_was(dana: App, proxy: Proxy, behind: Behind) -> None:
    proxy.refuse_upgrades = True
    sam = behind(climb_after=1)
    _live_by(sam, EVENTS)
    for number in range(3):
        proxy.cut()
        create(dana.replica, "customer", name=f"Cut {number}")
    eventually(lambda: rows(sam.replica, "customer") == rows(dana.replica, "customer"), "all came")
    eventually(lambda: len([line for line in proxy.seen if "/v1/events" in line]) > 1, "it was resumed")


def test_presence_survives_a_reconnection(dana: App, proxy: Proxy, behind: Behind) -> None:
    sam = behind()
    car = create(dana.replica, "vehicle", **camry())
    eventually(lambda: in_step(dana, sam), "both are live")
    sam.workspace.presence.edits("acme/stock", "vehicle", car)
    dana.workspace.presence.edits("acme/stock", "vehicle", car)
    eventually(
        lambda: dana.workspace.presence.others(car) and sam.workspace.presence.others(car), "they see each other"
    )
    proxy.closed = True
    proxy.cut()
    eventually(lambda: not sam.workspace.presence.others(car), "without the hub nobody is seen")
    proxy.closed = False
    sam.sync.wake()
    eventually(lambda: sam.workspace.presence.others(car), "and seen again")
    eventually(lambda: [one.name for one in dana.workspace.presence.others(car)] == ["Sam"], "by both")


def test_what_worked_is_tried_first_and_the_best_again_when_it_works(dana: App, proxy: Proxy, behind: Behind) -> None:
    proxy.refuse_upgrades = True
    sam = behind(climb_after=3_600)
    _live_by(sam, EVENTS)
    proxy.seen.clear()
    sam.sync.listening.climb_after = 0.3  # once it has begun anew
    proxy.cut()
    eventually(lambda: proxy.seen, "it listens again")
    assert proxy.seen[0].startswith("GET /v1/events")
    eventually(lambda: any("/v1/live" in line for line in proxy.seen), "the better way is tried beside it")
    assert sam.sync.state.phase is not Phase.SIGNED_OUT
    proxy.refuse_upgrades = False
    _live_by(sam, WEBSOCKET)
    car = create(dana.replica, "vehicle", **camry())
    eventually(lambda: sam.workspace.reader.record("vehicle", car), "changes arrive by it")


# --- the rule alone, by a clock of our own ---


def _names(ladder: Ladder) -> list[str]:
    return [transport.name for transport in ladder.order()]


def test_the_order_of_the_ways() -> None:
    now = [100.0]
    ladder = Ladder(clock=lambda: now[0])
    assert _names(ladder) == [WEBSOCKET, EVENTS, POLL]
    ladder.stands(TRANSPORTS[1])
    assert _names(ladder) == [EVENTS, POLL, WEBSOCKET]
    assert [t.name for t in ladder.better_than(TRANSPORTS[2])] == [WEBSOCKET, EVENTS]
    now[0] += KEEP - 1
    assert _names(ladder)[0] == EVENTS
    now[0] += 2
    assert _names(ladder)[0] == WEBSOCKET


def test_a_way_that_breaks_at_once_again_and_again_is_blocked_in_effect() -> None:
    now = [100.0]
    ladder = Ladder(clock=lambda: now[0])
    for _ in range(2):
        ladder.stands(TRANSPORTS[0])
        now[0] += SHORT_LIFE - 1
        assert _names(ladder)[0] == WEBSOCKET
        ladder.broke(TRANSPORTS[0])
    assert _names(ladder) == [EVENTS, POLL, WEBSOCKET]
    ladder.stands(TRANSPORTS[1])
    now[0] += SHORT_LIFE + 1
    ladder.broke(TRANSPORTS[1])
    assert _names(ladder)[0] == EVENTS
