"""Devices and a real hub: first sync, live changes, work without the hub, and everybody agreeing afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Create, Edit
from client.hub import reporting
from client.replica.worker import wait
from client.sync_state import Phase
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.hubs import HubProcess, devices, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create, rows

__all__ = ["devices"]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [
        person("dana", "sales_manager"),
        person("sam", "salesperson"),
        person("fay", "fleet_manager"),
        person("max", "sales_manager"),
    ]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=40) as running:
        yield running
        running.stop()


def _price(app: App, car: str) -> Any:
    view = app.workspace.reader.record("vehicle", car)
    return view.values["price"] if view else None


def _set_price(app: App, car: str, amount: int) -> None:
    wait(app.replica.execute(Edit("vehicle", car, {"price": _price(app, car)}, {"price": Money(amount, "EUR")})))


def test_a_change_reaches_the_other_device(devices: tuple[App, App]) -> None:
    one, two = devices
    car = create(one.replica, "vehicle", **camry())
    eventually(lambda: two.workspace.reader.record("vehicle", car), "the car is on the other device")
    _set_price(two, car, 7)
    eventually(lambda: _price(one, car) == Money(7, "EUR"), "the price comes back")
    eventually(lambda: in_step(one, two), "both are in step")
    eventually(lambda: rows(one.replica, "vehicle") == rows(two.replica, "vehicle"), "the rows are the same")


def test_a_new_device_gets_everything_it_may_have_and_nothing_else(
    hub: HubProcess, devices: tuple[App, App], tmp_path: Path
) -> None:
    one, two = devices
    car = create(one.replica, "vehicle", **camry())
    cost = create(one.replica, "vehicle_cost", vehicle=car, purchase_price=Money(1, "EUR"))
    eventually(lambda: in_step(one, two), "both are in step")
    third = hub.device(tmp_path / "three", "sam")
    eventually(lambda: in_step(third), "the new device is in step")
    eventually(lambda: rows(third.replica, "vehicle") == rows(one.replica, "vehicle"), "it has every vehicle")
    assert third.workspace.reader.record("vehicle_cost", cost) is None
    assert one.workspace.reader.record("vehicle_cost", cost) is not None
    why = third.workspace.reader.why("vehicle", car, ("price",))
    assert [(p.author, p.on_hub) for p in why] == [(one.replica.identity.person, True)]
    third.close()


def test_work_goes_on_without_the_hub_and_everyone_agrees_afterwards(
    hub: HubProcess, devices: tuple[App, App], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = devices
    car = create(one.replica, "vehicle", **camry())
    eventually(lambda: two.workspace.reader.record("vehicle", car) and in_step(one, two), "both have the car")
    hub.stop()
    eventually(lambda: one.sync.state.phase is Phase.OFFLINE and two.sync.state.phase is Phase.OFFLINE, "both notice")
    # By themselves they would not try again for an hour: they do because somebody wants them to.
    monkeypatch.setattr("client.hub.sync.FIRST_WAIT", 7_200.0)
    monkeypatch.setattr("client.hub.sync.LONGEST_WAIT", 7_200.0)
    _set_price(one, car, 1)
    _set_price(two, car, 2)
    added = create(one.replica, "customer", name="Walk In")
    eventually(lambda: one.sync.state.unsent == 2, "the count of unsent changes")
    hub.start()

    def again() -> bool:
        for app in devices:
            if app.sync.state.phase is Phase.OFFLINE:
                app.sync.wake()
        return in_step(one, two) and two.workspace.reader.record("customer", added) is not None

    eventually(again, "both are in step again")
    eventually(lambda: rows(one.replica, "vehicle") == rows(two.replica, "vehicle"), "the rows are the same")
    assert _price(one, car) == Money(2, "EUR")
    for app in (one, two):  # equal rows do not mean yet that the one not shown has come too
        eventually(lambda: app.workspace.reader.disagreements(car), "the dispute is seen")  # noqa: B023 (asked at once)
        found = [d for d in app.workspace.reader.disagreements(car) if d.path == ("price",)]
        assert {(p.value.minor, p.offline) for p in found[0].candidates} == {(1, True), (2, True)}


def test_a_hub_killed_in_the_middle_loses_nothing(hub: HubProcess, devices: tuple[App, App]) -> None:
    one, two = devices
    cars = []
    for number in range(60):
        cars.append(create(one.replica, "vehicle", **camry(model=f"Killed {number}")))
        if number in (20, 40):
            hub.kill()
            hub.start()
    eventually(lambda: in_step(one, two), "both are in step", 60)
    eventually(lambda: rows(one.replica, "vehicle") == rows(two.replica, "vehicle"), "the rows are the same")
    assert len({car for car in cars if two.workspace.reader.record("vehicle", car)}) == 60
    assert "BAD" not in hub.command("verify")


def test_what_the_hub_refuses_is_set_aside_and_the_rest_flows(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    """The device believes its person to be a manager; the hub knows better."""
    from dataclasses import replace

    app = hub.device(tmp_path, "sam")
    eventually(lambda: in_step(app), "in step")
    app.replica.sign_in_as(replace(app.replica.identity, role="sales_manager"))
    wait(app.replica.execute(Create("vehicle_cost", {"vehicle": "0" * 32})))
    car = create(app.replica, "vehicle", **camry())
    eventually(lambda: in_step(app) and app.sync.state.refused == 1, "the refused change is set aside")
    assert not app.workspace.reader.only_here(car)
    assert rows(app.replica, "vehicle_cost") == []
    (aside,) = app.workspace.reader.refused()
    assert aside["detail"]
    app.close()


def test_rights_taken_away_and_given_back_while_the_device_was_away_hold_up_nothing(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    """It still asks for spaces that are no longer its person's; what it had made waits for a manager all the same."""
    app = hub.device(tmp_path, "max")
    car = create(app.replica, "vehicle", **camry())
    eventually(lambda: in_step(app), "in step")
    hub.stop()
    eventually(lambda: app.sync.state.phase is Phase.OFFLINE, "the hub is gone")
    _set_price(app, car, 777)
    hub.give_role("max", "insurer")
    hub.start()
    app.sync.wake()
    eventually(lambda: app.replica.identity.role == "insurer" and in_step(app), "it knows its rights")
    eventually(lambda: app.workspace.reader.record("vehicle", car) is None, "the stock has left the device")
    assert app.sync.state.refused == 0
    hub.give_role("max", "sales_manager")
    hub.stop()
    hub.start()
    eventually(lambda: in_step(app) and app.replica.identity.role == "sales_manager", "the rights are back", 60)
    eventually(lambda: app.workspace.reader.record("vehicle", car) is not None, "the stock is back")
    _set_price(app, car, 888)
    eventually(lambda: in_step(app) and not app.workspace.reader.only_here(car), "work is taken again")
    app.close()


def test_batches_made_ready_while_others_are_decided_keep_their_order_and_lose_nothing(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full batches overlap; what builds on a refused change of the batch before leaves with it."""
    from dataclasses import replace

    monkeypatch.setattr("client.hub.sending.MAX_PUSH", 3)
    app = hub.device(tmp_path, "sam")
    eventually(lambda: in_step(app), "in step")
    hub.stop()
    app.replica.sign_in_as(replace(app.replica.identity, role="sales_manager"))
    cars = [create(app.replica, "vehicle", **camry(model=f"Batch {number}")) for number in range(7)]
    cost = create(app.replica, "vehicle_cost", vehicle=cars[0])
    for number, car in enumerate(cars):
        wait(app.replica.execute(Edit("vehicle_cost", cost, {}, {"notes": f"note {number}"})))
        _set_price(app, car, number)
    hub.start()
    eventually(lambda: in_step(app) and app.sync.state.refused > 0, "all is decided", 60)
    assert rows(app.replica, "vehicle_cost") == []
    assert wait(app.replica.pending(10)) == []
    other = hub.device(tmp_path / "other", "dana")
    eventually(lambda: in_step(other), "the other device is in step")
    assert [_price(other, car) for car in cars] == [Money(number, "EUR") for number in range(7)]
    assert "BAD" not in hub.command("verify")
    other.close()
    app.close()


@pytest.fixture
def brisk_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are passed on with the reports of devices; a minute between two is long for a test."""
    monkeypatch.setattr(reporting, "EVERY", 0.5)


def _opened(app: App, sealed: bytes, record: str) -> str | None:
    seals = app.workspace.seals_of("customer")
    return None if seals is None or seals.awaits(sealed) else seals.unseal(sealed, record, "licence_number")


def test_who_may_write_a_sealed_field_can_open_it_on_another_device(
    hub: HubProcess, brisk_reports: None, devices: tuple[App, App]
) -> None:
    one, two = devices
    record = new_id()
    seals = one.workspace.seals_of("customer")
    assert seals is not None
    sealed = seals.seal("AB 123456", record, "licence_number")
    wait(one.replica.execute(Create("customer", {"name": "Ada", "licence_number": sealed}, record)))
    eventually(lambda: two.workspace.reader.record("customer", record), "the customer is on the other device")
    view = two.workspace.reader.record("customer", record)
    assert view is not None
    value = view.values["licence_number"]
    eventually(lambda: _opened(two, value, record) == "AB 123456", "its key has arrived there too", 120)
    assert two.workspace.seals_of("vehicle") is None
    assert b"123456" not in one.replica.database.path.read_bytes()
