"""Which entries of the log may be remnants: those of erasures that the audit tells of, with the digest it tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from sync_server.audit import note
from sync_server.tables import AUDIT, ERASED_ENTRY, ERASURE

#: Why insurers' copies are erased, by its name in the list of erasures: the list of agreed fields got shorter.
LIST_CHANGED = "agreed_list"
#: The actions under which this hub's audit tells of an erasure: of a person, and of insurers' copies (also, by older
#: hubs, under the first).
PERSON_ERASED, COPIES_TAKEN_BACK = "person_erased", "agreed_copies_taken_back"


def tell(connection: Connection, erasure: Mapping[str, Any], device: str, detail: Mapping[str, Any]) -> None:
    """Have the audit tell of an erasure, given as its row; ``detail`` names its digest (:func:`digest_of`)."""
    said = {"erasure": erasure["id"], "why": erasure["why"], "type": erasure["type"], **detail}
    if erasure["why"] == LIST_CHANGED:
        note(connection, erasure["tenant"], erasure["by"], device, COPIES_TAKEN_BACK, "", said)
    else:
        note(connection, erasure["tenant"], erasure["by"], device, PERSON_ERASED, erasure["subject"], said)


def digest_of(connection: Connection, erasure: str) -> str:
    """What the audit says of an erasure's entries: SHA-256 (hex) over their spaces, numbers and hashes, in order."""
    entry = ERASED_ENTRY.c
    wanted = select(entry.space, entry.seq, entry.hash).where(entry.erasure == erasure)
    digest = hashlib.sha256()
    for space, seq, change in connection.execute(wanted.order_by(entry.space, entry.seq)):
        digest.update(f"{space}\n{seq}\n{bytes(change).hex()}\n".encode())
    return digest.hexdigest()


def told_digests(connection: Connection) -> dict[str, str]:
    """What the audit says of each erasure's entries, by the erasure."""
    return {said["erasure"]: said["digest"] for said in said_of_erasures(connection)}


def said_of_erasures(connection: Connection) -> Iterator[dict[str, Any]]:
    """The details of the rows of the audit that tell of an erasure, the last word last: one may have been done again.

    Known by what they say, its name and its digest, not by their action: a newer hub may have erased for reasons that
    this one has no name for, and what it wrote down is written down.
    """
    rows = select(AUDIT.c.detail).where(AUDIT.c.detail.like('%"erasure":"%')).order_by(AUDIT.c.tenant, AUDIT.c.number)
    for (detail,) in connection.execute(rows):
        said = json.loads(detail)
        if isinstance(said.get("erasure"), str) and isinstance(said.get("digest"), str):
            yield said


def recorded_remnants(connection: Connection) -> dict[tuple[str, int], bytes]:
    """The hashes of all entries that were erased, by space and number; not those of an erasure nobody wrote down."""
    told = told_digests(connection)
    found: dict[tuple[str, int], bytes] = {}
    for erasure in connection.execute(select(ERASURE.c.id)).scalars().all():
        if told.get(erasure) == digest_of(connection, erasure):
            wanted = select(ERASED_ENTRY).where(ERASED_ENTRY.c.erasure == erasure)
            found |= {(row.space, row.seq): bytes(row.hash) for row in connection.execute(wanted)}
    return found
