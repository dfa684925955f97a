"""What was chosen about backups on this device, and what checking them found; kept in a file beside the replicas."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from client.replica.backups import KEPT

FILE = "backups.json"
_MOST_REMEMBERED = 300


@dataclass(frozen=True)
class Choices:
    """``second`` is the folder copies go to (empty: none), ``mark`` the word in it that proves it is the same one.

    ``checked`` says of files, by name, whether they were found whole, when (ISO, UTC), and the SHA-256 they were made
    with (empty: not known).
    """

    second: str = ""
    mark: str = ""
    kept: int = KEPT
    checked: Mapping[str, tuple[bool, str, str]] = field(default_factory=dict)


def digest(path: Path) -> str:
    """What tells apart files that differ in a single bit: SQLite does not look inside what it holds. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class BackupChoices:
    """Read once, written at each change; may be used from any thread. A file that cannot be read counts as none."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._lock = threading.Lock()
        self._now = self._read()

    @property
    def now(self) -> Choices:
        """What holds at the moment."""
        return self._now

    def change(self, **changed: Any) -> None:
        """Choose otherwise. Raises OSError."""
        with self._lock:
            self._write(replace(self._now, **changed))

    def digest_of(self, name: str) -> str:
        """The SHA-256 a file was made with; empty where it is not known."""
        return self._now.checked[name][2] if name in self._now.checked else ""

    def found(self, name: str, whole: bool, at: datetime, digest: str = "") -> None:
        """A file was made or checked. Raises OSError."""
        with self._lock:
            known = {**self._now.checked, name: (whole, at.isoformat(), digest or self.digest_of(name))}
            latest = sorted(known.items(), key=lambda each: each[1][1])[-_MOST_REMEMBERED:]
            self._write(replace(self._now, checked=dict(latest)))

    def _read(self) -> Choices:
        try:
            told = json.loads(self._file.read_text("utf-8"))
            found = dict(told.get("checked", {})).items()
            checked = {str(name): (bool(one[0]), str(one[1]), str(one[2])) for name, one in found}
            kept = max(1, int(told.get("kept", KEPT)))
            return Choices(str(told.get("second", "")), str(told.get("mark", "")), kept, checked)
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return Choices()

    def _write(self, wanted: Choices) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(wanted), indent=1), "utf-8")
        draft.replace(self._file)
        self._now = wanted
