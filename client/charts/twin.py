"""A chart's table: the same points with the same words, and as plain numbers for a file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from client.charts.data import ChartData, Point
from client.text import charts as words
from client.text import values

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


@dataclass(frozen=True)
class Column:
    """A column of the table: what it is called, and which part of which series it shows; without one of its row's."""

    heading: str
    part: str = "value"
    series: int | None = None

    @property
    def is_words(self) -> bool:
        """Whether it names things instead of counting them."""
        return self.part in ("label", "series")


def columns_of(data: ChartData) -> list[Column]:
    """The label, then a column for each series, and more where points have bounds; of a scatter its two measures."""
    if is_scatter(data):
        several = [Column(words.SERIES, "series")] if len(data.series) > 1 else []
        across, up = data.across or words.VALUE, data.up or words.VALUE
        return [Column(words.LABEL, "label"), *several, Column(across, "across"), Column(up)]
    found = [Column(data.across or words.LABEL, "label")]
    for number, series in enumerate(data.series):
        name = data.up if len(data.series) == 1 and data.up else series.name or data.up or words.VALUE
        found.append(Column(name, "value", number))
        for part, heading in (("low", words.LOW), ("high", words.HIGH)):
            if any(getattr(point, part) is not None for point in series.points):
                found.append(Column(_beside(data, series.name, heading), part, number))
    return found


def _beside(data: ChartData, series: str, heading: str) -> str:
    return words.NAMED.format(label=series, value=heading) if len(data.series) > 1 and series else heading


def is_scatter(data: ChartData) -> bool:
    """Whether points stand by a measure of their own rather than by their labels."""
    return any(point.across is not None for series in data.series for point in series.points)


def rows_of(data: ChartData) -> list[dict[int, Point]]:
    """Rows as series to point: by label where the series share theirs, else one row for each point."""
    if is_scatter(data):
        return [{number: point} for number, series in enumerate(data.series) for point in series.points]
    most = max((len(series.points) for series in data.series), default=0)
    return [
        {number: series.points[place] for number, series in enumerate(data.series) if place < len(series.points)}
        for place in range(most)
    ]


def point_in(column: Column, row: dict[int, Point]) -> Point | None:
    """The point a cell is about."""
    return row.get(next(iter(row)) if column.series is None else column.series)


def number_in(column: Column, row: dict[int, Point]) -> float | None:
    """The plain number in a cell; None for names and for what is not known."""
    point = point_in(column, row)
    number: float | None = None if point is None or column.is_words else getattr(point, column.part)
    return number


def words_in(data: ChartData, column: Column, row: dict[int, Point]) -> str:
    """The words in a cell; a dash for what is not known."""
    point, number = point_in(column, row), number_in(column, row)
    if column.part == "series":
        return data.series[next(iter(row))].name
    if point is None or (number is None and not column.is_words):
        return values.NOTHING
    if column.part == "label":
        return point.label
    if column.part == "value":
        return data.shown(point)
    if column.part == "across":
        return point.across_shown or data.write_across(number or 0.0)
    return data.write(number or 0.0)


class TwinModel(QAbstractTableModel):
    """The table of a chart, for a view."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = ChartData("", ())
        self._columns: list[Column] = []
        self._rows: list[dict[int, Point]] = []

    def show_data(self, data: ChartData) -> None:
        """Show the points of this chart."""
        self.beginResetModel()
        self._data, self._columns, self._rows = data, columns_of(data), rows_of(data)
        self.endResetModel()

    def key_in(self, row: int) -> str | None:
        """What the first point of a row opens."""
        return next((point.key for point in self._rows[row].values() if point.key), None)

    def key_at(self, index: _Index) -> str | None:
        """What the point in a cell opens; on a label the first of its row."""
        column = self._columns[index.column()]
        point = None if column.is_words else point_in(column, self._rows[index.row()])
        return (point.key if point else None) or self.key_in(index.row())

    def rowCount(self, parent: _Index | None = None) -> int:
        """One for each label or point."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """See :func:`columns_of`."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        """The headings of the columns."""
        if role == _ROLE.DisplayRole and orientation == Qt.Orientation.Horizontal and section < len(self._columns):
            return self._columns[section].heading
        return None

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> object:
        """Words; numbers stand at the end of their cell, so that they can be compared."""
        column, row = self._columns[index.column()], self._rows[index.row()]
        if role == _ROLE.DisplayRole:
            return words_in(self._data, column, row)
        if role == _ROLE.TextAlignmentRole and not column.is_words:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        return None
