"""Accessible interfaces for widgets whose class alone does not tell a screen reader what they are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

InterfaceMaker = Callable[[QWidget], QAccessibleInterface]

_MAKERS: list[tuple[type[QWidget], InterfaceMaker]] = []


def speak_as(widget_class: type[QWidget], maker: InterfaceMaker) -> None:
    """Give every widget of a class its own accessible interface.

    Chosen by ``isinstance``: while the C++ constructor runs, Qt still calls the object by its base
    class, and the interface it gets then is kept for its whole life.
    """
    if not _MAKERS:
        QAccessible.installFactory(_make)
    _MAKERS.append((widget_class, maker))


def _make(_class_name: str, item: QObject) -> QAccessibleInterface | None:
    for widget_class, maker in _MAKERS:
        if isinstance(item, widget_class):
            return maker(item)
    return None


class RoleInterface(QAccessibleWidget):
    """A widget with a chosen role; its name is the accessible name, else what ``spoken`` returns."""

    # interface_cast is never overridden: from Python it crashes the process as soon as a reader asks.

    def __init__(
        self,
        widget: QWidget,
        role: QAccessible.Role,
        spoken: Callable[[], str] | None = None,
        described: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(widget, role)
        self._spoken = spoken
        self._described = described

    def text(self, kind: QAccessible.Text) -> str:
        """Name and description from the widget's own words where it has no explicit ones."""
        given = super().text(kind)
        if given:
            return given
        if kind == QAccessible.Text.Name and self._spoken is not None:
            return self._spoken()
        if kind == QAccessible.Text.Description and self._described is not None:
            return self._described()
        return given


class SwitchInterface(QAccessibleWidget):
    """A two-state switch: the generic interface loses check state and toggle, so they are given back."""

    def __init__(self, widget: QWidget, spoken: Callable[[], str], is_on: Callable[[], bool]) -> None:
        super().__init__(widget, QAccessible.Role.Switch)
        self._spoken = spoken
        self._is_on = is_on

    def text(self, kind: QAccessible.Text) -> str:
        """The switch's visible text is its name."""
        given = super().text(kind)
        return given or (self._spoken() if kind == QAccessible.Text.Name else "")

    def state(self) -> QAccessible.State:
        """Checkable always, checked while on."""
        state = super().state()
        state.checkable = True
        state.checked = self._is_on()
        return state

    def actionNames(self) -> list[str]:
        """A reader may toggle it and move the focus to it."""
        return [QAccessibleActionInterface.toggleAction(), QAccessibleActionInterface.setFocusAction()]

    def doAction(self, name: str) -> None:
        """Toggle as a press would, so that signals fire."""
        widget = self.widget()
        if name == QAccessibleActionInterface.toggleAction() and widget.isEnabled():
            toggle = getattr(widget, "toggle", None)
            if toggle is not None:
                toggle()
        else:
            super().doAction(name)
