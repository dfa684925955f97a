"""Values that follow from other records and are shown instead of what a column holds: the status of a vehicle."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, literal_column, select

from client.replica.database import quoted
from shared_models.records import RECORD_TYPES
from shared_models.vehicle_status import present_status

_FOLLOWS: Mapping[tuple[str, str], ColumnElement[Any]] = {
    ("vehicle", "status"): literal_column(f"({present_status()})", String())
}
_CLAIMED = "SELECT substr(thing, 9) FROM stake WHERE thing >= 'vehicle:' AND thing < 'vehicle;'"
#: Ordinal and status of the vehicles on which there is, or was, a claim.
CLAIMED_STATUS = (
    f"SELECT vehicle.ordinal, {present_status()} FROM vehicle WHERE vehicle.id IN ({_CLAIMED}) AND NOT archived"
)


def shown_column(type_name: str, name: str) -> ColumnElement[Any]:
    """What is shown of a field: a column of the type's table, or what its value follows from."""
    follows = _FOLLOWS.get((type_name, name))
    return RECORD_TYPES[type_name].table().c[name] if follows is None else follows


def shown_sql(type_name: str, name: str) -> str:
    """The same in words of SQL."""
    return str(_FOLLOWS.get((type_name, name), quoted(name)))


@cache
def whole_rows(type_name: str) -> Select[Any]:
    """Whole rows of a type, each value as it is shown."""
    columns = RECORD_TYPES[type_name].table().columns
    return select(*(shown_column(type_name, column.name).label(column.name) for column in columns))
