"""Closing sealed values anew once somebody has their key who is not entitled: a revoked device, or the hub itself.

Done by entitled devices beside their reports to the hub, a few hundred values at a time, as changes like any other, but
no deed of the person. The device that made the newest key begins; the others wait, and do what it leaves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from sqlalchemy import func, or_

from client.commands import SealAnew
from client.hub.session import Session
from client.reading.queries import Reader
from client.replica.worker import Replica, ReplicaClosed
from shared_models.errors import ForecourtError, NotAllowed
from shared_models.kinds import Sealed
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write_field
from shared_models.sealing import FORM, Seals, sealed_types

log = logging.getLogger(__name__)
#: Values closed anew at one look.
AT_ONCE = 200
#: Looks at which a device leaves it to the one that made the newest key.
PATIENCE = 5
#: Looks that are left out after one that found nothing.
REST = 10


class Resealing:
    """For the person who is signed in. What cannot be opened here, or is disputed, is left to others."""

    def __init__(self, replica: Replica, reader: Reader, session: Session) -> None:
        self._replica, self._reader, self._session = replica, reader, session
        self._looks: dict[str, int] = {}
        #: By type: the keys that were here when there was nothing to do, and for how many looks that is believed.
        self._rest: dict[str, tuple[Seals, int]] = {}
        self._left: set[str] = set()

    async def look(self) -> int:
        """Close anew what is due; how many values."""
        found = await asyncio.to_thread(lambda: list(self._due()))
        done = 0
        for command in found:
            try:
                outcome = await asyncio.wrap_future(self._replica.execute(command))
                done += bool(outcome.changes.touched)
            except ReplicaClosed:
                raise
            except ForecourtError as error:
                self._left.add(command.id)
                log.warning("a sealed value stays under its former key: %s", error.code)
        if done:
            log.info("sealed values closed with the newest key: %d", done)
        return done

    def _due(self) -> Iterator[SealAnew]:
        role = self._session.standing.role
        for type_name in sealed_types(role):
            seals = self._session.seals(type_name)
            if seals is None or not seals.can_renew or self._at_rest(type_name, seals):
                continue
            found = [each for name in _fields(role, type_name) for each in self._of_field(type_name, name, seals)]
            if not found:
                self._rest[type_name] = seals, REST
            waited = self._looks[type_name] = self._looks.get(type_name, 0) + 1 if found else 0
            if self._session.role_keys.made_here(type_name) or waited > PATIENCE:
                yield from found

    def _at_rest(self, type_name: str, seals: Seals) -> bool:
        known, looks = self._rest.get(type_name, (None, 0))
        if known != seals:
            self._left.clear()  # a key may have come that opens them
            self._rest[type_name] = seals, 0
            return False
        self._rest[type_name] = seals, looks - 1
        return looks > 0

    def _of_field(self, type_name: str, name: str, seals: Seals) -> Iterator[SealAnew]:
        column = self._reader.column(type_name, name)
        begins = [func.substr(column, 1, len(head)) == head for head in seals.outdated_heads]
        which = column.is_not(None), or_(func.substr(column, 1, len(FORM)) != FORM, *begins)
        views = self._reader.where(type_name, which, "ordinal", AT_ONCE + len(self._left), archived=None)
        disputed = self._reader.disputed([view.id for view in views])
        for view in views:
            held = view.values[name]
            if view.id in disputed or view.id in self._left:
                continue
            try:
                yield SealAnew(type_name, view.id, name, held, seals.renewed(held, view.id, name))
            except NotAllowed:
                self._left.add(view.id)  # its key has not arrived here, or its bytes were altered


def _fields(role: str, type_name: str) -> list[str]:
    kind = RECORD_TYPES[type_name]
    fields = kind.fields().items()
    return [name for name, field in fields if isinstance(field.kind, Sealed) and may_write_field(role, kind, name)]
