"""What a person can do to records: frozen commands. Each knows, once done, the command that undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared_models.identifiers import new_id
from shared_models.schema import Values


@dataclass(frozen=True)
class Create:
    """A new merge record of ``record_type`` with ``values`` (field name -> value)."""

    record_type: str
    values: Values
    id: str = field(default_factory=new_id)

    def inverse(self) -> Command:
        """Put the new record away."""
        return Archive(self.record_type, self.id)


@dataclass(frozen=True)
class CreateMany:
    """Many new records of one type as one batch, all or nothing: an import.

    ``records`` are pairs of identifier and values; ``batch`` names the import for its undo.
    """

    record_type: str
    records: tuple[tuple[str, Values], ...]
    batch: str = field(default_factory=new_id)

    def inverse(self) -> Command:
        """Take the import back, but for records that others have built on since."""
        return UndoBatch(self.record_type, self.batch)


@dataclass(frozen=True)
class Edit:
    """Change fields of a record. ``old`` is what the person saw when the edit began, ``new`` what they left."""

    record_type: str
    id: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]

    def inverse(self) -> Command:
        """Write the old values again."""
        return Edit(self.record_type, self.id, old=self.new, new=self.old)


@dataclass(frozen=True)
class Archive:
    """Put a record away; it leaves the lists and can be brought back."""

    record_type: str
    id: str

    def inverse(self) -> Command:
        """Bring it back."""
        return Restore(self.record_type, self.id)


@dataclass(frozen=True)
class Restore:
    """Bring an archived record back."""

    record_type: str
    id: str

    def inverse(self) -> Command:
        """Put it away again."""
        return Archive(self.record_type, self.id)


@dataclass(frozen=True)
class RecordFact:
    """Write down a fact (a sale, a hold, a payment, a decision). Facts are never edited and cannot be undone."""

    record_type: str
    values: Values
    id: str = field(default_factory=new_id)

    def inverse(self) -> None:
        """There is none: a later fact corrects an earlier one."""
        return


@dataclass(frozen=True)
class UndoBatch:
    """Put away the records of an import that nobody has built on since."""

    record_type: str
    batch: str

    def inverse(self) -> None:
        """There is none: import the file again."""
        return


Command = Create | CreateMany | Edit | Archive | Restore | RecordFact | UndoBatch
