"""Reads that tell how old what is here may be: the watermarks of the spaces, what came by another road, telematics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgpack
from sqlalchemy import func, select

from client.reading.queries import Reader
from client.replica.replica_tables import PENDING, change
from shared_models.clock import instant_of

#: Name under which the replica keeps when it was in step with each space: milliseconds since 1970 UTC.
IN_STEP = "in_step"


def in_step(reader: Reader) -> dict[str, datetime]:
    """When this device last was in step with each space (UTC); a space that is missing never was."""
    kept: Mapping[str, int] = msgpack.unpackb(reader.meta(IN_STEP) or b"\x80")
    return {space: datetime.fromtimestamp(at / 1000, UTC) for space, at in kept.items()}


def brought_at(reader: Reader, record: str) -> datetime | None:
    """When the newest change of a record was made that came by file or neighbour and waits here for the hub."""
    theirs = (change.c.document == record) & (change.c.state == PENDING) & change.c.signature.is_not(None)
    with reader.connect() as connection:
        stamp = connection.execute(select(func.max(change.c.stamp)).where(theirs)).scalar()
    return instant_of(stamp) if stamp else None


def telematics_until(reader: Reader, whose: str = "", record: str = "") -> date | None:
    """The latest day of telematics here, of a ``vehicle`` or ``driver`` or of all; None where there is none."""
    asked = [reader.column("telematics_day", whose) == record] if whose else []
    latest = next(iter(reader.where("telematics_day", asked, order="-on", limit=1)), None)
    return latest.values["on"] if latest is not None else None
