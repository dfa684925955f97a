"""From records to the plain values the models take. What is not known is left out, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from client.reading.queries import Reader, RecordView

if TYPE_CHECKING:
    from ml_models.local_time import Clocks


def lead_features(reader: Reader, leads: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``lead_conversion``: how and how often we spoke, how it ended before; one dict per lead."""
    from ml_models.lead_conversion.features import of_record

    clocks = clocks_of(reader)
    return [of_record(view.values, clocks.of(view.values["store"])) for view in leads]


def clocks_of(reader: Reader) -> Clocks:
    """The time zones of the stores, as models read hours and days by them."""
    from ml_models.local_time import Clocks

    return Clocks((store.id, store.values["time_zone"]) for store in reader.find("store"))


def renewal_features(_reader: Reader, policies: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``renewal``: each policy renewed at today's premium; one dict per policy."""
    from ml_models.renewal.of_records import of_policy

    return [of_policy(view.values) if view.values["expires_on"] else {} for view in policies]


def accident_features(reader: Reader, vehicles: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``accident_risk``: vehicle, its usual driver, and the totals of its telematics days; one dict each."""
    theirs = reader.column("telematics_day", "vehicle").in_([view.id for view in vehicles])
    reporting = {row[0] for row in reader.columns("telematics_day", ["vehicle"], theirs)}
    return [_accident(reader, view, view.id in reporting) for view in vehicles]


def _accident(reader: Reader, view: RecordView, reporting: bool) -> dict[str, Any]:
    from ml_models.accident_risk.of_records import of_vehicle

    days = reader.find("telematics_day", vehicle=view.id, order="-on", limit=90) if reporting else []
    driver_id = next((day.values["driver"] for day in days if day.values["driver"]), None)
    driver = reader.record("driver", driver_id) if driver_id else None
    held = None if driver is None else driver.values
    return of_vehicle(view.values, held, [day.values for day in days], datetime.now(UTC).date())
