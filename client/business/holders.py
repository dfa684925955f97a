"""Who holds a vehicle as this device knows it, and the cases of those who lost: reads for screens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from client.reading.queries import Reader, RecordView
from client.text import cases as words
from shared_models.claims import Made, Stake, Verdict, holder_at, vehicle_thing
from shared_models.clock import instant_of, utc_now

_COLUMNS = (
    "stake.fact, kind, thing, party, first, last, secured, author, device, stamp, offline, seq, confirmed, lost_to"
)
#: A block of numbers that lost before it was drawn from is let go by its device; nobody has to act.
_LOST = f"""
SELECT {_COLUMNS} FROM stake WHERE lost_to <> '' AND
    (kind <> 'number_block' OR EXISTS (SELECT 1 FROM meta WHERE key = 'drawn ' || stake.fact))
"""
#: In one of these a vehicle still has a price to be asked for.
FOR_SALE = frozenset({"incoming", "available", "held"})
_STATUS = {"sale": "sold", "hold": "held", "deposit": "held"}


@dataclass(frozen=True)
class Holder:
    """What holds a vehicle now. ``status`` is sold or held; ``tentative`` says in words what is unsure, if anything."""

    stake: Stake
    confirmed: bool
    status: str
    tentative: str


@dataclass(frozen=True)
class Case:
    """A stake that has lost: ``lost`` and the fact it lost to. ``closure`` is what closed it, None while it is open."""

    lost: Stake
    lost_to: str
    closure: RecordView | None = None

    @property
    def vehicle(self) -> str:
        """The vehicle it is about; empty where it is about something else."""
        kind, _, name = self.lost.thing.partition(":")
        return name if kind in ("vehicle", "drive") else ""


def holders_of(reader: Reader, vehicles: Iterable[str], device: str) -> dict[str, Holder]:
    """The present holders of those of the vehicles that have one; ``device`` is this one."""
    things = [vehicle_thing(vehicle) for vehicle in vehicles]
    with reader.connect() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT {_COLUMNS} FROM stake WHERE NOT ended AND thing IN (SELECT value FROM json_each(?))",
            (json.dumps(things),),
        )
        by_thing: dict[str, list[Verdict]] = {}
        for row in rows.mappings():
            by_thing.setdefault(row["thing"], []).append(_verdict(row))
    now = int(utc_now().timestamp() * 1000)
    found = {thing.partition(":")[2]: holder_at(verdicts, now, begun=True) for thing, verdicts in by_thing.items()}
    return {vehicle: _holder(verdict, device) for vehicle, verdict in found.items() if verdict is not None}


def holder_of(reader: Reader, vehicle: str, device: str) -> Holder | None:
    """The present holder of a vehicle, or None."""
    return holders_of(reader, [vehicle], device).get(vehicle)


def open_cases(reader: Reader, vehicle: str = "") -> list[Case]:
    """The cases nobody has closed, the newest first; of one vehicle, or of all things."""
    query = _LOST + (" AND thing = ?" if vehicle else "")
    with reader.connect() as connection:
        rows = connection.exec_driver_sql(
            query + " ORDER BY stamp DESC", (vehicle_thing(vehicle),) if vehicle else ()
        ).mappings()
        return [Case(_verdict(row).stake, row["lost_to"]) for row in rows]


def closed_cases(reader: Reader, limit: int = 50) -> list[Case]:
    """The cases that were closed, the newest first."""
    closures = reader.find("case_closure", limit=limit)
    earliest = {closure.values["stake"]: closure for closure in closures}
    found = (_case(reader, name) for name in earliest)
    return [case for case in found if case is not None]


def case_of(reader: Reader, name: str) -> Case | None:
    """A case by its identifier, open or closed; None where there is none (any more)."""
    found = _case(reader, name)
    return found if found is not None and (found.lost_to or found.closure) else None


def stake_named(reader: Reader, fact: str) -> Stake | None:
    """One stake by its fact."""
    with reader.connect() as connection:
        row = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM stake WHERE fact = ?", (fact,)).mappings().first()
    return None if row is None else _verdict(row).stake


def is_confirmed(reader: Reader, fact: str) -> bool:
    """Whether a stake is confirmed by the hub."""
    with reader.connect() as connection:
        row = connection.exec_driver_sql("SELECT confirmed FROM stake WHERE fact = ?", (fact,)).first()
    return bool(row and row[0])


def must_act(stake: Stake, reader: Reader, person: str, role: str, store: str | None) -> bool:
    """Whether a case is this person's to settle: the seller whose entry lost, or a sales manager of its store."""
    fact = reader.record(stake.kind, stake.id)
    if fact is None:
        return False
    if person in (stake.made.author, fact.values.get("person")):
        return True
    return role == "sales_manager" and (not store or fact.values.get("store") in (None, store))


def _case(reader: Reader, name: str) -> Case | None:
    with reader.connect() as connection:
        row = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM stake WHERE fact = ?", (name,)).mappings().first()
    if row is None:
        return None
    closures: Sequence[RecordView] = reader.find("case_closure", stake=name, order="created")
    closure = next(iter(closures), None)
    return Case(_verdict(row).stake, row["lost_to"] or (closure.values["lost_to"] or "" if closure else ""), closure)


def _verdict(row: RowMapping) -> Verdict:
    made = Made(row["fact"], row["author"], row["device"], row["stamp"], bool(row["offline"]), row["seq"])
    stake = Stake(
        row["kind"], row["thing"], row["party"], row["first"], row["last"], bool(row["secured"]), made
    )  # fmt: skip
    return Verdict(stake, bool(row["confirmed"]), row["lost_to"])


def _holder(verdict: Verdict, device: str) -> Holder:
    status = _STATUS[verdict.stake.kind]
    return Holder(verdict.stake, verdict.confirmed, status, _tentative(verdict, status, device))


#: How long a device that has not reported yet may still be expected to bring something better.
_UNSETTLED_DAYS = 7


def _tentative(verdict: Verdict, status: str, device: str) -> str:
    made = verdict.stake.made
    if verdict.confirmed:
        return ""
    if made.seq is None:
        return words.HERE[status] if made.device == device else words.ELSEWHERE[status]
    young = (utc_now() - instant_of(made.stamp)).days < _UNSETTLED_DAYS
    return words.MADE_OFFLINE[status] if made.offline and young else ""
