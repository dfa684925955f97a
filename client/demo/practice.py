"""Sample data to practise on: a small showroom of its own, on this device alone, that nobody syncs."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from client.changes import Identity
from client.commands import Create
from client.replica.worker import Replica, wait
from client.text import tour as words
from client.workspace import Workspace
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money

FOLDER = "practice"
TENANT = "practice"
#: The car the tour sells, and three to look at beside it.
DEMO_VIN = "4T1G11AK5PU123459"
_CARS = (
    ("Toyota", "Camry", 2023, "hybrid", "saloon", "blue", 28_450, DEMO_VIN),
    ("Volkswagen", "Golf", 2021, "petrol", "hatchback", "red", 19_900, "WVWZZZ1KZBW000001"),
    ("Toyota", "Corolla", 2022, "hybrid", "estate", "silver", 22_750, "JTDBR32E000000002"),
    ("Mazda", "MX-5", 2019, "petrol", "convertible", "red", 18_700, "JMZND6F7600000005"),
)
_CUSTOMERS = (("Maria Lopez", "Munich", "+49 151 5550101"), ("Jonas Weber", "Augsburg", "+49 151 5550102"))


def open_practice(data: Path, version: str) -> Workspace:
    """The practice showroom in a data folder: filled the first time, and anew once its demo car is sold."""
    folder = data / FOLDER
    workspace = _open(folder, version)
    if workspace.reader.find("vehicle", vin=DEMO_VIN) and not demo_car_sold(workspace):
        return workspace
    close_practice(workspace)
    shutil.rmtree(folder, ignore_errors=True)
    workspace = _open(folder, version)
    _fill(workspace)
    return workspace


def close_practice(workspace: Workspace) -> None:
    """Close what :func:`open_practice` opened; what was practised stays until the next time."""
    workspace.close()
    workspace.replica.close()


def demo_car(workspace: Workspace) -> str:
    """The record of the car the tour sells."""
    return workspace.reader.find("vehicle", vin=DEMO_VIN)[0].id


def demo_car_sold(workspace: Workspace) -> bool:
    """Whether somebody sold it."""
    return workspace.reader.count("sale", workspace.reader.column("sale", "vehicle") == demo_car(workspace)) > 0


def _open(folder: Path, version: str) -> Workspace:
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / "who"
    if not known.exists():
        known.write_text(" ".join(new_id() for _ in range(3)), encoding="utf-8")
    device, person, store = known.read_text(encoding="utf-8").split()
    replica = Replica(folder / "replica.sqlite", Identity(TENANT, device, person, "salesperson", store, version))
    workspace = Workspace(replica, "showroom")
    workspace.person_name = words.PRACTICE
    workspace.practice = True
    return workspace


def _fill(workspace: Workspace) -> None:
    """Written by those who may, as in a house: the roles take turns in the one person of this showroom."""
    me = workspace.identity
    assert me.store is not None

    def put(by: str, record_type: str, record: str = "", **values: Any) -> str:
        workspace.replica.sign_in_as(Identity(me.tenant, me.device, me.person, by, me.store, me.version))
        made = record or new_id()
        wait(workspace.replica.execute(Create(record_type, values, made)))
        return made

    put("head_office", "store", me.store, name="Sample store", town="Munich", time_zone="Europe/Berlin", currency="EUR")
    put("it_admin", "person", me.person, name=words.PRACTICE, role="salesperson", store=me.store)
    cars = [
        put("sales_manager", "vehicle", make=make, model=model, year=year, fuel=fuel, body=body, colour=colour,
            status="available", vin=vin, price=Money.of(price, "EUR"), store=me.store, gearbox="automatic",
            mileage=Quantity(12_000 + year, "km"), features=frozenset({"Heated seats", "Parking sensors"}))
        for make, model, year, fuel, body, colour, price, vin in _CARS
    ]  # fmt: skip
    people = [put("sales_manager", "customer", name=name, town=town, phone=phone) for name, town, phone in _CUSTOMERS]
    put("sales_manager", "lead", customer=people[0], store=me.store, owner=me.person, status="negotiation",
        source="walk_in", vehicle=cars[0], last_contact=datetime.now(UTC))  # fmt: skip
    workspace.replica.sign_in_as(me)
