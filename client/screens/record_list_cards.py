"""The cards of a list: a screenful at first, more as one scrolls, each opened by its own button."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import (
    ArticleCard,
    Button,
    Card,
    CardGrid,
    Heading,
    ScrollPage,
    StatusPill,
    Text,
)
from client.formatting import fields_of
from client.item_models import Summary, columns_of
from client.screens.parts.age import CardAge
from client.screens.record_list_query import FIRST
from client.text import records as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.kinds import Choice, Price
from shared_models.schema import Record

#: Beyond this many cards a table serves better, and the window stays quick.
MOST_CARDS = 200
_MOST_FACTS = 3

#: Makes the card of a record; ``open`` shows the record. A screen made by hand passes its own.
CardMaker = Callable[[Summary, Callable[[], None]], QWidget]
Read = Callable[[Sequence[int]], list[Summary]]


class RecordCard(Card):
    """A record as one big button, named by its type's card template."""

    def __init__(self, summary: Summary, open_record: Callable[[], None]) -> None:
        super().__init__(summary.card)
        self.clicked.connect(lambda _checked=False: open_record())
        self.body.addLayout(_head(summary))
        _add_facts(self.body, summary)
        self.body.addStretch(1)


class ExpiringCard(ArticleCard):
    """A record that expires, as an article: its title, when it expires, and the button that opens it."""

    def __init__(self, summary: Summary, open_record: Callable[[], None], today: date) -> None:
        super().__init__(summary.title)
        self.body.addLayout(_head(summary))
        expires = summary.view.values[summary.view.record_type.about.expiry]
        if expires is not None:
            self.body.addWidget(_expiry(expires, today))
        _add_facts(self.body, summary)
        self.body.addStretch(1)
        self.button = Button(words.VIEW_DETAILS, accessible_name=summary.card)
        self.button.clicked.connect(lambda _checked=False: open_record())
        self.setFocusProxy(self.button)
        self.body.addWidget(self.button)


def _expiry(expires: date, today: date) -> Text:
    """The day for people, and as a machine reads it in the description."""
    pattern = words.EXPIRES_ON if expires >= today else words.EXPIRED_ON
    text = Text(pattern.format(day=values.day(expires)), "strong")
    text.setAccessibleName(text.text())
    text.setAccessibleDescription(expires.isoformat())
    return text


def _head(summary: Summary) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Heading(summary.title, 2, like=3), 1)
    if summary.disputed:
        row.addWidget(disputed_pill(), 0, Qt.AlignmentFlag.AlignTop)
    status = _first(summary.view.record_type, Choice)
    if status and summary.view.values[status] is not None:
        row.addWidget(StatusPill(summary.texts[status]), 0, Qt.AlignmentFlag.AlignTop)
    return row


def disputed_pill() -> StatusPill:
    """Says that several people gave the record different values; also for cards made by hand."""
    pill = StatusPill(words.DISPUTED_PILL, "warn", "compare")
    pill.setToolTip(words.DISPUTED_HINT)
    return pill


def _add_facts(body: QVBoxLayout, summary: Summary) -> None:
    """The price large, then the first columns that the head does not tell already."""
    record_type = summary.view.record_type
    price = _first(record_type, Price)
    if price and summary.view.values[price] is not None:
        body.addWidget(Text(summary.texts[price], "large"))
    told = {*fields_of(record_type.about.title), _first(record_type, Choice), price, record_type.about.expiry}
    told |= {name for name in summary.texts if summary.texts[name] == summary.title}
    left = [name for name in columns_of(record_type) if name not in told and summary.texts[name] != values.NOTHING]
    for name in left[:_MOST_FACTS]:
        label = record_type.fields()[name].label
        body.addWidget(Text(words.FACT_ROW.format(label=label, value=summary.texts[name]), "soft"))


def _first(record_type: type[Record], kind: type) -> str:
    """The first column of a kind; empty when there is none."""
    fields = record_type.fields()
    return next((name for name in columns_of(record_type) if isinstance(fields[name].kind, kind)), "")


class CardArea(ScrollPage):
    """Cards for the records of a list, in its order. ``opened`` carries the identifier of a pressed one."""

    opened = Signal(str)
    table_wanted = Signal()

    def __init__(self, workspace: Workspace, maker: CardMaker | None, read: Read) -> None:
        super().__init__(margins=6)
        self._workspace, self._maker, self._read = workspace, maker, read
        self._ordinals: array[int] = array("q")
        self._wanted = FIRST
        self._serial = 0
        self._cards: dict[str, tuple[Summary, QWidget]] = {}
        self._order: list[str] = []
        self.grid = CardGrid(250)
        self.body.addLayout(self.grid)
        self.more = Button(words.MORE.format(count=FIRST), "chevron-down")
        self.more.clicked.connect(self.show_more)
        self._end = Text("", "soft")
        self._table = Button(words.SHOW_TABLE, "table", "link")
        self._table.clicked.connect(self.table_wanted)
        for widget in (self.more, self._end, self._table):
            self.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            widget.hide()
        self.body.addStretch(1)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # --- filling it ---

    def show_first(self, summaries: list[Summary]) -> None:
        """Show the first cards of a new list, from its beginning."""
        self._wanted = FIRST
        self._serial += 1
        self.verticalScrollBar().setValue(0)
        self._lay(summaries)

    def show_all(self, ordinals: array[int], keep_place: bool) -> None:
        """Take the whole list; cards that are shown already stay what they are."""
        self._ordinals = ordinals
        if not keep_place:
            self._wanted = FIRST
        self._fill()

    def show_more(self) -> None:
        """Show the next screenful; the focus goes to its first card."""
        had_focus = self.more.hasFocus()
        before = len(self._order)
        self._wanted = min(self._wanted + FIRST, MOST_CARDS)
        self._fill(lambda: self._focus(before) if had_focus else None)

    def reload(self) -> None:
        """Read the shown records anew."""
        self._fill()

    def cards(self) -> list[QWidget]:
        """The cards in order."""
        return [self._cards[record][1] for record in self._order]

    def _focus(self, place: int) -> None:
        if place < len(self._order):
            self.cards()[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, then: Callable[[], None] | None = None) -> None:
        self._serial += 1
        serial, wanted = self._serial, self._ordinals[: self._wanted]

        def arrived(found: list[Summary]) -> None:
            if serial == self._serial:
                self._lay(found)
                if then is not None:
                    then()

        self._workspace.background.run(lambda: self._read(wanted), while_alive(self, arrived))

    def _lay(self, summaries: list[Summary]) -> None:
        """Lay the cards out; one whose record is the same as before keeps its widget, and so the focus."""
        wanted = {summary.view.id: summary for summary in summaries}
        same_order = list(wanted) == self._order
        for record in [r for r, (held, _) in self._cards.items() if wanted.get(r) != held]:
            self._drop(record, keep=record in wanted)
        for summary in summaries:
            if summary.view.id not in self._cards:
                self._cards[summary.view.id] = (summary, self._make(summary))
                same_order = False
        self._order = list(wanted)
        if not same_order:
            self._place()
        self._show_end()

    def _make(self, summary: Summary) -> QWidget:
        record = summary.view.id

        def opened() -> None:
            self.opened.emit(record)

        if self._maker is not None:
            return self._maker(summary, opened)
        if summary.view.record_type.about.expiry:
            card = ExpiringCard(summary, opened, self._workspace.today())
            age = CardAge(self._workspace, summary.view.record_type.type_name(), card.button)
            card.body.insertWidget(card.body.count() - 2, age)
            return card
        return RecordCard(summary, opened)

    def _drop(self, record: str, keep: bool) -> None:
        _, widget = self._cards.pop(record)
        self.grid.removeWidget(widget)
        if keep and widget.isAncestorOf(self.focusWidget() or self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        widget.hide()
        widget.deleteLater()

    def _place(self) -> None:
        while self.grid.takeAt(0) is not None:
            pass
        for widget in self.cards():
            self.grid.addWidget(widget)
            widget.show()
        for one, other in pairwise(self.cards()):
            QWidget.setTabOrder(one, other)

    def _show_end(self) -> None:
        left = len(self._ordinals) - len(self._order)
        full = len(self._order) >= MOST_CARDS
        self.more.setVisible(left > 0 and not full)
        self.more.setText(words.MORE.format(count=min(FIRST, max(left, 0))))
        self._end.setVisible(left > 0 and full)
        self._table.setVisible(left > 0 and full)
        self._end.setText(words.MORE_IN_TABLE.format(count=len(self._order), total=f"{len(self._ordinals):,}"))

    def _scrolled(self, value: int) -> None:
        """Near the end the next cards come by themselves, unless the keyboard went to the button for them."""
        bar = self.verticalScrollBar()
        near_end = value > 0 and not self.more.hasFocus() and bar.maximum() - value < self.height() // 2
        if near_end and self.more.isVisible() and len(self._order) == min(self._wanted, len(self._ordinals)):
            self.show_more()

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(400, 400)
