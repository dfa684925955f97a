"""Accessible interfaces for widgets whose class alone does not tell a screen reader what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QWidget

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


class PressedInterface(QAccessibleWidget):
    """A button that is on or off. What assistive technology asks of it is done as a press would do it.

    Qt's own interface turns the button over without a click, so that whoever listens for clicks never hears of it: a
    switch that is seen to move and changes nothing.
    """

    def __init__(self, widget: QAbstractButton, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._role = role

    def text(self, kind: QAccessible.Text) -> str:
        """The button's visible text is its name, unless it was given one."""
        given, button = super().text(kind), self.widget()
        if given or kind != QAccessible.Text.Name or not isinstance(button, QAbstractButton):
            return given
        return button.text().replace("&&", "&")

    def state(self) -> QAccessible.State:
        """Checked while on; one of several places or views is selected instead."""
        state, button = super().state(), self.widget()
        on = isinstance(button, QAbstractButton) and button.isChecked()
        if self._role == QAccessible.Role.PageTab:
            state.selectable, state.selected = True, on
        else:
            state.checkable, state.checked = True, on
        return state

    def _deed(self) -> str:
        action = QAccessibleActionInterface
        return action.pressAction() if self._role == QAccessible.Role.PageTab else action.toggleAction()

    def actionNames(self) -> list[str]:
        """A reader may press it and move the focus to it."""
        return [self._deed(), QAccessibleActionInterface.setFocusAction()]

    def doAction(self, name: str) -> None:
        """Press it, so that everybody hears of it."""
        button = self.widget()
        if name != self._deed():
            super().doAction(name)
        elif isinstance(button, QAbstractButton) and button.isEnabled():
            button.click()


def speak_as_pressed(button_class: type[QAbstractButton], role: QAccessible.Role) -> None:
    """Give every button of a class the interface of one that is on or off, in a role of its own."""
    speak_as(button_class, lambda widget: PressedInterface(cast(QAbstractButton, widget), role))
