"""The cards of one column of a board: read by pages while they are looked at, and how a card is painted."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from accessibility.widgets import look
from accessibility.widgets.feedback import TONE_ICONS, Tone, tone_colours
from accessibility.widgets.tips import tip
from client.background import Background
from client.item_models.pages import Pages, Row
from client.item_models.summaries import Summary
from client.text import boards as words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROW = Qt.ItemDataRole.UserRole
_ANSWERED = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole, _ROW,
)  # fmt: skip
_GAP, _PAD = 4, 12


class CardTexts(NamedTuple):
    """What a card shows: who and how much, what about, what is due and a short end; what a reader says."""

    title: str
    amount: str
    detail: str
    state: str
    tone: Tone
    end: str
    spoken: str


class BoardCard(NamedTuple):
    """A record on a board."""

    summary: Summary
    texts: CardTexts


ReadCards = Callable[[Sequence[int]], list[BoardCard]]


class ColumnModel(QAbstractListModel):
    """The cards of one column in their order."""

    def __init__(self, read: ReadCards, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[int, CardTexts] = {}

        def rows(ordinals: Sequence[int]) -> list[Row]:
            return [Row(card.summary, card.texts) for card in read(ordinals)]

        self.pages = Pages(rows, background, self)
        self.pages.arrived.connect(self._repaint)

    def _repaint(self) -> None:
        if self.pages.ordinals:
            self.dataChanged.emit(self.index(0), self.index(len(self.pages.ordinals) - 1))

    def show(self, ordinals: array[int]) -> None:
        """Show these; nothing is reset where they are the same."""
        if ordinals == self.pages.ordinals:
            return
        self.beginResetModel()
        self.pages.replace(ordinals)
        self.endResetModel()

    def reread(self, ordinals: Sequence[int]) -> None:
        """Read those of the cards anew that are in memory."""
        held = self.pages.held(ordinals)
        if held:
            self.pages.reread(held, self._repaint)

    def forget(self) -> None:
        """Read every card anew when it is next looked at."""
        self.pages.forget()
        self._repaint()

    def card(self, row: int) -> BoardCard | None:
        """The card, or None while it is being read."""
        if not 0 <= row < len(self.pages.ordinals):
            return None
        held = self.pages.get(row)
        return None if held is None else BoardCard(held.summary, CardTexts(*held.cells))  # type: ignore[arg-type]

    def place_of(self, ordinal: int) -> int | None:
        """The row of a record; None where it is not in this column."""
        return self.pages.ordinals.index(ordinal) if ordinal in self.pages.ordinals else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.pages.ordinals)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Its title, what a reader says of it with its place in the column, or the card itself for painting."""
        if role not in _ANSWERED or not index.isValid():
            return None
        card = self.card(index.row())
        if role == _ROW:
            return card
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(card.texts.spoken) if card is not None else None
        if role == Qt.ItemDataRole.DisplayRole:
            return card.texts.title if card is not None else words.LOADING
        said = card.texts.spoken if card is not None else words.LOADING
        return words.CARD.format(words=said, place=index.row() + 1, count=self.rowCount())


class CardDelegate(QStyledItemDelegate):
    """Paints a card; all cards are equally high."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, card_height(option.fontMetrics.height()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(_ROW)
        here, state = look(), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        box = QRectF(option.rect).adjusted(2, _GAP, -2, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(here.colour("accent" if chosen or over else "line"), 3 if chosen else 1))
        painter.setBrush(here.colour("accent_soft" if chosen else "surface"))
        painter.drawRoundedRect(box, 9, 9)
        if isinstance(card, tuple):
            self._write(painter, option, box.toRect().adjusted(_PAD, 6, -_PAD, -6), BoardCard(*card).texts)
        painter.restore()

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, texts: CardTexts) -> None:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        height = room.height() // 3
        lines = [QRect(room.left(), room.top() + place * height, room.width(), height) for place in range(3)]
        ink = tone_colours(texts.tone)[0]
        _line(painter, lines[0], texts.title, texts.amount, "ink", option.font, True, mirrored)
        _line(painter, lines[1], texts.detail, "", "ink_soft", option.font, False, mirrored)
        side = look().px(16)
        spot = lines[2].right() - side + 1 if mirrored else lines[2].left()
        icon = look().icon(TONE_ICONS[texts.tone], ink, 16)
        icon.paint(painter, spot, lines[2].center().y() - side // 2 + 1, side, side)
        rest = lines[2].adjusted(0, 0, -side - 6, 0) if mirrored else lines[2].adjusted(side + 6, 0, 0, 0)
        # On its pale field a tone has 7:1, on the card it has more; a chosen card is written in ink throughout.
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        _line(painter, rest, texts.state, texts.end, "ink" if chosen else ink, option.font, False, mirrored)


def card_height(line: int) -> int:
    """Three lines and the space around them, in pixels."""
    return 3 * (line + 4) + 12 + 2 * _GAP


def _line(
    painter: QPainter, room: QRect, text: str, end: str, colour: str, font: QFont, strong: bool, mirrored: bool
) -> None:
    """Words at the start, elided where there is no room, and at the end of the line a short text that is not."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    wide = painter.fontMetrics().horizontalAdvance(end) + 8 if end else 0
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    first, last = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    if mirrored:
        first, last = last, first
    if end:
        painter.setPen(look().colour("ink"))
        painter.drawText(room, middle | last, end)
    painter.setFont(bold if strong else font)
    painter.setPen(look().colour(colour))
    left = room.adjusted(wide, 0, 0, 0) if mirrored else room.adjusted(0, 0, -wide, 0)
    painter.drawText(
        left, middle | first, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(left.width(), 0))
    )
