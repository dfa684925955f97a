"""What a person can do to records: frozen commands. Each knows, once done, the command that undoes it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from shared_models.identifiers import new_id
from shared_models.rights import Principal
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
class SealAnew:
    """Close a field's sealed value with a newer key: ``held`` becomes ``renewed``, unless it is another one by then.

    No deed of a person, and there is nothing to undo.
    """

    record_type: str
    id: str
    field: str
    held: bytes
    renewed: bytes

    def inverse(self) -> None:
        """There is none: the value is the same."""
        return


class Prepared(NamedTuple):
    """A birth worked out but for its stamp: its space, its change with its hash, and the columns of its fields."""

    id: str
    space: str
    chunk: bytes
    hash: bytes
    columns: Sequence[Any]


#: A run of births by their record type; each has the parts of :class:`Prepared`, in order.
PreparedRun = tuple[str, Sequence[Sequence[Any]]]


class PreparationFailed(Exception):
    """What was to prepare births elsewhere cannot, for whatever reason: the steps themselves will say why."""


@dataclass(frozen=True)
class Import:
    """Many new records and edits as one batch, all or nothing; ``batch`` names it for its undo.

    ``steps`` is consumed once, while it is written, so a long file need not be held in memory. ``told`` hears now and
    then how many steps are done, on the replica's thread; when it returns False the import stops and nothing is kept.
    ``elsewhere``, where given, has the very same births prepared by another process, for an actor and a person: chunks
    of runs. It is tried first; where it raises PreparationFailed, what it brought is dropped and the steps are taken.
    """

    steps: Iterable[Create | Edit]
    batch: str = field(default_factory=new_id)
    told: Callable[[int], bool] = lambda _done: True
    elsewhere: Callable[[bytes, Principal], Generator[Sequence[PreparedRun]]] | None = None

    def inverse(self) -> Command:
        """Take the import back, but for what others have built on since."""
        return UndoImport(self.batch)


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

    def inverse(self) -> Command | None:
        """None, for a later fact corrects an earlier one; but a slot, which goes with its booking, is released."""
        if self.record_type != "slot":
            return None
        kept = {name: self.values[name] for name in ("vehicle", "store", "person") if self.values.get(name)}
        return RecordFact("release", {**kept, "stake": self.id, "reason": "mistake"})


@dataclass(frozen=True)
class Together:
    """Several commands that a person does as one deed: all of them are kept, or none."""

    steps: tuple[Command, ...]

    def inverse(self) -> Command | None:
        """Undo the steps from the last to the first; none when one of them cannot be undone."""
        undoing = [step.inverse() for step in reversed(self.steps)]
        return Together(tuple(step for step in undoing if step is not None)) if all(undoing) else None


@dataclass(frozen=True)
class UndoImport:
    """Take an import back: put away the records it made, and give back the values it replaced.

    A record that was changed by anything else since is left as it is, and named.
    """

    batch: str

    def inverse(self) -> None:
        """There is none: import the file again."""
        return


@dataclass(frozen=True)
class BulkEdit:
    """Change the same fields of many records of one type as one deed, all or nothing."""

    record_type: str
    steps: tuple[Edit, ...]
    batch: str = field(default_factory=new_id)

    def inverse(self) -> Command:
        """Give back what each record held before, but for what others have changed since."""
        return UndoImport(self.batch)


@dataclass(frozen=True)
class Merge:
    """Make one record of two duplicates: the survivor takes ``chosen``, the other is put away and points to it.

    What refers to the other one refers to the survivor afterwards; facts are never edited and find it by the pointer.
    """

    record_type: str
    survivor: str
    other: str
    chosen: Values

    def inverse(self) -> None:
        """There is none without knowing what was repointed: the deed that was noted is undone (:class:`Undo`)."""
        return


@dataclass(frozen=True)
class Undo:
    """Take back a deed of the person's own, as a new change; what has been built on since stays, and is named.

    Refused with :class:`client.replica.undoing.CannotUndo` when nothing of it is left to take back.
    """

    deed: str

    def inverse(self) -> Command:
        """Do it again."""
        return Redo(self.deed)


@dataclass(frozen=True)
class Redo:
    """Do again what was taken back, with the same care."""

    deed: str

    def inverse(self) -> Command:
        """Take it back again."""
        return Undo(self.deed)


@dataclass(frozen=True)
class Witness:
    """Append a row to this device's audit: what was done with which record (and field), never a value of it.

    ``action`` is one of ``audit_entry.ACTIONS``; ``detail`` a small map of plain values.
    """

    action: str
    record_type: str = ""
    record: str = ""
    field_name: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def inverse(self) -> None:
        """None: what was written down stays."""


#: What a person decided about refused work: entered it anew, gave it to somebody who may, or let it go.
Decision = Literal["mended", "handed", "discarded"]


@dataclass(frozen=True)
class Settling:
    """Carry out a step and, in the same transaction, write down what it decides about a refusal.

    ``cause`` is the hash of the refused change.
    """

    step: Command
    cause: bytes
    decision: Decision
    note: str = ""

    def inverse(self) -> Command | None:
        """That of the step; a decision stands."""
        return self.step.inverse()


Command = (
    Create | Import | Edit | Archive | Restore | RecordFact | Together | UndoImport | BulkEdit | Merge | Undo | Redo
    | Settling | Witness | SealAnew
)  # fmt: skip
