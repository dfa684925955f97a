"""Changes out to a file and in from one, by USB stick or however files are carried (form: ``shared_models.bundles``).

Both ways serve any two devices of a house, with or without the hub. A file holds all that waits on the device, what it
carries for others included; reading one twice, or by several roads, changes nothing more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from client.hub.session import Session
from client.replica.carried import Taken
from client.replica.worker import Replica, wait
from client.roads.vouching import known_roster, required_roster, vouched
from client.text import roads as words
from shared_models.bundles import read_bundle, read_file, write_bundle
from shared_models.clock import system_milliseconds
from shared_models.errors import ForecourtError

ENDING = ".forecourt-changes"
_ALL = 10_000_000
_PATIENCE = 3_600.0


class FileNotWritten(ForecourtError):
    """The file could not be written; nothing was lost."""

    code = "file_not_written"


@dataclass(frozen=True)
class Exported:
    """How many changes went into a file, and how many wait for the hub because no key for their space is here."""

    path: Path
    changes: int
    left: int

    def sentence(self) -> str:
        """The same in words."""
        return words.exported(self.changes, self.path, self.left)


@dataclass(frozen=True)
class Imported:
    """What came of a file, and how many of its parts are for other readers."""

    taken: Taken
    closed: int

    def sentence(self) -> str:
        """The same in words."""
        reasons = [reason for _, _, reason in self.taken.left_out]
        return words.imported(self.taken.new, self.taken.known, self.taken.awaiting, reasons, self.closed)


def export_changes(replica: Replica, session: Session, path: Path) -> Exported:
    """Write all that waits here into a file. Raises NoRoster, FileNotWritten and SignInNeeded."""
    roster, keys, key = required_roster(replica), session.exchange_keys(), session.key()
    waiting = wait(replica.pending(_ALL), _PATIENCE)
    device = session.standing.device
    chosen = vouched((each for each in waiting if each.space in keys), device, key)
    data = write_bundle(device, key, roster, chosen, keys, system_milliseconds())
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise FileNotWritten(words.NOT_WRITTEN.format(path=path, reason=error.strerror)) from error
    return Exported(path, len(chosen), len(waiting) - len(chosen))


def import_changes(replica: Replica, session: Session, path: Path) -> Imported:
    """Take a file in: all that may enter, or nothing.

    Raises BundleRefused, RosterRefused, Refusal (revoked device) or EnvelopeRefused (a forged change).
    """
    keys = session.exchange_keys()
    data = read_file(path)
    bundle = read_bundle(data, session.hub_key(), known_roster(replica), session.standing.tenant, keys.get)
    taken = wait(replica.take_in(bundle.envelopes, bundle.roster), _PATIENCE)
    return Imported(taken, bundle.closed)
