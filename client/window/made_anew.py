"""The window follows what the person may see and change: places, menus and keys at once, pages as soon as they can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from client.formatting import role_label
from client.sync_state import SyncState
from client.text import values
from client.text import window as words
from client.window import navigation
from client.window.navigation import Stop
from shared_models.rights import SHOWING

if TYPE_CHECKING:
    from client.screens.base import Screen
    from client.window.main_window import MainWindow


class MadeAnew(QObject):
    """Looks with each news of the hub: it gives people other roles and stores, and insurers other agreed fields.

    What is being written, and an open dialog, are left alone; the pages follow when that is done.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._made_for = self._led_by = self._now()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._look)
        window.workspace.sync_changed.connect(self._hear)
        window.workspace.changed.connect(self.look_later)

    def _now(self) -> tuple[object, ...]:
        identity = self._window.workspace.identity
        return identity.role, identity.store, identity.agreed

    def look_later(self, _changes: object = None) -> None:
        """Another page is shown, or something was saved: a page that was being written in may be done with."""
        if self._now() != self._made_for:
            self._later.start()

    def _hear(self, _state: SyncState) -> None:
        self._look()

    def _look(self) -> None:
        now, shown = self._now(), self._window.current_screen()
        said = self._places_follow() if now != self._led_by else []
        if now != self._made_for and QApplication.activeModalWidget() is None:
            if shown is None or not shown.holds_work():
                self._pages_follow(shown)
                said.append(words.RIGHTS_CHANGED)
            elif said:
                said.append(words.PAGE_WAITS)
        if said:
            self._window.say(" ".join(said))

    def _places_follow(self) -> list[str]:
        """Rail, menus, palette and keys are those of the rights one has now; what is to be said of it."""
        window, former, role = self._window, self._led_by[0], self._window.workspace.identity.role
        before = window.stops
        self._led_by = self._now()
        window.follow_rights()
        if role in (former, SHOWING):
            return []
        return [words.ROLE_CHANGED.format(role=role_label(role)), *_of_places(before, window.stops)]

    def _pages_follow(self, shown: Screen | None) -> None:
        window, workspace = self._window, self._window.workspace
        self._made_for = self._now()
        window.stack.drop_all()
        if shown is None:
            return
        here = shown.place
        if navigation.may_go(workspace.mode, workspace.identity.role, here):
            window.show_place(here, remember=False)
        else:
            window.history.forget(here)
            window.show_place(navigation.first(workspace.identity.role))


def _of_places(before: list[Stop], now: list[Stop]) -> list[str]:
    """Which places came and went, in sentences; nothing where they are the same."""
    came, went = _beyond(now, before), _beyond(before, now)
    said = [words.PLACES_CAME.format(places=values.listed(came))] if came else []
    return [*said, words.PLACES_WENT.format(places=values.listed(went))] if went else said


def _beyond(some: list[Stop], others: list[Stop]) -> list[str]:
    held = {stop.key for stop in others}
    return [stop.label for stop in some if stop.key not in held]
