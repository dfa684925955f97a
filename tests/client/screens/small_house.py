"""A small dealer house for tests of screens: one store, a few cars, people, leads, policies and claims, all known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import theme
from client.changes import Identity
from client.commands import Command, Create, RecordFact
from client.replica.worker import Replica, wait
from client.settings import Preferences
from client.window.main_window import MainWindow
from client.workspace import Mode, Workspace
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money

CAMRY_VIN = "4T1G11AK5PU123459"
POLICY_VIN = "VIN123456789"
TODAY = datetime.now(UTC).date()
FACTS = (
    "sale", "hold", "payment", "claim_decision", "claim_review", "underwriting_decision", "price_decision",
)  # fmt: skip


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=hour)


@dataclass
class House:
    """A replica with its window; identifiers of records by a short name."""

    workspace: Workspace
    ids: dict[str, str] = field(default_factory=dict)
    window: MainWindow | None = None

    def add(self, key: str, record_type: str, **values: Any) -> str:
        """Make a record, waiting for the disk."""
        self.ids[key] = new_id()
        command: Command = Create(record_type, values, self.ids[key])
        if record_type in FACTS:
            command = RecordFact(record_type, values, self.ids[key])
        wait(self.workspace.replica.execute(command))
        return self.ids[key]

    def id(self, key: str) -> str:
        """The identifier of a record."""
        return self.ids[key]

    def values(self, record_type: str, key: str) -> dict[str, Any]:
        """What the replica holds of a record now."""
        view = self.workspace.reader.record(record_type, self.ids[key])
        assert view is not None
        return view.values


def identity(role: str, person: str, store: str | None) -> Identity:
    """Somebody who works here."""
    return Identity("house", "d" * 32, person, role, store, "0.1.0")


def open_house(folder: Path, mode: Mode, role: str) -> House:
    """A filled replica under a person of the role."""
    person, store = new_id(), new_id()
    replica = Replica(folder / "replica.sqlite", identity("head_office", person, store))
    house = House(Workspace(replica, mode), {"me": person, "store": store})
    _directory(house)
    replica.sign_in_as(identity("sales_manager", person, store))
    _showroom(house)
    replica.sign_in_as(identity("fleet_manager", person, store))
    _office(house)
    replica.sign_in_as(identity(role, person, store))
    return house


def _directory(house: House) -> None:
    replica = house.workspace.replica
    me, store = house.id("me"), house.id("store")
    wait(
        replica.execute(
            Create("store", {"name": "Munich East", "town": "Munich", "time_zone": "UTC", "currency": "EUR"}, store)
        )
    )
    replica.sign_in_as(identity("it_admin", me, store))
    wait(replica.execute(Create("person", {"name": "Anna Berg", "role": "salesperson", "store": store}, me)))
    for key, name in (("geico", "Geico"), ("allianz", "Allianz"), ("axa", "AXA")):
        house.add(key, "insurer", name=name, claims_phone="+49 800 1234")


def _showroom(house: House) -> None:
    _cars(house)
    _leads(house)
    _diary(house)


def _cars(house: House) -> None:
    store = house.id("store")
    cars = [
        ("camry", "Toyota", "Camry", 2023, "hybrid", "saloon", "blue", 28_450, "available", CAMRY_VIN),
        ("golf", "Volkswagen", "Golf", 2021, "petrol", "hatchback", "red", 19_900, "held", "WVWZZZ1KZBW000001"),
        ("corolla", "Toyota", "Corolla", 2022, "hybrid", "estate", "silver", 22_750, "available", "JTDBR32E000000002"),
        ("id4", "Volkswagen", "ID.4", 2024, "electric", "suv", "white", 41_990, "incoming", "WVGZZZE2ZMP000003"),
        ("transit", "Ford", "Transit", 2020, "diesel", "van", "grey", 16_300, "available", "WF0XXXTTGXLA00004"),
        ("mx5", "Mazda", "MX-5", 2019, "petrol", "convertible", "red", 18_700, "sold", "JMZND6F7600000005"),
    ]
    for key, make, model, year, fuel, body, colour, price, status, vin in cars:
        house.add(
            key,
            "vehicle",
            make=make,
            model=model,
            year=year,
            fuel=fuel,
            body=body,
            colour=colour,
            status=status,
            vin=vin,
            price=Money.of(price, "EUR"),
            store=store,
            gearbox="automatic",
            mileage=Quantity(12_000 + year, "km"),
            features=frozenset({"Heated seats", "Parking sensors", "Android Auto"}),
            plate=f"M-{key.upper()[:2]} {year}",
        )
    house.add(
        "cost",
        "vehicle_cost",
        vehicle=house.id("camry"),
        purchase_price=Money.of(23_000, "EUR"),
        preparation=Money.of(450, "EUR"),
        floor_price=Money.of(26_500, "EUR"),
    )


def _leads(house: House) -> None:
    store = house.id("store")
    people = [
        ("maria", "Maria Lopez", "+49 89 5551234"),
        ("jonas", "Jonas Weber", "+49 171 2223344"),
        ("aisha", "Aisha Khan", ""),
    ]
    for key, name, phone in people:
        house.add(key, "customer", name=name, phone=phone or None, town="Munich")
    house.add(
        "lead_maria",
        "lead",
        customer=house.id("maria"),
        store=store,
        owner=house.id("me"),
        status="contacted",
        source="phone",
        channel="cellular",
        vehicle=house.id("camry"),
        contacts_now=2,
        contacts_before=1,
        previous_outcome="success",
        next_step=TODAY - timedelta(days=3),
        wanted="A quiet saloon for long trips",
    )
    house.add(
        "lead_jonas",
        "lead",
        customer=house.id("jonas"),
        store=store,
        owner=house.id("me"),
        status="new",
        source="website",
        channel="telephone",
        next_step=TODAY,
        contacts_now=1,
        contacts_before=0,
        previous_outcome="nonexistent",
    )


def _diary(house: House) -> None:
    store = house.id("store")
    house.add(
        "task",
        "activity",
        kind="task",
        subject="Send the offer for the Corolla",
        store=store,
        person=house.id("me"),
        due=TODAY,
        customer=house.id("aisha"),
    )
    house.add(
        "call",
        "activity",
        kind="call",
        subject="Asked about delivery",
        store=store,
        person=house.id("me"),
        lead=house.id("lead_maria"),
        customer=house.id("maria"),
        happened_at=_at(-3, 10),
        done=True,
    )
    house.add(
        "drive",
        "test_drive",
        vehicle=house.id("corolla"),
        customer=house.id("jonas"),
        store=store,
        person=house.id("me"),
        starts_at=_at(0, 15),
        ends_at=_at(0, 16),
        status="booked",
    )
    house.add(
        "hold",
        "hold",
        vehicle=house.id("golf"),
        customer=house.id("aisha"),
        store=store,
        person=house.id("me"),
        until=datetime.now(UTC) + timedelta(hours=30),
    )


def _office(house: House) -> None:
    house.add(
        "fleet_van",
        "vehicle",
        make="Mercedes-Benz",
        model="Sprinter",
        year=2021,
        body="van",
        colour="white",
        vin=POLICY_VIN,
        plate="B-FL 2021",
        status="delivered",
    )
    house.add(
        "driver",
        "driver",
        name="Piet de Vries",
        born_on=date(1988, 5, 4),
        bonus_malus=80,
        licence_since=date(2008, 1, 1),
        active=True,
    )
    start = TODAY - timedelta(days=200)
    policies = [
        ("POL123", "active", 165),
        ("POL200", "active", 4),
        ("POL201", "expiring", 25),
        ("POL202", "active", -2),
    ]
    for number, status, days in policies:
        house.add(
            number,
            "policy",
            number=number,
            insurer=house.id("allianz"),
            holder=house.id("maria"),
            status=status,
            vehicle=POLICY_VIN,
            starts_on=start,
            expires_on=TODAY + timedelta(days=days),
            premium=Money.of(1200, "EUR"),
            **(_details(house, start) if number == "POL123" else {}),
        )
    house.add(
        "claim",
        "claim",
        number="CLM-1",
        policy=house.id("POL123"),
        vehicle=house.id("fleet_van"),
        driver=house.id("driver"),
        status="reported",
        cause="collision",
        happened_at=_at(-2, 8),
        reported_at=_at(-1, 9),
        place="Leopoldstrasse",
        estimate=Money.of(2300, "EUR"),
        description="Rear bumper",
    )


def _details(house: House, start: date) -> dict[str, Any]:
    return {
        "deductible": Money.of(500, "EUR"),
        "lines": {
            "a": {"cover": "liability", "limit": Money.of(100_000_000, "EUR"), "clause": "A.1"},
            "b": {
                "cover": "comprehensive",
                "limit": Money.of(60_000, "EUR"),
                "deductible": Money.of(500, "EUR"),
                "clause": "A.2.3",
            },
        },
        "schedule": {
            "a": {"vehicle": house.id("fleet_van"), "vin": POLICY_VIN, "from_day": start + timedelta(days=10)}
        },
        "drivers": {"a": {"driver": house.id("driver"), "from_day": start}},
        "instalments": {
            str(n): {
                "due": start + timedelta(days=91 * n),
                "amount": Money.of(300, "EUR"),
                **({"paid_on": start} if n < 2 else {}),
            }
            for n in range(4)
        },
        "periods": {
            "a": {
                "transaction": "new",
                "effective": start,
                "until": start + timedelta(days=365),
                "premium": Money.of(1200, "EUR"),
            }
        },
    }


def priced(folder: Path, mode: Mode, role: str) -> House:
    """A house with a dozen cars that the price model knows, and what eleven of them cost."""
    made = open_house(folder, mode, "sales_manager")
    for at in range(12):
        made.add(
            f"golf {at}", "vehicle", make="Volkswagen", model="Golf", year=TODAY.year - 2 - at % 5, status="available",
            mileage=Quantity(12_000 + 7_000 * at, "km"), fuel="petrol", gearbox="manual", body="hatchback",
            price=Money(2_300_000 - 40_000 * at, "EUR"), vin=f"WVWZZZ1KZ8W0002{at:02d}",
        )  # fmt: skip
        if at < 11:
            made.add(f"cost {at}", "vehicle_cost", vehicle=made.id(f"golf {at}"),
                     purchase_price=Money(1_000_000, "EUR"),
                     floor_price=Money(1_300_000, "EUR") if at == 0 else None)  # fmt: skip
    if role != "sales_manager":
        made.workspace.replica.sign_in_as(identity(role, made.id("me"), made.id("store")))
    return made


def show(house: House, qtbot: QtBot, size: tuple[int, int] = (1280, 800), scale: float = 1.0) -> MainWindow:
    """The app window of a house, shown."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light", scale, house.workspace.mode, motion=False)
    window = MainWindow(house.workspace, Preferences(house.workspace.mode))
    house.window = window  # closed with the house: a window must not outlive its workspace
    window.resize(*size)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def showroom(tmp_path: Path, qapp: QApplication) -> Iterator[House]:
    """A salesperson's showroom."""
    yield from _opened(tmp_path, "showroom", "salesperson")


@pytest.fixture
def manager(tmp_path: Path, qapp: QApplication) -> Iterator[House]:
    """A sales manager's showroom."""
    yield from _opened(tmp_path, "showroom", "sales_manager")


@pytest.fixture
def office(tmp_path: Path, qapp: QApplication) -> Iterator[House]:
    """A fleet manager's office."""
    yield from _opened(tmp_path, "fleet", "fleet_manager")


def _opened(folder: Path, mode: Mode, role: str) -> Iterator[House]:
    house = open_house(folder, mode, role)
    yield house
    if house.window is not None:
        delete(house.window)
    house.workspace.close()
    house.workspace.replica.close()
