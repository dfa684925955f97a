"""The kind of field that is a small table inside a record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.types import Text, TypeEngine

from shared_models import check_words as words
from shared_models.kinds.base import Kind, Shape

if TYPE_CHECKING:
    from shared_models.schema import Field

#: ``json.dumps`` makes a writer anew at each call, for any but its usual manner.
_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

_MOST_ROWS = 5_000


@dataclass(frozen=True)
class Rows(Kind):
    """A small table inside a record (cover lines, instalments): row id -> field -> value.

    Each cell merges by itself; two people adding rows at once both keep theirs.
    """

    name: ClassVar[str] = "rows"
    shape: ClassVar[Shape] = "rows"
    sql: ClassVar[type[TypeEngine[Any]]] = Text
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        """The column of that name, or None when a newer program made it."""
        return next((field for field in self.fields if field.name == name), None)

    def check(self, value: Any) -> None:
        if not isinstance(value, Mapping) or len(value) > _MOST_ROWS:
            raise ValueError(words.TABLE.format(most=_MOST_ROWS))
        for number, cells in enumerate(value.values(), start=1):
            for name, cell in cells.items():
                self._check_cell(number, name, cell)

    def _check_cell(self, number: int, name: str, cell: Any) -> None:
        field = self.field(name)
        if field is None or cell is None:
            return
        try:
            field.kind.check(cell)
        except ValueError as error:
            raise ValueError(words.ROW.format(number=number, label=field.label, problem=error)) from error

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {name: None}
        plain = {row: {key: self._plain(key, cell) for key, cell in cells.items()} for row, cells in value.items()}
        return {name: _WRITTEN(plain)}

    def _plain(self, key: str, cell: Any) -> Any:
        field = self.field(key)
        return cell if field is None or cell is None else field.kind.encode(cell)

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        if row[name] is None:
            return None
        return {row_id: self.decode_cells(cells) for row_id, cells in json.loads(row[name]).items()}

    def decode_cells(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """The cells of one row out of their atoms; a cell that cannot be read is left out."""
        decoded: dict[str, Any] = {}
        for key, atom in cells.items():
            field = self.field(key)
            try:
                decoded[key] = atom if field is None or atom is None else field.kind.decode(atom)
            except ValueError:
                continue
        return decoded
