"""The hash chain of audits, on the hub and on devices: each row's link covers the row and the link before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

#: The link before a chain's first row.
FIRST_LINK = b"\0" * 32
_PREFIX = b"forecourt-audit-1\0"


def link(previous: bytes, row: Sequence[Any]) -> bytes:
    """The link of a row: SHA-256 over the link before it and the row's canonical JSON (an array of its values)."""
    return hashlib.sha256(_PREFIX + previous + canonical(row).encode()).digest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same text for the same value, wherever it is written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
