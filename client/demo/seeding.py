"""Filling a new hub with the demo dealership, the way a real one is filled: signed in on a device, record by record.

What a person may write depends on role and store, so the records are written by those who may: a sales manager for
each store's leads, the fleet manager for insurance, IT for people and stores.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client import __version__
from client.commands import Create, Import, RecordFact
from client.demo.dealership import generate
from client.demo.hub_process import DemoHub
from client.hub.hub_connection import HubConnection
from client.hub.session import Session
from client.replica.worker import Replica, wait
from shared_models.protocol import MAX_PUSH
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write
from shared_models.schema import Values

TENANT = "northgate"
PASSWORD = "drive safely 2024"
#: What the dealership has agreed with its insurers: the terms, which they write, and the loss with its money; of the
#: people, the notes and the suspicions of the house, nothing.
AGREED = (
    "policy.number", "policy.insurer", "policy.status=write", "policy.vehicle", "policy.starts_on",
    "policy.expires_on=write", "policy.premium=write", "policy.deductible=write", "policy.lines=write",
    "policy.periods",
    "claim.number", "claim.policy", "claim.insurer", "claim.status=write", "claim.cause", "claim.happened_at",
    "claim.reported_at", "claim.place", "claim.description", "claim.photos", "claim.estimate=write",
    "claim.reserve=write", "claim.paid=write", "claim.settled_on=write",
)  # fmt: skip
Told = Callable[[int, int], None]
Seed = tuple[str, str, Values]


@dataclass(frozen=True)
class Account:
    """Somebody of the demo dealership with an account at the hub; ``store`` of an insurer's clerk is the insurer."""

    person: str
    login: str
    name: str
    role: str
    store: str | None

    def plan(self) -> dict[str, Any]:
        """The account as the hub's ``provision`` takes it."""
        return {
            "login": self.login, "name": self.name, "role": self.role, "store": self.store, "person": self.person,
            "password": PASSWORD,
        }  # fmt: skip


def accounts(records: Iterable[Seed]) -> list[Account]:
    """An account for every person among the records; the login is the name in lower case, with dots."""
    found: dict[str, Account] = {}
    for name, record, values in records:
        if name == "person":
            login = ".".join(str(values["name"]).lower().split())
            login = login if login not in found else f"{login}.{record[-4:]}"
            place = values.get("store") or values.get("insurer")
            found[login] = Account(record, login, values["name"], values["role"], place)
    return list(found.values())


def seed(hub: DemoHub, folder: Path, records: Sequence[Seed], code: str, people: Sequence[Account], told: Told) -> int:
    """Write all records through one device that those who may sign in on; return how many.

    ``told`` hears how many of them the hub has.
    """
    session = Session(folder, __version__)
    session.enrol_now(hub.address, code, "Head office set-up")
    session.sign_in_now(people[0].login, PASSWORD)
    replica = Replica(session.replica_path(), session.identity())
    done = 0
    try:
        for writer, some in _by_writer(_facts_first(records), people).items():
            session.sign_in_now(writer.login, PASSWORD)
            replica.sign_in_as(session.identity())
            _write(replica, some)
            done = asyncio.run(_send(replica, session, done, len(records), told))
    finally:
        replica.close()
    return done


def _facts_first(records: Sequence[Seed]) -> list[Seed]:
    """As it came to pass: a vehicle is sold before it is delivered, and a delivered one cannot be sold any more."""
    return sorted(records, key=lambda record: not RECORD_TYPES[record[0]].about.fact)


def _by_writer(records: Sequence[Seed], people: Sequence[Account]) -> Mapping[Account, list[Seed]]:
    """Who writes which records: somebody who may, of the record's store where it has one."""
    grouped: dict[Account, list[Seed]] = {}
    chosen: dict[tuple[str, str | None], Account] = {}
    for record in records:
        name, _, values = record
        store = values.get("store") if RECORD_TYPES[name].about.space == "leads" else None
        if (name, store) not in chosen:
            chosen[(name, store)] = next(
                p
                for p in people
                if may_write(p.role, name) and (store is None or p.store == store) and p.role != "insurer"
            )
        grouped.setdefault(chosen[(name, store)], []).append(record)
    return grouped


def _write(replica: Replica, records: Sequence[Seed]) -> None:
    by_type: dict[str, list[tuple[str, Values]]] = {}
    for name, record, values in records:
        by_type.setdefault(name, []).append((record, values))
    for name, some in by_type.items():
        if RECORD_TYPES[name].about.fact:
            for record, values in some:
                wait(replica.execute(RecordFact(name, values, record)))
        else:
            wait(replica.execute(Import(Create(name, values, record) for record, values in some)), 600)


async def _send(replica: Replica, session: Session, done: int, expected: int, told: Told) -> int:
    connection = HubConnection(session.standing.hub)
    key = session.key()
    try:
        while batch := await asyncio.wrap_future(replica.pending(MAX_PUSH)):
            results = await connection.push(await session.token(connection), [e.signed(key) for e in batch])
            refused = [result for result in results if result.status == "refused"]
            if refused:
                raise RuntimeError(
                    f"the hub refused a record of the demonstration: {refused[0].code} {refused[0].detail}"
                )
            await asyncio.wrap_future(replica.receipts(results))
            done += len(batch)
            told(done, expected)
    finally:
        await connection.close()
    return done


def dealership(records: int | None) -> list[Seed]:
    """The demo dealership, of about so many records (the usual few thousand when None)."""
    if records is None:
        return list(generate())
    scale = records / 3_000
    return list(generate(vehicles=int(400 * scale), leads=int(300 * scale), policies=int(300 * scale)))
