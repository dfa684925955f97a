"""Trade plates and their keys: which are out, with whom and on which car, and who had them before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from client.reading.queries import Reader, RecordView
from shared_models.claims import plate_thing

_PLATES = "thing >= 'plate:' AND thing < 'plate;'"
_OUT = f"SELECT fact, seq, lost_to FROM stake WHERE {_PLATES} AND NOT ended ORDER BY stamp DESC"
_BACK = f"""
SELECT stake.fact, min(stake_end.fact) FROM stake JOIN stake_end ON stake_end.stake = stake.fact
WHERE {_PLATES} AND ended GROUP BY stake.fact ORDER BY stake.stamp DESC LIMIT ?
"""


@dataclass(frozen=True)
class PlateOut:
    """A plate that is out. ``told``: the hub has heard of it; ``lost``: somebody else took it too, and first."""

    checkout: RecordView
    told: bool
    lost: bool

    def overdue(self, now: datetime) -> bool:
        """Whether it was due back before now."""
        due = self.checkout.values["due_at"]
        return due is not None and due < now


def plates_out(reader: Reader) -> list[PlateOut]:
    """The plates that are out, the latest first; one that is due back is out until somebody says it is back."""
    with reader.connect() as connection:
        rows = connection.exec_driver_sql(_OUT).all()
    views = _by_id(reader, "plate_checkout", [row[0] for row in rows])
    return [PlateOut(views[fact], seq is not None, bool(lost)) for fact, seq, lost in rows if fact in views]


def out_now(reader: Reader, plate: str) -> PlateOut | None:
    """Where a plate is, if it is out, however it is written."""
    thing = plate_thing(plate)
    return next((out for out in plates_out(reader) if plate_thing(out.checkout.values["plate"]) == thing), None)


def plates_back(reader: Reader, most: int = 50) -> list[tuple[RecordView, RecordView | None]]:
    """Check-outs that have ended, the latest first, each with the release that says so; None: a case was closed."""
    with reader.connect() as connection:
        rows = connection.exec_driver_sql(_BACK, (most,)).all()
    outs = _by_id(reader, "plate_checkout", [row[0] for row in rows])
    releases = _by_id(reader, "release", [row[1] for row in rows])
    return [(outs[fact], releases.get(end)) for fact, end in rows if fact in outs]


def _by_id(reader: Reader, type_name: str, ids: Sequence[str]) -> dict[str, RecordView]:
    return {view.id: view for view in reader.by_ids(type_name, ids)}
