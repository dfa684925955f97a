"""Where a record's last word is, in a pill: only here, on the hub, on the hub and in its backup."""

from __future__ import annotations

from accessibility.widgets import StatusPill
from accessibility.widgets.feedback import Tone
from client.reading.log_queries import Safety, safety_of
from client.sync_state import SyncState
from client.text import records as words
from client.window.while_alive import while_alive
from client.workspace import Workspace


def _sign(safety: Safety) -> tuple[str, Tone, str]:
    signs: dict[Safety, tuple[str, Tone, str]] = {
        Safety.HERE: (words.ONLY_HERE, "warn", "sync-here"),
        Safety.HUB: (words.ON_HUB, "ok", "sync-safe"),
        Safety.BACKUP: (words.IN_BACKUP, "ok", "sync-safe"),
    }
    return signs[safety]


def show_safety(pill: StatusPill, safety: Safety) -> None:
    """Say it in a pill."""
    pill.set_state(*_sign(safety))


class SafetyPill(StatusPill):
    """Follows one record by itself; what it says is read off the window's thread."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("")
        self._workspace = workspace
        self._record = ""
        self.hide()
        workspace.sync_changed.connect(self._again)

    def follow(self, record: str) -> None:
        """Show how safe this record is."""
        self._record = record
        reader = self._workspace.reader
        self._workspace.background.run(lambda: safety_of(reader, record), while_alive(self, self._show))

    def _again(self, _state: SyncState) -> None:
        if self._record and self.isVisible():
            self.follow(self._record)

    def _show(self, safety: Safety) -> None:
        show_safety(self, safety)
        self.show()
