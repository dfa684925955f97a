"""The line that says who else edits the record in sight, as long as they do; spoken once for each of them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, announce
from client.hub.transports import Present
from client.text import presence as words
from client.workspace import Place, Workspace


class PresenceLine(QWidget):
    """Nothing at all while nobody else edits. ``about`` says which place is in sight."""

    def __init__(self, workspace: Workspace, record: str = "", speaks: bool = True) -> None:
        super().__init__()
        self._workspace = workspace
        self._record = record
        self._speaks = speaks
        self._spoken: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        self.banner = Banner("", "info")
        column.addWidget(self.banner)
        self.hide()
        workspace.presence_changed.connect(self.refresh)
        self.refresh()

    def about(self, place: Place) -> None:
        """Another place is in sight."""
        record = place.record if place.screen == "record" else ""
        if record != self._record:
            self._record, self._spoken = record, set()
            self.refresh()

    def refresh(self) -> None:
        """Show who edits now."""
        others = self._workspace.presence.others(self._record) if self._record else []
        if others:
            self.banner.set_text(words.sentence([self._name(one) for one in others]))
        # Without a parent yet it would be shown as a window of its own.
        self.setVisible(bool(others) and self.parentWidget() is not None)
        new = [one for one in others if one.person not in self._spoken]
        self._spoken |= {one.person for one in new}
        if new and self._speaks:
            announce(self, words.sentence([self._name(one) for one in new]))

    def _name(self, one: Present) -> str:
        return words.YOURSELF if one.person == self._workspace.identity.person else one.name
