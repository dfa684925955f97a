"""The reader of the screens: in customer mode it knows nothing but what a customer may see."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select

from client.customer_mode import CustomerMode
from client.reading.queries import Disagreement, Provenance, Reader, RecordView
from client.replica.database import Database, ReadDatabase
from shared_models.documents import Path


class ShownReader(Reader):
    """A reader for which, in customer mode, records of hidden types are not on this device.

    Screens cope with that already: it is how a device looks whose person has fewer rights. Where values come from,
    and what they were before, is nobody's business then either.
    """

    def __init__(self, database: Database | ReadDatabase, customer_mode: CustomerMode) -> None:
        super().__init__(database)
        self._mode = customer_mode

    def ids(self, type_name: str) -> list[str]:
        return [] if self._mode.hides(type_name) else super().ids(type_name)

    def count(self, type_name: str, *conditions: ColumnElement[bool]) -> int:
        return 0 if self._mode.hides(type_name) else super().count(type_name, *conditions)

    def ordinals(self, type_name: str, order: str = "-ordinal", *conditions: ColumnElement[bool]) -> array[int]:
        return array("q") if self._mode.hides(type_name) else super().ordinals(type_name, order, *conditions)

    def columns(
        self, type_name: str, names: Sequence[str], *conditions: ColumnElement[bool], limit: int | None = None
    ) -> Sequence[Sequence[Any]]:
        return () if self._mode.hides(type_name) else super().columns(type_name, names, *conditions, limit=limit)

    def columns_at(self, type_name: str, names: Sequence[str], ordinals: Sequence[int]) -> Sequence[Sequence[Any]]:
        return () if self._mode.hides(type_name) else super().columns_at(type_name, names, ordinals)

    def full_text(self, type_name: str, text: str, limit: int = 200) -> list[int]:
        return [] if self._mode.hides(type_name) else super().full_text(type_name, text, limit)

    def _views(self, type_name: str, query: Select[Any]) -> list[RecordView]:
        return [] if self._mode.hides(type_name) else super()._views(type_name, query)

    def why(self, type_name: str, record_id: str, path: Path) -> list[Provenance]:
        return [] if self._mode.on else super().why(type_name, record_id, path)

    def disagreements(self, record_id: str | None = None) -> list[Disagreement]:
        return [] if self._mode.on else super().disagreements(record_id)

    def disputed(self, ids: Sequence[str]) -> frozenset[str]:
        return frozenset() if self._mode.on else super().disputed(ids)
