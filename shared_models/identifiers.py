"""Identifiers of records, people and devices: 32 hex digits, ordered by the time they were made."""

from __future__ import annotations

import os
import re
import time

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """Return a fresh identifier: 48 bits of milliseconds, then 80 random bits (the layout of UUID version 7).

    Ordered by time, so that b-trees grow at their end; random enough that devices never meet.
    """
    milliseconds = time.time_ns() // 1_000_000
    raw = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return raw.hex()


def is_id(text: object) -> bool:
    """Tell whether ``text`` has the form of an identifier."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None
