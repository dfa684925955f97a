"""A small dealership in a real replica, for tests of screens: a store, its people, vehicles, customers and policies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from client.changes import Identity
from client.commands import Command, Create, Import
from client.replica.worker import Replica, wait
from client.workspace import Mode, Workspace
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.vin import make_vin

STORE, DANA, OMAR, ACME, GEICO = (f"{n:032x}" for n in range(1, 6))
TODAY = date(2025, 11, 21)

MODELS = [
    ("Toyota", "Camry", "saloon", "hybrid"),
    ("Toyota", "Corolla", "hatchback", "petrol"),
    ("Ford", "Focus", "estate", "diesel"),
    ("Honda", "Civic", "hatchback", "petrol"),
    ("BMW", "320d", "saloon", "diesel"),
    ("Kia", "e-Niro", "suv", "electric"),
]
COLOURS = ("white", "black", "grey", "blue", "red", "silver")
STATUSES = ("available", "available", "available", "held", "incoming", "sold")


def identity(role: str = "fleet_manager", person: str = DANA) -> Identity:
    """Who works: Dana at the store, unless told otherwise."""
    return Identity("acme", "d" * 32, person, role, STORE, "1.0")


@contextmanager
def workspace_at(path: Path, role: str = "fleet_manager", mode: Mode = "showroom") -> Iterator[Workspace]:
    """A workspace over a new replica that holds the store and its people."""
    replica = Replica(path / "replica.sqlite", identity("it_admin"))
    do(replica, Create("person", {"name": "Dana Reyes", "role": "fleet_manager", "store": STORE, "active": True}, DANA))
    do(replica, Create("person", {"name": "Omar Haddad", "role": "salesperson", "store": STORE, "active": True}, OMAR))
    replica.sign_in_as(identity("head_office"))
    town = {"name": "Acme Berlin", "town": "Berlin", "time_zone": "Europe/Berlin", "currency": "EUR"}
    do(replica, Create("store", town, STORE))
    do(replica, Create("insurer", {"name": "GEICO"}, GEICO), Create("insurer", {"name": "Allianz"}, ACME))
    replica.sign_in_as(identity(role))
    workspace = Workspace(replica, mode)
    try:
        yield workspace
    finally:
        workspace.close()
        replica.close()


def do(replica: Replica, *commands: Command) -> None:
    """Carry out commands and wait for them."""
    for command in commands:
        wait(replica.execute(command))


def vehicle(number: int, **changes: Any) -> dict[str, Any]:
    """The values of one of many vehicles, the same for the same number."""
    make, model, body, fuel = MODELS[number % len(MODELS)]
    values = {
        "vin": make_vin("JTD", "KB3FU", 2019 + number % 6, "3", number),
        "stock_number": f"S{number:05d}",
        "make": make,
        "model": model,
        "trim": "Comfort",
        "year": 2019 + number % 6,
        "mileage": Quantity(4_200 + number * 731 % 90_000, "km"),
        "fuel": fuel,
        "gearbox": "automatic",
        "body": body,
        "colour": COLOURS[number % len(COLOURS)],
        "features": frozenset({"Heated seats", "Tow bar"}),
        "price": Money(1_200_000 + number * 77_700 % 3_900_000, "EUR"),
        "status": STATUSES[number % len(STATUSES)],
        "store": STORE,
    }
    return {**values, **changes}


def add_vehicles(workspace: Workspace, count: int) -> list[str]:
    """Add vehicles; returns their identifiers."""
    steps = [Create("vehicle", vehicle(number)) for number in range(count)]
    do(workspace.replica, Import(steps))
    return [step.id for step in steps]


def add(workspace: Workspace, record_type: str, /, **values: Any) -> str:
    """Add one record; returns its identifier."""
    command = Create(record_type, values)
    do(workspace.replica, command)
    return command.id


def add_customers(
    workspace: Workspace, names: tuple[str, ...] = ("Smith & Sons", "Zoë Müller", "Aisha Khan")
) -> list[str]:
    """Add customers; returns their identifiers."""
    return [add(workspace, "customer", name=name, town="Berlin", phone="+49 30 1234567") for name in names]


def add_policies(workspace: Workspace, count: int = 12) -> list[str]:
    """Add policies POL100 and following, some of them expired; returns their identifiers."""
    holder = add(workspace, "customer", name="Fleet GmbH", town="Potsdam")
    made = []
    for number in range(count):
        status = ("active", "active", "expiring", "expired")[number % 4]
        expires = TODAY + timedelta(days=(number * 37) % 160 - 20)
        values: dict[str, Any] = {
            "number": f"POL{100 + number}",
            "insurer": (GEICO, ACME)[number % 2],
            "holder": holder,
            "status": status,
            "vehicle": make_vin("JTD", "KB3FU", 2021, "3", number),
            "starts_on": expires - timedelta(days=365),
            "expires_on": expires,
            "premium": Money(48_050 + number * 1_000, "EUR"),
            "lines": {
                new_id(): {"cover": "liability", "limit": Money(10_000_000_00, "EUR")},
                new_id(): {
                    "cover": "comprehensive",
                    "limit": Money(50_000_00, "EUR"),
                    "deductible": Money(500_00, "EUR"),
                },
            },
        }
        made.append(add(workspace, "policy", **values))
    return made


def add_lead(workspace: Workspace, customer: str, vehicle_id: str | None = None) -> str:
    """Add a lead of a customer, as Omar does."""
    values = {
        "customer": customer,
        "store": STORE,
        "owner": OMAR,
        "status": "contacted",
        "source": "walk_in",
        "vehicle": vehicle_id,
        "budget": Money(2_500_000, "EUR"),
        "last_contact": datetime(2025, 11, 20, 13, 5, tzinfo=UTC),
        "wanted": "A quiet estate.",
    }
    here = workspace.identity
    workspace.replica.sign_in_as(identity("salesperson", OMAR))
    lead = add(workspace, "lead", **{name: value for name, value in values.items() if value is not None})
    workspace.replica.sign_in_as(here)
    return lead
