"""The navigation rail at the side of a window; it collapses to icons when room is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import literal
from accessibility.widgets.roles import RoleInterface, speak_as, speak_as_pressed
from accessibility.widgets.scroll import ScrollPage
from accessibility.widgets.tips import tip
from accessibility.words import words

WIDE_WINDOW = 1000
"""Width of a window, in pixels at text scale 1, from which the rail shows names beside its icons."""


@dataclass(frozen=True)
class Place:
    """Somewhere to go: its key, its name and its icon. ``foot`` puts it at the lower end."""

    key: str
    label: str
    icon: str
    foot: bool = False


class _RailButton(QToolButton):
    def __init__(self, place: Place, rail: Rail) -> None:
        super().__init__()
        self.place = place
        self._rail = rail
        self.setText(literal(place.label))
        self.setAccessibleName(place.label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("kind", "rail")
        self.toggled.connect(self.dress)

    def dress(self) -> None:
        here = look()
        colour = "on_rail_selected" if self.isChecked() else "on_rail"
        narrow = self._rail.collapsed()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if narrow:
            self.setIcon(here.icon(self.place.icon, colour, 22))
        else:
            self.setIcon(here.icon_before_text(self.place.icon, colour, 22, mirrored))
        self.setIconSize(QSize(here.px(22) + (0 if narrow else here.px(4)), here.px(22)))
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon)
        self.setToolTip(tip(self.place.label) if narrow else "")
        self.setMinimumHeight(max(48, here.px(44)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._rail.step(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class Rail(QFrame):
    """Places to go, one of them current. Emits ``chosen(key)``; arrows move between places."""

    chosen = Signal(str)

    def __init__(
        self, accessible_name: str, places: Sequence[Place], title: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._collapsed = False
        self._narrow = self._width = 76
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._buttons: list[_RailButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(4)
        self._title = QLabel(title)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("kind", "rail-title")
        column.addWidget(self._title)
        self._fold = QToolButton()
        self._fold.setProperty("kind", "rail")
        self._fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fold.clicked.connect(lambda _checked=False: self.set_collapsed(not self._collapsed))
        self._page = page = ScrollPage()
        page.setProperty("kind", "rail")
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.body.setSpacing(4)
        self._arrange(places)
        column.addWidget(page, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 0, 6, 0)
        foot.addWidget(self._fold)
        column.addLayout(foot)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_places(self, places: Sequence[Place]) -> None:
        """Offer these places instead. One that stays keeps its button, and with it the focus and whether it is current.

        Where the place with the focus is gone, the focus goes to the current place, else to the first.
        """
        focus = self.focusWidget() if self.isAncestorOf(self.window().focusWidget() or self) else None
        gone = self._arrange(places)
        self._dress()
        if focus in gone:
            heir = next((one for one in self._buttons if one.isChecked()), self._buttons[0])
            heir.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in gone:
            button.hide()
            button.deleteLater()

    def _arrange(self, places: Sequence[Place]) -> list[_RailButton]:
        """Put a button of each place into the column; those that are no longer needed."""
        former = {button.place: button for button in self._buttons}
        self._buttons = [former.pop(place) if place in former else self._made(place) for place in places]
        column = self._page.body
        while column.count():
            column.takeAt(0)
        for button in self._buttons:
            if not button.place.foot:
                column.addWidget(button)
        column.addStretch(1)
        for button in self._buttons:
            if button.place.foot:
                column.addWidget(button)
        return list(former.values())

    def _made(self, place: Place) -> _RailButton:
        button = _RailButton(place, self)
        button.clicked.connect(lambda _checked=False: self._press(place.key))
        return button

    def collapsed(self) -> bool:
        """Whether only icons are shown."""
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Show icons alone, with names as tooltips, or icons and names."""
        self._collapsed = collapsed
        self._dress()

    def fit(self, window_width: int) -> None:
        """Collapse when the window is narrower than the text needs; call it from the window's resizeEvent.

        Give the widget beside the rail the horizontal size policy Ignored, else its wishes keep the
        window from ever becoming narrow.
        """
        self.set_collapsed(window_width < look().px(WIDE_WINDOW))

    def sizeHint(self) -> QSize:
        """Wide or narrow, as high as there is room."""
        return QSize(self._width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Narrow, even while it is wide, so that a window can shrink until it collapses."""
        return QSize(self._narrow, 200)

    def choose(self, key: str) -> None:
        """Mark a place as current, without a signal. An unknown key marks none."""
        # No QButtonGroup: it takes all but the checked button out of the Tab order.
        for button in self._buttons:
            button.setChecked(button.place.key == key)

    def _press(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def current(self) -> str:
        """The key of the current place, empty while there is none."""
        return next((button.place.key for button in self._buttons if button.isChecked()), "")

    def set_badge(self, key: str, text: str) -> None:
        """Add words to a place's name, such as "3 new"; empty takes them away."""
        for button in self._buttons:
            if button.place.key == key:
                name = f"{button.place.label}, {text}" if text else button.place.label
                button.setAccessibleName(name)
                button.setText(literal(f"{button.place.label}  {text}".strip()))

    def step(self, button: QToolButton, by: int) -> None:
        """Move the focus to the next or former place."""
        places = [one for one in self._buttons if not one.place.foot]
        places += [one for one in self._buttons if one.place.foot]
        now = places.index(button) if button in places else 0
        places[(now + by) % len(places)].setFocus(Qt.FocusReason.TabFocusReason)

    def _dress(self) -> None:
        here = look()
        self._title.setVisible(not self._collapsed and bool(self._title.text()))
        texts = [(button, button.text()) for button in self._buttons] + [(self._fold, words().collapse)]
        wide = max(button.fontMetrics().horizontalAdvance(text) for button, text in texts)
        self._narrow = max(44, here.px(22) + 22) + 32
        titled = self._title.sizeHint().width() + 20
        self._width = self._narrow if self._collapsed else max(here.px(196), wide + here.px(26) + 84, titled)
        for button in self._buttons:
            button.setMinimumWidth(44)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.dress()
        name = words().expand if self._collapsed else words().collapse
        self._fold.setAccessibleName(name)
        self._fold.setToolTip(tip(name) if self._collapsed else "")
        self._fold.setText(name)
        style = Qt.ToolButtonStyle
        narrow, wide_style = style.ToolButtonIconOnly, style.ToolButtonTextBesideIcon
        self._fold.setToolButtonStyle(narrow if self._collapsed else wide_style)
        chevron = "chevron-right" if self._collapsed else "chevron-left"
        self._fold.setIcon(here.icon_before_text(chevron, "on_rail", 20))
        self._fold.setIconSize(QSize(here.px(20) + (0 if self._collapsed else here.px(4)), here.px(20)))
        self._fold.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.updateGeometry()
        self._fold.setMinimumHeight(44)


speak_as(Rail, lambda w: RoleInterface(w, QAccessible.Role.ToolBar))
speak_as_pressed(_RailButton, QAccessible.Role.PageTab)
