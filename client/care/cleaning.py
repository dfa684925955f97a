"""After an erasure: free pages, photos, search indexes and backups of this device are cleaned, and that is told.

The erasure itself was done with the cursor (``client.replica.erasing``). What is cleaned here takes longer, is begun
anew where the program ended before it was done, and is told to the hub by a row of the audit.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from client.care.safekeeping import Safekeeping
from client.changes import Changes
from client.commands import Witness
from client.file_store import FileStore
from client.replica import backups
from client.replica.backups import BackupFailed
from client.replica.erasing import cleaned, named_still, to_clean
from client.replica.worker import Replica, ReplicaClosed, wait
from shared_models.erasures import NOTICE
from shared_models.errors import ForecourtError

log = logging.getLogger(__name__)
_DAYS = 86_400.0
#: Seconds until what could not be cleaned (a reader was busy, the second place is away) is tried again.
_AGAIN = 30.0


class Cleaning:
    """Cleans on a thread of its own, once a notice came, and at the start what an earlier run left."""

    def __init__(
        self, replica: Replica, files: FileStore, safekeeping: Safekeeping, forget_indexes: Callable[[], None]
    ) -> None:
        """``forget_indexes`` has the search indexes made anew from the rows."""
        self._replica, self._files, self._safekeeping = replica, files, safekeeping
        self._forget_indexes = forget_indexes
        self._wake, self._end = threading.Event(), threading.Event()
        self._stop_listening = replica.listen(self._hear)
        self._thread = threading.Thread(target=self._run, name="cleaning", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._wake.set()
        self._thread.start()

    def close(self) -> None:
        """Finish the step that is being done, and end."""
        self._stop_listening()
        self._end.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(60)

    def _hear(self, changes: Changes) -> None:
        if changes.of(NOTICE):
            self._wake.set()

    def _run(self) -> None:
        again: float | None = None
        while self._wake.wait(again) or again:
            self._wake.clear()
            if self._end.is_set():
                return
            try:
                again = None if self.clean() else _AGAIN
            except ReplicaClosed:
                return
            except (ForecourtError, OSError) as problem:
                log.warning("what was erased could not be cleaned up yet: %s", type(problem).__name__)
                again = _AGAIN

    def clean(self) -> bool:
        """Clean what is due; False where something is left to be tried again."""
        due = wait(self._replica.write(to_clean))
        if not due:
            return True
        since = datetime.now(UTC)
        self._forget_indexes()
        self._remove_files({digest for digests in due.values() for digest in digests})
        if not wait(self._replica.clean_pages(), _DAYS) or not self._renew_backups(since):
            return False
        for erasure in due:
            wait(self._replica.write(lambda connection, one=erasure: cleaned(connection, one)))  # type: ignore[misc]
            wait(self._replica.execute(Witness("erasure_done", detail={"erasure": erasure})))
        return True

    def _remove_files(self, digests: set[str]) -> None:
        for digest in digests:
            if not wait(self._replica.write(lambda connection, one=digest: named_still(connection, one))):  # type: ignore[misc]
                self._files.remove(digest)

    def _renew_backups(self, since: datetime) -> bool:
        """Make a fresh backup where there are any, then drop those of before, also their copies at the second place."""
        here = [each for each in backups.listed(self._safekeeping.path) if each.made <= since]
        if here:
            try:
                self._safekeeping.make(backups.DAILY)
            except BackupFailed as problem:
                log.warning("no fresh backup could be made: %s", type(problem).__name__)
        for each in here:
            each.path.unlink(missing_ok=True)
        for aside in self._safekeeping.path.parent.glob(f"{self._safekeeping.path.stem}.damaged-*"):
            aside.unlink(missing_ok=True)
        return self._safekeeping.drop_copies(since)
