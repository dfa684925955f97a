"""How old what is shown may be: last changed when and by whom, only here or on the hub, hub heard when."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Text
from client.reading.queries import RecordView
from client.screens.parts.page import Section
from client.screens.parts.safety_pill import SafetyPill
from client.sync_state import Phase, SyncState
from client.text import today as today_words
from client.text import values
from client.text import vehicle as words
from client.workspace import Workspace


class Truth(Section):
    """The foot of a record's page; a person can tell from it whether to ask before they act."""

    def __init__(self, workspace: Workspace, deeds: Iterable[QWidget] = ()) -> None:
        super().__init__(today_words.FRESHNESS, deeds)
        self._workspace = workspace
        self._record = ""
        self.text = Text("", "soft")
        self.pill = SafetyPill(workspace)
        self.body.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.text)
        workspace.sync_changed.connect(self._show)

    def show_record(self, view: RecordView, author: str, only_here: bool) -> None:
        """Tell the age of a record."""
        self.pill.follow(view.id)
        known = author and author != values.NOTHING
        pattern = words.TRUTH if known else words.TRUTH_UNKNOWN
        parts = [pattern.format(ago=values.ago(view.updated), who=author)]
        self._record = " ".join([*parts, *([words.TRUTH_HERE] if only_here else [])])
        self._show(self._workspace.sync_state)

    def _show(self, state: SyncState) -> None:
        hub = (
            words.TRUTH_HEARD.format(ago=values.ago(state.last_heard)) if state.last_heard else today_words.NEVER_HEARD
        )
        self.text.setText(f"{self._record} {today_words.HEARD_LIVE if state.phase is Phase.LIVE else hub}".strip())
