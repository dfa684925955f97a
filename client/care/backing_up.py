"""The daily backup of the replica: made beside people's work while the app runs, and brought to the second place."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from client.care.safekeeping import Safekeeping
from client.file_store import FileStore
from client.replica import backups
from client.replica.backups import BackupFailed, BackupStopped
from shared_models.errors import ForecourtError

log = logging.getLogger(__name__)

#: Seconds until the first look whether a backup is due, and between two looks: the start of the app is not disturbed,
#: and a disk that is plugged in again soon has what it lacks.
FIRST_LOOK, LOOK = 120.0, 300.0


class BackingUp:
    """Looks now and then, on a thread of its own. ``failed`` gets a sentence, once until it went well again.

    A second place that is away is no failure: the copies are made when it is back.
    """

    def __init__(
        self, replica: Path, safekeeping: Safekeeping, failed: Callable[[str], None], files: FileStore | None = None
    ) -> None:
        """``files``: what lies plain among them from before is encrypted, too."""
        self._replica, self._safekeeping = replica, safekeeping
        self._failed, self._files = failed, files
        self._told = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Finish a backup that is being made, stop a copy, and end."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(30)

    def _run(self) -> None:
        wait = FIRST_LOOK
        while not self._end.wait(wait):
            if wait == FIRST_LOOK:
                self._encrypt()
            self._look()
            wait = LOOK

    def _encrypt(self) -> None:
        """Backups and photos from before they were encrypted; what cannot be now is the next time."""
        try:
            self._safekeeping.encrypt()
            if self._files is not None:
                self._files.encrypt_all()
        except (OSError, ForecourtError) as problem:
            log.warning("older files could not be encrypted: %s", type(problem).__name__)

    def _look(self) -> None:
        try:
            if backups.due(self._replica, datetime.now(UTC)):
                self._safekeeping.make(backups.DAILY)
            self._safekeeping.bring_copies(lambda _done, _all: not self._end.is_set())
            self._told = False
        except BackupStopped:
            log.info("the app closes: a copy of a backup is made the next time")
        except (BackupFailed, OSError) as problem:
            log.warning("no backup could be made: %s", type(problem).__name__)
            if not self._told:
                self._told = True
                self._failed(str(problem))
