"""Screens whose content is read off the window's thread: asked for, shown when it is there, asked again on change."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from client.changes import Changes
from client.reading.queries import RecordView
from client.screens.base import Screen
from client.screens.parts.news import News
from client.workspace import Place, Workspace

#: Before the first answer; unlike any answer, None among them.
_NOTHING_YET = object()


class GatheringScreen(Screen):
    """``gather`` runs in the background and returns plain data; ``show_gathered`` lays it out in the window.

    Changes that arrive while it runs are gathered in one further round; while the screen is hidden it only notes that
    it is stale. Subclasses begin with :meth:`ask` at the end of their own ``__init__``.
    """

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._running = False
        self._again = False
        self._stale = False
        self._last: Any = _NOTHING_YET
        self._entered_at: QWidget | None = None
        #: On the page of a record: tells what others have changed of it.
        self.news: News | None = None

    @abstractmethod
    def gather(self) -> Any:
        """Read everything the screen shows. Not on the window's thread: touch no widget here."""

    @abstractmethod
    def show_gathered(self, found: Any) -> None:
        """Show what was read."""

    def ask(self) -> None:
        """Gather now, or once more after the round that is running."""
        if self._running:
            self._again = True
            return
        self._running = True
        self.workspace.background.run(self.gather, self._arrived, self._went_wrong)

    def is_filled(self) -> bool:
        return self._last is not _NOTHING_YET

    def record_in(self, found: Any) -> RecordView | None:
        """The page's own record in what was read."""
        view: RecordView | None = found.view
        return view

    def status_in(self, found: Any) -> str:
        """How things stand, where other records than the page's own say it; a change of it is news."""
        return ""

    def refresh(self, changes: Changes) -> None:
        if self.news is not None:
            self.news.heed(changes)
        if self.isVisible():
            self.ask()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked is fetched now."""
        super().showEvent(event)
        if self._last is _NOTHING_YET:
            QTimer.singleShot(0, self, self._note_focus)
        if self._stale:
            self._stale = False
            self.ask()

    def _arrived(self, found: Any) -> None:
        if not isValid(self):  # left and thrown away while its content was on the way
            return
        self._running = False
        if self._again:
            self._again = False
            self.ask()
        if found != self._last:
            before, self._last = self._last, found
            self.show_gathered(found)
            if before is _NOTHING_YET:
                QTimer.singleShot(0, self, self._claim_focus)
            elif self.news is not None and before is not None and found is not None:
                self._compare(self.news, before, found)

    def _compare(self, news: News, before: Any, found: Any) -> None:
        stood, stands = self.status_in(before), self.status_in(found)
        news.compare(self.record_in(before), self.record_in(found), stood, stands)

    def _note_focus(self) -> None:
        self._entered_at = self.window().focusWidget()

    def _claim_focus(self) -> None:
        """The content is there: the keyboard begins in it, unless the person has moved on meanwhile."""
        focus, target = self.window().focusWidget(), self.first_focus()
        if self.isVisible() and target is not None and focus in (self._entered_at, None):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _went_wrong(self, error: BaseException) -> None:
        self._running = False
        raise error
