"""Dialogs whose buttons stay in sight, and the summary of errors that leads to each field."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from accessibility.widgets.announcer import announce
from accessibility.widgets.appearance import is_slim
from accessibility.widgets.buttons import Button, WrappingLink
from accessibility.widgets.field import Field
from accessibility.widgets.flow import FlowLayout
from accessibility.widgets.roles import RoleInterface, speak_as
from accessibility.widgets.scroll import ScrollPage
from accessibility.widgets.tab_order import tab_in_reading_order
from accessibility.widgets.texts import Heading, Text
from accessibility.words import words


class ErrorSummary(QFrame):
    """Names every problem of a form; each line is a button that leads to its field. Hidden while empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(4)
        self._heading = Heading("", 2, like=3)
        self._column.addWidget(self._heading)
        self._links: list[WrappingLink] = []
        self.hide()

    def show_problems(self, problems: Sequence[tuple[QWidget, str]]) -> None:
        """Show (field, what is wrong) pairs, take the focus and say how many; none hides the summary."""
        for link in self._links:
            link.setParent(None)
            link.deleteLater()
        self._links = []
        for field, text in problems:
            link = WrappingLink(text, "bad")
            link.clicked.connect(lambda _checked=False, f=field: f.setFocus(Qt.FocusReason.OtherFocusReason))
            self._column.addWidget(link)
            self._links.append(link)
        self.setVisible(bool(problems))
        if problems:
            many = words().error_summary_many.format(count=len(problems))
            title = words().error_summary if len(problems) == 1 else many
            self._heading.setText(title)
            self.setAccessibleName(title)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, ". ".join([title, *(text for _, text in problems)]), assertive=True)

    def check(self, fields: Iterable[Field]) -> bool:
        """Check every field, show what is wrong, and tell whether nothing is."""
        problems: list[tuple[QWidget, str]] = []
        for field in fields:
            field.set_error(field.problem(), say=False)
            wrong = field.error()
            if wrong:
                named = field.label in wrong
                text = wrong if named else words().field_error.format(label=field.label, text=wrong)
                problems.append((field, text))
        self.show_problems(problems)
        return not problems


speak_as(ErrorSummary, lambda w: RoleInterface(w, QAccessible.Role.Grouping))


class Dialog(QDialog):
    """A dialog with a heading, a scrolling ``body`` and a row of buttons. Escape closes it.

    The focus returns to the widget that had it, if that is still there.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opener: weakref.ref[QWidget] | None = None
        #: How wide it is where the screen has the room, in pixels; less is borne.
        self.width_wanted = 480
        self.finished.connect(self._give_back)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        self.summary = ErrorSummary()
        page = ScrollPage()
        self.body = page.body
        self.body.setSpacing(16)
        self._page = page
        column.addWidget(Heading(title, 2))
        column.addWidget(self.summary)
        column.addWidget(page, 1)
        self._buttons = FlowLayout(spacing=12, at_end=True)
        column.addLayout(self._buttons)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the dialog is read, whatever came to it last."""
        return tab_in_reading_order(self, forward) or super().focusNextPrevChild(forward)

    def _give_back(self) -> None:
        opener = self._opener() if self._opener is not None else None
        there = opener is not None and isValid(opener)
        before = opener if there else self.parentWidget()
        if before is not None:
            before.window().activateWindow()
        if opener is not None and there and opener.isVisible():  # else its page has moved the focus on
            opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_button(self, button: Button, deed: Callable[[], object]) -> Button:
        """Add a button at the end of the row; the last primary one answers Enter in a line edit."""
        button.clicked.connect(lambda _checked=False: deed())
        if button.property("kind") in ("primary", "danger"):
            button.setDefault(True)
        self._buttons.addWidget(button)
        return button

    def sizeHint(self) -> QSize:
        """As its content, within the screen."""
        content = self._page.content_size()
        frame = self._column.contentsMargins()
        width = max(self.width_wanted, content.width() + frame.left() + frame.right() + 12)
        height = content.height() + super().sizeHint().height() - self._page.sizeHint().height() + 8
        available = self.screen().availableSize() if self.screen() else QSize(1280, 800)
        return QSize(min(width, available.width() - 40), min(height, available.height() - 60))

    def event(self, event: QEvent) -> bool:
        """What stands above the page and the buttons below it keep their room, whatever grows."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and self.isVisible():
            needed = self._column.minimumHeightForWidth(self.width())
            self.setMinimumHeight(min(needed, self.screen().availableSize().height()))
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A slim one leaves less around its content."""
        super().resizeEvent(event)
        side = 2 if is_slim(self) else 24
        if self._column.contentsMargins().left() != side:
            self._column.setContentsMargins(side, 20, side, 20)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the content before it is seen; remember who had the focus."""
        had = QApplication.focusWidget()
        if had is not None and self._opener is None and not self.isAncestorOf(had):
            self._opener = weakref.ref(had)
        super().showEvent(event)
        self.resize(self.size().expandedTo(self.sizeHint()).boundedTo(self.screen().availableSize()))


def confirm(parent: QWidget, title: str, text: str, yes: str, danger: bool = False) -> bool:
    """Ask before a deed that cannot be undone; ``yes`` names the deed itself, such as "Sell the car"."""
    dialog = Dialog(title, parent)
    dialog.body.addWidget(Text(text))
    dialog.add_button(Button(words().cancel), dialog.reject)
    dialog.add_button(Button(yes, kind="danger" if danger else "primary"), dialog.accept)
    agreed = bool(dialog.exec())
    dialog.deleteLater()
    return agreed
