"""From document to row, and which of several rival values is shown: the same on every device and on the hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from shared_models.documents import ARCHIVED_KEY, Candidate, Document, Path
from shared_models.kinds import EMPTY
from shared_models.schema import Field, Record, Values

StampOf = Callable[[bytes], int]
_SHORT = 60
_SCALARS = frozenset({int, float, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Rival:
    """One of several values concurrently given to a path. ``value`` is the atom as the document holds it."""

    path: Path
    value: Any
    change: bytes
    shown: bool


@dataclass(frozen=True, slots=True)
class Projection:
    """What a document says as a row: the columns of its type's own fields, whether archived, and the rivals."""

    columns: dict[str, Any]
    archived: bool
    rivals: list[Rival]


def settle(candidates: Mapping[Path, list[Candidate]], stamp_of: StampOf) -> list[Rival]:
    """Decide which rival is shown: the one with the latest stamp; equal stamps are decided by operation id.

    The rule needs nothing but the changes and their stamps, so the order of arrival does not matter.
    """
    settled = []
    for path, running in sorted(candidates.items()):
        shown = max(running, key=lambda candidate: (stamp_of(candidate.change), candidate.op_id))
        settled += [Rival(path, c.value, c.change, c is shown) for c in running]
    return settled


def project(record_type: type[Record], document: Document, stamp_of: StampOf | None = None) -> Projection:
    """Project a document. Give ``stamp_of`` for a document that ever had two heads, so that rivals are looked for."""
    content = document.content()
    running = document.candidates() if stamp_of is not None else {}
    rivals = settle({p: c for p, c in running.items() if _is_there(content, p)}, stamp_of) if stamp_of else []
    for rival in rivals:
        if rival.shown:
            _show(content, rival)
    return Projection(columns_of(record_type, content), content.get(ARCHIVED_KEY) is True, rivals)


def _is_there(content: Mapping[str, Any], path: Path) -> bool:
    """Whether a path can hold a value: who takes a row away settles what was in dispute in it."""
    return len(path) < 2 or path[1] in (content.get(path[0]) or {})


def columns_of(record_type: type[Record], content: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the type's fields out of a document's content; what cannot be read is empty."""
    columns = dict(_nothing_held(record_type))
    for name, plain, remembering in _projections(record_type):
        held = content.get(name)
        if held is not None:
            columns.update(remembering(held) if is_short(held) else plain(held))
    return columns


def columns_at(record_type: type[Record], held: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that some of the root's keys fill, by what is ``held`` under them: those :func:`project` gives."""
    columns: dict[str, Any] = {}
    fields = record_type.fields()
    for key, value in held.items():
        if key == ARCHIVED_KEY:
            columns["archived"] = value is True
        elif key in fields:
            columns.update(_field_columns(fields[key], value))
    return columns


@cache
def _nothing_held(record_type: type[Record]) -> Mapping[str, Any]:
    """The columns of a document that holds none of the fields."""
    columns: dict[str, Any] = {}
    for _, plain, _ in _projections(record_type):
        columns.update(plain(None))
    return columns


_ToColumns = Callable[[Any], Mapping[str, Any]]


@cache
def _projections(record_type: type[Record]) -> Sequence[tuple[str, _ToColumns, _ToColumns]]:
    """For each field, from what a document holds to its columns; and the same, reading what comes again only once."""
    plain = {name: partial(_field_columns, field) for name, field in record_type.fields().items()}
    return [(name, each, lru_cache(maxsize=2_000, typed=True)(each)) for name, each in plain.items()]


def is_short(held: Any) -> bool:
    """Whether a value is worth remembering: makes, years and prices are, prose and containers are not."""
    return len(held) <= _SHORT if held.__class__ is str else held.__class__ in _SCALARS


def _field_columns(field: Field, held: Any) -> Mapping[str, Any]:
    return field.kind.columns(field.name, field_value(field, held))


def values_of(record_type: type[Record], content: Mapping[str, Any]) -> Values:
    """The field values out of a document's content; what cannot be read is None."""
    return {name: field_value(field, content.get(name)) for name, field in record_type.fields().items()}


def field_value(field: Field, held: Any) -> Any:
    """One field's value out of what the document holds under its name; None when there is none or it is unreadable.

    An unreadable value (another program wrote it, or a newer one) stays in the document untouched.
    """
    if held is None:
        return None
    try:
        return _decoded(field, held)
    except (ValueError, TypeError, AttributeError):
        return None


def _decoded(field: Field, held: Any) -> Any:
    kind = field.kind
    if kind.shape == "set":
        return frozenset(word for word, present in held.items() if present is True)
    if kind.shape == "rows":
        return {row: kind.decode_cells(cells) for row, cells in held.items()}  # type: ignore[attr-defined]
    return kind.decode(held)


def _show(content: dict[str, Any], rival: Rival) -> None:
    target = content
    for key in rival.path[:-1]:
        target = target.setdefault(key, {})
    target[rival.path[-1]] = rival.value


def birth_columns(record_type: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a record that has just been born with ``values``: what projecting its document would give."""
    fields = record_type.fields()
    columns = dict(_empty_columns(record_type))
    for name, value in values.items():
        if value is not None:
            columns.update(fields[name].kind.columns(name, value))
    return columns


@cache
def _empty_columns(record_type: type[Record]) -> Mapping[str, Any]:
    """The columns of a record nothing has been entered in."""
    columns: dict[str, Any] = {}
    for name, field in record_type.fields().items():
        columns.update(field.kind.columns(name, EMPTY[field.kind.shape]))
    return columns
