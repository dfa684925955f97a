"""Which files the changes of which space name: a file is for those who may receive a space that names it.

Kept as a table beside the log, written in the transaction that appends the change; made anew from the log where an
older hub kept none.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from shared_models.envelopes import unpack
from shared_models.kinds.links import digests_in
from shared_models.protocol import Entry
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_read_space
from sync_server.database import Database
from sync_server.engines import upsert
from sync_server.errors import not_found
from sync_server.prepared import Prepared
from sync_server.tables import FILE_MENTION, LOG, SETTING

_NAME, _VERSION = "file_mentions", "1"
_AT_ONCE = 1_000
_MENTION = Prepared(upsert(FILE_MENTION).on_conflict_do_nothing())


def note_mentions(connection: Connection, entries: Iterable[tuple[Entry, bytes]]) -> None:
    """Note the files that new entries name."""
    _note(connection, {(e.space, digest) for e, _ in entries for digest in digests_in(e.envelope.payload)})


def note_bringer(connection: Connection, tenant: str, device: str, digest: str) -> None:
    """A device has brought a file: it may ask after it before anybody knows the record that names it."""
    _note(connection, {(own_place(tenant, device), digest)})


def require_named(connection: Connection, principal: Principal, device: str, digest: str) -> None:
    """Raise HubError 404 unless a record that the person may receive names the file, or this device brought it."""
    if not is_named(connection, principal, device, digest):
        raise not_found("This file has not been sent to the hub yet.", "file_missing")


def is_named(connection: Connection, principal: Principal, device: str, digest: str) -> bool:
    """Whether a record that the person may receive names the file, or this device brought it."""
    named = select(FILE_MENTION.c.space).where(FILE_MENTION.c.digest == digest)
    own = own_place(principal.tenant, device)
    spaces = connection.execute(named).scalars()
    return any(space == own or may_read_space(principal, space, RECORD_TYPES) for space in spaces)


def bring_up_to_date(database: Database) -> None:
    """Read the whole log once, where it was written before mentions were noted."""
    with database.alone() as connection:
        if connection.execute(select(SETTING.c.value).where(SETTING.c.name == _NAME)).scalar() == _VERSION:
            return
        for space in connection.execute(select(LOG.c.space).distinct()).scalars().all():
            _read_log(connection, space)
        connection.execute(insert(SETTING).values(name=_NAME, value=_VERSION))


def _read_log(connection: Connection, space: str) -> None:
    last = 0
    wanted = select(LOG.c.seq, LOG.c.envelope).where(LOG.c.space == space).order_by(LOG.c.seq).limit(_AT_ONCE)
    while found := connection.execute(wanted.where(LOG.c.seq > last)).all():
        _note(connection, {(space, digest) for row in found for digest in digests_in(unpack(row.envelope).payload)})
        last = found[-1].seq


def _note(connection: Connection, pairs: set[tuple[str, str]]) -> None:
    rows = [{"space": space, "digest": digest} for space, digest in sorted(pairs)]
    if rows:
        _MENTION.run(connection, rows)


def own_place(tenant: str, device: str) -> str:
    """Where a file is that only its bringer knows; no space is called so."""
    return f"{tenant}/device/{device}"
