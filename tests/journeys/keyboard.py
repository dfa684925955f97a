"""A person who has a keyboard alone: keys go to whatever has the focus; nothing is clicked, focused or called.

What is on the screen may be read. To reach a thing means to press Tab until it has the focus, as people do.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListWidget, QMenu, QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import Dialog

LONG = 30_000
#: Tab stops a person would go through before giving up.
_PATIENCE = 160

_CHOICES = (QAccessible.Role.ComboBox, QAccessible.Role.ButtonMenu)
Steps = Callable[[], None]


class Keyboard:
    """Presses keys and says what has the focus. ``window`` is the app's window."""

    def __init__(self, window: QWidget, qtbot: QtBot) -> None:
        self.window = window
        self._qtbot = qtbot

    def at(self) -> QWidget:
        """What has the focus, in whichever of the app's windows is in front: where the keys go."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            return popup
        focus = QApplication.focusWidget()
        assert focus is not None, f"nothing has the focus in {QApplication.activeWindow()}"
        return focus

    def name(self) -> str:
        """What a reader calls the thing with the focus."""
        return named(self.at())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(self.at(), key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text, letter by letter, into whatever has the focus."""
        for letter in text:
            QTest.keyClicks(self.at(), letter)
        QApplication.processEvents()

    def enter(self, steps: Steps | None = None) -> None:
        """Press Enter; ``steps`` are done in what that opens and what holds the program until it is closed."""
        self._press_and(Qt.Key.Key_Return, steps)

    def to(self, wanted: str, back: bool = False) -> QWidget:
        """Press Tab until something of that name has the focus; returns it. Fails with what was met on the way."""
        return self.until(lambda: self.name() == wanted, wanted, back)

    def until(self, there: Callable[[], bool], what: str, back: bool = False) -> QWidget:
        """Press Tab until it is so."""
        met: list[str] = []
        for _ in range(_PATIENCE):
            if there():
                return self.at()
            met.append(self.name())
            if back:
                self.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
            else:
                self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"no Tab leads to '{what}'; met {list(dict.fromkeys(met))}")

    def push(self, wanted: str, back: bool = False, steps: Steps | None = None) -> None:
        """Go to a button and press it with the space bar; ``steps`` as for :meth:`enter`."""
        self.to(wanted, back)
        self._press_and(Qt.Key.Key_Space, steps)

    def choose(self, wanted: str, steps: Steps | None = None) -> None:
        """In the open menu, go down to an entry and take it; ``steps`` are done in the dialog it opens."""
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu is open")
        menu = self.at()
        assert isinstance(menu, QMenu)
        for _ in range(len(menu.actions()) + 1):
            active = menu.activeAction()
            if active is not None and active.text().replace("&&", "&") == wanted:
                self.enter(steps)
                return
            self.press(Qt.Key.Key_Down)
        raise AssertionError(f"no '{wanted}' in {[action.text() for action in menu.actions()]}")

    def _press_and(self, key: Qt.Key, steps: Steps | None) -> None:
        if steps is None:
            self.press(key)
            return
        ended: list[str] = []

        def go() -> None:
            try:
                steps()
                ended.append("done")
            finally:
                if not ended:  # let go of the program: what went wrong is told by the test that waits
                    ended.append("failed")
                    for one in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
                        if one is not None:
                            one.close()

        QTimer.singleShot(0, go)
        QTest.keyClick(self.at(), key)
        self.wait(lambda: ended, "the steps are at their end")
        assert ended == ["done"], "a step failed: see what was captured"

    def fill(self, label: str, text: str) -> None:
        """Go to a field, and write this in the place of what is there."""
        self.to(label)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(text)

    def pick(self, label: str, text: str, wanted: str) -> None:
        """Type into a field that looks records up, go down into what it offers, and take one."""
        self.to(label)
        self.type(text)
        self.wait(lambda: any(line.startswith(wanted) for line in _offered()), f"{wanted} is offered")
        self.press(Qt.Key.Key_Down)
        popup = self.at()
        assert isinstance(popup, QListWidget)
        for _ in range(popup.count()):
            if popup.currentItem().text().startswith(wanted):
                break
            self.press(Qt.Key.Key_Down)
        self.enter()
        self.wait(lambda: self.name().startswith(label), "the keyboard is in the field again")

    def dialog(self) -> Dialog:
        """The dialog in front, waited for."""
        self.wait(lambda: isinstance(QApplication.activeWindow(), Dialog), "a dialog is in front")
        front = QApplication.activeWindow()
        assert isinstance(front, Dialog)
        return front

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Wait until the screen shows something."""
        try:
            self._qtbot.waitUntil(lambda: bool(condition()), timeout=LONG)
        except Exception as error:
            raise AssertionError(
                f"{what}: it never was so; the focus is at '{named(QApplication.focusWidget())}'"
            ) from error


def named(widget: QWidget | None) -> str:
    """What a reader calls a thing: its name; a box of choices, whose own name is what is chosen, by its label."""
    interface = QAccessible.queryAccessibleInterface(widget) if widget is not None else None
    if interface is None:
        return ""
    labels = interface.relations(QAccessible.RelationFlag.Label) if interface.role() in _CHOICES else []
    label = next((other.text(QAccessible.Text.Name) for other, _ in labels), "").removesuffix(" (required)")
    return label or interface.text(QAccessible.Text.Name)


def described(widget: QWidget | None) -> str:
    """The accessible description."""
    interface = QAccessible.queryAccessibleInterface(widget) if widget is not None else None
    return interface.text(QAccessible.Text.Description) if interface is not None else ""


def _offered() -> list[str]:
    """The suggestions in sight."""
    front = QApplication.activeWindow()
    lists = [] if front is None else front.findChildren(QListWidget)
    popups = [one for one in lists if one.isVisible() and one.property("kind") == "popup"]
    return [one.item(row).text() for one in popups for row in range(one.count())]


def cells(view: QWidget) -> list[list[str]]:
    """What a table shows, row by row."""
    assert isinstance(view, QAbstractItemView)
    model = view.model()
    across = range(model.columnCount())
    return [[str(model.index(row, column).data()) for column in across] for row in range(model.rowCount())]
