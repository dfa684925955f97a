"""The wall board itself: the clock and a few rows of test drives as large as the screen allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from accessibility.widgets import appearance, look
from accessibility.widgets.feedback import TONE_ICONS, Tone, tone_colours
from accessibility.widgets.roles import RoleInterface, speak_as
from client.text import wall as words

#: Rows on a board, and how many letters its height is. On a screen of 32 inches capitals are 16 mm high then: what is
#: read at three metres (a two-hundredth of the distance).
_ROWS, _LETTERS = 6, 18
_LEAST_LETTERS, _MOST_LETTERS = 22, 96


@dataclass(frozen=True)
class WallRow:
    """One drive as everybody may see it: no customer."""

    times: str
    car: str
    person: str
    state: str
    tone: Tone


class _Line(QWidget):
    """A line of large painted text: what stands at its start, in its middle and at its end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row: WallRow | None = None
        self._plain = ("", "")

    def show_row(self, row: WallRow) -> None:
        """A drive."""
        self._row = row
        self._say(words.ROW.format(times=row.times, car=row.car, person=row.person, state=row.state))

    def show_words(self, start: str, end: str = "") -> None:
        """Words alone."""
        self._row, self._plain = None, (start, end)
        self._say(f"{start} {end}".strip())

    def _say(self, name: str) -> None:
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two lines in a row of a drive: car and state large, times and person below it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._row is None:
            self._write(painter, box, *self._plain, "ink", bold=True)
        else:
            self._paint_row(painter, box, self._row)
        painter.end()

    def _paint_row(self, painter: QPainter, box: QRectF, row: WallRow) -> None:
        here = look()
        ink, field = tone_colours(row.tone)
        painter.setPen(QPen(here.colour(ink), 2))
        painter.setBrush(here.colour(field))
        painter.drawRoundedRect(box, 14, 14)
        inner = box.adjusted(18, 2, -18, -2)
        side = int(inner.height() * 0.42)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        spot = int(inner.right()) - side if mirrored else int(inner.left())
        icon = here.icon_maker(TONE_ICONS[row.tone], ink, side)
        icon.paint(painter, spot, int(inner.center().y() - side / 2), side, side)
        room = inner.adjusted(0, 0, -side - 18, 0) if mirrored else inner.adjusted(side + 18, 0, 0, 0)
        half = room.height() / 2
        upper = QRectF(room.left(), room.top(), room.width(), half)
        self._write(painter, upper, row.car, row.times, "ink", bold=True)
        self._write(painter, upper.translated(0, half), row.person, row.state, ink, share=0.8)

    def _write(
        self, painter: QPainter, room: QRectF, start: str, end: str, colour: str, *, bold: bool = False,
        share: float = 1.0,
    ) -> None:  # fmt: skip
        font = QFont(self.font())
        font.setPixelSize(
            max(14, int(min(letters(self.window_height()), room.height() * 0.74, self.width() // 24) * share))
        )
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(look().colour(colour))
        metrics, middle = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        first, last = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        first, last = (last, first) if mirrored else (first, last)
        wide = metrics.horizontalAdvance(end)
        painter.drawText(room, middle | last, end)
        left = room.adjusted(wide + 24, 0, 0, 0) if mirrored else room.adjusted(0, 0, -wide - 24, 0)
        text = metrics.elidedText(start, Qt.TextElideMode.ElideRight, int(max(left.width(), 0)))
        painter.drawText(left, middle | first, text)

    def window_height(self) -> int:
        """The height of the board the line stands on."""
        parent = self.parentWidget()
        return parent.height() if parent is not None else self.height()


speak_as(_Line, lambda w: RoleInterface(w, QAccessible.Role.StaticText))


def letters(height: int) -> int:
    """The size of letters, in pixels, on a board so many pixels high."""
    return min(max(height // _LETTERS, _LEAST_LETTERS), _MOST_LETTERS)


class WallBoard(QWidget):
    """As many drives as fit, the next ones first; it is looked at, never scrolled or pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words.TITLE)
        self._rows: Sequence[WallRow] = ()
        self._clock, self._day = "", ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self._lines: list[_Line] = []
        appearance().changed.connect(self.update)

    def take(self, rows: Sequence[WallRow], day: str, clock: str) -> None:
        """Show these drives under the day and the time of day."""
        self._rows, self._day, self._clock = rows, day, clock
        self._lay_out()

    def shown(self) -> list[str]:
        """What the lines say, from above."""
        return [line.accessibleName() for line in self._lines if not line.isHidden()]

    def sizeHint(self) -> QSize:
        """A screen's."""
        return QSize(800, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Larger letters, or more rows."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        height = max(self.height() // (_ROWS + 1), _LEAST_LETTERS * 3)
        fit = max(1, (self.height() - 24) // (height + 10) - 1)
        shown, left = self._rows[:fit], len(self._rows) - fit
        if left > 0:
            shown = self._rows[: max(fit - 1, 1)]
        texts = 1 + (not self._rows) + (len(self._rows) > len(shown))
        while len(self._lines) < len(shown) + texts:
            line = _Line(self)
            self._column.insertWidget(len(self._lines), line)
            self._lines.append(line)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(shown) + texts)
            line.setFixedHeight(height)
        self._lines[0].show_words(self._day, self._clock)
        for line, row in zip(self._lines[1:], shown, strict=False):
            line.show_row(row)
        if not self._rows:
            self._lines[1].show_words(words.NOTHING)
        elif len(self._rows) > len(shown):
            self._lines[len(shown) + 1].show_words(words.MORE.format(count=len(self._rows) - len(shown)))


class WallWindow(WallBoard):
    """The board over a whole screen; Esc ends it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(words.TITLE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it, as it closes everything else."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
