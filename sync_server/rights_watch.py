"""Rights that change while somebody listens: whoever may no longer receive a space hears nothing more of it.

Looked at every second; little is computed unless an account, a device or the list of stores and insurers has changed.
A device whose stream is ended comes back and learns its spaces anew: those taken away, and those that came into being.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_read_space, spaces_for
from sync_server.fanout import Bell, Subscriber
from sync_server.spaces import places_of_all
from sync_server.tables import ACCOUNT, DEVICE

Who = tuple[str, str]


class _Seen(NamedTuple):
    """Everything that rights follow from; ``places`` are stores and insurers by tenant."""

    people: dict[str, Principal]
    revoked: frozenset[str]
    places: dict[str, tuple[list[str], list[str]]]


class RightsWatch:
    """Remembers how rights stood at the last look."""

    def __init__(self) -> None:
        self._before: _Seen | None = None
        self._looked_at: set[Subscriber | Bell] = set()

    def look(self, connection: Connection, listeners: Iterable[Subscriber | Bell]) -> set[Who]:
        """Who (device, person) has to come anew."""
        listening = [listener for listener in listeners if listener.who != ("", "")]
        known, self._looked_at = self._looked_at, set(listening)
        if not listening:
            self._before = None
            return set()
        now, before = _seen(connection), self._before
        self._before = now
        # Whoever came since may have been let in just before its rights were changed.
        new = self._looked_at - known
        concerned = listening if now != before else new
        return {each.who for each in concerned if _outdated(each, now, None if each in new else before)}


def _outdated(listener: Subscriber | Bell, now: _Seen, before: _Seen | None) -> bool:
    """Whether it has to come anew; ``before`` is what was seen while it listened already, None where it just came."""
    device, person = listener.who
    principal = now.people.get(person)
    if principal is None or device in now.revoked:
        return True
    if not all(may_read_space(principal, space, RECORD_TYPES) for space in listener.spaces):
        return True
    was = listener.let_in_as if before is None else before.people.get(person)
    if was is None:
        return False
    had, has = _spaces(before or now, was), _spaces(now, principal)
    return bool(has - had) and had <= listener.spaces  # it listened to all there was, and now there is more


def _spaces(seen: _Seen, principal: Principal) -> set[str]:
    stores, insurers = seen.places.get(principal.tenant, ([], []))
    return set(spaces_for(principal, stores, RECORD_TYPES, insurers))


def _seen(connection: Connection) -> _Seen:
    account, device = ACCOUNT.c, DEVICE.c
    wanted = select(account.person, account.tenant, account.role, account.store).where(account.active)
    people = {row.person: Principal(*row) for row in connection.execute(wanted)}
    revoked = connection.execute(select(device.id).where(device.revoked.is_not(None))).scalars()
    return _Seen(people, frozenset(revoked), places_of_all(connection))
