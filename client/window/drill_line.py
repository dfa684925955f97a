"""The line that marks an outage drill above every screen as long as it is on, with the way to end it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner
from client.care.drills import Drill
from client.text import drills as words
from client.text import values
from client.workspace import Workspace

#: A drill that ends by itself is noticed within this time.
_LOOK_MS = 1_000


class DrillLine(QWidget):
    """Nothing at all without a drill. Anybody may end one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._shown = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        self.banner = Banner("", "warn")
        self.end_button = self.banner.add_deed(words.END, self.end)
        column.addWidget(self.banner)
        self.hide()
        workspace.drill_changed.connect(self.refresh)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(workspace.drills.current)
        self.refresh()

    def refresh(self) -> None:
        """Show the drill that is on; its beginning and its end are spoken."""
        drill = self._workspace.drills.current()
        text = self._words(drill) if drill is not None else ""
        if text and text != self._shown:
            self.banner.set_text(text)
            self.banner.say()
            self._timer.start()
        elif self._shown and not text:
            self._timer.stop()
            self._workspace.said.emit(words.ENDED, False)
            self._workspace.sync_wanted.emit()
        self._shown = text
        # Without a parent yet it would be shown as a window of its own.
        self.setVisible(bool(text) and self.parentWidget() is not None)

    def settle_in(self) -> None:
        """The line has its place in the window now."""
        self.setVisible(bool(self._shown))

    def end(self) -> None:
        """End the drill at once."""
        workspace = self._workspace
        workspace.drills.end(workspace.person_name or workspace.reader.title("person", workspace.identity.person))

    def _words(self, drill: Drill) -> str:
        if drill.until is None:
            return words.LINE_OPEN
        until = values.moment(drill.until, self._workspace.zone(), self._workspace.today())
        return words.LINE.format(until=until)
