"""Why a file was not made, in words for the person who wanted it."""

from __future__ import annotations

from collections.abc import Callable

#: Told how many of how many rows are done; False stops the work.
Told = Callable[[int, int], bool]


class Refused(Exception):
    """The file was not made; the message says why and what to do."""


class Stopped(Exception):
    """The person wanted no more of it; nothing was kept."""


def unheeding(_done: int, _total: int) -> bool:
    """For work that nobody watches."""
    return True


def tell(told: Told, done: int, total: int) -> None:
    """Report progress. Raises :class:`Stopped` when the person has had enough."""
    if not told(done, total):
        raise Stopped
