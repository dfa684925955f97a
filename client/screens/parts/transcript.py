"""The transcript of a film: a line for each caption. The one that is shown is marked; one chosen is gone to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from accessibility.widgets import appearance, look, scroll_by_finger
from accessibility.widgets.told_list import ToldList
from client.films.film import clock, said
from client.films.webvtt import Cue
from client.text import films as words

_HIGH = 380


class Transcript(ToldList):
    """Emits ``chosen(scene)``, counted from 0. Each line is as high as its words, at least as a finger needs."""

    chosen = Signal(int)

    def __init__(self, cues: Sequence[Cue], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cues = tuple(cues)
        self._marked = -1
        self.setAccessibleName(words.TRANSCRIPT)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        scroll_by_finger(self)
        for cue in self._cues:
            self.addItem(QListWidgetItem(self._line(cue, False)))
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))
        appearance().changed.connect(self._fit)

    def mark(self, scene: int) -> None:
        """Mark the scene that is shown: by words and weight; the keyboard stays where it is."""
        if scene == self._marked:
            return
        before, self._marked = self._marked, scene
        for row in {before, scene} - {-1}:
            item = self.item(row)
            item.setText(self._line(self._cues[row], row == scene))
            font = self.font()
            font.setBold(row == scene)
            item.setFont(font)
            item.setSizeHint(self._size(item))
        if not self.hasFocus():
            self.setCurrentRow(scene)
            self.scrollToItem(self.item(scene))

    def marked(self) -> int:
        """The scene that is marked."""
        return self._marked

    def _line(self, cue: Cue, now: bool) -> str:
        return (words.LINE_NOW if now else words.LINE).format(time=clock(cue.begins), text=said(cue))

    def _size(self, item: QListWidgetItem) -> QSize:
        room = QRect(0, 0, max(80, self.viewport().width() - 36), 100_000)
        font = self.font()
        font.setBold(True)  # so that a line keeps its height when it is marked
        self.ensurePolished()
        text = self._line(self._cues[self.row(item)], True)
        high = QFontMetrics(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
        return QSize(0, max(look().target, high + 20))

    def _fit(self) -> None:
        for row in range(self.count()):
            self.item(row).setSizeHint(self._size(self.item(row)))

    def sizeHint(self) -> QSize:
        """Some lines; the others are scrolled to."""
        return QSize(look().px(300), look().px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(160, min(_HIGH, look().px(_HIGH)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space go to the scene of the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentRow() >= 0:
            self.chosen.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lines are as high as their words at the new width."""
        super().resizeEvent(event)
        self._fit()
