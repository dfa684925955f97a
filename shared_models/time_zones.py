"""Names of time zones (IANA): Europe/Berlin, America/Los_Angeles."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from shared_models import check_words as words


def wrong(name: str) -> str | None:
    """Why a name is none of a time zone; None where it is one, in the capitals in which it is written."""
    return None if name in _known() else words.TIME_ZONE.format(value=name)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
