"""Keeping pages of first syncs: made in the background out of the documents, renewed as they wear, gone with what is
erased.

A space is looked through in steps: one reads and makes a few pages, and the writer puts them in place, unless something
was erased in between. Nothing here is needed for an answer to be right (``first_pages``).
"""

from __future__ import annotations

import asyncio
import logging
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Any

import msgpack
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from shared_models.protocol import pack
from sync_server.database import Database
from sync_server.engines import upsert
from sync_server.first_page_tables import FIRST_MARK, FIRST_PAGE, FIRST_WORN
from sync_server.first_pages import BEYOND, MOST_BEHIND, Places, Stored, changed_since, form, mark_of, stored_records
from sync_server.group_writer import GroupWriter
from sync_server.prepared import Prepared
from sync_server.tables import DOCUMENT, ERASURE_NOTICE, SPACE
from sync_server.update_log import Head, head_of

log = logging.getLogger("forecourt.hub")
#: Records and bytes of a page at most; fewer records than that at the end of a space are in none.
RECORDS, _BYTES = 500, 2_000_000
#: The share of a page's records that may have changed before it is made anew.
_WORN_SHARE = 0.25
#: Pages that one step makes at most.
_PAGES = 4
#: Seconds between two looks, and the entries of a log that make one worth while.
_LOOK_SECONDS, _ENTRIES = 60.0, 500
#: While others write, one step makes one page, and pauses so many times as long as it took: it shares a processor.
_PAUSE = 10
_AT_ONCE = 300
_ADD_PAGE = Prepared(insert(FIRST_PAGE))
_ADD_WORN = Prepared(upsert(FIRST_WORN).on_conflict_do_nothing())
_p, _w, _m = FIRST_PAGE.c, FIRST_WORN.c, FIRST_MARK.c


@dataclass(slots=True)
class Renewal:
    """What is to be put in place in a space. ``before``: its mark when it was looked through; ``more``: there is more
    to be made; ``anew``: nothing that is there holds."""

    space: str
    before: int | None
    head: Head
    anew: bool = False
    dropped: list[int] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    worn: list[int] = field(default_factory=list)
    more: bool = False


def look_through(connection: Connection, space: str, records: int = RECORDS, pages: int = _PAGES) -> Renewal:
    """What a space's pages lack; ``records`` make a page, and so many ``pages`` are made at most."""
    mark, head = mark_of(connection, space), head_of(connection, space)
    stated = connection.execute(select(_m.seq).where(_m.space == space)).scalar()
    kept = select(_p.first, _p.last, _p.count, _p.form).where(_p.space == space).order_by(_p.first)
    rows: list[Any] = [] if mark is None else list(connection.execute(kept))
    if mark is not None and head.seq - mark[0] > max(MOST_BEHIND, sum(row.count for row in rows)):
        mark, rows = None, []  # to make the pages anew is less work than to read what has changed
    renewal = Renewal(space, stated, head, anew=mark is None)
    if mark is not None:
        touched, erased = changed_since(connection, space, mark[0])
        worn = set(connection.execute(select(_w.ordinal).where(_w.space == space)).scalars())
        new = _ordinals(connection, touched) if rows else set()
        renewal.worn = sorted(one for one in new - worn if rows and one <= rows[-1].last)
        renewal.dropped = _outworn(rows, sorted(worn | new))
        if erased:  # by a hub that knew of no pages
            renewal.dropped = sorted({*renewal.dropped, *_pages_with(connection, space, erased)})
    gone = set(renewal.dropped)
    for after, upto in _gaps([(row.first, row.last) for row in rows if row.first not in gone]):
        _fill(connection, renewal, (after, upto), records, pages)
    return renewal


def _pages_with(connection: Connection, space: str, documents: set[str]) -> Iterator[int]:
    """The pages that have one of these documents, gone as those may be."""
    for first, places in connection.execute(select(_p.first, _p.places).where(_p.space == space)):
        if not documents.isdisjoint(Places(*msgpack.unpackb(places)).ids):
            yield first


def _outworn(rows: Sequence[Any], worn: Sequence[int]) -> list[int]:
    """The pages that are to be made anew."""
    return [
        row.first
        for row in rows
        if row.form != form() or _between(worn, row.first, row.last) > _WORN_SHARE * row.count
    ]  # fmt: skip


def _between(ordinals: Sequence[int], first: int, last: int) -> int:
    return bisect_left(ordinals, last + 1) - bisect_left(ordinals, first + 1)


def _gaps(kept: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What no page reaches: after which ordinal, up to which."""
    at = 0
    for first, last in kept:
        if first > at:
            yield at, first
        at = last
    yield at, BEYOND


def _ordinals(connection: Connection, documents: set[str]) -> set[int]:
    found, names = set[int](), sorted(documents)
    for at in range(0, len(names), _AT_ONCE):
        wanted = select(DOCUMENT.c.ordinal).where(DOCUMENT.c.id.in_(names[at : at + _AT_ONCE]))
        found.update(connection.execute(wanted).scalars())
    return found


def _fill(connection: Connection, renewal: Renewal, gap: tuple[int, int], records: int, pages: int) -> None:
    """Make pages for a gap; the end of the space is only filled by whole ones."""
    after, upto = gap
    while after < upto:
        if len(renewal.pages) == pages:
            renewal.more = True
            return
        found = stored_records(connection, renewal.space, after, records, upto)
        if not found or (upto == BEYOND and len(found) < records):
            return
        taken = [one for one, size in zip(found, accumulate(len(each.packed) for each in found), strict=True)
                 if size <= _BYTES] or found[:1]  # fmt: skip
        closes = upto != BEYOND and len(taken) == len(found) < records
        last = upto if closes else taken[-1].ordinal
        renewal.pages.append(_page(renewal.space, after, last, taken))
        after = last


def _page(space: str, first: int, last: int, records: Sequence[Stored]) -> dict[str, Any]:
    ends = list(accumulate(len(one.packed) for one in records))
    types = sorted({one.type for one in records})
    places = Places([one.ordinal for one in records], [one.id for one in records], ends, types)
    body = b"".join(one.packed for one in records)
    row = {"space": space, "first": first, "last": last, "count": len(records), "form": form()}
    return {**row, "places": pack(list(places)), "body": body}


def put_in_place(connection: Connection, renewal: Renewal) -> bool:
    """Write what was made; False where the space has changed so that it has to be looked through again."""
    space = renewal.space
    if connection.execute(select(_m.seq).where(_m.space == space)).scalar() != renewal.before:
        return False
    notice = ERASURE_NOTICE.c
    if connection.execute(select(notice.seq).where(notice.space == space, notice.seq > renewal.head.seq)).first():
        return False
    if renewal.anew:
        connection.execute(delete(FIRST_PAGE).where(_p.space == space))
        connection.execute(delete(FIRST_WORN).where(_w.space == space))
    if renewal.worn:
        _ADD_WORN.run(connection, [{"space": space, "ordinal": ordinal} for ordinal in renewal.worn])
    for first in renewal.dropped:
        connection.execute(delete(FIRST_PAGE).where(_p.space == space, _p.first == first))
    for page in renewal.pages:
        within = (_w.space == space, _w.ordinal > page["first"], _w.ordinal <= page["last"])
        connection.execute(delete(FIRST_WORN).where(*within))
    if renewal.pages:
        _ADD_PAGE.run(connection, renewal.pages)
    put = upsert(FIRST_MARK).values(space=space, seq=renewal.head.seq, chain=renewal.head.chain)
    moved = {"seq": put.excluded.seq, "chain": put.excluded.chain}
    connection.execute(put.on_conflict_do_update(index_elements=["space"], set_=moved))
    return True


def forget_page(connection: Connection, space: str, ordinal: int) -> None:
    """Drop the page that has a document: it is about to be erased."""
    connection.execute(delete(FIRST_PAGE).where(_p.space == space, _p.first < ordinal, _p.last >= ordinal))


class PageKeeping:
    """Looks through spaces for as long as the hub runs: those somebody has just fetched, and those that have grown."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database, self._writer = database, writer
        self._wanted: set[str] = set()
        self._woken = asyncio.Event()

    def want(self, space: str) -> None:
        """Somebody fetches a space, and much of it is in no page."""
        self._wanted.add(space)
        self._woken.set()

    async def run(self) -> None:
        """For ever; a database that is away is tried again at the next look."""
        while True:
            spaces, self._wanted = self._wanted, set()
            self._woken.clear()
            try:
                for space in spaces or set(await asyncio.to_thread(self._grown)):
                    await self._renew(space, wanted=space in spaces)
            except SQLAlchemyError as error:
                log.warning("pages of first syncs cannot be kept just now", extra={"error": type(error).__name__})
            try:
                await asyncio.wait_for(self._woken.wait(), _LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _renew(self, space: str, wanted: bool) -> None:
        """``wanted``: somebody waits for it, so it does not give way to who writes; nor while another is waited for."""
        more, quiet = True, wanted
        while more:
            began, others = time.perf_counter(), self._writer.jobs
            renewal = await asyncio.to_thread(self._look, space, _PAGES if quiet else 1)
            done = await self._writer.write(partial(put_in_place, renewal=renewal), {space})
            more, quiet = done and renewal.more, wanted or self._writer.jobs == others + 1
            if more and not quiet:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), _PAUSE * (time.perf_counter() - began))
                quiet = self._woken.is_set()

    def _look(self, space: str, pages: int) -> Renewal:
        with self._database.read() as connection:
            return look_through(connection, space, RECORDS, pages)

    def _grown(self) -> list[str]:
        with self._database.turn("first pages") as mine, self._database.read() as connection:
            return _grown_since(connection) if mine else []


def _grown_since(connection: Connection) -> list[str]:
    """The spaces whose logs have grown enough since they were looked through; and those of which something was erased:
    by a hub that knows of no pages it lies in them still, though nobody is given it."""
    wanted = select(SPACE.c.name, SPACE.c.seq, _m.seq).outerjoin(FIRST_MARK, _m.space == SPACE.c.name)
    rows = connection.execute(wanted.where(SPACE.c.seq >= _ENTRIES)).all()
    grown = {str(name) for name, seq, known in rows if seq - (known or 0) >= _ENTRIES}
    notice = ERASURE_NOTICE.c
    erased = select(FIRST_MARK.c.space).join(ERASURE_NOTICE, notice.space == _m.space).where(notice.seq > _m.seq)
    return sorted(grown.union(connection.execute(erased.distinct()).scalars()))
