"""Whether a car that is being sold or held without the hub may also go elsewhere: asked only when the risk is real.

The rule: holds, sales and deposits of cars of the same make and model by other devices within the four weeks before the
hub was last heard (what came since is not known here), shared out over the cars of that model that are in stock, give
how often one such car is taken in an hour. Over the hours since then, the chance that this one was is
``1 - exp(-rate * hours)``. From 5 % on the person is asked. While the hub is live nothing is asked: what others do is
here already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from client.reading.queries import Reader, RecordView
from client.reading.truth_queries import in_step
from client.sync_state import Phase, SyncState
from shared_models.clock import instant_of, stamp_at
from shared_models.vehicle_status import present_status

WEEKS = 4
#: The least chance at which a person is asked.
REAL = 0.05
_HOURS = WEEKS * 7 * 24
_TAKEN = """
SELECT count(*) FROM stake JOIN vehicle ON stake.thing = 'vehicle:' || vehicle.id
WHERE vehicle.make = ? AND vehicle.model = ? AND stake.device <> ? AND stake.stamp >= ?
"""
_IN_STOCK = f"""
SELECT count(*) FROM vehicle WHERE make = ? AND model = ? AND NOT archived
AND coalesce({present_status()}, 'available') IN ('available', 'held')
"""


@dataclass(frozen=True)
class Risk:
    """The chance that the car was taken elsewhere, from ``taken`` by others in four weeks and ``unheard`` hours."""

    chance: float
    taken: int
    unheard: float


def chance_of(taken: int, in_stock: int, unheard: float) -> float:
    """The chance that one of ``in_stock`` like cars was taken within ``unheard`` hours, see the module's header."""
    return 1 - exp(-taken / _HOURS / max(1, in_stock) * max(0.0, unheard))


def collision_risk(reader: Reader, state: SyncState, car: RecordView, device: str, now: datetime) -> Risk | None:
    """The risk for this car, or None when there is no need to ask."""
    if state.phase is Phase.LIVE:
        return None
    heard = in_step(reader).get(car.space) or state.last_heard or _last_taken_in(reader)
    if heard is None:
        return None
    unheard = (now - heard).total_seconds() / 3600
    since = stamp_at(int((heard - timedelta(weeks=WEEKS)).timestamp() * 1000))
    model = (car.values["make"], car.values["model"])
    with reader.connect() as connection:
        taken = int(connection.exec_driver_sql(_TAKEN, (*model, device, since)).scalar_one())
        in_stock = int(connection.exec_driver_sql(_IN_STOCK, model).scalar_one())
    chance = chance_of(taken, in_stock, unheard)
    return Risk(chance, taken, unheard) if chance >= REAL else None


def _last_taken_in(reader: Reader) -> datetime | None:
    """When the latest change the hub has was made: what is known of the hub after a start without it."""
    with reader.connect() as connection:
        stamp = connection.exec_driver_sql("SELECT max(stamp) FROM change WHERE seq IS NOT NULL").scalar()
    return instant_of(stamp) if stamp else None
