"""Which files lie damaged: what one hub has found is known to all on its database, and after the next start still.

A row tells where to look, not what is so: whoever hands a file out reads it through first, so that a row that is left
over, by a hub of the version before or by one that was killed, does nothing but that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import SQLAlchemyError

from shared_models.clock import system_milliseconds
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_read_space
from sync_server.database import Database
from sync_server.engines import insert_new
from sync_server.file_mentions import own_place
from sync_server.tables import DAMAGED_FILE, FILE_MENTION

log = logging.getLogger("forecourt.hub")
#: Seconds until a file that could not be put back is tried again.
_NOT_BEFORE = 3600.0
_d = DAMAGED_FILE.c


class DamagedFiles:
    """The files of a hub's database that were found damaged and are not whole again, by tenant and digest."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tried: dict[tuple[str, str], float] = {}

    def holds(self, tenant: str, digest: str) -> bool:
        """Whether a file was found damaged, here or by another hub."""
        with self._database.read() as connection:
            return (
                connection.execute(select(_d.found).where(_d.tenant == tenant, _d.digest == digest)).first() is not None
            )

    def add(self, tenant: str, digest: str) -> None:
        """A file was found damaged; where that cannot be written down, the next to read it finds it again."""
        with self._as_far_as_it_goes() as connection:
            insert_new(connection, DAMAGED_FILE, {"tenant": tenant, "digest": digest, "found": system_milliseconds()})

    def discard(self, tenant: str, digest: str) -> None:
        """A file is whole again."""
        self._tried.pop((tenant, digest), None)
        if self.holds(tenant, digest):
            with self._as_far_as_it_goes() as connection:
                forget(connection, tenant, digest)

    def to_try(self) -> Iterator[tuple[str, str]]:
        """Tenants and digests of those that were not tried within the last hour: to be put back by whoever asks."""
        with self._database.read() as connection:
            known = {(row.tenant, row.digest) for row in connection.execute(select(_d.tenant, _d.digest))}
        self._tried = {one: at for one, at in self._tried.items() if one in known}
        for one in sorted(known):
            if time.monotonic() >= self._tried.get(one, 0.0):
                self._tried[one] = time.monotonic() + _NOT_BEFORE
                yield one

    @contextmanager
    def _as_far_as_it_goes(self) -> Iterator[Connection]:
        try:
            with self._database.write() as connection:
                yield connection
        except SQLAlchemyError as error:
            log.warning("what is damaged cannot be written down just now", extra={"error": type(error).__name__})


def forget(connection: Connection, tenant: str, digest: str) -> None:
    """Let nobody be asked for a file any more: it is whole again, or gone for good."""
    connection.execute(delete(DAMAGED_FILE).where(_d.tenant == tenant, _d.digest == digest))


def damaged_for(connection: Connection, principal: Principal, device: str, most: int) -> list[str]:
    """The digests, so many at most, of damaged files that a person may receive or that the device brought."""
    wanted = select(_d.digest, FILE_MENTION.c.space).join(FILE_MENTION, FILE_MENTION.c.digest == _d.digest)
    rows = connection.execute(wanted.where(_d.tenant == principal.tenant).order_by(_d.digest))
    may, found = {own_place(principal.tenant, device): True}, dict[str, None]()
    for digest, space in rows:
        if space not in may:
            may[space] = may_read_space(principal, space, RECORD_TYPES)
        if may[space]:
            found[digest] = None
            if len(found) == most:
                break
    return list(found)
