"""The status of a vehicle at this moment, as SQL over the tables of vehicles and stakes: who holds it decides.

What people write down is whether it is incoming, available or delivered; that it is sold or held follows from sales,
holds and deposits (``claims``), and ends with a release, a closed case, or at the moment until which it was held. A
vehicle that is written down as sold or held without any such fact (an import) is what it says; one whose facts have
all ended is available. What was delivered stays so.
"""

from __future__ import annotations

import sqlite3

from shared_models import encrypted_sqlite
from shared_models.clock import system_milliseconds


def tell_the_time(connection: sqlite3.Connection | encrypted_sqlite.Connection) -> None:
    """Let statements of a connection ask ``now_ms()``: milliseconds since 1970 UTC, the same throughout a statement."""
    connection.create_function("now_ms", 0, system_milliseconds, deterministic=True)


def present_status(here: str = "") -> str:
    """An SQL expression in a statement that reads ``vehicle``; ``here`` narrows the stakes (``AND ...``)."""
    stakes = f"FROM stake WHERE stake.thing = 'vehicle:' || vehicle.id{here}"
    holds = "AND NOT stake.ended AND stake.lost_to = '' AND stake.last > now_ms()"
    return (
        "CASE WHEN vehicle.status = 'delivered' THEN vehicle.status ELSE coalesce("
        f"(SELECT CASE max(CASE stake.kind WHEN 'sale' THEN 1 ELSE 0 END) WHEN 1 THEN 'sold' WHEN 0 THEN 'held' END "
        f"{stakes} {holds}), "
        f"CASE WHEN vehicle.status IN ('sold', 'held') AND EXISTS (SELECT 1 {stakes}) THEN 'available' "
        "ELSE vehicle.status END) END"
    )
