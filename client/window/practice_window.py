"""The window to practise in: sample data, the tour above every page, and nothing that leaves it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Banner, look
from client.changes import Changes
from client.demo.practice import close_practice, demo_car, demo_car_sold, open_practice
from client.settings import Preferences
from client.text import tour as words
from client.window.main_window import MainWindow
from client.window.tour import Tour
from client.window.tour_line import Guide, TourLine
from client.workspace import Workspace, touches

#: So many pixels of height, at text scale 1, have room for the banner.
_HIGH = 560


class PracticeWindow(MainWindow):
    """A window over the practice showroom; closing it closes the showroom."""

    def __init__(self, workspace: Workspace, preferences: Preferences | None = None) -> None:
        super().__init__(workspace, preferences)
        self._car = demo_car(workspace)
        self._sold = demo_car_sold(workspace)
        workspace.changed.connect(self._look_whether_sold)
        line = TourLine()
        self.guide = Guide(Tour(self, self._car, lambda: self._sold), self, line)
        self.guide.finished.connect(self.close)
        head = QVBoxLayout()
        head.setContentsMargins(18, 8, 12, 0)
        self.said = Banner(words.PRACTICE_LINE, "info")
        head.addWidget(self.said)
        head.addWidget(line)
        self.column.insertLayout(0, head)

    def _fit(self) -> None:
        """In a low window the pages get the room that the banner takes."""
        super()._fit()
        self.said.setVisible(self.height() >= _HIGH * look().scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Higher or lower, not only wider."""
        super().resizeEvent(event)
        self._fit()

    def _look_whether_sold(self, changes: Changes) -> None:
        if touches(changes, "sale"):
            self._sold = demo_car_sold(self.workspace)
            self.guide.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The showroom goes with its window; what was practised stays on the disk."""
        super().closeEvent(event)
        if event.isAccepted():
            self.guide.stop()
            self.hide()
            # Not in the middle of Qt's own closing: what the pages asked for is waited for first.
            QTimer.singleShot(0, self, self._end)

    def _end(self) -> None:
        close_practice(self.workspace)
        self.deleteLater()


def open_practice_window(window: MainWindow) -> PracticeWindow:
    """Open the tour beside a window of the house; one that is open already comes to the front."""
    held = window.practice
    if not isinstance(held, PracticeWindow):
        folder = window.workspace.replica.database.path.parent
        held = PracticeWindow(open_practice(folder, window.workspace.identity.version), window.preferences)
        held.destroyed.connect(window.forget_practice)
        window.practice = held
        held.resize(window.size())
        held.show()
        held.workspace.catalogue.begin()
    held.raise_()
    held.activateWindow()
    held.guide.begin()
    return held
