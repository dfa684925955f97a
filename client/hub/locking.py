"""A revoked device: once it has handed in what it had not sent it locks, wipes what it holds, and stays locked.

The same for a person whose account was closed, with what this device holds of that person. A mark on the disk tells
that the device is locked, so that a wipe cut short is finished at the next start.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from client.hub.causes import chain_of
from client.hub.hub_connection import HubRefused
from client.hub.session import Session
from client.replica.file_keys import NAME as FILE_KEYS

log = logging.getLogger(__name__)

DEVICE, PERSON = "device", "person"
MARK = "locked.json"
_CODES = {"device_revoked": DEVICE, "account_closed": PERSON}
_SECRETS = ("device-key", "seal-key", "exchange", "seals", "role-keys", "refresh-token")
#: Those of a device, which stay where only a person's work is wiped.
_DEVICE_SECRETS = 2
_WIPE_STEP = 1_000_000


def struck_off(error: BaseException) -> str | None:
    """Who the hub says is struck off, out of what ended a conversation with it."""
    codes = [_CODES.get(one.code) for one in chain_of(error) if isinstance(one, HubRefused)]
    return next((each for each in codes if each is not None), None)


def write_mark(folder: Path, who: str, person: str, given: Mapping[str, int]) -> None:
    """From now on what lies in the folder is locked, and wiped at the next chance; ``given`` was handed in."""
    draft = folder / f"{MARK}.new"
    told = {"who": who, "person": person, **given, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MARK)


def mark_of(folder: Path) -> dict[str, Any] | None:
    """Whether, and why, what lies in a data folder is locked."""
    try:
        found: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def is_locked(folder: Path) -> bool:
    """Whether the device whose data lies in the folder was revoked."""
    return (mark_of(folder) or {}).get("who") == DEVICE


def wipe(session: Session) -> dict[str, Any] | None:
    """Wipe what the mark in the folder says, keys first; the replica must be closed. Returns the mark, or None.

    A device's mark stays for good; a person's goes with the wipe, so that others may sign in.
    """
    mark = mark_of(session.folder)
    if mark is None:
        return None
    for secret in _SECRETS if mark["who"] == DEVICE else _SECRETS[_DEVICE_SECRETS:]:
        session.vault.forget(secret)
    if mark["who"] == DEVICE:
        session.vault.forget(FILE_KEYS)
        session.certificate.forget()
        session.people.forget_all()  # before the files: what is forgotten after them would be written anew
    stem = "replica-" if mark["who"] == DEVICE else f"replica-{mark['person']}"
    for path in _held(session.folder, stem, mark["who"] == DEVICE):
        overwrite(path)
    if mark["who"] == DEVICE:
        session.forget_all()
    else:
        session.sign_out()
        (session.folder / MARK).unlink(missing_ok=True)
    return mark


def _held(folder: Path, stem: str, everything: bool) -> Iterator[Path]:
    """Every file with somebody's work: replicas with their logs, backups, photos and papers; only what is ours."""
    yield from folder.glob(f"{stem}*")
    yield from (folder / "backups").glob(f"{stem}*")
    yield from (path for path in (folder / "files").rglob("*") if path.is_file())
    if everything:
        yield from (folder / name for name in ("secrets.json", "secrets.new") if (folder / name).exists())


def overwrite(path: Path) -> None:
    """Overwrite a file, then remove it. Flash memory may keep copies below; what is encrypted has lost its key."""
    try:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                file.write(bytes(min(left, _WIPE_STEP)))
                left -= _WIPE_STEP
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.warning("could not overwrite %s: %s", path.name, error.strerror)
    path.unlink(missing_ok=True)
