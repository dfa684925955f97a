"""Doors for hostile bytes: a hub's admission and a device's replica, whole, with a database each."""

from __future__ import annotations

import random
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from sqlalchemy import insert

from client.changes import Identity
from client.replica.worker import Replica, wait
from shared_models.clock import system_milliseconds
from shared_models.errors import ForecourtError
from shared_models.protocol import Entry, chain_hash, pack, read_entry, unpack_body
from shared_models.roster import read_roster
from sync_server import agreed
from sync_server.accounts import add_account, create_tenant
from sync_server.bodies import cursors_of, cursors_of_id, envelopes_of, map_of
from sync_server.config import load_config
from sync_server.database import Database, open_database
from sync_server.devices import remember_person
from sync_server.errors import HubError
from sync_server.opening import Opened, Opener
from sync_server.tables import DEVICE as DEVICES
from tests.support import hostile_changes as made
from tests.support.hostile import Door

_OPEN = ExitStack()
_PATIENCE = 80


class _Undone(Exception):
    """Ends a transaction of which nothing is to stay."""


@cache
def _folder() -> Path:
    return Path(_OPEN.enter_context(tempfile.TemporaryDirectory(prefix="forecourt-hostile-")))


@cache
def _hub() -> Database:
    """A hub's database with one house, in which a fleet manager has a device."""
    config = load_config({"data": _folder() / "hub"}, {})
    config.make_folder()
    database = open_database(config)
    now = system_milliseconds()
    with database.write() as connection:
        create_tenant(connection, made.HOUSE, now)
        who = {"login": "fleet", "password_hash": "x", "name": "Fleet", "role": "fleet_manager"}
        add_account(connection, tenant=made.HOUSE, person=made.ME, **who)
        row = {"id": made.DEVICE, "tenant": made.HOUSE, "name": "t", "public_key": made.PUBLIC, "app_version": "1"}
        connection.execute(insert(DEVICES).values(**row, enrolled=now))
        remember_person(connection, made.DEVICE, made.ME, now)
    _OPEN.callback(database.close)
    return database


def _admit(data: bytes) -> None:
    """As a push does: opened, admitted, and then taken back."""
    database = _hub()
    try:
        with database.write() as connection:
            opened = Opener(connection, made.HOUSE).open_all([data])
            spaces = {one.envelope.space for one in opened if isinstance(one, Opened)}
            database.lock(connection, spaces | agreed.spaces_beside(spaces))
            for result in agreed.admit(connection, opened, made.HOUSE, made.KEY).results:
                pack(result.pack_list())
            raise _Undone
    except _Undone:
        pass


@cache
def _replica() -> Replica:
    """A fleet manager's, on another device."""
    opened = Replica(_folder() / "replica.sqlite", Identity(made.HOUSE, "4" * 32, "5" * 32, "fleet_manager", None, "1"))
    wait(opened.keep_roster(read_roster(made.roster(), made.PUBLIC)), _PATIENCE)
    _OPEN.callback(opened.close)
    return opened


def _carry(data: bytes) -> None:
    wait(_replica().take_in([data]), _PATIENCE)


def _receive(data: bytes) -> None:
    """As what the hub sends: each body a list of entries."""
    entries = [read_entry(parts) for parts in _list(unpack_body(data))]
    wait(_replica().receive(entries), _PATIENCE)


def _list(body: object) -> list[object]:
    return body if isinstance(body, list) else []


def _entries() -> list[bytes]:
    one = made.envelope()
    return [pack([Entry(one.space, 1, chain_hash(bytes(32), 1, one.hash, 5), 5, one).pack_list()])]


def _bent_entry(dice: random.Random, data: bytes) -> bytes:
    """An entry that is in order but for the envelope in it, or not even that."""
    if dice.random() < 0.5:
        return made.bent_body(dice, data)
    space, seq, chain, stamp, packed = unpack_body(data)[0]
    return pack([[space, seq, chain, stamp, made.signed_again(dice, packed)]])


def _read_push(data: bytes) -> None:
    envelopes_of(data)


def _read_pull(data: bytes) -> None:
    cursors_of(map_of(data))


def _read_id(data: bytes) -> None:
    cursors_of_id(data.decode("utf-8", "replace"), ["a/b", "a/c"])


def _both() -> list[bytes]:
    return [made.envelope().pack(), made.fact_envelope().pack()]


def _close() -> None:
    """Let go of both; asked again, they are made anew."""
    _OPEN.close()
    for made_once in (_folder, _hub, _replica):
        made_once.cache_clear()


DOORS = {
    "push": Door(_read_push, lambda: [pack({"envelopes": [made.envelope().pack()] * 2})], (HubError,), made.bent_body),
    "pull": Door(_read_pull, lambda: [pack({"cursors": {"a/b": 1, "a/c": 2}})], (HubError,), made.bent_body),
    "event id": Door(_read_id, lambda: [b"12-34"], (HubError,)),
    "admission": Door(_admit, _both, (), made.signed_again, share=0.2, closing=_close),
    "carried": Door(_carry, _both, (ForecourtError,), made.signed_again, share=0.1, closing=_close),
    "received": Door(_receive, _entries, (ForecourtError,), _bent_entry, share=0.1, closing=_close),
}
