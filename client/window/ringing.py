"""Rings alarms: in the window, spoken, and on the desktop when the window is not in front."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from accessibility.widgets import look, show_toast
from client.business.alarm_reading import Found, gather
from client.business.alarms import Alarm, is_first
from client.changes import Changes, Outcome
from client.commands import RecordFact
from client.screens.alarms import show_alarm
from client.sync_state import Phase, SyncState
from client.text import alarms as words
from client.text import window as window_words
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace, touches
from shared_models.identifiers import new_id

#: Milliseconds between two looks at the clock; short against any alarm, and after sleep the first look rings at once.
EVERY_MS = 20_000
#: Seconds to wait for the hub to say whether another device was first, before ringing all the same.
PATIENCE = 5.0
#: Alarms whose marks go into one fact.
_PAGE = 200
_CONCERNS = ("policy", "lead", "activity", "test_drive", "approval_request", "approval_answer", "alarm_mark", "store")


class Ringing(QObject):
    """Looks what is due on a timer and when something changes. The rule is ``client.business.alarms``."""

    def __init__(self, workspace: Workspace, window: QWidget, settle: float = 8.0) -> None:
        """``settle``: seconds at the start in which the hub may tell what has rung elsewhere."""
        super().__init__(window)
        self._settle = settle
        self._settled = False
        self._workspace = workspace
        self._window = window
        #: The marks this device has written for alarms not rung yet: key to (mark, since when by the monotonic clock).
        self._claims: dict[str, tuple[str, float]] = {}
        self._running = self._again = False
        self._tray: QSystemTrayIcon | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(300)
        self._soon.timeout.connect(self.look)
        workspace.changed.connect(self._changed)
        workspace.sync_changed.connect(self._sync_changed)

    def start(self) -> None:
        """Ring what was missed, then whatever comes."""
        self._timer.start()
        if self._workspace.sync_state.phase is Phase.LIVE:
            self._settled_now()
        else:
            QTimer.singleShot(round(self._settle * 1000), self, self._settled_now)

    def _settled_now(self) -> None:
        self._settled = True
        self._soon.start()

    def look(self) -> None:
        """Look now, in the background."""
        if not self._settled:
            return
        if self._running:
            self._again = True
            return
        self._running = True
        self._workspace.background.run(lambda: gather(self._workspace), while_alive(self, self._looked), self._failed)

    def _changed(self, changes: Changes) -> None:
        if self._settled and touches(changes, *_CONCERNS):
            self._soon.start()

    def _sync_changed(self, state: SyncState) -> None:
        if self._timer.isActive() and not self._settled and state.phase is Phase.LIVE:
            self._settled_now()
        elif self._claims:
            self._soon.start()

    def _failed(self, error: BaseException) -> None:
        self._running = False
        raise error

    def _looked(self, found: Found) -> None:
        self._running = False
        new = [alarm for alarm in found.standing.to_ring if alarm.key not in self._claims]
        for start in range(0, len(new), _PAGE):
            self._claim(new[start : start + _PAGE])
        waiting = {alarm.key: alarm for alarm in found.standing.waiting}
        ring = [waiting[key] for key in list(self._claims) if key in waiting and self._decide(key, found)]
        if ring:
            self._ring(ring, found)
        now = time.monotonic()  # a record may have changed between claim and decision: nothing is left to ring then
        self._claims = {k: claim for k, claim in self._claims.items() if k in waiting or now - claim[1] < PATIENCE}
        if self._claims:
            self._soon.start()
        if self._again:
            self._again = False
            self.look()

    def _claim(self, alarms: Sequence[Alarm]) -> None:
        """Write down that these ring here, before they do: a device that dies in between does not ring for ever."""
        mark, keys = new_id(), frozenset(alarm.key for alarm in alarms)
        values = {"alarms": keys, "deed": "rung", "device": self._workspace.identity.device}
        self._claims |= dict.fromkeys(keys, (mark, time.monotonic()))

        def failed(error: BaseException) -> None:
            self._claims = {key: claim for key, claim in self._claims.items() if key not in keys}
            raise error

        self._workspace.run(RecordFact("alarm_mark", values, mark), while_alive(self, self._claimed), failed)

    def _claimed(self, _outcome: Outcome) -> None:
        self._soon.start()

    def _decide(self, key: str, found: Found) -> bool:
        """Whether a claimed alarm rings here now; it is forgotten once that is clear."""
        mark, since = self._claims[key]
        first = is_first(mark, found.marks.get(key, []))
        in_touch = self._workspace.sync_state.phase is Phase.LIVE
        if first is None and in_touch and time.monotonic() - since < PATIENCE:
            return False
        del self._claims[key]
        return first is not False

    # --- how it rings ---

    def _ring(self, alarms: Sequence[Alarm], found: Found) -> None:
        first = alarms[0]
        if len(alarms) == 1:
            text, deed = found.said[first.key], (words.SHOW, lambda: self._show(first))
        else:
            text = words.SEVERAL.format(count=len(alarms), first=found.said[first.key])
            deed = (words.SHOW_ALL, self._show_all)
        show_toast(self._window, text, "info" if first.kind in ("answer", "request", "match") else "warn", action=deed)
        if not self._window.isActiveWindow():
            self._notify(text)

    def _show(self, alarm: Alarm) -> None:
        show_alarm(self._workspace, alarm, self._window)

    def _show_all(self) -> None:
        self._workspace.go.emit(Place("alarms"))

    def _notify(self, text: str) -> None:
        """On the desktop, where it has a place for notices."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(look().icon("bell", "ink", 22), self)
            self._tray.setToolTip(window_words.PRODUCTS[self._workspace.mode])
            self._tray.messageClicked.connect(self._to_front)
            self._tray.activated.connect(self._to_front)
        self._tray.show()
        self._tray.showMessage(words.TITLE, text, self._tray.icon())

    def _to_front(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._show_all()
