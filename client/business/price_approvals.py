"""Prices that were approved and still stand: each can be taken back, which returns the vehicle to the price before."""

from __future__ import annotations

from dataclasses import dataclass

from client.business.holders import FOR_SALE
from client.reading.queries import Reader, RecordView
from shared_models.money import Money

#: So many decisions are looked at, the newest first; older ones are left as they are.
MOST = 2_000


@dataclass(frozen=True)
class Approval:
    """An approval that counts, and the vehicle that still has the price which was approved."""

    decision: RecordView
    vehicle: RecordView
    title: str
    before: Money
    approved: Money


def latest_decisions(reader: Reader) -> dict[str, RecordView]:
    """By vehicle the decision about its price that counts, the newest first."""
    found = reader.find("price_decision", limit=MOST)
    found.sort(key=lambda view: (view.created, view.id), reverse=True)
    latest: dict[str, RecordView] = {}
    for view in found:
        latest.setdefault(view.values["vehicle"], view)
    return latest


def standing_approvals(reader: Reader, most: int) -> tuple[Approval, ...]:
    """What can be taken back, the newest first. A vehicle that was sold, or given another price since, is left out."""
    approved = {
        vehicle: view for vehicle, view in latest_decisions(reader).items()
        if view.values["decision"] == "approve" and view.values["before"] is not None
    }  # fmt: skip
    cars = [car for car in reader.by_ids("vehicle", list(approved)) if not car.archived]
    standing = [
        car for car in cars
        if car.values["price"] == approved[car.id].values["proposed"] and car.values["status"] in FOR_SALE
    ][:most]  # fmt: skip
    titles = reader.titles("vehicle", [car.id for car in standing])
    return tuple(
        Approval(approved[car.id], car, titles[car.id], approved[car.id].values["before"], car.values["price"])
        for car in standing
    )
