"""Undo and redo for the window: what is done is said, what stays is named with its reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import show_toast
from client.changes import Outcome
from client.replica.undoing import CannotUndo
from client.text import locking as lock_words
from client.text import undo as words
from client.workspace import Workspace
from shared_models.errors import ForecourtError


class TakingBack:
    """Takes deeds back and does them again, and tells the person on ``window`` what came of it."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        self._workspace, self._window = workspace, window

    def say(self, text: str, urgent: bool = False) -> None:
        """Show and speak a sentence; what was just done can be undone from it."""
        deed = self._workspace.fresh_deed()
        if urgent:
            show_toast(self._window, text, "bad")
        elif deed:
            show_toast(self._window, text, action=(words.UNDO, lambda: self.undo(deed)))
        else:
            show_toast(self._window, text)

    def undo(self, deed: str = "") -> None:
        """Take back a deed, or what was done last. Never under the eyes of a customer: it might tell of another."""
        if self._workspace.customer_mode.on:
            show_toast(self._window, lock_words.NO_UNDO, "info")
            return
        if not deed and not self._workspace.can_undo():
            show_toast(self._window, words.NOTHING_TO_UNDO, "info")
            return
        self._workspace.undo(lambda outcome: self._done(words.UNDONE, outcome), self._failed, deed or None)

    def redo(self, deed: str = "") -> None:
        """Do again what was taken back, or what was taken back last; not in customer mode either."""
        if self._workspace.customer_mode.on:
            show_toast(self._window, lock_words.NO_UNDO, "info")
            return
        if not self._workspace.redo(lambda outcome: self._done(words.REDONE, outcome), self._failed, deed or None):
            show_toast(self._window, words.NOTHING_TO_REDO, "info")

    def _done(self, said: str, outcome: Outcome) -> None:
        if not outcome.kept:
            show_toast(self._window, said)
        else:
            show_toast(self._window, words.PARTLY.format(done=said, kept=self._kept(outcome.kept)), "warn")

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        reason = self._kept(error.kept) if isinstance(error, CannotUndo) and error.kept else str(error)
        show_toast(self._window, words.NOT_UNDONE.format(reason=reason), "bad")

    def _kept(self, kept: Any) -> str:
        workspace = self._workspace
        return words.kept_sentences(kept, workspace.identity.person, workspace.zone(), workspace.reader.title)
