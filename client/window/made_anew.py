"""Pages follow what the person may see and change: when that becomes something else they are made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from client.sync_state import SyncState
from client.text import window as words

if TYPE_CHECKING:
    from client.window.main_window import MainWindow


class MadeAnew(QObject):
    """Looks with each news of the hub: it gives people other roles and stores, and insurers other agreed fields.

    What is being written, and an open dialog, are left alone; the pages follow when that is done.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._made_for = self._now()
        window.workspace.sync_changed.connect(self._look)

    def _now(self) -> tuple[object, ...]:
        identity = self._window.workspace.identity
        return identity.role, identity.store, identity.agreed

    def _look(self, _state: SyncState) -> None:
        if self._now() == self._made_for or QApplication.activeModalWidget() is not None:
            return
        shown = self._window.current_screen()
        if shown is not None and shown.holds_work():
            return
        self._made_for = self._now()
        self._window.stack.drop_all()
        if shown is not None:
            self._window.show_place(shown.place, remember=False)
        self._window.say(words.RIGHTS_CHANGED)
