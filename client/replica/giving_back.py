"""A hub that was put back from a backup has lost what came after: here it waits for the hub again, and goes back to it.

Everything that this device holds of the lost part of a log becomes pending, with its bytes taken out of the documents:
its own changes are signed and sent anew, those of others under the signatures they came with. Where such a one is not
known (it came with a first sync, or from a fast clock) the change stays in sight until its own device gives it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgpack

from client.changes import Changes, Identity, Touched
from client.replica.database import get_meta, set_meta
from client.replica.document_store import DocumentStore, Held
from client.replica.erasing import Erasing
from client.replica.histories import Past, unfolded
from client.replica.replica_tables import ACCEPTED, PENDING
from shared_models.change_chunk import read_head
from shared_models.documents import Document
from shared_models.erasures import hub_writes_as
from shared_models.protocol import GENESIS

#: Under what names the replica keeps its hub's generation, and whether the hub was ever put back from a backup.
GENERATION, PUT_BACK = "hub_generation", "hub_put_back"
_RETURNING, _BACKED_UP = "returning", "backed_up"
_STEP = 500

#: A place in a log: number and chain hash.
Place = tuple[int, bytes]


@dataclass(frozen=True)
class Known:
    """What this device knows of its hub: its generation ("" before the first contact), and a place in each log."""

    generation: str
    cursors: Mapping[str, Place]


class GivingBack:
    """Takes the device back to what it has in common with its hub. Each method runs within the caller's transaction."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._erasing = Erasing(store)
        self._connection = store.connection

    def known(self) -> Known:
        """What the device knows."""
        cursors = {space: (seq, chain) for space, seq, chain in self._connection.execute("SELECT * FROM cursor")}
        return Known((get_meta(self._connection, GENERATION) or b"").decode(), cursors)

    def places(self, space: str) -> list[Place]:
        """Every place of a space's log of which the chain hash is known here, rising, from the very beginning.

        Beyond a number that two changes claim nothing is sure: the hub was put back in between, unnoticed.
        """
        claimed = "SELECT seq FROM change WHERE space = ? AND state = ? GROUP BY seq HAVING count(*) > 1"
        doubtful = self._connection.execute(f"SELECT min(seq) FROM ({claimed})", (space, ACCEPTED)).fetchone()[0]
        found = self._connection.execute(
            "SELECT seq, chain FROM change WHERE space = ?1 AND state = ?2 AND chain IS NOT NULL "
            "UNION SELECT seq, chain FROM cursor WHERE space = ?1 AND seq > 0",
            (space, ACCEPTED),
        )
        places: list[Place] = [(0, GENESIS)]
        for seq, chain in sorted(found.fetchall()):
            if seq == places[-1][0] or (doubtful is not None and seq >= doubtful):
                return [place for place in places if place[0] < seq]
            places.append((seq, chain))
        return places

    def added_to(self) -> list[str]:
        """The spaces to which this device has added without receiving them: an inbox, the trail of the audit."""
        asked = "SELECT DISTINCT space FROM change WHERE state = ? AND space NOT IN (SELECT space FROM cursor)"
        return sorted(row[0] for row in self._connection.execute(asked, (ACCEPTED,)))

    def give_back(self, space: str, common: Place, me: Identity) -> Changes:
        """Have everything after the last common place of a space wait for the hub, and go on from there.

        Of the own changes of the device the hub is told how many come back. What the hub itself wrote stays out, with
        its records: it was an erasure, and the hub writes it anew.
        """
        touched = self._drop_new_lives(space, common[0], me)
        own, device = 0, me.device
        lost = self._lost(space, common[0])
        documents = list(lost)
        for at in range(0, len(documents), _STEP):
            some = documents[at : at + _STEP]
            for held in self._store.held_many(some).values():
                own += self._wait_again(held, lost[held.id], device)
                touched.append(Touched(held.type_name, held.id, 0))
        touched += self._store.settle_stakes(touched)
        self._note(space, common[0], own)
        self._connection.execute(
            "UPDATE cursor SET seq = ?, chain = ? WHERE space = ? AND seq > ?", (*common, space, common[0])
        )
        self._connection.execute("DELETE FROM meta WHERE key = ?", (_BACKED_UP,))
        self._store.forget_open()
        return Changes(tuple(touched), remote=True)

    def to_tell(self) -> dict[str, tuple[int, int, int]]:
        """By space: the last number in common, how far its log was known, own changes that wait for it again."""
        return {space: (common, known, own) for space, (common, known, own) in self._told().items()}

    def settled(self, generation: str, put_back: bool) -> None:
        """The hub knows what comes back; this is its generation from now on."""
        set_meta(self._connection, GENERATION, generation.encode())
        set_meta(self._connection, PUT_BACK, b"1" if put_back else b"")
        self._connection.execute("DELETE FROM meta WHERE key = ?", (_RETURNING,))

    def _drop_new_lives(self, space: str, seq: int, me: Identity) -> list[Touched]:
        """Records that began anew in the lost part of a log; what this device has written there since is told of."""
        self._unpack(space, seq)
        hub = "SELECT document, hash FROM change WHERE space = ? AND state = ? AND seq > ? AND device = ?"
        found: dict[str, set[bytes]] = {}
        for document, digest in self._connection.execute(hub, (space, ACCEPTED, seq, hub_writes_as(me.tenant))):
            found.setdefault(document, set()).add(digest)
        born = [held.id for held in self._store.held_many(list(found)).values() if _begun_by(held, found[held.id])]
        touched: list[Touched] = []
        for document in born:
            mine = "UPDATE change SET state = ?, signature = NULL WHERE document = ? AND device = ? AND seq > ?"
            self._connection.execute(mine, (PENDING, document, me.device, seq))
            touched += self._erasing.drop(document)
        return touched

    def _lost(self, space: str, seq: int) -> dict[str, set[bytes]]:
        """Changes after a number that the hub had: hashes by document, those of first syncs among the changes now."""
        found: dict[str, set[bytes]] = {}
        for document, digest in self._connection.execute(
            "SELECT document, hash FROM change WHERE space = ? AND state = ? AND seq > ?", (space, ACCEPTED, seq)
        ):
            found.setdefault(document, set()).add(digest)
        return found

    def _unpack(self, space: str, seq: int) -> None:
        """Put what came with a first sync after a number among the changes, in front of what was built on it."""
        query = "SELECT id, type, history FROM document WHERE space = ? AND history IS NOT NULL"
        rows: list[dict[str, Any]] = []
        for record, type_name, packed in self._connection.execute(query, (space,)).fetchall():
            past = unfolded(packed)
            late = [each for each in past if each.seq > seq]
            if late:
                kept = msgpack.packb([list(each) for each in past if each.seq <= seq])
                self._connection.execute("UPDATE document SET history = ? WHERE id = ?", (kept, record))
                rows += [_row(record, type_name, space, each) for each in late]
        rows.sort(key=lambda row: row["seq"])
        self._store.put_changes(rows)
        first = self._connection.execute("SELECT min(0, coalesce(min(number), 0)) FROM change").fetchone()[0]
        numbered = ((first - len(rows) + at, row["hash"]) for at, row in enumerate(rows))
        self._connection.executemany("UPDATE change SET number = ? WHERE hash = ?", numbered)

    def _wait_again(self, held: Held, lost: set[bytes], device: str) -> int:
        """Make a document's lost changes pending; how many of them this device has made."""
        payloads = dict(payloads_of(held.kind, held.snapshot, lost))
        self._connection.executemany(
            "UPDATE change SET state = ?, seq = NULL, chain = NULL, payload = ? WHERE hash = ?",
            [(PENDING, payload, digest) for digest, payload in payloads.items()],
        )
        if held.kind != "fact":
            waiting = {
                row[0]
                for row in self._connection.execute(
                    "SELECT hash FROM change WHERE document = ? AND state = ?", (held.id, PENDING)
                )
            }
            held.accepted = _without(held.snapshot, waiting)
            self._store.put_document(held)
        made = "SELECT hash FROM change WHERE document = ? AND state = ? AND device = ?"
        return sum(row[0] in payloads for row in self._connection.execute(made, (held.id, PENDING, device)))

    def _told(self) -> dict[str, list[int]]:
        kept = get_meta(self._connection, _RETURNING)
        told: dict[str, list[int]] = msgpack.unpackb(kept) if kept else {}
        return told

    def _note(self, space: str, common: int, changes: int) -> None:
        """Remember what to tell the hub: whoever is cut off in between must not forget it."""
        known = self._connection.execute("SELECT seq FROM cursor WHERE space = ?", (space,)).fetchone()
        told = self._told()
        before = told.get(space, [common, 0, 0])
        told[space] = [min(common, before[0]), max(known[0] if known else 0, before[1]), changes + before[2]]
        set_meta(self._connection, _RETURNING, bytes(msgpack.packb(told)))


def _row(record: str, type_name: str, space: str, past: Past) -> dict[str, Any]:
    rest = {"state": ACCEPTED, "chain": None, "batch": None, "payload": None, "signature": None}
    return {"document": record, "type": type_name, "space": space, **past._asdict(), **rest}


def _begun_by(held: Held, changes: set[bytes]) -> bool:
    """Whether a document began with some of its changes."""
    if held.kind == "fact":
        return True
    return all(change.hash in changes for change in Document.load(held.snapshot).changes() if not change.deps)


def payloads_of(kind: str, snapshot: bytes, wanted: set[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The bytes of some of a document's changes, as they travel, each with its hash."""
    if kind == "fact":
        yield from ((digest, snapshot) for digest in wanted)
        return
    for change in Document.load(snapshot).changes():
        if change.hash in wanted:
            yield change.hash, read_head(change.chunk).raw


def _without(snapshot: bytes, some: set[bytes]) -> bytes:
    """The document without some changes, on which only others of them build; empty when nothing else is in it."""
    kept = b"".join(change.chunk for change in Document.load(snapshot).changes() if change.hash not in some)
    return Document.load(kept).save() if kept else b""
