"""A short list of things to open: each row is one button with icon or picture, words and a status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from accessibility.widgets import Card, Picture, StatusPill, Text, appearance, holds_focus, look
from accessibility.widgets.feedback import Tone
from client.forms.notes import Warned
from client.theme.silhouettes import vehicle_picture
from shared_models.documents import Path

#: Pixels at text scale 1 from which picture, words and status stand side by side.
_ROOMY = 400
#: The least width in pixels, at text scale 1, of words with their icon beside a status.
_WORDS = 230


@dataclass(frozen=True)
class Row:
    """One row. ``key`` stays the same across refreshes; ``name`` is spoken, by default all the words of the row.

    ``picture`` is (body, colour) of a vehicle, shown in place of the icon. ``source`` is the path
    in the page's record that the row shows, ``note`` what is to be said of it.
    """

    key: str
    title: str
    detail: str = ""
    status: str = ""
    tone: Tone = "neutral"
    icon: str = ""
    name: str = ""
    picture: tuple[str, str] | None = None
    source: Path = ()
    note: str = ""

    def spoken(self) -> str:
        """What a screen reader says."""
        return self.name or ", ".join(part for part in (self.title, self.detail, self.status, self.note) if part)


class Icon(QLabel):
    """An icon of the family that follows the theme; decorative."""

    def __init__(self, name: str, colour: str = "ink_soft", size: int = 22) -> None:
        super().__init__()
        self.setProperty("decorative", True)
        self._name, self._colour, self._size = name, colour, size
        appearance().changed.connect(self._dress)
        self._dress()

    def set_icon(self, name: str) -> None:
        """Show another one."""
        self._name = name
        self._dress()

    def _dress(self) -> None:
        here = look()
        side = here.px(self._size)
        self.setPixmap(here.icon(self._name, self._colour, self._size).pixmap(side, side))
        self.setFixedSize(side, side)


class RowCard(Card):
    """A row as a button."""

    def __init__(self, row: Row) -> None:
        super().__init__(row.spoken())
        self.row = row
        self.body.setContentsMargins(12, 8, 12, 8)
        self._line = line = QHBoxLayout()
        line.setSpacing(12)
        if row.picture is not None:
            picture = Picture(vehicle_picture(*row.picture), None, ratio=2.0, least_width=look().px(84))
            picture.setFixedSize(look().px(84), look().px(46))
            line.addWidget(picture)
        elif row.icon:
            line.addWidget(Icon(row.icon))
        self._words = words = QVBoxLayout()
        words.setSpacing(0)
        self._title, self._detail = Text(row.title, "strong"), Text(row.detail, "small")
        words.addWidget(self._title)
        words.addWidget(self._detail)
        self._note = Warned()
        words.addWidget(self._note)
        line.addLayout(words, 1)
        self._pill = StatusPill(row.status, row.tone)
        line.addWidget(self._pill, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)
        self._show(row)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it is with its status below the words."""
        least = super().minimumSizeHint()
        if self._pill.isHidden() or self._line.indexOf(self._pill) < 0:
            return least
        pill = self._pill.minimumSizeHint().width()
        rest = least.width() - pill - self._line.spacing()
        return QSize(max(rest, pill + 24), least.height())

    def _is_narrow(self, width: int) -> bool:
        if self.row.picture is not None:
            return width < look().px(_ROOMY)
        return width - self._pill.sizeHint().width() < look().px(_WORDS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is not always room for words and status side by side: the status goes below the words then."""
        super().resizeEvent(event)
        narrow = self._is_narrow(event.size().width())
        if narrow != (self._words.indexOf(self._pill) >= 0):
            self._words.setSpacing(4 if narrow else 0)
            (self._line if narrow else self._words).removeWidget(self._pill)
            if narrow:
                self._words.addWidget(self._pill, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                self._line.addWidget(self._pill, 0, Qt.AlignmentFlag.AlignVCenter)
            self.updateGeometry()

    def _show(self, row: Row) -> None:
        self.row = row
        self.setAccessibleName(row.spoken())
        self._title.setText(row.title)
        self._detail.setText(row.detail)
        self._detail.setVisible(bool(row.detail))
        self._note.set_text(row.note)
        self.setProperty("source", list(row.source))
        self._pill.setVisible(bool(row.status))
        self._pill.set_state(row.status, row.tone)

    def take(self, row: Row) -> bool:
        """Show a newer version of the row; False when it needs another shape."""
        if (row.icon, row.picture) != (self.row.icon, self.row.picture):
            return False
        self._show(row)
        return True


class RowList(QWidget):
    """Rows in a column. Rows that stay keep their widget, and with it the focus."""

    chosen = Signal(str)

    def __init__(self, accessible_name: str, nothing: str = "") -> None:
        super().__init__()
        self.setAccessibleName(accessible_name)
        self.setProperty("region", "list")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._nothing = Text(nothing, "soft")
        self._column.addWidget(self._nothing)
        if not nothing:
            self._nothing.hide()
        self._cards: dict[str, RowCard] = {}

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows in this order."""
        kept: dict[str, RowCard] = {}
        for place, row in enumerate(rows):
            card = self._cards.pop(row.key, None)
            if card is None or not card.take(row):
                card = self._replaced(card, row)
            kept[row.key] = card
            if self._column.indexOf(card) != place + 1:
                self._column.insertWidget(place + 1, card)
        for gone in self._cards.values():
            gone.hide()
            gone.deleteLater()
        self._cards = kept
        self._nothing.setVisible(not rows and bool(self._nothing.text()))

    def _replaced(self, old: RowCard | None, row: Row) -> RowCard:
        card = RowCard(row)
        card.clicked.connect(lambda _checked=False, key=row.key: self.chosen.emit(key))
        if old is not None:
            had_focus = holds_focus(old)
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
            if had_focus:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
        return card

    def set_nothing(self, text: str) -> None:
        """What to say when there are no rows."""
        self._nothing.setText(text)
        self._nothing.setVisible(not self._cards and bool(text))

    def rows(self) -> list[Row]:
        """The rows shown."""
        return [card.row for card in self._cards.values()]

    def card(self, key: str) -> RowCard:
        """The button of a row. Raises KeyError for a row that is not shown."""
        return self._cards[key]
