"""A loss and a lead in California: device and hub read the same local hour, and so give the same score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.commands import Archive, Create
from client.replica.worker import wait
from client.scores.claim_features import claim_features
from client.scores.drive_scores import booking_features
from client.scores.scored_features import lead_features
from client.scores.watched import records_of
from ml_models.cases import Records
from ml_models.claim_fraud import model as fraud
from ml_models.claim_fraud import outcomes as claims
from ml_models.claim_fraud.features import from_claim
from ml_models.lead_conversion import outcomes as leads
from ml_models.lead_conversion.features import from_lead
from ml_models.unusual_record import outcomes as bookings
from shared_models.money import Money
from sync_server import model_watch
from tests.support.hub_files import opened_database
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.replicas import camry, create

#: Night in Los Angeles, by its summer time or by its winter time, or day there and night in UTC.
MOMENTS = (
    datetime(2026, 7, 15, 5, 30, tzinfo=UTC), datetime(2026, 2, 15, 5, 30, tzinfo=UTC),
    datetime(2026, 2, 15, 6, 30, tzinfo=UTC), datetime(2026, 7, 15, 23, 30, tzinfo=UTC),
)  # fmt: skip
NIGHTS = ("yes", "no", "yes", "no")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people = [person("olga", "head_office"), person("fay", "fleet_manager"), person("sam", "sales_manager")]
    with HubProcess(tmp_path / "hub", people) as running:
        yield running


def by_time(records: Records, found: list[Any]) -> list[Mapping[str, Any]]:
    """The columns of the claims' cases, in the order of `MOMENTS`."""
    happened = [each.values["happened_at"] for each in records.all("claim")]
    return [case.row for _, case in sorted(zip(happened, found, strict=True), key=lambda pair: MOMENTS.index(pair[0]))]


def test_device_and_hub_score_a_loss_by_the_clock_where_it_happened(
    hub: HubProcess, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    office, fleet, sales = (hub.device(tmp_path / name, name) for name in ("olga", "fay", "sam"))
    try:
        wait(office.replica.execute(Create("store", {"name": "Pasadena", "time_zone": "America/Los_Angeles"}, STORE)))
        create(office.replica, "store", name="Munich", time_zone="Europe/Berlin")
        car = create(fleet.replica, "vehicle", **{**camry(), "store": STORE, "price": Money.of(20_000, "EUR")})
        starts, ends = MOMENTS[1].date() - timedelta(days=1), MOMENTS[1].date() + timedelta(days=364)
        policy = create(fleet.replica, "policy", number="P1", status="active", starts_on=starts, expires_on=ends)
        for at, moment in enumerate(MOMENTS):
            create(
                fleet.replica, "claim", number=f"C{at}", policy=policy, vehicle=car, status="reported",
                cause="collision", happened_at=moment, reported_at=moment + timedelta(days=at),
            )  # fmt: skip
        wait(fleet.replica.execute(Archive("policy", policy)))
        customer = create(sales.replica, "customer", name="Ada", phone="0170 1234567", email="ada@example.com")
        spoken = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        lead = create(
            sales.replica, "lead", store=STORE, customer=customer, status="new", channel="cellular", last_contact=spoken
        )
        drive = create(
            sales.replica, "test_drive", vehicle=car, customer=customer, store=STORE, status="booked", lead=lead,
            starts_at=spoken, ends_at=spoken + timedelta(hours=1),
        )  # fmt: skip
        qtbot.waitUntil(lambda: in_step(office, fleet, sales), timeout=60_000)
        readers = [app.workspace.whole_reader for app in (fleet, sales)]
        qtbot.waitUntil(lambda: all(reader.count("store") == 2 for reader in readers), timeout=60_000)
        qtbot.waitUntil(lambda: readers[1].record("vehicle", car) is not None, timeout=60_000)

        held = sorted(readers[0].find("claim"), key=lambda view: MOMENTS.index(view.values["happened_at"]))
        asked = claim_features(readers[0], held)
        on_device = [from_claim(values) for values in asked]
        assert [row["at_night"] for row in on_device] == list(NIGHTS)
        database = opened_database(hub.folder)
        with database.read() as connection:
            at_hub = model_watch.records_of(connection, "acme")
            assert by_time(at_hub, claims.cases(at_hub)) == on_device
            (lead_there,), (drive_there,) = leads.cases(at_hub), bookings.cases(at_hub)
        database.close()
        here = records_of(readers[0])
        assert by_time(here, claims.cases(here)) == on_device
        scored = fraud.score_many(asked)
        assert scored[0] is not None
        assert any(reason.words.startswith("Happened at night, local time") for reason in scored[0].reasons)

        lead_here = from_lead(lead_features(readers[1], readers[1].find("lead"))[0])
        assert lead_here == lead_there.row
        assert (lead_here["month"], lead_here["day"]) == ("oct", 31)
        view = readers[1].record("test_drive", drive)
        assert view is not None
        drive_here = booking_features(readers[1], view)
        assert {name: drive_there.row[name] for name in ("hour", "weekday")} == {"hour": 23.5, "weekday": 5}
        assert drive_here == drive_there.row
    finally:
        for app in (office, fleet, sales):
            app.close()
