"""What this device has to offer to another: changes that wait for the hub, were brought here, or the other's log lacks.

Read through connections of its own, so that nobody's edit waits for it. Whether the other may read a space is decided
before: here only spaces are named. A change is offered after what it builds on, in the order in which it came here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from client.reading.queries import Reader
from client.replica.giving_back import payloads_of
from client.replica.replica_tables import ACCEPTED, PENDING
from shared_models.envelopes import Envelope, unpack

#: Changes of the hub's log that one neighbour gets from another; whoever lacks more waits for the hub.
MOST_LOGGED = 20_000
_VOUCHED = "(signature IS NOT NULL OR device = :device)"
_WAITING = f"""
SELECT hash FROM change WHERE state = {PENDING} AND {_VOUCHED} AND space IN (SELECT value FROM json_each(:spaces))
ORDER BY number
"""
_LOGGED = f"""
SELECT hash, number FROM change WHERE state = {ACCEPTED} AND {_VOUCHED} AND space = :space AND seq > :seq
ORDER BY number LIMIT {MOST_LOGGED}
"""
_COLUMNS = "kind, space, document, type, author, device, stamp, offline, version, hash"
_CHANGES = f"""
SELECT {_COLUMNS}, coalesce(signature, x''), state, payload FROM change
WHERE hash IN ({{places}}) AND state IN ({PENDING}, {ACCEPTED})
"""
_HAVE = "SELECT hash FROM {table} WHERE hash IN ({places})"
_PLACES = 500


class Offering:
    """Reads one replica for neighbours. Belongs to threads that may wait for the disk."""

    def __init__(self, reader: Reader, device: str) -> None:
        """``device`` is this one: for its own changes it vouches by signing them, for others' by their signatures."""
        self._reader = reader
        self._device = device
        self._brought: dict[bytes, str] = {}

    def waiting(self, spaces: Collection[str]) -> list[bytes]:
        """Hashes of what waits for the hub, and of what was brought here and waits for others, in these spaces."""
        told = {"device": self._device, "spaces": json.dumps(sorted(spaces))}
        with self._reader.connect() as connection:
            found = [bytes(row[0]) for row in connection.exec_driver_sql(_WAITING, told)]
            brought = self._awaiting(connection)
        return [*found, *(digest for digest, space in brought.items() if space in spaces)]

    def _awaiting(self, connection: Connection) -> Mapping[bytes, str]:
        """The space of each change that waits for what it builds on."""
        here = [bytes(row[0]) for row in connection.exec_driver_sql("SELECT hash FROM awaiting ORDER BY arrived, hash")]
        unread = [digest for digest in here if digest not in self._brought]
        read = {digest: unpack(packed).space for digest, packed in _packed(connection, unread)}
        self._brought = {digest: read.get(digest) or self._brought.get(digest, "") for digest in here}
        return self._brought

    def logged(self, after: Mapping[str, int]) -> list[bytes]:
        """Hashes of what the hub's logs have after these numbers and this device can vouch for, space by space."""
        found: list[tuple[int, bytes]] = []
        with self._reader.connect() as connection:
            for space, seq in after.items():
                told = {"device": self._device, "space": space, "seq": seq}
                found += [(row[1], bytes(row[0])) for row in connection.exec_driver_sql(_LOGGED, told)]
        return [digest for _, digest in sorted(found)]

    def lacking(self, offered: Sequence[bytes]) -> list[bytes]:
        """Those of the hashes that are not here, in their order."""
        known: set[bytes] = set()
        with self._reader.connect() as connection:
            for some in _portions(offered):
                for table in ("change", "awaiting"):
                    query = _HAVE.format(table=table, places=", ".join("?" * len(some)))
                    known.update(bytes(row[0]) for row in connection.exec_driver_sql(query, tuple(some)))
        return [digest for digest in offered if digest not in known]

    def envelopes(self, wanted: Sequence[bytes]) -> list[Envelope]:
        """The changes with these hashes that still count, in this order; own ones without their signature."""
        found: dict[bytes, Envelope] = {}
        with self._reader.connect() as connection:
            for some in _portions(wanted):
                found |= _read(connection, some)
                found |= {digest: unpack(packed) for digest, packed in _packed(connection, some)}
        return [found[digest] for digest in wanted if digest in found]


def _read(connection: Connection, hashes: Sequence[bytes]) -> dict[bytes, Envelope]:
    query = _CHANGES.format(places=", ".join("?" * len(hashes)))
    rows = connection.exec_driver_sql(query, tuple(hashes)).all()
    payloads = {bytes(row[9]): row[12] for row in rows if row[12] is not None}
    logged: dict[str, set[bytes]] = {}
    for row in rows:
        if row[12] is None:
            logged.setdefault(row[2], set()).add(bytes(row[9]))
    payloads |= _unfolded(connection, logged)
    return {bytes(row[9]): _envelope(row, payloads[bytes(row[9])]) for row in rows if bytes(row[9]) in payloads}


def _unfolded(connection: Connection, logged: Mapping[str, set[bytes]]) -> dict[bytes, bytes]:
    """The bytes of changes that the hub has: they are kept within their documents alone."""
    query = "SELECT id, kind, snapshot FROM document WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.exec_driver_sql(query, (json.dumps(list(logged)),)).all()
    return {digest: payload for row in rows for digest, payload in payloads_of(row[1], row[2], logged[row[0]])}


def _packed(connection: Connection, hashes: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for some in _portions(hashes):
        places = ", ".join("?" * len(some))
        query = f"SELECT hash, envelope FROM awaiting WHERE hash IN ({places})"
        yield from ((bytes(row[0]), bytes(row[1])) for row in connection.exec_driver_sql(query, tuple(some)))


def _portions(hashes: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (hashes[at : at + _PLACES] for at in range(0, len(hashes), _PLACES))


def _envelope(row: Sequence[Any], payload: bytes) -> Envelope:
    kind, space, document, name, author, device, stamp, offline, version, digest, signature = row[:11]
    return Envelope(
        kind, space, document, name, author, device, stamp, bool(offline), version, bytes(digest), bytes(payload),
        bytes(signature),
    )  # fmt: skip
