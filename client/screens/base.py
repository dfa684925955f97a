"""What every screen is: a widget given the workspace and a place, refreshed by what changed."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from client.changes import Changes
from client.workspace import Place, Workspace, touches


class Screen(QWidget):
    """One screen. ``screen_name`` and ``record_type`` say which places it shows; an empty type is any type.

    A screen is made when its place is first shown. It must not touch the replica but through the workspace.
    """

    screen_name: ClassVar[str] = ""
    record_type: ClassVar[str] = ""
    #: Record types whose changes concern the screen; empty: all.
    concerned: ClassVar[tuple[str, ...]] = ()

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.place = place
        workspace.changed.connect(self._changed)

    def title(self) -> str:
        """What the window calls this screen; spoken when it appears."""
        return ""

    def refresh(self, changes: Changes) -> None:
        """Bring the screen in line with what changed. The initiator of a change need not do anything."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins when the screen appears."""
        return None

    def is_filled(self) -> bool:
        """Whether its content is there, and not only its frame."""
        return True

    def may_leave(self) -> bool:
        """Whether the screen may be left now; a form with unsaved work asks first."""
        return True

    def holds_work(self) -> bool:
        """Whether something unsaved would be lost with the screen."""
        return type(self).may_leave is not Screen.may_leave

    def _changed(self, changes: Changes) -> None:
        if not self.concerned or touches(changes, *self.concerned):
            self.refresh(changes)
