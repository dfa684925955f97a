"""What a command or a message from the hub did to the replica, told to whoever shows or counts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from client.commands import Command
from shared_models.errors import Problem
from shared_models.rights import may_write_field, templates_of
from shared_models.schema import Record


@dataclass(frozen=True, slots=True)
class Touched:
    """One record whose row changed or went; ``ordinal`` is or was its key in its table.

    0: its row is as it was, or it never had one here. Something beside it changed: the hub has it now, or it is held.
    """

    record_type: str
    id: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Changes that came from the hub, by their hashes, and when (nanoseconds since 1970 UTC)."""

    hashes: tuple[bytes, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Changes:
    """One committed transaction: what it touched, who began it (a widget, or None), and whether it came from afar."""

    touched: tuple[Touched, ...] = ()
    initiator: object | None = None
    remote: bool = False
    arrival: Arrival | None = None

    def of(self, record_type: str) -> list[Touched]:
        """The touched records of one type."""
        return [touched for touched in self.touched if touched.record_type == record_type]

    def rows_of(self, record_type: str) -> list[Touched]:
        """Those of one type whose rows changed or went: for whoever computes something from rows."""
        return [touched for touched in self.of(record_type) if touched.ordinal]


@dataclass(frozen=True)
class Kept:
    """What an undo left as it is: a path of a record (none: the record itself), who built on it, and when (UTC).

    ``why`` is one of ``"changed"``, ``"archived"``, ``"removed"``, ``"refused"`` or ``"fact"``.
    """

    record_type: str
    record: str
    path: tuple[str, ...]
    why: str
    author: str = ""
    author_name: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a command: the changes, the command that undoes it, and what the person should be told.

    ``deed`` names what was done, where it was noted, for a later :class:`Undo`; ``kept`` is what an undo left alone.
    """

    changes: Changes
    inverse: Command | None = None
    warnings: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: tuple[Kept, ...] = ()
    deed: str = ""


@dataclass(frozen=True)
class Identity:
    """On whose behalf and from which device changes are made.

    ``agreed`` are the fields that the house shares with an insurer's people (``policy.premium=write``), as the hub told
    them; None for people of the house.
    """

    tenant: str
    device: str
    person: str
    role: str
    store: str | None
    version: str
    agreed: frozenset[str] | None = None

    def sees(self, record_type: type[Record], name: str) -> bool:
        """Whether there is anything to see of the field: of what is shared, only what is agreed."""
        return not self._is_shared(record_type) or not self._lines(record_type, name).isdisjoint(self.agreed or ())

    def writes(self, record_type: type[Record], name: str) -> bool:
        """Whether the person may write the field."""
        if not may_write_field(self.role, record_type, name):
            return False
        return not self._is_shared(record_type) or f"{record_type.type_name()}.{name}=write" in (self.agreed or ())

    def edits(self, record_type: type[Record]) -> bool:
        """Whether there is any field that the person may write by hand."""
        return any(self.writes(record_type, name) for name, field in record_type.fields().items() if not field.by_deed)

    def _is_shared(self, record_type: type[Record]) -> bool:
        return self.agreed is not None and "agreed" in templates_of(record_type)

    @staticmethod
    def _lines(record_type: type[Record], name: str) -> frozenset[str]:
        line = f"{record_type.type_name()}.{name}"
        return frozenset({line, f"{line}=write"})
