"""JSON: a list of objects read one by one with ijson, or one object a line read by sqlite-utils."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from client.importing import words
from client.importing.recognition import Format, Recognised, Utf8Bytes, opened
from client.importing.refusals import FileDamaged, NoRows, NotATable, TooLargeToRead
from client.importing.table import MOST_COLUMNS, SAMPLE_ROWS, Cell, Row, Watch, name_columns
from shared_models.errors import Problem

_DEEPEST = 8
_SAID = 1_000


class JsonRows:
    """A JSON file of objects; an object inside an object becomes columns such as ``price.amount``."""

    def __init__(self, path: Path, recognised: Recognised) -> None:
        """Find the list and the columns. Raises NoRows, NotATable or FileDamaged."""
        self._path = path
        self._recognised = recognised
        self._prefix = "" if self._is_lines else self._find_list()
        keys: dict[str, None] = {}
        for found in islice(self._objects(Watch(path)), SAMPLE_ROWS):
            keys.update(dict.fromkeys(found))
            if len(keys) > MOST_COLUMNS:
                break  # which is said where they are named
        if not keys:
            raise NoRows(path, words.JSON_NO_OBJECTS)
        self._keys = tuple(keys)
        self.headers = name_columns(path, self._keys)
        self.notes: tuple[str, ...] = ()

    @property
    def _is_lines(self) -> bool:
        return self._recognised.format is Format.JSON_LINES

    def rows(self, watch: Watch) -> Iterator[Row]:
        """One row per object, numbered as in a spreadsheet of them: the first is row 2."""
        known = set(self._keys)
        for number, found in enumerate(self._objects(watch), start=2):
            cells = [found.get(key) for key in self._keys]
            late = found.keys() - known
            faults = (Problem("", words.UNKNOWN_KEYS.format(name=min(late)), "warning"),) if late else ()
            yield Row(number, cells, faults)

    def _objects(self, watch: Watch) -> Iterator[dict[str, Cell]]:
        with opened(self._path) as streams:
            source = Utf8Bytes(streams, self._recognised.encoding, watch)
            text = io.BufferedReader(source, 65_536)
            found = self._lines(text) if self._is_lines else self._items(text)
            for number, entry in enumerate(found, start=2):
                source.row_ended()
                if not isinstance(entry, dict):
                    raise NotATable(self._path, words.JSON_NO_OBJECTS)
                yield self._flat(number, entry)

    def _flat(self, number: int, entry: Mapping[str, Any]) -> dict[str, Cell]:
        try:
            return flatten(entry)
        except RecursionError as error:
            raise TooLargeToRead(self._path, words.TOO_DEEP, row=number, limit=_SAID) from error

    def _lines(self, text: io.BufferedIOBase) -> Iterator[Any]:
        from sqlite_utils.utils import Format as LineFormat
        from sqlite_utils.utils import rows_from_file

        row = 1  # of the last object that could be read
        found, _ = rows_from_file(cast(BinaryIO, text), LineFormat.NL)
        try:
            for entry in found:
                row += 1
                yield entry
        except (json.JSONDecodeError, RecursionError) as error:
            raise FileDamaged(self._path, words.BAD_JSON_LINE, row=row + 1, why=error) from error

    def _items(self, text: io.BufferedIOBase) -> Iterator[Any]:
        import ijson  # type: ignore[import-untyped]  # ships no types

        try:
            yield from ijson.items(text, self._prefix)
        except (ijson.JSONError, RecursionError) as error:
            raise FileDamaged(self._path, words.BAD_JSON, why=_first_line(error)) from error

    def _find_list(self) -> str:
        """The place of the first list of objects, as ijson names it; the whole file when it is a single
        object.
        """
        import ijson

        with opened(self._path) as streams:
            text = io.BufferedReader(Utf8Bytes(streams, self._recognised.encoding, Watch(self._path)), 65_536)
            top, before = "", ""
            try:
                for prefix, event, _ in ijson.parse(text):
                    if event == "start_map" and before == "start_array":
                        return str(prefix)
                    top, before = top or event, event
            except (ijson.JSONError, RecursionError) as error:
                raise FileDamaged(self._path, words.BAD_JSON, why=_first_line(error)) from error
        if top != "start_map":
            raise NoRows(self._path, words.JSON_NO_OBJECTS)
        return ""


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def flatten(entry: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Cell]:
    """One level of cells: inner objects become dotted columns, lists of plain values one cell, other lists
    JSON text.
    """
    cells: dict[str, Cell] = {}
    for key, value in entry.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and depth < _DEEPEST:
            cells.update(flatten(value, f"{name}.", depth + 1))
        elif isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
            cells[name] = "; ".join(str(part) for part in value)
        elif isinstance(value, dict | list):
            cells[name] = json.dumps(value, ensure_ascii=False, default=str)
        else:
            cells[name] = value
    return cells
