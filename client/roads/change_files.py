"""Changes out to a file and in from one, by USB stick or however files are carried (form: ``shared_models.bundles``).

Both ways serve any two devices of a house, with or without the hub. A file holds all that waits on the device, what it
carries for others included, and the photos those changes name that the hub lacks, up to ``_MOST_PHOTO_BYTES``: the
smallest first; what does not fit goes to the hub from here. Reading a file twice, or by several roads, changes nothing
more.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from client.file_store import FileStore
from client.hub.session import Session
from client.replica.carried import Taken
from client.replica.worker import Replica, wait
from client.roads.vouching import known_roster, required_roster, vouched
from client.text import roads as words
from shared_models.bundles import Bundle, read_bundle, read_file, write_bundle
from shared_models.clock import system_milliseconds
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.kinds.links import digests_in

ENDING = ".forecourt-changes"
_ALL = 10_000_000
_MOST_PHOTO_BYTES = 150_000_000
_PATIENCE = 3_600.0


class FileNotWritten(ForecourtError):
    """The file could not be written; nothing was lost."""

    code = "file_not_written"


@dataclass(frozen=True)
class Exported:
    """How many changes went into a file, and how many wait for the hub because no key for their space is here.

    The same of photos: those left out did not fit, are damaged, or are named by nothing that went into the file.
    """

    path: Path
    changes: int
    left: int
    photos: int = 0
    photos_left: int = 0

    def sentence(self) -> str:
        """The same in words."""
        return words.exported(self.changes, self.path, self.left, self.photos, self.photos_left)


@dataclass(frozen=True)
class Imported:
    """What came of a file, and how many of its parts are for other readers."""

    taken: Taken
    closed: int
    photos: int = 0

    def sentence(self) -> str:
        """The same in words."""
        reasons = [reason for _, _, reason in self.taken.left_out]
        return words.imported(self.taken.new, self.taken.known, self.taken.awaiting, reasons, self.closed, self.photos)


def export_changes(replica: Replica, session: Session, path: Path, files: FileStore | None = None) -> Exported:
    """Write all that waits here into a file. Raises NoRoster, FileNotWritten and SignInNeeded."""
    roster, keys, key = required_roster(replica), session.exchange_keys(), session.key()
    waiting = wait(replica.pending(_ALL), _PATIENCE)
    device = session.standing.device
    chosen = vouched((each for each in waiting if each.space in keys), device, key)
    photos, photos_left = _photos(files or FileStore(session.folder / "files"), chosen)
    data = write_bundle(device, key, roster, chosen, keys, system_milliseconds(), photos)
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise FileNotWritten(words.NOT_WRITTEN.format(path=path, reason=error.strerror)) from error
    return Exported(path, len(chosen), len(waiting) - len(chosen), len(photos), photos_left)


def import_changes(replica: Replica, session: Session, path: Path, files: FileStore | None = None) -> Imported:
    """Take a file in: all that may enter, or nothing.

    Raises BundleRefused, RosterRefused, Refusal (revoked device) or EnvelopeRefused (a forged change).
    """
    keys = session.exchange_keys()
    data = read_file(path)
    bundle = read_bundle(data, session.hub_key(), known_roster(replica), session.standing.tenant, keys.get)
    taken = wait(replica.take_in(bundle.envelopes, bundle.roster), _PATIENCE)
    return Imported(taken, bundle.closed, _take_photos(files or FileStore(session.folder / "files"), bundle))


def _photos(files: FileStore, chosen: Sequence[Envelope]) -> tuple[list[tuple[str, str, bytes]], int]:
    """The photos that go into a file, each with the space of a change that names it; and how many are left out."""
    spaces = {digest: each.space for each in chosen for digest in digests_in(each.payload)}
    waiting, size = files.unsent(), 0
    found: list[tuple[str, str, bytes]] = []
    for digest in sorted(set(waiting) & spaces.keys(), key=files.size):
        data = files.read(digest)
        if data is not None and size + len(data) <= _MOST_PHOTO_BYTES:
            size += len(data)
            found.append((spaces[digest], digest, data))
    return found, len(waiting) - len(found)


def _take_photos(files: FileStore, bundle: Bundle) -> int:
    """Keep the photos that the file's changes name; they go to the hub from here as well. Returns how many are new."""
    named = {digest for packed in bundle.envelopes for digest in digests_in(packed)}
    new = [digest for digest in bundle.files if digest in named and not files.has(digest)]
    for digest in new:
        files.add_bytes(bundle.files[digest], digest)
    return len(new)
