"""Many births of one record type at once: what each value becomes is worked out once, however often it comes again.

To prepare a birth takes nothing of the replica, so another process may do it; to write it is the replica's worker's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from client.changes import Touched
from client.commands import Create, Prepared
from client.replica.document_store import NEW_DOCUMENT
from client.replica.record_tables import insert_all, table_of
from client.replica.replica_tables import PENDING
from shared_models.birth_chunk import BirthForm, scalar
from shared_models.clock import milliseconds_of
from shared_models.editing import birth, containers_of
from shared_models.projection import birth_columns
from shared_models.records.claim import Claim
from shared_models.rights import Principal, space_of
from shared_models.schema import Field, Record, Values, validate

if TYPE_CHECKING:
    from client.replica.execution import Execution

#: Values remembered for each field.
_REMEMBERED = 50_000
_NEW_CHANGE = (
    "INSERT INTO change (hash, document, type, kind, space, author, device, stamp, offline, version, state, batch, "
    f"payload) VALUES (?, ?, ?, 'merge', ?, ?, ?, ?, ?, ?, {PENDING}, ?, ?)"
)
#: The columns of every record table that a birth's values do not fill.
_COMMON = ("id", "space", "archived", "created", "updated", "author")
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


class Preparing:
    """Prepares births of records of one type by one actor, on behalf of one person."""

    def __init__(self, record_type: type[Record], actor: bytes, principal: Principal) -> None:
        self._type, self._actor, self._principal = record_type, actor, principal
        self._name = record_type.type_name()
        fields = record_type.fields().values()
        self._scalars = {field.name: _Remembered(field) for field in fields if field.kind.shape == "atom"}
        self._required = [field.name for field in fields if field.required]
        #: By the fields filled; None where the engine would lay a birth out otherwise.
        self._forms: dict[tuple[str, ...], BirthForm | None] = {}
        self._empty = birth_columns(record_type, {})
        columns = table_of(record_type).columns
        assert tuple(columns[: len(_COMMON)]) == _COMMON
        self._in_order = itemgetter(*columns[len(_COMMON) :])

    def prepared(self, command: Create) -> Prepared:
        """All of a birth but what the replica gives it when it is written. Raises InvalidRecord or NotAllowed."""
        (chunk, digest), columns = self._born(command)
        space = space_of(self._type, command.values, self._principal)
        return Prepared(command.id, space, chunk, digest, self._in_order(columns))

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
            form = BirthForm(self._actor, self._name, containers_of(self._type), names)
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
        (change,) = birth(self._actor, self._type, command.id, command.values).changes()
        return change.chunk, change.hash


class Births:
    """Births of records of one type by one execution, as part of one batch. Runs within the caller's transaction."""

    def __init__(self, execution: Execution, record_type: type[Record], batch: str) -> None:
        self._execution, self._type, self._batch = execution, record_type, batch
        self._store, self._name = execution.store, record_type.type_name()
        self._preparing = Preparing(record_type, self._store.actor, execution.principal)
        self._moves = record_type is Claim

    def write(self, births: Sequence[Create]) -> list[Touched]:
        """Write them all; the same as one by one, but by whole tables. Raises InvalidRecord or NotAllowed."""
        where = self._execution.with_insurer
        placed = (replace(each, values=where(self._type, each.values)) for each in births) if self._moves else births
        return self.write_prepared(map(self._preparing.prepared, placed))

    def write_prepared(self, births: Iterable[Sequence[Any]]) -> list[Touched]:
        """The same for births that are prepared: each has the parts of :class:`Prepared`, in order."""
        execution, identity, name, batch = self._execution, self._execution.identity, self._name, self._batch
        author, device, offline, version = identity.person, identity.device, execution.offline, identity.version
        documents, changes, rows, ids, now = [], [], [], [], self._store.clock.now
        for record, space, chunk, digest, columns in births:
            stamp = now()
            at = milliseconds_of(stamp)
            ids.append(record)
            documents.append((record, name, "merge", space, digest, False, b""))
            changes.append((digest, record, name, space, author, device, stamp, offline, version, batch, chunk))
            rows.append((record, space, False, at, at, author, *columns))
        insert_all(self._store.connection, NEW_DOCUMENT, documents)
        insert_all(self._store.connection, _NEW_CHANGE, changes)
        return self._store.insert_rows(self._type, ids, rows)
