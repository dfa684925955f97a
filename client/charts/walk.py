"""The way the keys go through the points of a chart: rows of points, one number for each, and where a key leads."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import Qt

_STEPS = {
    Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0),
}  # fmt: skip
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Walk:
    """Points are (series, place); their numbers count through the rows."""

    def __init__(self, rows: list[list[tuple[int, int]]]) -> None:
        self._rows = [row for row in rows if row]
        self._begins = [0, *accumulate(len(row) for row in self._rows)]
        self.order = [point for row in self._rows for point in row]
        self._numbers = {point: number for number, point in enumerate(self.order)}

    def number_of(self, point: tuple[int, int] | None) -> int:
        """The number of a point; -1 for one that is not there."""
        return self._numbers.get(point, -1) if point is not None else -1

    def leads_to(self, key: Qt.Key, current: int, mirrored: bool, downwards: bool) -> int | None:
        """The number of the point a key leads to; None for keys that lead nowhere. From no point (-1) to the first.

        Right and Left go along a row, Up and Down from row to row; ``downwards`` the other way round. With one row
        all four go along it. A page is a tenth of the row.
        """
        if not self.order or key not in (*_STEPS, *_ENDS, *_PAGES):
            return None
        row = bisect_right(self._begins, max(current, 0)) - 1
        place, line = max(current, 0) - self._begins[row], self._rows[row]
        if key in _ENDS:
            return self._at(row, 0 if key == _ENDS[0] else len(line) - 1)
        if current < 0:
            return 0
        if key in _PAGES:
            page = max(1, round(len(line) / 10), min(5, len(line) // 2))
            return self._at(row, place + (page if key == _PAGES[1] else -page))
        down, right = _STEPS[key]
        right = -right if mirrored else right
        if downwards:
            down, right = right, down
        if len(self._rows) == 1:
            right, down = right + down, 0
        return self._at(row + down, place + right)

    def _at(self, row: int, place: int) -> int:
        row = min(max(row, 0), len(self._rows) - 1)
        return self._begins[row] + min(max(place, 0), len(self._rows[row]) - 1)
