"""Rights taken away while a device listens: its stream ends, and nothing of what it may not see goes out any more."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from shared_models.identifiers import new_id
from shared_models.protocol import pack
from sync_server.accounts import find_account
from sync_server.config import load_config
from sync_server.database import open_database
from sync_server.fanout import STRUCK_OFF, Bell
from sync_server.rights_watch import RightsWatch
from sync_server.spaces import insurers_of, places_of_all, spaces_of, stores_of
from sync_server.tables import ACCOUNT
from tests.sync_server.running_hub import RunningHub

STOCK, COSTS, LEADS = "acme/stock", "acme/costs", "acme/store/{}/leads"


def give(hub: RunningHub, person: str, **what: object) -> None:
    """What an administrator does meanwhile."""
    database = open_database(load_config({"data": hub.data}, {}))
    with database.write() as connection:
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.person == person).values(**what))
    database.close()


def ends(socket: ClientConnection) -> int:
    """The code with which a stream ends; whatever comes before is passed over."""
    try:
        while True:
            socket.recv(timeout=60)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0


@pytest.mark.parametrize("road", ["live", "events", "poll"])
def test_who_loses_a_role_hears_no_more_of_its_spaces(fresh_hub: RunningHub, road: str) -> None:
    manager = fresh_hub.start().device("sales_manager")
    person = manager.session["person"]
    if road == "live":
        with manager.live({COSTS: 0, STOCK: 0}) as socket:
            assert socket.recv(timeout=60) == pack([])
            give(fresh_hub, person, role="salesperson")
            assert ends(socket) == STRUCK_OFF
    elif road == "events":
        with manager.http.stream("GET", "/v1/events", params={"space": COSTS}) as stream:
            lines = stream.iter_lines()
            next(line for line in lines if line.startswith("event: entries"))
            give(fresh_hub, person, role="salesperson")
            assert not [line for line in lines if line.startswith("event: entries")]
    else:
        give(fresh_hub, person, role="salesperson")
    assert manager.post("/v1/sync/poll", {"cursors": {COSTS: 0}, "wait": 0}).status_code == 403
    assert manager.post("/v1/sync/poll", {"cursors": {STOCK: 0}, "wait": 0}).status_code == 200
    fresh_hub.stop()


def test_only_who_is_concerned_is_cut(fresh_hub: RunningHub) -> None:
    database = open_database(load_config({"data": fresh_hub.data}, {}))
    watch, store, other = RightsWatch(), new_id(), new_id()
    seller, head = (fresh_hub.people["acme", login] for login in ("salesperson", "head_office"))

    def look(*listeners: Bell) -> set[str]:
        with database.read() as connection:
            return {person for _, person in watch.look(connection, listeners)}

    give(fresh_hub, seller, store=store)
    one = Bell(frozenset({STOCK, LEADS.format(store)}), who=("d1", seller))
    with database.read() as connection:
        account = find_account(connection, head)
        assert account is not None
        every = Bell(frozenset(spaces_of(connection, account.principal)), who=("d2", head))
    few = Bell(frozenset({STOCK}), who=("d3", head))
    assert look(one, every, few) == set()
    assert look(one, every, few) == set()
    give(fresh_hub, seller, store=other)
    assert look(one, every, few) == {seller, head}, "leads of one store are gone; a store is new to head office"
    late = Bell(frozenset({LEADS.format(store)}), who=("d4", seller))
    assert look(few, late) == {seller}, "it was let in before, and came after"
    assert look(few) == set()
    give(fresh_hub, head, active=False)
    assert look(few) == {head}
    database.close()


def test_who_was_given_more_right_after_it_came_is_cut_too(fresh_hub: RunningHub) -> None:
    database = open_database(load_config({"data": fresh_hub.data}, {}))
    person = fresh_hub.people["acme", "salesperson"]

    def comes() -> Bell:
        with database.read() as connection:
            account = find_account(connection, person)
            assert account is not None
            heard = frozenset(spaces_of(connection, account.principal))
        return Bell(heard, who=("d1", person), let_in_as=account.principal)

    def look(watch: RightsWatch, listener: Bell) -> set[str]:
        with database.read() as connection:
            return {who for _, who in watch.look(connection, [listener])}

    came = comes()
    give(fresh_hub, person, role="sales_manager")
    watch = RightsWatch()
    assert look(watch, came) == {person}, "nobody listened when the watch last looked"
    assert look(watch, comes()) == set()
    database.close()


def test_the_places_of_all_tenants_are_those_of_each(fresh_hub: RunningHub) -> None:
    written = (f"acme/store/{new_id()}/leads", f"acme/insurer/{new_id()}", "acme/stock", "other/store/x/costs")
    for name in written:
        fresh_hub.sql("INSERT INTO space (name, seq, chain) VALUES (:name, 1, :chain)", name=name, chain=b"0" * 32)
    database = open_database(load_config({"data": fresh_hub.data}, {}))
    with database.read() as connection:
        every = places_of_all(connection)
        assert every == {"acme": (stores_of(connection, "acme"), insurers_of(connection, "acme"))}
    assert written[0].split("/")[2] in every["acme"][0]
    assert written[1].split("/")[2] in every["acme"][1]
    database.close()
