"""The archive of the update log beside the backups: with the backup before a moment it gives the hub as it was then.

In ``log`` in the folder of backups lie segments, ``NUMBER-TIME.log``, each written once: what was committed since the
one before, as MessagePack ``{"form", "number", "before", "generation", "heads", "rows"}`` and the SHA-256 of that.
``before`` is the digest of the segment before, so that one that is missing or altered is found; ``heads`` says how far
each space is archived then. Segments lie encrypted (``sealed_places``) and are the same whatever engine the hub stands
on. They hold what was in the log when they were written, so also what has been erased since; they go with the oldest
backup that needs them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack
from sqlalchemy import Connection, select

from shared_models.errors import ForecourtError
from shared_models.protocol import pack
from sync_server.file_places import Place
from sync_server.generation import generation_of
from sync_server.sealed_places import FileClosed, SealedPlace, sealed
from sync_server.tables import BACKED_UP, LOG, SPACE

FOLDER = "log"
_FORM, _DIGEST = 1, 32
_NAME = re.compile(r"(\d{10})-(\d{13})\.log")
_AT_ONCE = 5_000
_NONE = bytes(_DIGEST)


class ArchiveDamaged(ForecourtError):
    """A segment of the archive is missing or not what was written."""

    code = "archive_damaged"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the log as it was committed; ``received`` in milliseconds since 1970 UTC."""

    space: str
    seq: int
    chain: bytes
    stamp: int
    received: int
    envelope: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's content, and the digest that the next one names."""

    number: int
    generation: str
    heads: dict[str, int]
    rows: tuple[Row, ...]
    digest: bytes


def archive_of(backups: Path, keys: Sequence[bytes]) -> SealedPlace:
    """The archive beside the backups in a folder, under the keys of the hub's files."""
    return sealed(backups / FOLDER, keys)


def append(connection: Connection, place: Place, now_ms: int) -> int:
    """Archive what was committed since the last time; how many entries. One hub at a time may do so.

    Raises ArchiveDamaged and OSError; what was archived before is never touched.
    """
    named = sorted(_named(place))
    last = _read(place, named[-1][2]) if named else None
    generation = generation_of(connection)
    heads = dict(last.heads) if last is not None and last.generation == generation else _backed_up(connection)
    number, before, count = (last.number + 1, last.digest, 0) if last is not None else (1, _NONE, 0)
    for rows in _portions(_new_rows(connection, heads)):
        heads |= {row.space: row.seq for row in rows}
        told = {"form": _FORM, "number": number, "before": before, "generation": generation, "heads": heads}
        packed = pack({**told, "rows": [_values(row) for row in rows]})
        before = hashlib.sha256(packed).digest()
        place.put(f"{number:010}-{now_ms:013}.log", [packed, before])
        number, count = number + 1, count + len(rows)
    return count


def read(place: Place, generation: str, until_ms: int) -> Iterator[Row]:
    """The entries of one life of the hub that were received until a moment, in the order of each space.

    Raises ArchiveDamaged where a segment is missing or altered.
    """
    before, number = b"", 0
    over: set[str] = set()
    for _, _, name in sorted(_named(place)):
        segment = _read(place, name, before)
        if number and segment.number != number + 1:
            raise ArchiveDamaged(f"The archive of the log lacks the segments between {number} and {segment.number}.")
        before, number = segment.digest, segment.number
        for row in segment.rows if segment.generation == generation else ():
            if row.received > until_ms:
                over.add(row.space)
            elif row.space not in over:
                yield row


def segments(place: Place) -> list[str]:
    """The names of all segments, the oldest first."""
    return [name for _, _, name in sorted(_named(place))]


def drop_before(place: Place, oldest_ms: int) -> None:
    """Drop the segments that were written before the oldest backup was made, which holds all that is in them."""
    for _, written, name in sorted(_named(place))[:-1]:  # the last one says how far the archive reaches
        if written < oldest_ms:
            place.remove(name)


def _named(place: Place) -> Iterator[tuple[int, int, str]]:
    for name in place.names():
        if told := _NAME.fullmatch(name):
            yield int(told[1]), int(told[2]), name


def _read(place: Place, name: str, before: bytes = b"") -> Segment:
    try:
        written = b"".join(place.read(name))
    except FileClosed as error:
        raise ArchiveDamaged(f"The segment {name} of the archive cannot be opened: {error}.") from error
    packed, digest = written[:-_DIGEST], written[-_DIGEST:]
    if hashlib.sha256(packed).digest() != digest:
        raise ArchiveDamaged(f"The segment {name} of the archive is not what was written.")
    told = msgpack.unpackb(packed)
    if told["form"] != _FORM:
        raise ArchiveDamaged(f"The segment {name} was written by a newer hub; please update this one.")
    if before and told["before"] != before:
        raise ArchiveDamaged(f"The segment {name} of the archive does not follow the one before it.")
    rows = tuple(Row(*values) for values in told["rows"])
    return Segment(told["number"], told["generation"], told["heads"], rows, digest)


def _new_rows(connection: Connection, heads: dict[str, int]) -> Iterator[Row]:
    for space, seq in connection.execute(select(SPACE.c.name, SPACE.c.seq).order_by(SPACE.c.name)).all():
        if seq > heads.get(space, 0):
            wanted = select(LOG).where(LOG.c.space == space, LOG.c.seq > heads.get(space, 0)).order_by(LOG.c.seq)
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(wanted):
                yield Row(row.space, row.seq, bytes(row.chain), row.stamp, row.received, bytes(row.envelope))


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _backed_up(connection: Connection) -> dict[str, int]:
    """Where an archive begins: behind the newest backup, or with the log."""
    return {row.space: row.seq for row in connection.execute(select(BACKED_UP.c.space, BACKED_UP.c.seq))}


def _values(row: Row) -> list[Any]:
    return [row.space, row.seq, row.chain, row.stamp, row.received, row.envelope]
