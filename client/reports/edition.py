"""When and by whom a paper was made, and how old the data behind it may be: printed on every one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from client.sync_state import Phase
from client.text import reports as words
from client.text import values
from shared_models.clock import utc_now

if TYPE_CHECKING:
    from client.workspace import Workspace


@dataclass(frozen=True)
class Edition:
    """``made_at`` and ``heard`` (the hub, None: never) are UTC instants; ``zone`` is that of the store.

    ``who`` and ``store`` are names, ``store_lines`` the store's address and phone; any may be empty.
    """

    made_at: datetime
    zone: tzinfo = UTC
    heard: datetime | None = None
    live: bool = False
    who: str = ""
    store: str = ""
    store_lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, workspace: Workspace) -> Edition:
        """Made now, here, by who is signed in."""
        identity, reader, state = workspace.identity, workspace.reader, workspace.sync_state
        who = reader.title("person", identity.person)
        store = reader.record("store", identity.store) if identity.store else None
        held = store.values if store else {}
        lines = (held.get("street"), held.get("town"), held.get("phone"))
        return cls(
            utc_now(), workspace.zone(), state.last_heard, state.phase is Phase.LIVE,
            "" if who == values.NOTHING else who, held.get("name") or "", tuple(line for line in lines if line),
        )  # fmt: skip

    @property
    def today(self) -> date:
        """The day it was made, at the store."""
        return self.made_at.astimezone(self.zone).date()

    def moment(self) -> str:
        """When it was made, at the store."""
        return values.moment(self.made_at, self.zone)

    def as_of(self) -> str:
        """When it was made, with the zone named."""
        return words.AS_OF.format(moment=self.moment(), zone=self.zone)

    def freshness(self) -> str:
        """How far what is printed may lag behind what others have done."""
        if self.live:
            return words.LIVE
        if self.heard is None:
            return words.NEVER_HEARD
        return words.HEARD.format(moment=values.moment(self.heard, self.zone), ago=values.ago(self.heard, self.made_at))

    def public_line(self) -> str:
        """For papers that leave the house: whose they are and when they were made."""
        return words.SEPARATOR.join(part for part in (self.store, self.as_of()) if part)

    def line(self) -> str:
        """All of it in one line, for the foot of a page."""
        made_by = words.MADE_BY.format(who=self.who) if self.who else ""
        return words.SEPARATOR.join(part for part in (self.store, self.as_of(), self.freshness(), made_by) if part)
