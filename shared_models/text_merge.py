"""Differences between versions of a text, as splices that Automerge can merge letter by letter."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_EXACT_LIMIT = 20_000


class Splice(NamedTuple):
    """Replace ``removed`` characters at ``at`` by ``inserted``."""

    at: int
    removed: int
    inserted: str


def splices(old: str, new: str) -> list[Splice]:
    """The splices that turn ``old`` into ``new``; positions are those of ``old``, in rising order."""
    prefix = _common_prefix(old, new)
    suffix = _common_prefix(old[prefix:][::-1], new[prefix:][::-1])
    before, after = old[prefix : len(old) - suffix], new[prefix : len(new) - suffix]
    if before == after:
        return []
    if len(before) + len(after) > _EXACT_LIMIT:
        return [Splice(prefix, len(before), after)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Splice(prefix + a1, a2 - a1, after[b1:b2]) for kind, a1, a2, b1, b2 in matcher.get_opcodes() if kind != "equal"
    ]


def rebased(changes: list[Splice], base: str, current: str) -> list[Splice]:
    """Carry splices made on ``base`` over to ``current``, which others have changed meanwhile.

    Text that others removed is not removed twice; what was typed lands at the place that corresponds.
    """
    if base == current:
        return changes
    mapping = list(_positions(base, current))
    carried = []
    for change in changes:
        start, end = mapping[change.at], mapping[change.at + change.removed]
        kept = _surviving(base, current, change, start, end)
        carried.append(Splice(start, kept, change.inserted))
    return carried


def _surviving(base: str, current: str, change: Splice, start: int, end: int) -> int:
    """How many characters to remove: all between, unless others typed there too (then nothing of theirs is lost)."""
    span = current[start:end]
    return end - start if span == base[change.at : change.at + change.removed] else 0


def _positions(base: str, current: str) -> Iterator[int]:
    """For each index of ``base`` (and its end) the corresponding index of ``current``."""
    matcher = SequenceMatcher(None, base, current, autojunk=False)
    for kind, a1, a2, b1, _ in matcher.get_opcodes():
        yield from (b1 + (i - a1 if kind == "equal" else 0) for i in range(a1, a2))
    yield len(current)


def _common_prefix(one: str, other: str) -> int:
    limit = min(len(one), len(other))
    low = 0
    while low < limit and one[low] == other[low]:
        low += 1
    return low
