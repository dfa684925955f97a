"""Pages of a first sync: records as they travel, from pages that are kept (``kept_pages``) as far as there are any.

What is handed out is what the documents say at that moment: of a kept page only those records are taken that have not
changed since it was made. The log itself tells which have, so that it holds whoever wrote there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

import msgpack
from sqlalchemy import Connection, Select, bindparam, literal_column, select

from shared_models.envelopes import document_of, unpack
from shared_models.erasures import NOTICE, read_notice
from shared_models.protocol import pack
from sync_server.first_page_tables import FIRST_MARK, FIRST_PAGE, FIRST_WORN
from sync_server.held_documents import row_columns
from sync_server.prepared import Prepared
from sync_server.rebuilding import schema_print
from sync_server.tables import CHANGE, DOCUMENT, LOG, SPACE

#: Beyond every ordinal there is.
BEYOND = 2**31 - 1
#: Entries since pages were last looked through beyond which none is used: to read them for each page costs more.
MOST_BEHIND = 5_000
#: Entries that are read at once.
_PORTION = 1_000
#: The head of a MessagePack array of nine; a packed record begins with that of an array of eight.
_NINE_ITEMS = b"\x99"
_BY_SEQ = itemgetter(-1)
_d, _c, _p = DOCUMENT.c, CHANGE.c, FIRST_PAGE.c
_CHANGES: Select[Any] = select(
    _c.ordinal, _c.hash, _c.kind, _c.author, _c.device, _c.stamp, _c.offline, _c.version, _c.seq
)
_RECORDS: Select[Any] = select(_d.ordinal, _d.id, _d.type, _d.record)
_here = (_d.space == bindparam("of"), _d.ordinal > bindparam("after"), _d.ordinal <= bindparam("last"))
_RECORDS_FROM = Prepared(
    _RECORDS.where(*_here).order_by(_d.ordinal).limit(bindparam("most")).offset(literal_column("0"))
)
_CHANGES_FROM = Prepared(_CHANGES.join(DOCUMENT, _d.ordinal == _c.ordinal).where(*_here))
_NEXT_PAGE = Prepared(
    select(_p.first, _p.last, _p.count, _p.form, _p.places, _p.body)
    .where(_p.space == bindparam("of"), _p.last > bindparam("after"))
    .order_by(_p.first).limit(bindparam("most")).offset(literal_column("0"))
)  # fmt: skip
_WORN = Prepared(
    select(FIRST_WORN.c.ordinal).where(
        FIRST_WORN.c.space == bindparam("of"),
        FIRST_WORN.c.ordinal > bindparam("after"),
        FIRST_WORN.c.ordinal <= bindparam("last"),
    )
)
_MARK = Prepared(select(FIRST_MARK.c.seq, FIRST_MARK.c.chain).where(FIRST_MARK.c.space == bindparam("of")))
_CHAIN = Prepared(select(LOG.c.chain).where(LOG.c.space == bindparam("of"), LOG.c.seq == bindparam("at")))
_HEAD = Prepared(select(SPACE.c.seq).where(SPACE.c.name == bindparam("of")))
_SINCE = Prepared(
    select(LOG.c.seq, LOG.c.envelope).where(LOG.c.space == bindparam("of"), LOG.c.seq > bindparam("after"))
    .order_by(LOG.c.seq).limit(bindparam("most")).offset(literal_column("0"))
)  # fmt: skip


class Stored(NamedTuple):
    """A record as it travels in a first sync, and the document it is of."""

    ordinal: int
    id: str
    type: str
    packed: bytes


@dataclass(slots=True)
class Page:
    """Packed records of a first sync, one or many in an item, and how many they are; the columns of their types' rows,
    where to go on (None: all were read), and how many records had to be read from their documents."""

    records: list[bytes] = field(default_factory=list)
    count: int = 0
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    following: int | None = None
    made: int = 0


class Places(NamedTuple):
    """Which records a kept page's body has: ordinals and identifiers, where each ends, and the types that occur."""

    ordinals: list[int]
    ids: list[str]
    ends: list[int]
    types: list[str]

    def begin(self, at: int) -> int:
        """Where a record begins."""
        return self.ends[at - 1] if at else 0


@cache
def form() -> str:
    """What kept pages have to be made for, to be handed out."""
    return schema_print()


def first_page(connection: Connection, space: str, after: int, limit: int) -> Page:
    """At most ``limit`` records of a space after an ordinal."""
    page, types, touched = Page(), set[str](), _touched(connection, space)
    while page.count < limit:
        kept = None if touched is None else _next(connection, space, after)
        if kept is None or kept[0] > after:
            upto = BEYOND if kept is None else kept[0]
            found = stored_records(connection, space, after, limit - page.count, upto)
            page.records.extend(one.packed for one in found)
            types.update(one.type for one in found)
            page.count, page.made = page.count + len(found), page.made + len(found)
            after = found[-1].ordinal if page.count == limit else upto
        else:
            places, body = Places(*msgpack.unpackb(kept[1])), kept[2]
            start = bisect_right(places.ordinals, after)
            stop = min(start + limit - page.count, len(places.ordinals))
            worn = _worn(connection, space, places, (start, stop), touched or frozenset())
            taken, fresh = _taken(connection, places, body, (start, stop), worn)
            page.records.extend(taken)
            types.update(places.types, (one.type for one in fresh))
            page.count, page.made = page.count + stop - start - len(worn) + len(fresh), page.made + len(fresh)
            after = places.ordinals[stop - 1] if stop < len(places.ordinals) else kept[3]
        if after >= BEYOND:
            break
    page.columns = {name: row_columns(name) for name in types}
    page.following = after if page.count == limit and after < BEYOND else None
    return page


def stored_records(connection: Connection, space: str, after: int, limit: int, upto: int = BEYOND) -> list[Stored]:
    """At most ``limit`` records of a space after an ordinal and up to another, from their documents."""
    asked: dict[str, Any] = {"of": space, "after": after, "last": upto, "most": limit}
    rows: Sequence[Any] = _RECORDS_FROM.run(connection, asked).fetchall()
    if not rows:
        return []
    within = {"of": space, "after": after, "last": rows[-1][0]}
    return _with_changes(rows, _CHANGES_FROM.run(connection, within).fetchall())


def _stored_at(connection: Connection, ordinals: Sequence[int]) -> list[Stored]:
    """The records of these documents that there still are."""
    rows = connection.execute(_RECORDS.where(_d.ordinal.in_(ordinals)).order_by(_d.ordinal)).fetchall()
    return _with_changes(rows, connection.execute(_CHANGES.where(_c.ordinal.in_(ordinals))).fetchall())


def _with_changes(rows: Sequence[Any], theirs: Iterable[Any]) -> list[Stored]:
    changes: dict[int, list[list[Any]]] = {row[0]: [] for row in rows}
    for ordinal, digest, kind, author, device, stamp, offline, version, seq in theirs:
        changes[ordinal].append([digest, kind, author, device, stamp, bool(offline), version, seq])
    for several in changes.values():
        if len(several) > 1:  # the same bytes however they were found
            several.sort(key=_BY_SEQ)
    return [
        Stored(ordinal, name, kind, _NINE_ITEMS + record[1:] + pack(pack(changes[ordinal])))
        for ordinal, name, kind, record in rows
    ]


def mark_of(connection: Connection, space: str) -> tuple[int, bytes] | None:
    """Up to which entry kept pages of a space are known to be good or worn; None where nothing of them holds."""
    found: Any = _MARK.run(connection, {"of": space}).first()
    if found is None or _CHAIN.run(connection, {"of": space, "at": found[0]}).scalar() != found[1]:
        return None
    return int(found[0]), bytes(found[1])


def changed_since(connection: Connection, space: str, seq: int) -> tuple[set[str], set[str]]:
    """The documents that entries after a number belong to, and those that were erased by them."""
    touched, erased = set[str](), set[str]()
    asked: dict[str, Any] = {"of": space, "after": seq, "most": _PORTION}
    while portion := list[Any](_SINCE.run(connection, asked).fetchall()):
        asked["after"] = portion[-1][0]
        for _, packed in portion:
            document, type_name = document_of(packed)
            touched.add(document)
            if type_name == NOTICE:
                erased.update(read_notice(unpack(packed).payload)[1])
    return touched | erased, erased


def _touched(connection: Connection, space: str) -> set[str] | None:
    """The documents that changed since kept pages were last looked through; None where none may be used."""
    mark = mark_of(connection, space)
    if mark is None or int(_HEAD.run(connection, {"of": space}).scalar() or 0) - mark[0] > MOST_BEHIND:
        return None
    return changed_since(connection, space, mark[0])[0]


def _next(connection: Connection, space: str, after: int) -> tuple[int, bytes, bytes, int] | None:
    """The next kept page that has something after an ordinal: after which it begins, its places, body and end."""
    found: Any = _NEXT_PAGE.run(connection, {"of": space, "after": after, "most": 1}).first()
    if found is None or found[3] != form():
        return None
    return found[0], found[4], found[5], found[1]


def _worn(
    connection: Connection, space: str, places: Places, part: tuple[int, int], touched: Iterable[str]
) -> list[int]:
    """Which records of that part of a page have changed since, by their place in it."""
    start, stop = part
    if start == stop:
        return []
    within = {"of": space, "after": places.ordinals[start] - 1, "last": places.ordinals[stop - 1]}
    ordinals = places.ordinals
    found: Sequence[Any] = _WORN.run(connection, within).fetchall()
    known = {bisect_left(ordinals, row[0]) for row in found}
    touched = set(touched)
    if touched:
        known |= {at for at in range(start, stop) if places.ids[at] in touched}
    return sorted(known)


def _taken(
    connection: Connection, places: Places, body: bytes, part: tuple[int, int], worn: Sequence[int]
) -> tuple[list[bytes], list[Stored]]:
    """That part of a page's body, with the records that are worn as they are now; and these."""
    start, stop = part
    if not worn:
        whole = part == (0, len(places.ordinals))
        return [body if whole else body[places.begin(start) : places.begin(stop)]], []
    fresh = _stored_at(connection, [places.ordinals[at] for at in worn])
    now = {one.ordinal: one.packed for one in fresh if one.id == places.ids[bisect_left(places.ordinals, one.ordinal)]}
    taken, at = [], start
    for one in worn:
        taken += [body[places.begin(at) : places.begin(one)], now.get(places.ordinals[one], b"")]
        at = one + 1
    taken.append(body[places.begin(at) : places.begin(stop)])
    return taken, [one for one in fresh if one.ordinal in now]
