"""Reporting a drill once all that was done during it has reached the hub."""

from __future__ import annotations

from client.care.drills import Drills
from client.reading.drill_queries import all_sent, figures_of
from client.reading.queries import Reader
from client.replica.worker import Replica
from client.sync_state import Phase, SyncState
from shared_models.clock import utc_now


class DrillKeeping:
    """Looks whenever the device is in touch; what a drill's report says is counted from the log, once."""

    def __init__(self, drills: Drills, replica: Replica, reader: Reader) -> None:
        self._drills, self._replica, self._reader = drills, replica, reader

    def on_sync(self, state: SyncState) -> None:
        """How things stand with the hub; on the sync's thread."""
        if state.phase is not Phase.LIVE:
            return
        me = self._replica.identity
        for drill in self._drills.unreported(me.person):
            last = drill.last if drill.last is not None else 0
            if all_sent(self._reader, me.device, drill.first, last):
                figures = figures_of(self._reader, me.device, drill.first, last, utc_now())
                self._drills.report(drill.id, figures)
