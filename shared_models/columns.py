"""What the tables of device and hub are put together from, beside those of the records; stakes look alike on both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String
from sqlalchemy.types import TypeEngine

#: An identifier, as ``identifiers`` makes them.
ID = String(32)


def columns(kind: TypeEngine[Any] | type[TypeEngine[Any]], *names: str, **more: Any) -> list[Column[Any]]:
    """Columns of one kind; a value is needed in each unless ``nullable=True`` is among what :class:`Column` takes."""
    return [Column(name, kind, **{"nullable": False} | more) for name in names]


def stake_columns(*, numbered: bool) -> list[Column[Any]]:
    """A stake (``claims``) with the verdict about it: ranges as there, stamps are hybrid times, ``lost_to`` is the
    stake it lost to, empty while it holds. ``numbered``: each has its number in the hub's log, else NULL until then.
    """
    return [
        Column("fact", ID, primary_key=True),
        *columns(String, "kind", "thing", "party"),
        *columns(BigInteger, "first", "last"),
        *columns(Boolean, "secured"),
        *columns(ID, "author", "device"),
        *columns(BigInteger, "stamp"),
        *columns(Boolean, "offline"),
        *columns(BigInteger, "seq", nullable=not numbered),
        *columns(Boolean, "ended", "confirmed"),
        *columns(ID, "lost_to"),
    ]


def ending_columns() -> list[Column[Any]]:
    """Which fact ended which stake; the stake may not be here (yet)."""
    return [Column("fact", ID, primary_key=True), *columns(ID, "stake", index=True)]
