"""This device's audit: rows numbered without a gap and chained by hash, written as facts that go to the hub.

Each life of a replica file has a trail of its own (a copied file writes under another actor, see ``incarnation``), and
its first row names the trail it goes on from. So a row that is left out is missed: here, and on the hub.
"""

from __future__ import annotations

import json
from typing import Any

from client.commands import RecordFact, Witness
from client.replica.database import get_meta, set_meta
from client.replica.document_store import DocumentStore
from shared_models.audit_chain import FIRST_LINK, canonical, link, row_of
from shared_models.clock import instant_of, stamp_at, system_milliseconds
from shared_models.encrypted_sqlite import Connection

_HEAD = "audit trail"


def next_entry(store: DocumentStore, person: str, what: Witness) -> RecordFact:
    """The fact of the next row; the head of the trail moves on with it, in the caller's transaction."""
    connection, trail = store.connection, store.actor.hex()
    head = json.loads(get_meta(connection, _HEAD) or b"{}")
    detail = dict(what.detail)
    if head.get("trail") != trail:
        if head:
            detail |= {"after": head["trail"], "after_number": head["number"]}
        head = {"trail": trail, "number": 0, "link": FIRST_LINK.hex()}
    values: dict[str, Any] = {
        "action": what.action, "person": person, "at": instant_of(stamp_at(system_milliseconds())),
        "record_type": what.record_type or None, "record": what.record or None, "field": what.field_name or None,
        "detail": canonical(detail) if detail else None, "trail": trail, "number": head["number"] + 1,
    }  # fmt: skip
    values["link"] = link(bytes.fromhex(head["link"]), row_of(values)).hex()
    head = {name: values[name] for name in ("trail", "number", "link")}
    set_meta(connection, _HEAD, canonical(head).encode())
    return RecordFact("audit_entry", values)


def written_end(connection: Connection) -> tuple[str, int, str]:
    """The trail this file writes, the number of its last row and the link there; empty before the first row."""
    head = json.loads(get_meta(connection, _HEAD) or b"{}")
    return head.get("trail", ""), head.get("number", 0), head.get("link", "")
