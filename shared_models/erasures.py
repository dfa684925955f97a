"""How an erasure travels in the log: notices that name erased documents, and what is left of erased entries.

Both are facts of types that no program has a table for, so that an older program carries them through unharmed. Only
the hub writes them: it refuses them from everybody else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared_models.envelopes import Envelope
from shared_models.errors import DocumentDamaged
from shared_models.facts import fact_hash

#: The types of a notice, and of what is left of an entry.
NOTICE, REMNANT = "erasure", "erased"
RESERVED = frozenset({NOTICE, REMNANT})
#: Documents that one notice names at most: it stays a small fact.
MOST_NAMED = 1_000


def hub_writes_as(tenant: str) -> str:
    """The identifier under which a tenant's hub writes, as device and as author; it signs with its own key."""
    return hashlib.sha256(f"forecourt hub of {tenant}".encode()).hexdigest()[:32]


def notice(identifier: str, erasure: str, documents: Sequence[str]) -> tuple[bytes, bytes]:
    """The bytes of a notice and their hash; ``erasure`` names the erasure it is part of."""
    values = {"documents": list(documents), "erasure": erasure}
    body = {"id": identifier, "type": NOTICE, "values": values}
    payload = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return payload, fact_hash(payload)


def read_notice(payload: bytes) -> tuple[str, list[str]]:
    """The erasure a notice belongs to, and the documents it names. Raises DocumentDamaged."""
    try:
        values: dict[str, Any] = json.loads(payload)["values"]
        return str(values["erasure"]), [str(each) for each in values["documents"]]
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentDamaged("this is no notice of an erasure") from error


def remnant(envelope: Envelope) -> Envelope:
    """What is left of an entry whose record was erased: its place and its hash, by which the log's chain still holds.

    Nobody's name stays in it: neither the record's, nor the author's, nor any signature.
    """
    nobody = envelope.hash.hex()[:32]
    return replace(
        envelope, kind="fact", type=REMNANT, document=nobody, author="0" * 32, device="0" * 32, payload=b"",
        signature=b"",
    )  # fmt: skip
