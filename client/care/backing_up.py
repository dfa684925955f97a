"""The daily backup of the replica: made beside people's work while the app runs, and told when it cannot be made."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from client.replica import backups
from client.replica.backups import BackupFailed

log = logging.getLogger(__name__)

#: Seconds until the first look whether a backup is due, and between two looks: the start of the app is not disturbed.
FIRST_LOOK, LOOK = 120.0, 3600.0


class BackingUp:
    """Looks every hour, on a thread of its own. ``failed`` gets a sentence, once until a backup was made again."""

    def __init__(self, replica: Path, failed: Callable[[str], None]) -> None:
        self._replica = replica
        self._failed = failed
        self._told = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Finish a backup that is being made, and stop."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(30)

    def _run(self) -> None:
        wait = FIRST_LOOK
        while not self._end.wait(wait):
            self._look()
            wait = LOOK

    def _look(self) -> None:
        try:
            if backups.due(self._replica, datetime.now(UTC)):
                backups.make(self._replica, backups.DAILY)
                self._told = False
        except (BackupFailed, OSError) as problem:
            log.warning("no backup could be made: %s", type(problem).__name__)
            if not self._told:
                self._told = True
                self._failed(str(problem))
