"""Many births of one record type at once: what each value becomes is worked out once, however often it comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from client.changes import Touched
from client.commands import Create
from client.replica.document_store import NEW_DOCUMENT
from client.replica.replica_tables import PENDING
from shared_models.birth_chunk import BirthForm, scalar
from shared_models.clock import milliseconds_of
from shared_models.editing import birth, containers_of
from shared_models.projection import birth_columns
from shared_models.rights import space_of
from shared_models.schema import Field, Record, Values, validate

if TYPE_CHECKING:
    from client.replica.execution import Execution

#: Values remembered for each field.
_REMEMBERED = 50_000
_NEW_CHANGE = (
    "INSERT INTO change (hash, document, type, kind, space, author, device, stamp, offline, version, state, batch, "
    f"payload) VALUES (?, ?, ?, 'merge', ?, ?, ?, ?, ?, ?, {PENDING}, ?, ?)"
)
_Body = tuple[bytes, bytes]


class _Known(NamedTuple):
    """A value that has passed its check, as the change and the row have it."""

    meta: bytes
    raw: bytes
    columns: Mapping[str, Any]


class _Remembered(dict[tuple[type, Any], _Known]):
    """What the values of one scalar field become. Raises ValueError where a value does not pass."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field

    def __missing__(self, key: tuple[type, Any]) -> _Known:
        field, (_, value) = self._field, key
        if value != "":
            field.kind.check(value)
        known = _Known(*scalar(field.kind.encode(value)), field.kind.columns(field.name, value))
        if len(self) < _REMEMBERED:
            self[key] = known
        return known


class Births:
    """Births of records of one type by one execution, as part of one batch. Runs within the caller's transaction."""

    def __init__(self, execution: Execution, record_type: type[Record], batch: str) -> None:
        self._execution, self._type, self._batch = execution, record_type, batch
        self._store, self._name = execution.store, record_type.type_name()
        fields = record_type.fields().values()
        self._scalars = {field.name: _Remembered(field) for field in fields if field.kind.shape == "atom"}
        self._required = [field.name for field in fields if field.required]
        #: By the fields filled; None where the engine would lay a birth out otherwise.
        self._forms: dict[tuple[str, ...], BirthForm | None] = {}
        self._empty = birth_columns(record_type, {})

    def write(self, births: Sequence[Create]) -> list[Touched]:
        """Write them all; the same as one by one, but by whole tables. Raises InvalidRecord."""
        execution, identity, principal = self._execution, self._execution.identity, self._execution.principal
        author, documents, changes, rows = identity.person, [], [], []
        for each in births:
            (chunk, digest), columns = self._born(each)
            stamp, space = self._store.clock.now(), space_of(self._type, each.values, principal)
            documents.append((each.id, self._name, "merge", space, digest, False, b""))
            changes.append(
                (digest, each.id, self._name, space, author, identity.device, stamp, execution.offline,
                 identity.version, self._batch, chunk)
            )  # fmt: skip
            columns["id"], columns["space"], columns["author"], columns["archived"] = each.id, space, author, False
            columns["created"] = columns["updated"] = milliseconds_of(stamp)
            rows.append(columns)
        self._store.connection.executemany(NEW_DOCUMENT, documents)
        self._store.connection.executemany(_NEW_CHANGE, changes)
        return self._store.insert_rows(self._type, rows)

    def _born(self, command: Create) -> tuple[_Body, dict[str, Any]]:
        """Chunk and hash of the birth, and the columns of its fields. Raises InvalidRecord."""
        try:
            names, metas, raws, columns = self._looked_up(command.values)
        except (LookupError, ValueError, TypeError):
            validate(self._type, command.values)
            return self._by_engine(command), birth_columns(self._type, command.values)
        form = self._forms.get(names)
        if form is not None:
            return form.born(command.id, metas, b"".join(raws)), columns
        made = self._by_engine(command)
        if names not in self._forms:
            form = BirthForm(self._store.actor, self._name, containers_of(self._type), names)
            self._forms[names] = form if form.born(command.id, metas, b"".join(raws)) == made else None
        return made, columns

    def _looked_up(self, values: Values) -> tuple[tuple[str, ...], list[bytes], list[bytes], dict[str, Any]]:
        """The filled fields, what a change has of each, and the columns.

        Raises LookupError, ValueError or TypeError where a value does not pass, is needed, or is no scalar.
        """
        scalars, metas, raws, names, columns = self._scalars, [], [], [], self._empty.copy()
        for name, value in values.items():
            if value is not None:
                meta, raw, its_columns = scalars[name][value.__class__, value]
                names.append(name)
                metas.append(meta)
                raws.append(raw)
                columns.update(its_columns)
        for name in self._required:
            if values[name] is None or values[name] == "":
                raise ValueError(name)
        return tuple(names), metas, raws, columns

    def _by_engine(self, command: Create) -> _Body:
        (change,) = birth(self._store.actor, self._type, command.id, command.values).changes()
        return change.chunk, change.hash
