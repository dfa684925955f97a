"""Between an import's preview and the replica: what is known here already, names that stand for records, the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sqlalchemy import select

from client.commands import Create, Edit, Import
from client.importing.deciding import KEYS
from client.importing.preparing import MANY, prepared, worthwhile
from client.importing.preview import Preview
from client.reading.queries import Reader
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read

Lookup = Callable[[str], str | None]


class Surroundings:
    """What an import needs to know of the replica. Each thing is read once, when it is first asked for."""

    def __init__(self, reader: Reader, role: str) -> None:
        self._reader = reader
        self._role = role
        self._known: dict[tuple[str, str], Mapping[str, str]] = {}
        self._titles: dict[str, Mapping[str, str]] = {}

    def known(self, type_name: str, field: str) -> Mapping[str, str]:
        """The values of a key field (VINs, policy numbers) that are here already, with the records that have them."""
        if (type_name, field) not in self._known:
            table = RECORD_TYPES[type_name].table()
            query = select(table.c[field], table.c.id).where(table.c[field].is_not(None), table.c.archived.is_(False))
            with self._reader.connect() as connection:
                self._known[(type_name, field)] = {str(row[0]): row[1] for row in connection.execute(query)}
        return self._known[(type_name, field)]

    def lookups(self) -> Mapping[str, Lookup]:
        """For each record type the person may read: from a name, as a file gives it, to the record."""
        return {name: self._lookup(name) for name in RECORD_TYPES if may_read(self._role, name)}

    def _lookup(self, type_name: str) -> Lookup:
        def find(text: str) -> str | None:
            if type_name not in self._titles:
                views = self._reader.find(type_name)
                self._titles[type_name] = {self._reader.title_of(view).casefold(): view.id for view in reversed(views)}
                for key in reversed(KEYS.get(type_name, ())):  # a VIN says more than a make and a model
                    held = {str(view.values[key]).casefold(): view.id for view in views if view.values[key]}
                    self._titles[type_name] = {**self._titles[type_name], **held}
            return self._titles[type_name].get(text.strip().casefold())

        return find


def import_of(preview: Preview, told: Callable[[int], bool] = lambda _done: True, many: int = MANY) -> Import:
    """The command that writes a preview: streamed from the file while it is written, in one transaction.

    From ``many`` rows on, another process prepares them where that is possible.
    """
    elsewhere = partial(prepared, preview) if worthwhile(preview, many) else None
    return Import(_steps(preview), told=told, elsewhere=elsewhere)


def _steps(preview: Preview) -> Iterator[Create | Edit]:
    for batch in preview.planned():
        for planned in batch:
            if planned.action == "create":
                yield Create(planned.record_type, planned.values, planned.id)
            else:
                yield Edit(planned.record_type, planned.id, {}, planned.values)
