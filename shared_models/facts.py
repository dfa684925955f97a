"""Facts: what is written once and never edited (a sale, a hold, a payment, a decision).

A fact's bytes are canonical JSON, so that anyone can read and hash them: ``{"id": identifier, "type": name,
"values": {...}}`` with sorted keys and no spaces. Its hash is the SHA-256 of these bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from shared_models.errors import DocumentDamaged, TooLarge
from shared_models.schema import Record

#: No honest fact is larger.
MAX_FACT_BYTES = 64_000
#: The decision of a fact that takes an earlier decision of its type back.
TAKEN_BACK = "withdrawn"


def encode_fact(record_type: type[Record], record_id: str, values: Mapping[str, Any]) -> bytes:
    """The bytes of a fact; empty fields are left out."""
    fields = record_type.fields()
    plain = {
        name: _to_json(fields[name].kind.shape, fields[name].kind.encode(value))
        for name, value in values.items()
        if value is not None
    }
    body = {"id": record_id, "type": record_type.type_name(), "values": plain}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode_fact(payload: bytes) -> dict[str, Any]:
    """The content of a fact, laid out as :meth:`Document.content` lays out a document.

    Raises TooLarge or DocumentDamaged.
    """
    if len(payload) > MAX_FACT_BYTES:
        raise TooLarge(f"a fact may have {MAX_FACT_BYTES:,} bytes at most")
    try:
        body = json.loads(payload)
        content = {
            "_id": body["id"],
            "_type": body["type"],
            **{name: _from_json(value) for name, value in body["values"].items()},
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentDamaged("these bytes are not a fact") from error
    if not isinstance(content["_type"], str) or not isinstance(content["_id"], str):
        raise DocumentDamaged("the fact does not name its type and identifier")
    return content


def fact_hash(payload: bytes) -> bytes:
    """The hash a fact is known by."""
    return hashlib.sha256(payload).digest()


def _to_json(shape: str, value: Any) -> Any:
    if shape == "set":
        return dict.fromkeys(sorted(value), True)
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"], validate=True)
    return value


def is_canonical(payload: bytes) -> bool:
    """Whether a fact is written as it is written here: else the same fact could have two hashes."""
    try:
        body = json.loads(payload)
        written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, RecursionError):
        return False
    return written == payload and isinstance(body, dict) and set(body) == {"id", "type", "values"}
