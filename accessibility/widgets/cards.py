"""Cards: one that is a single big button, and one that holds buttons of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStylePainter,
    QWidget,
)

from accessibility.widgets.appearance import is_slim
from accessibility.widgets.column import Column
from accessibility.widgets.roles import RoleInterface, speak_as
from accessibility.words import words


class Card(QPushButton):
    """A card that is pressed as a whole. Put what it shows into ``body``; connect to ``clicked``.

    ``accessible_name`` is spoken exactly as given. Nothing inside it may take the focus.
    """

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.body = Column(self)
        self.body.setContentsMargins(14, 14, 14, 14)
        self.body.setSpacing(8)

    def set_chosen(self, chosen: bool) -> None:
        """Mark the card as chosen, by a thick edge and in its description."""
        self.setProperty("chosen", "true" if chosen else "false")
        self.setAccessibleDescription(words().selected if chosen else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def hasHeightForWidth(self) -> bool:
        """As its content."""
        return self.body.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Height its content needs at a width."""
        return self.body.totalHeightForWidth(width) if self.hasHeightForWidth() else -1

    def sizeHint(self) -> QSize:
        """As its content; a push button would measure its text."""
        return self.body.totalSizeHint().expandedTo(QSize(44, 44))

    def minimumSizeHint(self) -> QSize:
        """As its content."""
        return self.body.totalMinimumSize().expandedTo(QSize(44, 44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the style sheet's box; the content paints itself."""
        option = QStyleOption()
        option.initFrom(self)
        if self.isDown():
            option.state |= QStyle.StateFlag.State_Sunken
        QStylePainter(self).drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press the card."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class ArticleCard(QFrame):
    """A card told to screen readers as an article with a title; its deeds are buttons in ``body``."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words().article)
        self.body = Column(self)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(8)


class Panel(QFrame):
    """A plain surface that groups things, with an edge and round corners; give a name to make it a group."""

    def __init__(self, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if accessible_name:
            self.setAccessibleName(accessible_name)
        self.body = Column(self)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a slim window less is left around the content."""
        super().resizeEvent(event)
        room = 8 if is_slim(self) else 16
        if self.body.contentsMargins().left() != room:
            self.body.setContentsMargins(room, room, room, room)


speak_as(ArticleCard, lambda w: RoleInterface(w, QAccessible.Role.Section))
speak_as(Panel, lambda w: RoleInterface(w, QAccessible.Role.Grouping))
