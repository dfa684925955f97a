"""What a change writes: may its author, and does it fit the schema? Asked of every field that the change touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from shared_models.documents import ARCHIVED_KEY
from shared_models.errors import NotAllowed, Refusal
from shared_models.kinds import Rows
from shared_models.projection import field_value, is_short
from shared_models.records import RECORD_TYPES
from shared_models.rights import (
    PLACING,
    Principal,
    is_external,
    may_create,
    may_write,
    may_write_field,
    space_of,
    template_of,
    templates_of,
)
from shared_models.schema import Field, Record

Content = Mapping[str, Any]


def require_type_right(author: Principal, type_name: str, space: str, *, is_fact: bool) -> None:
    """Raise Refusal or NotAllowed unless the author may write this type in this space.

    A type this program does not know follows the space: whoever may write any type there may write it.
    """
    template = template_of(space)
    record_type = RECORD_TYPES.get(type_name)
    if record_type is None:
        writable = (may_write(author.role, name) for name, kind in RECORD_TYPES.items() if kind.about.space == template)
        if is_external(author.role) or not any(writable):
            raise NotAllowed("your role may not write in this space")
        return
    if not may_write(author.role, type_name):
        raise NotAllowed(f"your role may not write this: {record_type.about.label}")
    if template not in templates_of(record_type):
        raise Refusal("wrong_space", f"{record_type.about.plural} do not belong into '{space}'")
    if record_type.about.fact != is_fact:
        wanted = "written once, as a fact" if record_type.about.fact else "a document, not a fact"
        raise Refusal("wrong_kind", f"{record_type.about.label}: this is {wanted}")


def check_birth(record_type: type[Record], content: Content, space: str, author: Principal) -> None:
    """Check a whole new record: rights, every field, what is required, and its space. Raises Refusal or NotAllowed."""
    if not may_create(author.role, record_type.type_name()):
        raise NotAllowed(f"your role may not begin this: {record_type.about.label}")
    filled = {name for name, held in content.items() if not (isinstance(held, dict | str) and not held)}
    check_fields(record_type, content, {}, filled | {n for n, f in record_type.fields().items() if f.required}, author)
    fields = record_type.fields()
    placing = {name: field_value(fields[name], content.get(name)) for name in PLACING if name in fields}
    wanted = space_of(record_type, placing, author)
    # A program that knows no insurers' spaces puts everything into that of the house, where no insurer sees it.
    if wanted != space and not (record_type.about.space == "insurer" and template_of(space) == "insurance"):
        field = "insurer" if record_type.about.space == "insurer" else "store"
        raise Refusal("wrong_space", f"this record belongs into '{wanted}', not into '{space}'", field)


def check_space(record_type: type[Record], content: Content, space: str) -> None:
    """Check that a record which lives with an insurer still names that insurer. Raises Refusal."""
    if template_of(space) == "insurer" and content.get("insurer") != space.split("/")[2]:
        label = record_type.about.label.lower()
        raise Refusal("stays_with_insurer", f"a {label} stays with its insurer: enter a new one", "insurer")


def check_fields(
    record_type: type[Record], content: Content, before: Content, touched: Iterable[str], author: Principal
) -> None:
    """Check rights and schema of the touched fields; ``before`` is the content without the change.

    Raises NotAllowed or Refusal, naming the field.
    """
    fields, remembered = record_type.fields(), _remembering(record_type)
    for name in sorted(touched):
        outside = name == ARCHIVED_KEY or (name not in fields and not name.startswith("_"))
        if outside and is_external(author.role) and record_type.about.space == "insurer":
            raise NotAllowed("your role may not write this field", name)
        if name == ARCHIVED_KEY and not isinstance(content.get(name), bool):
            raise Refusal("invalid_record", "must be yes or no", name)
        if name.startswith("_"):
            continue
        # The right to write the type was seen to before; a field can only narrow it.
        narrowed = name in fields and fields[name].writers is not None
        if narrowed and not may_write_field(author.role, record_type, name):
            raise NotAllowed("your role may not write this field", name)
        if name not in fields:
            continue
        held = content.get(name)
        if not is_short(held):
            _check_field(fields[name], held, before.get(name))
        elif problem := remembered[name](held):
            raise Refusal("invalid_record", problem, name)


@cache
def _remembering(record_type: type[Record]) -> Mapping[str, Callable[[Any], str]]:
    """For each field, what is wrong with a short value, or nothing: makes, years and prices come again and again."""
    return {
        name: lru_cache(maxsize=2_000, typed=True)(partial(_problem, field))
        for name, field in record_type.fields().items()
    }


def _problem(field: Field, held: Any) -> str:
    try:
        _check_field(field, held, None)
    except Refusal as refusal:
        return str(refusal) or "cannot be read"
    return ""


def _check_field(field: Field, held: Any, before: Any) -> None:
    try:
        value = None if held is None else _decoded(field, held, before)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refusal("invalid_record", str(error), field.name) from error
    for problem in field.problems(value, foreign=True):
        if problem.severity == "error":
            raise Refusal("invalid_record", problem.message, field.name)


def _decoded(field: Field, held: Any, before: Any) -> Any:
    shape = field.kind.shape
    if shape == "set":
        if not isinstance(held, dict) or not all(present is True for present in held.values()):
            raise ValueError("must be a list of short words")
        return frozenset(held)
    if shape == "rows":
        return _decoded_rows(field, held, before if isinstance(before, dict) else {})
    if isinstance(held, dict | list):
        raise ValueError("must be a single value")
    return field.kind.decode(held)


def _decoded_rows(field: Field, held: Any, before: Mapping[str, Any]) -> Any:
    """The rows, every cell that differs from ``before`` read strictly: reading them leaves out what it cannot read."""
    kind = field.kind
    assert isinstance(kind, Rows)
    if not isinstance(held, dict) or not all(isinstance(cells, dict) for cells in held.values()):
        raise ValueError("must be a table")
    for row, cells in held.items():
        old = before.get(row, {})
        for name, atom in cells.items():
            cell = kind.field(name)
            if isinstance(atom, dict | list):
                raise ValueError(f"{name}: must be a single value")
            if cell is not None and atom is not None and old.get(name) != atom:
                cell.kind.admit(cell.kind.decode(atom))
    return {row: kind.decode_cells(cells) for row, cells in held.items()}
