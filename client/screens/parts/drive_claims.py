"""What a test drive claims: the car's keys for its time, and the trade plate while it is out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from client.commands import Command, RecordFact
from client.reading.queries import RecordView
from client.workspace import Workspace
from shared_models.clock import utc_now
from shared_models.rights import may_write

_USUAL = timedelta(minutes=45)
#: For the statuses a drive can be given: why what it claimed is free again.
_FREES = {"cancelled": "cancelled", "no_show": "cancelled", "returned": "returned"}


def slot_of(workspace: Workspace, drive: str, booking: dict[str, Any]) -> list[Command]:
    """The fact that claims the car's keys for a booking (values of a test drive)."""
    starts, store = booking.get("starts_at"), booking.get("store")
    if starts is None or not store or not may_write(workspace.identity.role, "slot"):
        return []
    ends = booking.get("ends_at") or starts + _USUAL
    claimed = {"vehicle": booking["vehicle"], "test_drive": drive, "store": store, "starts_at": starts, "ends_at": ends}
    return [RecordFact("slot", {**claimed, "person": workspace.identity.person})]


def plate_out(workspace: Workspace, view: RecordView, plate: str | None) -> list[Command]:
    """The fact that the plate went out with this drive; nothing where no plate was taken."""
    if not plate or not may_write(workspace.identity.role, "plate_checkout"):
        return []
    out = {
        "plate": plate, "vehicle": view.values["vehicle"], "test_drive": view.id, "store": view.values["store"],
        "person": workspace.identity.person, "out_at": utc_now(),
    }  # fmt: skip
    return [RecordFact("plate_checkout", out)]


def freed(workspace: Workspace, view: RecordView, status: str) -> list[Command]:
    """The releases of what this drive claims, once it is over or does not take place."""
    reason = _FREES.get(status)
    if reason is None or not may_write(workspace.identity.role, "release"):
        return []
    reader, released = workspace.reader, []
    kinds = ("plate_checkout",) if status == "returned" else ("slot", "plate_checkout")
    for kind in kinds:
        for fact in reader.find(kind, test_drive=view.id):
            if not reader.find("release", stake=fact.id, limit=1):
                values = {"stake": fact.id, "vehicle": view.values["vehicle"], "store": view.values["store"]}
                values |= {"person": workspace.identity.person, "reason": reason}
                released.append(RecordFact("release", {name: value for name, value in values.items() if value}))
    return list(released)
