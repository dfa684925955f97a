"""The hash chain of audits, on the hub and on devices: each row's link covers the row and the link before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

#: The link before a chain's first row.
FIRST_LINK = b"\0" * 32
_PREFIX = b"forecourt-audit-1\0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def link(previous: bytes, row: Sequence[Any]) -> bytes:
    """The link of a row: SHA-256 over the link before it and the row's canonical JSON (an array of its values)."""
    return hashlib.sha256(_PREFIX + previous + canonical(row).encode()).digest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same text for the same value, wherever it is written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def row_of(values: Mapping[str, Any]) -> list[Any]:
    """What a device's link covers of an audit entry's values: ``at`` in milliseconds since 1970 UTC, "" for nothing."""
    told = [values.get(name) or "" for name in ("action", "person", "record_type", "record", "field", "detail")]
    at = (values["at"] - _EPOCH) // timedelta(milliseconds=1)
    return [values["trail"], int(values["number"]), at, *told]


@dataclass(frozen=True, slots=True)
class End:
    """How far a trail is good; ``bad`` is the number of the first row that is ``missing`` or not what was written."""

    number: int
    link: str
    bad: int = 0
    missing: bool = False


def follow(rows: Iterable[Mapping[str, Any]]) -> End:
    """Check the rows of one trail, values of audit entries, from its first row."""
    number, mark = 0, FIRST_LINK.hex()
    for values in sorted(rows, key=lambda each: int(each["number"])):
        if values["number"] != number + 1:
            return End(number, mark, number + 1, missing=True)
        if link(bytes.fromhex(mark), row_of(values)).hex() != values["link"]:
            return End(number, mark, number + 1)
        number, mark = int(values["number"]), str(values["link"])
    return End(number, mark)
