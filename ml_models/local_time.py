"""By which clock an instant is read: that of the record's store. Night, weekday and date are where it happened.

Device and hub have the same stores, so both read the same hour. Where a record names no store, the stores of the house
say what they all agree on; where they do not agree it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_named(name: str | None) -> tzinfo:
    """A time zone by its IANA name; UTC for none, or one that is not known."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


class Clocks:
    """The time zones of a house's stores."""

    def __init__(self, stores: Iterable[tuple[str, str | None]]) -> None:
        """``stores``: identifier and name of the time zone of each that is not put away."""
        self._zones = {store: zone_named(name) for store, name in stores}
        by_name = {str(zone): zone for zone in self._zones.values()}
        self._every = tuple(by_name[name] for name in sorted(by_name)) or (UTC,)

    def of(self, store: str | None) -> tuple[tzinfo, ...]:
        """The zone of a store; for none, or one that is not here, every zone the house has stores in."""
        found = self._zones.get(store or "")
        return self._every if found is None else (found,)


def agreed(zones: Iterable[tzinfo], read: Callable[[tzinfo], Mapping[str, Any]]) -> dict[str, Any]:
    """What is read by each zone's clock, of it what is the same by all; the rest is None: not known."""
    first, *others = [read(zone) for zone in zones]
    return {name: value if all(each[name] == value for each in others) else None for name, value in first.items()}
