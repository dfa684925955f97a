"""What was done on this device during a drill, counted from the change log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from client.care.drills import Figures
from client.reading.queries import Reader
from client.replica.replica_tables import PENDING, change, rival, set_aside
from shared_models.claims import STAKE_TYPES


def newest_change(reader: Reader) -> int:
    """The number of the newest change in the replica; 0 when there is none."""
    with reader.connect() as connection:
        return int(connection.execute(select(func.max(change.c.number))).scalar() or 0)


def all_sent(reader: Reader, device: str, first: int, last: int) -> bool:
    """Whether nothing made here between the two numbers still waits for the hub."""
    waiting = select(func.count()).where(_made(device, first, last), change.c.state == PENDING)
    with reader.connect() as connection:
        return not connection.execute(waiting.select_from(change)).scalar_one()


def figures_of(reader: Reader, device: str, first: int, last: int, settled: datetime) -> Figures:
    """Count what was made here between the two numbers, the first excluded. Belongs in the background."""
    made = _made(device, first, last)
    own, documents = select(change.c.hash).where(made), select(change.c.document).where(made)
    tentative = and_(change.c.type.in_(STAKE_TYPES), change.c.offline)
    with reader.connect() as connection:
        counted = connection.execute(
            select(
                func.count(), func.count(change.c.document.distinct()),
                func.count().filter(change.c.type == "sale"), func.count().filter(tentative),
            ).where(made)
        ).one()  # fmt: skip
        refused = connection.execute(select(func.count()).where(set_aside.c.hash.in_(own))).scalar_one()
        touched = select(rival.c.document, rival.c.path).where(rival.c.change.in_(own)).distinct().subquery()
        disputed = (
            select(rival.c.document, rival.c.path)
            .join(touched, and_(touched.c.document == rival.c.document, touched.c.path == rival.c.path))
            .group_by(rival.c.document, rival.c.path)
            .having(func.count(rival.c.value.distinct()) > 1)
        )
        conflicts = connection.execute(select(func.count()).select_from(disputed.subquery())).scalar_one()
        marks = list(connection.execute(documents.where(change.c.type == "alarm_mark")).scalars())
        lost = connection.exec_driver_sql(
            "SELECT count(*) FROM stake JOIN change ON change.document = stake.fact "
            "WHERE lost_to <> '' AND change.device = ? AND number > ? AND number <= ?",
            (device, first, last),
        ).scalar_one()
    rung = [view for view in reader.by_ids("alarm_mark", marks) if view.values["deed"] == "rung"]
    alarms = sum(len(view.values["alarms"] or ()) for view in rung)
    return Figures(settled, *counted, lost, alarms, conflicts, refused)


def _made(device: str, first: int, last: int) -> ColumnElement[bool]:
    return and_(change.c.device == device, change.c.number > first, change.c.number <= last)
