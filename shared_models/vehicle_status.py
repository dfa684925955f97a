"""The status of a vehicle at this moment, as SQL over the tables of vehicles and stakes: who holds it decides.

What people write down is whether it is incoming, available or delivered; that it is sold or held follows from sales,
holds and deposits (``claims``), and ends with a release, a closed case, or at the moment until which it was held. A
vehicle that is written down as sold or held without any such fact (an import) is what it says; one whose facts have
all ended is available. What was delivered stays so.
"""

from __future__ import annotations

#: The present moment in milliseconds since 1970 UTC, the same throughout one statement.
NOW = "((julianday('now') - 2440587.5) * 86400000)"


def present_status(here: str = "") -> str:
    """An SQL expression in a statement that reads ``vehicle``; ``here`` narrows the stakes (``AND ...``)."""
    stakes = f"FROM stake WHERE stake.thing = 'vehicle:' || vehicle.id{here}"
    holds = f"AND NOT stake.ended AND stake.lost_to = '' AND stake.last > {NOW}"
    return (
        "CASE WHEN vehicle.status = 'delivered' THEN vehicle.status ELSE coalesce("
        f"(SELECT CASE max(stake.kind = 'sale') WHEN 1 THEN 'sold' WHEN 0 THEN 'held' END {stakes} {holds}), "
        f"CASE WHEN vehicle.status IN ('sold', 'held') AND EXISTS (SELECT 1 {stakes}) THEN 'available' "
        "ELSE vehicle.status END) END"
    )
