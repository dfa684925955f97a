"""A chart as a file: a picture, a drawing that stays sharp in print, or its numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from client.charts.chart import Chart
from client.charts.drawing import Drawing
from client.charts.ink import ink_of
from client.charts.twin import columns_of, number_in, rows_of, words_in
from client.reports.cells import guarded
from client.reports.whole_file import whole_file
from client.theme import make_tokens

_SIZE = QSize(960, 600)
_SHARPNESS = 2
_EDGE = 24.0
_TITLE = 22


def export(chart: Chart, path: Path) -> None:
    """Write the chart to ``path`` in the form its ending names.

    Pictures are in the light colours whatever the screen has, as paper is white. Raises
    :class:`client.reports.refusals.Refused`, in plain words, when it cannot be written; then nothing was. KeyError
    for an ending that is not offered.
    """
    write = WRITERS[path.suffix.lower().lstrip(".")]
    with whole_file(path) as draft:
        write(chart, draft)


def _paint(chart: Chart, painter: QPainter, size: QSize) -> None:
    """Title, summary, and the chart beneath them."""
    ink, data = ink_of(make_tokens("light")), chart.data
    mirrored = chart.layoutDirection() == Qt.LayoutDirection.RightToLeft
    page = Drawing(QSizeF(size), ink, mirrored)
    wide, line = size.width() - 2 * _EDGE, ink.line()
    page.words(data.title, QRectF(_EDGE, _EDGE, wide, ink.line(_TITLE)), colour="ink", size=_TITLE, bold=True)
    top = _EDGE + ink.line(_TITLE) + 4
    if data.summary:
        page.words(data.summary, QRectF(_EDGE, top, wide, 2 * line), wrap=True)
        top += 2 * line
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(size)), ink.colour("surface"))
    page.paint(painter)
    painter.translate(_EDGE, top + 12)
    chart.drawing_for(QSizeF(wide, size.height() - top - 12 - _EDGE), ink, mirrored).paint(painter)


def _size(chart: Chart) -> QSize:
    """Large enough for all rows of a tall chart."""
    least = chart.least(chart.data)
    return QSize(_SIZE.width(), max(_SIZE.height(), round(least) + 150))


def write_png(chart: Chart, path: Path) -> None:
    """A picture at twice the size of the screen. Raises OSError."""
    size = _size(chart)
    image = QImage(size * _SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    painter = QPainter(image)
    _paint(chart, painter, size)
    painter.end()
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(made, "PNG")  # type: ignore[call-overload]
    path.write_bytes(made.data().data())


def write_svg(chart: Chart, path: Path) -> None:
    """A drawing whose title and description are those of the chart. Raises OSError."""
    size, generator, made = _size(chart), QSvgGenerator(), QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(made)
    generator.setSize(size)
    generator.setViewBox(QRectF(QPointF(0, 0), QSizeF(size)))
    generator.setTitle(chart.data.title)
    generator.setDescription(chart.data.summary)
    painter = QPainter(generator)
    _paint(chart, painter, size)
    painter.end()
    path.write_bytes(made.data().data())


def write_csv(chart: Chart, path: Path) -> None:
    """The table, with plain numbers; UTF-8 with a byte order mark, so that spreadsheets know. Raises OSError."""
    data = chart.data
    columns = columns_of(data)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([guarded(column.heading) for column in columns])
        for row in rows_of(data):
            sheet.writerow(
                [guarded(words_in(data, one, row)) if one.is_words else _plain(number_in(one, row)) for one in columns]
            )


def _plain(number: float | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


WRITERS: dict[str, Callable[[Chart, Path], None]] = {"png": write_png, "svg": write_svg, "csv": write_csv}
