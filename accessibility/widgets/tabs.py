"""Pages of which one is shown, each behind a tab; the tabs wrap where the width does not hold them in one line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QKeyEvent
from PySide6.QtWidgets import QAccessibleWidget, QPushButton, QVBoxLayout, QWidget

from accessibility.widgets.buttons import literal
from accessibility.widgets.flow import FlowLayout
from accessibility.widgets.roles import RoleInterface, speak_as

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _Tab(QPushButton):
    """One tab; arrows, Home and End go to the others."""

    def __init__(self, text: str, tabs: Tabs) -> None:
        super().__init__(literal(text))
        self._tabs = tabs
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("kind", "tab")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._tabs.step(-_STEPS[key] if mirrored else _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._tabs.step_to_end(last=key == Qt.Key.Key_End)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class _TabRow(QWidget):
    """The tabs, in as many lines as they need."""


class Tabs(QWidget):
    """Add pages with :meth:`add`; the first is shown. Emits ``chosen(key)`` when a person takes another.

    As high as the page in sight, so that it can stand in a page that scrolls.
    """

    chosen = Signal(str)

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, tuple[_Tab, QWidget]] = {}
        row = _TabRow()
        row.setAccessibleName(accessible_name)
        self._row = FlowLayout(spacing=8)
        row.setLayout(self._row)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(row)

    def add(self, key: str, text: str, page: QWidget) -> None:
        """One more tab with its page; several may share one, and whoever listens fills it."""
        tab = _Tab(text, self)
        tab.clicked.connect(lambda _checked=False: self._press(key))
        first, shared = not self._pages, any(page is other for _tab, other in self._pages.values())
        self._pages[key] = (tab, page)
        self._row.addWidget(tab)
        tab.setChecked(first)
        if not shared:
            self._column.addWidget(page, 1)
            page.setHidden(not first)

    def choose(self, key: str) -> None:
        """Show a page without a signal. Raises KeyError for an unknown key."""
        shown = self._pages[key][1]
        for name, (tab, page) in self._pages.items():
            tab.setChecked(name == key)
            page.setVisible(page is shown)

    def tab(self, key: str) -> QPushButton:
        """One of the tabs. Raises KeyError for an unknown key."""
        return self._pages[key][0]

    def current(self) -> str:
        """The key of the page in sight; empty before there is any."""
        return next((key for key, (tab, _page) in self._pages.items() if tab.isChecked()), "")

    def _press(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def step(self, by: int) -> None:
        """Take the next tab or the one before, round and round, and give it the focus."""
        keys = list(self._pages)
        self._take(keys[(keys.index(self.current()) + by) % len(keys)])

    def step_to_end(self, last: bool) -> None:
        """Take the first tab or the last."""
        self._take(list(self._pages)[-1 if last else 0])

    def _take(self, key: str) -> None:
        self._press(key)
        self._pages[key][0].setFocus(Qt.FocusReason.TabFocusReason)


class _TabInterface(QAccessibleWidget):
    """A tab: selected or not, and pressed by a reader as by a finger."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.PageTab)

    def text(self, kind: QAccessible.Text) -> str:
        """The words on it are its name."""
        tab = self.widget()
        if kind == QAccessible.Text.Name and isinstance(tab, QPushButton):
            return tab.text().replace("&&", "&")
        return super().text(kind)

    def state(self) -> QAccessible.State:
        """Selectable always, selected while its page is in sight."""
        state, tab = super().state(), self.widget()
        state.selectable = True
        state.selected = isinstance(tab, QPushButton) and tab.isChecked()
        return state

    def actionNames(self) -> list[str]:
        """A reader may press it and move the focus to it."""
        return [QAccessibleActionInterface.pressAction(), QAccessibleActionInterface.setFocusAction()]

    def doAction(self, name: str) -> None:
        """Press as a finger would, so that signals fire."""
        tab = self.widget()
        if name == QAccessibleActionInterface.pressAction() and isinstance(tab, QPushButton):
            tab.click()
        else:
            super().doAction(name)


speak_as(_Tab, _TabInterface)
speak_as(_TabRow, lambda w: RoleInterface(w, QAccessible.Role.PageTabList))
