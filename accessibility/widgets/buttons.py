"""Buttons: with text, with an icon alone, with a menu, and switches between a few views."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QIcon, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.flow import FlowLayout
from accessibility.widgets.roles import speak_as_pressed
from accessibility.widgets.tips import tip

ButtonKind = Literal["primary", "secondary", "quiet", "danger", "link"]

_ICON_COLOUR = {
    "primary": "on_accent",
    "secondary": "accent_text",
    "quiet": "ink",
    "danger": "on_danger",
    "link": "accent_text",
}


def literal(text: str) -> str:
    """The text with ``&`` doubled, so that "Smith & Sons" is shown as written and underlines nothing."""
    return text.replace("&", "&&")


_LONG = 240
"""Words that make a button wider than this, in pixels, go on in a second line where there is no room for them."""


class Button(QPushButton):
    """A push button at least 44 px high. ``shortcut`` such as ``Ctrl+S`` is told in the tooltip; ``deed`` is
    what pressing it does, called without arguments. Long words wrap where the window is too narrow for them."""

    def __init__(
        self,
        text: str,
        icon: str = "",
        kind: ButtonKind = "secondary",
        accessible_name: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
        deed: Callable[[], object] | None = None,
    ) -> None:
        self._width = 0
        super().__init__(literal(text), parent)
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if accessible_name:
            self.setAccessibleName(accessible_name)
        if shortcut:
            self.setShortcut(shortcut)
            self.setToolTip(tip(f"{text} ({shortcut})"))
        if deed is not None:
            self.clicked.connect(lambda _checked=False: deed())
        appearance().changed.connect(self._dress)
        self._dress()

    def set_icon(self, icon: str) -> None:
        """Show another icon of the family; an empty name shows none."""
        self._icon_name = icon
        self._dress()

    def icon_name(self) -> str:
        """The name of its icon in the family; empty where it has none."""
        return self._icon_name

    def _dress(self) -> None:
        if self._icon_name:
            self._show_icon(self._icon_name, _ICON_COLOUR[str(self.property("kind"))], 20)
        elif not self.icon().isNull():
            self.setIcon(QIcon())

    def _show_icon(self, name: str, colour: str, size: int) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setIcon(look().icon_before_text(name, colour, size, mirrored))
        self.setIconSize(QSize(look().px(size) + look().px(4), look().px(size)))

    def sizeHint(self) -> QSize:
        """In one line; as high as its words are at the width that it has."""
        usual = super().sizeHint()
        return QSize(usual.width(), self._height_at(self._width, usual)) if self._width else usual

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width its words may need another height."""
        super().resizeEvent(event)
        if event.size().width() != self._width and self.hasHeightForWidth():
            self._width = event.size().width()
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As wide as its words; of long ones as the longest word, but no narrower than it must."""
        least = super().sizeHint()  # Qt's own least size is its wish, and asks ours for it
        if least.width() <= _LONG:
            return least
        longest = max(self.fontMetrics().horizontalAdvance(word) for word in self.text().split())
        return QSize(min(least.width(), max(_LONG, longest + self._beside())), least.height())

    def hasHeightForWidth(self) -> bool:
        """Long words may need another line."""
        return super().sizeHint().width() > _LONG

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of its words at a width."""
        return self._height_at(width, super().sizeHint())

    def _height_at(self, width: int, usual: QSize) -> int:
        if width >= usual.width() or not self.hasHeightForWidth():
            return usual.height()
        return usual.height() + (len(self._lines(width)) - 1) * self.fontMetrics().lineSpacing()

    def _beside(self) -> int:
        """What icon, arrow and padding take of the width."""
        return (
            super().sizeHint().width() - self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text()).width()
        )

    def _lines(self, width: int) -> list[str]:
        room = width - self._beside()
        lines: list[str] = []
        for word in self.text().split():
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.fontMetrics().horizontalAdvance(joined.replace("&&", "&")) <= room:
                lines[-1] = joined
            else:
                lines.append(word)
        return lines

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the style paints it, with its words in as many lines as they need."""
        if not self.hasHeightForWidth() or self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = "\n".join(self._lines(self.width()))
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as Space does, outside dialogs too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class OneOfSeveral(Button):
    """One of some buttons of which one is on; whoever presses it, by hand or by a reader, is heard as a click."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, icon, parent=parent)
        self.setCheckable(True)


speak_as_pressed(OneOfSeveral, QAccessible.Role.RadioButton)


class WrappingLink(Button):
    """A link whose words wrap, for sentences that may be longer than the window is wide."""

    def __init__(self, text: str, colour: str = "accent_text", parent: QWidget | None = None) -> None:
        super().__init__(text, kind="link", parent=parent)
        self._words, self._colour = text, colour
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in pixels at a width."""
        room = QRect(0, 0, max(40, width - 16), 100_000)
        wrapped = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._words)
        return max(look().target, wrapped.height() + 16)

    def sizeHint(self) -> QSize:
        """In one line."""
        width = self.fontMetrics().horizontalAdvance(self._words) + 20
        return QSize(width, look().target)

    def minimumSizeHint(self) -> QSize:
        """A few words."""
        return QSize(look().px(120), look().target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet's box, then the words, underlined."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option)
        font = self.font()
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(look().colour(self._colour))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(self.rect().adjusted(8, 0, -8, 0), int(flags), self._words)
        painter.end()


class IconButton(QToolButton):
    """A button that shows only an icon; its name is spoken and shown as a tooltip."""

    def __init__(
        self,
        accessible_name: str,
        icon: str,
        checkable: bool = False,
        colour: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._colour = colour
        self.setAccessibleName(accessible_name)
        self.setToolTip(tip(accessible_name))
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_icon(self, icon: str, accessible_name: str = "") -> None:
        """Show another icon, and say another name where the deed changes with it."""
        self._icon_name = icon
        if accessible_name:
            self.setAccessibleName(accessible_name)
            self.setToolTip(tip(accessible_name))
        self._dress()

    def _dress(self) -> None:
        self.setIcon(look().icon(self._icon_name, self._colour, 22))
        self.setIconSize(QSize(look().px(22), look().px(22)))
        side = max(look().target, look().px(16) * 5 // 4 + 20)
        self.setFixedSize(side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class MenuButton(Button):
    """A button that opens a menu of deeds; each entry is (text, what to do) or (text, what to do, icon)."""

    def __init__(
        self,
        text: str,
        entries: Iterable[tuple[str, Callable[[], object]] | tuple[str, Callable[[], object], str]],
        icon: str = "",
        kind: ButtonKind = "secondary",
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, icon, kind, accessible_name, parent=parent)
        self.setMenu(QMenu(self))
        self.set_entries(entries)

    def set_entries(
        self, entries: Iterable[tuple[str, Callable[[], object]] | tuple[str, Callable[[], object], str]]
    ) -> None:
        """Offer these deeds instead."""
        menu = self.menu()
        menu.clear()
        for entry in entries:
            action = menu.addAction(literal(entry[0]))
            action.triggered.connect(lambda _checked=False, deed=entry[1]: deed())
            if len(entry) == 3:
                action.setIcon(look().icon(entry[2], "ink", 20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space and Down open the menu at its first entry, which is spoken at once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Space):
            QTimer.singleShot(0, self, self._to_first)  # the menu holds on to the program while it is open
            self.showMenu()
        else:
            super().keyPressEvent(event)

    def _to_first(self) -> None:
        menu = self.menu()
        entries = [one for one in menu.actions() if one.isEnabled() and one.isVisible() and not one.isSeparator()]
        if menu.isVisible() and menu.activeAction() is None and entries:
            menu.setActiveAction(entries[0])


class _Option(Button):
    """One of the joined buttons of a switch."""


class ViewSwitch(QWidget):
    """A row of joined buttons of which one is on, such as Cards | Table. Emits ``chosen(key)``."""

    chosen = Signal(str)

    def __init__(
        self,
        accessible_name: str,
        options: Iterable[tuple[str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """``options`` are (key, text, icon name or empty); the first is on."""
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = FlowLayout(spacing=0, parent=self)
        self._keys: dict[str, Button] = {}
        made = list(options)
        self._on = made[0][0]
        for place, (key, text, icon) in enumerate(made):
            button = _Option(text, icon)
            button.setCheckable(True)
            ends = {0: "first", len(made) - 1: "last"}
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                ends = {0: "last", len(made) - 1: "first"}
            button.setProperty("joined", ends.get(place, "middle"))
            button.setChecked(place == 0)
            button.clicked.connect(lambda _checked=False, k=key: self._press(k))
            self._keys[key] = button
            row.addWidget(button)

    def sizeHint(self) -> QSize:
        """All of them in one row; where that is wider than the window they go on in a second."""
        hints = [button.sizeHint() for button in self._keys.values()]
        return QSize(sum(hint.width() for hint in hints), max(hint.height() for hint in hints))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its rows, and no higher."""
        super().resizeEvent(event)
        self.setMaximumHeight(self.heightForWidth(self.width()))

    def choose(self, key: str) -> None:
        """Turn an option on without a signal. Raises KeyError for an unknown key."""
        chosen = self._keys[key]
        self._on = key
        # No QButtonGroup: it takes all but the checked button out of the Tab order.
        for button in self._keys.values():
            button.setChecked(button is chosen)

    def _press(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def current(self) -> str:
        """The key that is on. May be asked from any thread."""
        return self._on


speak_as_pressed(_Option, QAccessible.Role.RadioButton)
