"""Which incarnation of a replica a file is: one that was copied, moved or put back gets an Automerge actor of its own.

Two files that write under one actor number their changes alike, and neither could be merged with the other any more. A
copy is found out in three ways: it stands in another place than the file says (machine, path, or the file's own number
on its disk), the token of the last opening in it is not the one that lies beside it, or the hub hands out a change of
this actor which the file does not know (``DocumentStore.found_out``). A new actor costs nothing, so whatever is
doubtful gets one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import platform
from pathlib import Path

from client.changes import Identity
from client.replica.database import get_meta, set_meta
from client.replica.replica_tables import PENDING
from client.replica.transactions import transaction
from shared_models.encrypted_sqlite import Connection

log = logging.getLogger(__name__)

#: The name under which a file keeps whose it is.
OWNER = "owner"


def actor_of(connection: Connection, path: Path) -> bytes:
    """The actor that this file may write under, from now on until it is opened the next time."""
    beside = path.with_name(path.name + ".opened")
    place = _place(path)
    opened = get_meta(connection, "opened")
    told = beside.read_bytes() if beside.exists() else None
    token = os.urandom(16)
    with transaction(connection):
        actor = get_meta(connection, "actor")
        if actor is None or get_meta(connection, "place") != place or opened != told:
            if actor is not None:
                log.warning("the replica was copied, moved or put back: it writes under a new actor")
            actor = new_actor(connection)
        set_meta(connection, "place", place)
        set_meta(connection, "opened", token)
    draft = beside.with_name(beside.name + ".new")
    draft.write_bytes(token)
    draft.replace(beside)
    return actor


def take_over(connection: Connection, device: str) -> None:
    """What this file has not sent yet goes out as this device's, also where the device was enrolled anew meanwhile."""
    before = get_meta(connection, "device")
    if before == device.encode():
        return
    with transaction(connection):
        if before is not None:
            log.warning("the device was enrolled anew: what it has not sent goes out under its new name")
            connection.execute(
                "UPDATE change SET device = ? WHERE device = ? AND state = ? AND signature IS NULL",
                (device, before.decode(), PENDING),
            )
        set_meta(connection, "device", device.encode())


def owner_of(identity: Identity) -> str:
    """House and person, as a file keeps them."""
    return f"{identity.tenant}/{identity.person}"


def keep_owner(connection: Connection, identity: Identity) -> None:
    """Write down whose file this is, once."""
    if get_meta(connection, OWNER) is None:
        set_meta(connection, OWNER, owner_of(identity).encode())
        connection.commit()


def new_actor(connection: Connection, same_file: bool = False) -> bytes:
    """Give the file another actor, within the caller's transaction.

    It is another incarnation then, too, unless the actor changes in the ``same_file`` alone.
    """
    actor = os.urandom(16)
    kept = incarnation_of(connection) if same_file else actor
    set_meta(connection, "incarnation", kept)
    set_meta(connection, "actor", actor)
    return actor


def incarnation_of(connection: Connection) -> bytes:
    """What names this very file, and no copy of it: the first actor it wrote under."""
    kept = get_meta(connection, "incarnation") or get_meta(connection, "actor")
    assert kept is not None
    return kept


def _place(path: Path) -> bytes:
    """Where the file stands: a copy of it stands elsewhere."""
    state = path.stat()
    told = f"{platform.node()}\n{path.resolve()}\n{state.st_dev}\n{state.st_ino}"
    return hashlib.sha256(told.encode()).digest()
