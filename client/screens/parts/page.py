"""How a page is laid out: its head with deeds, sections on surfaces, and two columns that stack when narrow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from accessibility.widgets import (
    FlowLayout,
    Heading,
    Panel,
    ScrollPage,
    StatusPill,
    Text,
    appearance,
    look,
)

GAP = 16
_HEADING = 180
_DETAIL = 150


class _Words(QWidget):
    """What a page is called; never narrower than its status, which stays in one line."""

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(min(340, look().px(280)), least.width()), least.height())


class _Detail(Text):
    """It goes below the status before it breaks into slivers, or a word of it is cut."""

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(look().px(_DETAIL), least.width()), least.height())


class PageHead(QWidget):
    """The title of a screen with a line below it, a status beside it, and its deeds at the end."""

    def __init__(self, title: str, detail: str = "", deeds: Iterable[QWidget] = ()) -> None:
        super().__init__()
        self._flow = FlowLayout(spacing=12)
        self.setLayout(self._flow)
        words = _Words()
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.heading = Heading(title, 1)
        self.pill = StatusPill("")
        self.pill.hide()
        self.detail = _Detail(detail, "soft")
        self.detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        second = FlowLayout(spacing=12)
        second.addWidget(self.pill)
        second.addWidget(self.detail)
        if not detail:  # never shown by hand while it has no parent: that would make it a window of its own
            self.detail.hide()
        column.addWidget(self.heading)
        column.addLayout(second)
        self._flow.addWidget(words)
        for deed in deeds:
            self._flow.addWidget(deed)

    def set_words(self, title: str, detail: str = "") -> None:
        """Say another title and line."""
        self.heading.setText(title)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))


class Section(Panel):
    """A surface with a heading; deeds stand beside the heading, content goes into ``body``."""

    def __init__(self, title: str, deeds: Iterable[QWidget] = (), level: int = 2) -> None:
        super().__init__(title)
        self._head = FlowLayout(spacing=12)
        self.heading = Heading(title, level)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.heading.setMinimumWidth(look().px(_HEADING))  # a deed goes to the next line before the heading breaks
        self._head.addWidget(self.heading)
        for deed in deeds:
            self._head.addWidget(deed)
        self.body.addLayout(self._head)

    def set_title(self, title: str) -> None:
        """Another heading, and name of the group."""
        self.heading.setText(title)
        self.setAccessibleName(title)


class SideBySide(QWidget):
    """A broad column and a narrow one, above each other where the width does not hold both."""

    def __init__(self, least: int = 900, share: tuple[int, int] = (5, 3)) -> None:
        """``least`` is the width in pixels, at text scale 1, from which the columns stand side by side."""
        super().__init__()
        self._least = least
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GAP)
        self.main, self.aside = QVBoxLayout(), QVBoxLayout()
        for column, part in zip((self.main, self.aside), share, strict=True):
            column.setSpacing(GAP)
            self._box.addLayout(column, part)
        appearance().changed.connect(self._fit)

    def close_columns(self) -> None:
        """Keep what is in the columns at their top; call when everything is in."""
        self.main.addStretch(1)
        self.aside.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack or unstack."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Larger text needs more width as a narrower window does."""
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if self.width() >= look().px(self._least) else direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)


def page_in(screen: QWidget) -> ScrollPage:
    """Fill a screen with one scrolling page; returns it."""
    column = QVBoxLayout(screen)
    column.setContentsMargins(0, 0, 0, 0)
    page = ScrollPage(6)
    page.body.setSpacing(GAP)
    column.addWidget(page)
    return page


def only_if(widget: QWidget, wanted: bool) -> None:
    """Hide a new widget that is not wanted. One that has no parent yet must never be shown: it would be a window."""
    if not wanted:
        widget.hide()


def empty(layout: QLayout) -> None:
    """Take out and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def deeds(*buttons: QWidget) -> QWidget:
    """Buttons, and what belongs beside them, in a row that wraps."""
    holder = QWidget()
    flow = FlowLayout(spacing=8)
    holder.setLayout(flow)
    for button in buttons:
        flow.addWidget(button)
    return holder
