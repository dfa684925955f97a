"""How a person's tiles stand on a board: read from their record of it, and changed by commands that sync and undo.

Where several devices made a record of the same board before they heard of each other, the one changed last counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from client.commands import Archive, Command, Create, Edit, Together
from client.insights.tiles import BOARDS, TILES, Tile, Width
from client.reading.queries import Reader, RecordView

TYPE = "dashboard"
#: Numbers closer together than this leave no room between them: all places are numbered anew.
_CLOSE = 1e-4


@dataclass(frozen=True)
class Standing:
    """A tile on a board, by its key, and how broad it is."""

    key: str
    width: Width

    @property
    def tile(self) -> Tile:
        """Its definition."""
        return TILES[self.key]


@dataclass(frozen=True)
class Arrangement:
    """A board as it stands: the tiles the person may see, in order. ``records`` are all of this board, newest first."""

    board: str
    standing: tuple[Standing, ...]
    records: tuple[RecordView, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the person has arranged it."""
        return bool(self.records)

    def keys(self) -> list[str]:
        """The keys of its tiles, in order."""
        return [one.key for one in self.standing]


def read(reader: Reader, board: str, role: str) -> Arrangement:
    """The board as the person has arranged it, else as it comes. Tiles this version does not know stay untouched."""
    records = tuple(reader.find(TYPE, order="-updated", board=board))
    if not records:
        standing = [Standing(key, TILES[key].width) for key in BOARDS[board]]
    else:
        rows = records[0].values["tiles"] or {}
        ordered = sorted(rows, key=lambda key: (rows[key].get("place") or 0.0, key))
        standing = [Standing(key, _width(key, rows[key])) for key in ordered if key in TILES]
    return Arrangement(board, tuple(one for one in standing if one.tile.may_see(role)), records)


def _width(key: str, row: dict[str, Any]) -> Width:
    kept: Width = "full" if (row.get("width") or TILES[key].width) == "full" else "half"
    return kept


def missing(arrangement: Arrangement, role: str) -> list[Tile]:
    """The tiles the person may see that are not on the board."""
    there = set(arrangement.keys())
    return [tile for tile in TILES.values() if tile.key not in there and tile.may_see(role)]


# --- changes: each gives the tiles as they shall stand ---


def moved(arrangement: Arrangement, key: str, to: int) -> list[Standing]:
    """A tile at another place, counted from nothing; beyond the ends is at the end."""
    (chosen,) = [one for one in arrangement.standing if one.key == key]
    others = [one for one in arrangement.standing if one.key != key]
    at = max(0, min(to, len(others)))
    return [*others[:at], chosen, *others[at:]]


def widened(arrangement: Arrangement, key: str, width: Width) -> list[Standing]:
    """A tile with another width."""
    return [Standing(one.key, width if one.key == key else one.width) for one in arrangement.standing]


def removed(arrangement: Arrangement, key: str) -> list[Standing]:
    """Without a tile."""
    return [one for one in arrangement.standing if one.key != key]


def added(arrangement: Arrangement, key: str) -> list[Standing]:
    """With one more tile at the end."""
    return [*arrangement.standing, Standing(key, TILES[key].width)]


def arranged(arrangement: Arrangement, wanted: Sequence[Standing]) -> Command | None:
    """The command that makes the tiles stand so; None where they do already."""
    if list(wanted) == list(arrangement.standing):
        return None
    if not arrangement.records:
        rows = {one.key: {"place": float(at), "width": one.width} for at, one in enumerate(wanted, start=1)}
        return Create(TYPE, {"board": arrangement.board, "tiles": rows})
    record = arrangement.records[0]
    old: dict[str, Any] = record.values["tiles"] or {}
    shown = set(arrangement.keys())
    rows = {key: cells for key, cells in old.items() if key not in shown}
    places = _places([(old.get(one.key) or {}).get("place") for one in wanted])
    for one, place in zip(wanted, places, strict=True):
        rows[one.key] = {**(old.get(one.key) or {}), "place": place, "width": one.width}
    return Edit(TYPE, record.id, {"tiles": old}, {"tiles": rows})


def reset(arrangement: Arrangement) -> Command | None:
    """The command that puts the board back to how it comes; None where it stands so."""
    if not arrangement.records:
        return None
    return Together(tuple(Archive(TYPE, record.id) for record in arrangement.records))


def _places(held: Sequence[float | None]) -> list[float]:
    """Rising numbers that keep as many of those held as can be kept."""
    kept = _rising(held)
    found: list[float] = []
    for at, number in enumerate(held):
        if at in kept and number is not None:
            found.append(number)
            continue
        before = found[-1] if found else None
        after = next((held[later] for later in kept if later > at), None)
        found.append(_between(before, after))
    close = any(after - before < _CLOSE for before, after in pairwise(found))
    return [float(at) for at in range(1, len(found) + 1)] if close else found


def _between(before: float | None, after: float | None) -> float:
    if before is None:
        return 1.0 if after is None else after - 1
    return before + 1 if after is None else round((before + after) / 2, 6)


def _rising(held: Sequence[float | None]) -> list[int]:
    """Where the longest run of rising numbers stands; what is moved is the rest."""
    best: list[list[int]] = []
    for at, number in enumerate(held):
        if number is None:
            best.append([])
            continue
        before = [run for run in best if run and (held[run[-1]] or 0.0) < number]
        best.append([*max(before, key=len, default=[]), at])
    return max(best, key=len, default=[])
