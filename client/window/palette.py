"""The palette: a line to type in, and below it every page, action and record that fits, by keyboard or by finger.

The focus stays in the line, so a screen reader hears what is typed; how many entries there are, and which is chosen,
is announced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from accessibility.widgets import (
    Button,
    Dialog,
    LineEdit,
    Suggestion,
    Text,
    announce,
    appearance,
    look,
    scroll_by_finger,
)
from client.text import actions as words
from client.window.actions import Action
from client.window.while_alive import while_alive

if TYPE_CHECKING:
    from client.search import SearchIndex

_PAUSE_MS = 150
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
_SHOWN = 40

#: Asks which records fit a text, best first, and hands over what came, on the window's thread.
AskRecords = Callable[[str, Callable[[list[Suggestion]], None]], None]


class ActionIndex:
    """Actions by what they are called, with the search's own forgiveness for typing mistakes."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = list(actions)
        self._index: SearchIndex | None = None

    def find(self, text: str) -> list[Action]:
        """What fits, best first; the order of the list where it fits as well."""
        if not text:
            return list(self._actions)
        if self._index is None:
            self._index = self._made()
        return [self._actions[len(self._actions) - at] for at in self._index.search(text, limit=_SHOWN).ordinals]

    def _made(self) -> SearchIndex:
        from client.search import SearchField, SearchIndex  # brings numpy, which the first page does without

        index = SearchIndex([SearchField("label", 3), SearchField("also", 2), SearchField("group", 1)])
        count = len(self._actions)
        index.add_many(
            (count - at, {"label": one.label, "also": one.also, "group": words.GROUPS[one.group]}, {})
            for at, one in enumerate(self._actions)
        )
        return index


class Palette(Dialog):
    """Choose and do. ``actions`` are what can be done now; ``recent`` what was shown lately, offered before a word."""

    def __init__(
        self, actions: Sequence[Action], recent: Sequence[Action], ask_records: AskRecords,
        open_record: Callable[[Suggestion], object], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(words.PALETTE, parent)
        self._index = ActionIndex([*recent, *actions])
        self._ask, self._open_record = ask_records, open_record
        self._asked = ""
        self.looking = False
        self.edit = LineEdit(words.LOOK_FOR)
        self.edit.setAccessibleName(words.LOOK_FOR)
        self.edit.setAccessibleDescription(words.HINT)
        self.edit.installEventFilter(self)
        self.state = Text("", "soft")
        self._window = parent
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._say_current)
        self._search = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._search.timeout.connect(self._look_for_records)
        self.list = _Entries(words.PALETTE)
        self.list.itemClicked.connect(lambda _item: self.choose())
        self.list.currentRowChanged.connect(lambda _row: self._pause.start())
        self.edit.textChanged.connect(self._typed)
        for part in (self.edit, self.state):
            self.body.addWidget(part)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        self.add_button(Button(words.CLOSE), self.reject)
        self._show(self._index.find(""), [])
        self.edit.setFocus()

    def sizeHint(self) -> QSize:
        """Broad and high enough for a handful of entries."""
        return (
            super()
            .sizeHint()
            .expandedTo(QSize(look().px(620), look().px(560)))
            .boundedTo(self.screen().availableSize() - QSize(40, 60))
        )

    def entries(self) -> list[str]:
        """What is offered now, first lines only."""
        return [str(self.list.item(row).data(_LABEL)) for row in range(self.list.count())]

    # --- looking ---

    def _typed(self) -> None:
        text = self.edit.value()
        self.looking = bool(text)
        self._show(self._index.find(text), [])
        self._search.start()

    def _look_for_records(self) -> None:
        self._asked = text = self.edit.value()
        if text:
            self._ask(text, while_alive(self, lambda found: self._arrived(text, found)))

    def _arrived(self, text: str, found: list[Suggestion]) -> None:
        if text == self._asked == self.edit.value():
            self.looking = False
            self._show(self._index.find(text), found)

    def _show(self, actions: Sequence[Action], records: Sequence[Suggestion]) -> None:
        held = self.list.currentItem().data(_LABEL) if self.list.currentItem() is not None else None
        self.list.blockSignals(True)
        self.list.clear()
        for action in actions:
            self.list.put(action.label, action.detail, action.icon, self._does(action))
        for record in records:
            self.list.put(record.text, record.detail, "", self._opens(record))
        rows = [row for row, label in enumerate(self.entries()) if label == held]
        self.list.setCurrentRow(rows[0] if rows and self.looking is False and records else 0)
        self.list.blockSignals(False)
        self._tell()

    def _does(self, action: Action) -> Callable[[], object]:
        return action.deed

    def _opens(self, record: Suggestion) -> Callable[[], object]:
        return lambda: self._open_record(record)

    def _tell(self) -> None:
        count, text = self.list.count(), self.edit.value()
        said = words.COUNT_ONE if count == 1 else words.COUNT.format(count=count)
        if not count:
            said = words.STILL_LOOKING if self.looking else words.NOTHING.format(text=text)
        if said != self.state.text():
            self.state.setText(said)
        self.list.setVisible(count > 0)
        self._pause.start()

    def _say_current(self) -> None:
        """The count where it is news, then the entry that Enter would open."""
        item = self.list.currentItem()
        if not self.isVisible():
            return
        said = [self.state.text()] if self.list.currentRow() <= 0 else []
        if item is not None:
            label, detail = item.data(_LABEL), item.data(_DETAIL)
            place, count = self.list.currentRow() + 1, self.list.count()
            said.append(words.CURRENT.format(label=label, detail=detail, place=place, count=count))
        announce(self.edit, ". ".join(said))

    # --- choosing ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move among the entries while the focus stays in the line; Enter does the current one."""
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self.list.step(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return bool(super().eventFilter(watched, event))

    def choose(self) -> None:
        """Do what the current entry says, once the palette is away."""
        if self.list.currentRow() < 0:
            return
        item = self.list.item(self.list.currentRow())
        deed: Callable[[], object] = item.data(_DEED)
        self.accept()
        # The window is the active one again before the deed moves the focus or opens a dialog of its own.
        QTimer.singleShot(0, self._window, deed)


_LABEL, _DETAIL, _DEED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class _Entries(QListWidget):
    """The entries, each in two lines, high enough for a finger, as high as its words need."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("kind", "popup")
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_by_finger(self)
        appearance().changed.connect(self._fit)

    def put(self, label: str, detail: str, icon: str, deed: Callable[[], object]) -> None:
        """Add an entry."""
        item = QListWidgetItem(words.ENTRY.format(label=label, detail=detail) if detail else label)
        item.setIcon(look().icon(icon or "document", "accent_text", 22))
        for role, value in ((_LABEL, label), (_DETAIL, detail), (_DEED, deed)):
            item.setData(role, value)
        item.setSizeHint(self._size(item.text()))
        self.addItem(item)

    def step(self, by: int) -> None:
        """Move the choice; from one end to the other with a single step."""
        count, row = self.count(), self.currentRow()
        if count:
            self.setCurrentRow((row + by) % count if abs(by) == 1 else max(0, min(count - 1, row + by)))

    def _size(self, text: str) -> QSize:
        room = max(120, self.viewport().width() - look().px(22) - 40)
        wrapped = self.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), text)
        return QSize(0, max(look().target, wrapped.height() + 14))

    def _fit(self) -> None:
        self.setIconSize(QSize(look().px(22), look().px(22)))
        for row in range(self.count()):
            self.item(row).setSizeHint(self._size(self.item(row).text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the entry that has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemClicked.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The entries are as high as their words at the new width."""
        super().resizeEvent(event)
        self._fit()
