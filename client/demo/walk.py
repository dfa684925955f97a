"""The demonstration as a walk: a working day with the hub stopped in the middle, done on real windows.

Each step says what it shows, waits for it to be true, and fails by name if it does not come about.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from client.app import App
from client.commands import Create, Edit
from client.demo.hands import Station, turn_events
from client.demo.hub_process import DemoFailed, wait_for
from client.hub.session import Session
from client.reading.queries import RecordView
from client.sync_state import Phase
from client.text import deeds, today
from client.text import forms as form_words
from client.text.records import in_sentence
from client.workspace import Mode, Place
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

if TYPE_CHECKING:
    from client.demo.__main__ import Dealership

Say = Callable[[str], None]
_TABLET, _DESKTOP = (800, 1280), (1280, 800)
_CUSTOMER = "Ada Okonkwo"
_SCORED_BY = ("channel", "last_contact", "contacts_now", "contacts_before", "previous_outcome")


def walk(dealership: Dealership, pictures: Path, say: Say) -> dict[str, Any]:
    """Walk the whole demonstration; returns what was counted. Raises DemoFailed naming the step that failed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert application is not None
    day = Day(dealership, pictures, say)
    try:
        day.both_devices_start()
        day.hub_stops()
        day.walk_in_becomes_a_lead()
        day.a_car_is_found_and_driven()
        day.the_office_works_on()
        day.a_program_is_killed()
        day.hub_returns()
        day.a_third_device_gets_all_of_it()
    finally:
        day.close()
    return day.counted


class Day:
    """The state of the walk: the two devices, the car and customer both work on, and what was counted."""

    def __init__(self, dealership: Dealership, pictures: Path, say: Say) -> None:
        self._dealership = dealership
        self._pictures = pictures
        self._say = say
        self._seller = dealership.somebody("salesperson")
        self._manager = dealership.somebody("fleet_manager")
        self.counted: dict[str, Any] = {"records": dealership.records, "devices": 2}
        self._open: list[Station] = []
        self._car = ""

    def _station(self, name: str, session: Session, mode: Mode, size: tuple[int, int]) -> Station:
        folder = self._dealership.folder / name.lower().replace(" ", "-")
        station = Station(App(folder, mode, session), size, self._pictures)
        station.app.start()
        self._open.append(station)
        return station

    # --- the steps ---

    def both_devices_start(self) -> None:
        """Both devices enrol and fetch everything their people may have."""
        tablet = self._dealership.device("Showroom tablet", self._seller)
        desktop = self._dealership.device("Office desktop", self._manager)
        self.tablet = self._station("Showroom tablet", tablet, "showroom", _TABLET)
        self.office = self._station("Office desktop", desktop, "fleet", _DESKTOP)
        for station in (self.tablet, self.office):
            station.until(lambda s=station: _in_step(s.app), "a device has everything")  # type: ignore[misc]
            count = station.app.workspace.reader.document_count()
            self._say(f"  {station.window.windowTitle()}: {count:,} records on the device")
        self.tablet.picture("01-showroom-today")
        self.office.picture("02-office-today")

    def hub_stops(self) -> None:
        """The hub goes away; nobody is hindered."""
        self._dealership.hub.stop()
        for station in (self.tablet, self.office):
            station.until(lambda s=station: s.app.sync.state.phase is Phase.OFFLINE, "a device notices")  # type: ignore[misc]
        self._say("The hub is stopped. Work goes on.")

    def walk_in_becomes_a_lead(self) -> None:
        """Somebody walks in; the lead has a score with its reasons at once."""
        tablet = self.tablet
        tablet.press(today.WALK_IN)
        tablet.fill(deeds.NAME, _CUSTOMER)
        tablet.fill(deeds.PHONE, "+44 20 7946 0123")
        tablet.picture("03-walk-in")
        tablet.press(deeds.WALK_IN_SAVE)
        workspace = tablet.app.workspace
        lead: RecordView = tablet.until(self._walk_in_lead, "the walk-in is a lead")
        workspace.run(Edit("lead", lead.id, lead.values, {"contacts_before": 2, "previous_outcome": "success"}))
        score = tablet.until(lambda: workspace.scores.of("lead", lead.id), "the lead has a score")
        tablet.picture("04-lead-with-score")
        self._lead = lead.id
        self._say(f"Walk-in {_CUSTOMER}: chance of a sale {score.value:.0%} ({score.band})")
        for reason in score.reasons[:3]:
            self._say(f"    {reason.words}")

    def _walk_in_lead(self) -> RecordView | None:
        reader = self.tablet.app.workspace.reader
        customers = reader.find("customer", name=_CUSTOMER)
        leads = reader.find("lead", customer=customers[0].id) if customers else []
        return leads[0] if leads else None

    def a_car_is_found_and_driven(self) -> None:
        """A misspelt search finds the car; a test drive is booked on it."""
        tablet = self.tablet
        tablet.window.show_place(Place("list", "vehicle"))
        tablet.app.workspace.catalogue.wait_ready("vehicle")
        tablet.search("toyta camri")
        card = tablet.until(lambda: next((c for c in tablet.cards() if "Camry" in c.accessibleName()), None), "a Camry")
        tablet.picture("05-search-misspelt")
        self._say(f"'toyta camri' finds: {card.accessibleName()}")
        card.click()
        tablet.press(deeds.SCHEDULE)
        self._fill_day(tablet)
        tablet.picture("06-schedule-test-drive")
        tablet.press(deeds.CONFIRM)
        tablet.until(lambda: tablet.reads(deeds.SCHEDULED), deeds.SCHEDULED)
        drive = tablet.app.workspace.reader.find("test_drive", limit=1)[0]
        self._car = drive.values["vehicle"]
        tablet.picture("07-vehicle")
        self._say(deeds.SCHEDULED)

    def _fill_day(self, tablet: Station) -> None:
        tomorrow = tablet.app.workspace.today() + timedelta(days=1)
        tablet.fill(deeds.DATE, tomorrow)

    def the_office_works_on(self) -> None:
        """Meanwhile: the customer's phone, the same car's price on both devices, a policy and a claim."""
        office, tablet = self.office, self.tablet
        customer = office.app.workspace.reader.find("customer", limit=1)[0]
        office.app.workspace.run(Edit("customer", customer.id, customer.values, {"phone": "+44 161 496 0777"}))
        self._customer = customer.id
        for station, cheaper in ((office, 50_000), (tablet, 75_000)):
            car = station.app.workspace.reader.record("vehicle", self._car)
            assert car is not None
            price: Money = car.values["price"]
            new = {"price": Money(price.minor - cheaper, price.currency)}
            station.app.workspace.run(Edit("vehicle", self._car, {"price": price}, new))
        self._policy_and_claim(office)
        before = [s.app.workspace.reader.unsent().changes for s in (tablet, office)]
        turn_events()
        self._say(f"Only on the tablet: {before[0]} changes; only in the office: {before[1]} changes")

    def _policy_and_claim(self, office: Station) -> None:
        workspace = office.app.workspace
        office.window.show_place(Place("new", "policy"))
        fields = RECORD_TYPES["policy"].fields()
        office.fill(fields["number"].label, "POL456")
        office.fill(fields["vehicle"].label, "VIN123456789")
        office.fill(fields["expires_on"].label, workspace.today() + timedelta(days=365))
        office.picture("08-new-policy")
        office.press(form_words.CREATE.format(label=in_sentence(RECORD_TYPES["policy"].about.label)))
        created = f"{RECORD_TYPES['policy'].about.label} created successfully"
        office.until(lambda: office.reads(created), created)
        policy = office.until(lambda: next(iter(workspace.reader.find("policy", number="POL456")), None), "the policy")
        office.picture("09-policy")
        claim = {"number": "CLM-2024-117", "status": "reported", "cause": "parking", "policy": policy.id}
        workspace.run(Create("claim", claim))
        office.until(lambda: workspace.reader.find("claim", number="CLM-2024-117"), "the claim")
        self._say(f"{created}; claim CLM-2024-117 reported")

    def a_program_is_killed(self) -> None:
        """A program is killed in the middle of a save; what it had confirmed is there afterwards."""
        folder = self.tablet.app.replica.database.path.parent
        session = self.tablet.app.session
        self._open.remove(self.tablet)
        self.tablet.close()
        confirmed = _kill_in_mid_save(folder, str(self._seller.store))
        self.tablet = self._station("Showroom tablet", session, "showroom", _TABLET)
        reader = self.tablet.app.workspace.reader
        lost = [record for record in confirmed if reader.record("activity", record) is None]
        if lost:
            raise DemoFailed(f"{len(lost)} of {len(confirmed)} confirmed saves are gone after the kill")
        self.counted["saves_before_kill"] = len(confirmed)
        self.counted["lost_after_kill"] = 0
        self._say(f"Killed in the middle of a save: all {len(confirmed)} confirmed notes are there")

    def hub_returns(self) -> None:
        """The hub is back: both devices hold the same, and the price shows both values with their authors."""
        unsent = sum(station.app.workspace.reader.unsent().changes for station in (self.tablet, self.office))
        self.counted["edits_offline"] = unsent
        self._dealership.hub.start()
        for station in (self.tablet, self.office):
            station.app.sync.wake()
        for station in (self.tablet, self.office):
            station.until(lambda s=station: _in_step(s.app), "a device is in step again")  # type: ignore[misc]
        wait_for(lambda: self._agree(self.tablet.app, self.office.app), "both devices agree", meanwhile=turn_events)
        self.counted["edits_synced"] = unsent
        found = self.office.app.workspace.reader.disagreements(self._car)
        prices = [d for d in found if d.path == ("price",)]
        if len(prices) != 1 or len(prices[0].candidates) != 2:
            raise DemoFailed("the price does not show both values")
        self.counted["conflicts"] = len(self.office.app.workspace.reader.disagreements())
        self._say("The hub is back; both devices hold the same rows. The price shows both values:")
        for candidate in prices[0].candidates:
            self._say(f"    {candidate.value} by {candidate.author_name}, {candidate.state}")
        self.tablet.window.show_place(Place("record", "vehicle", self._car))
        self.tablet.picture("10-both-prices")
        self.office.window.show_place(Place("list", "policy"))
        self.office.picture("11-policies")

    def a_third_device_gets_all_of_it(self) -> None:
        """A new device enrols and gets everything its person may have, as the hub holds it."""
        session = self._dealership.device("Head office", self._dealership.somebody("head_office"))
        third = self._station("Head office", session, "fleet", _DESKTOP)
        third.until(lambda: _in_step(third.app), "the third device has everything")
        for station in (self.tablet, self.office):
            if not self._agree(station.app, third.app):
                raise DemoFailed("the third device does not hold what the others hold")
        if not self._dealership.hub.chain_holds():
            raise DemoFailed("the hub's log does not hold")
        self.counted["devices"] = 3
        self.counted["scores"], self.counted["leads_known"] = self._scores(), self._leads_known()
        self.counted["rows_compared"] = sum(len(_rows(third.app, name)) for name in RECORD_TYPES)
        self._say(f"A third device has all of it: {self.counted['rows_compared']:,} rows, equal to the hub's")

    def _leads_known(self) -> int:
        """Leads of which everything is known that a score goes by: none of these may be without one."""
        reader = self.tablet.app.workspace.reader
        leads = reader.by_ids("lead", reader.ids("lead"))
        return sum(all(lead.values[name] is not None for name in _SCORED_BY) for lead in leads)

    def _scores(self) -> int:
        self.tablet.app.workspace.scores.rescore("lead")
        self.tablet.app.workspace.scores.wait_idle()
        return len(self.tablet.app.workspace.scores.best("lead", 1_000_000))

    def _agree(self, one: App, other: App) -> bool:
        """Whether two devices hold the same rows in every space both have."""
        shared = set(one.session.standing.spaces) & set(other.session.standing.spaces)
        return all(
            [row for row in _rows(one, name) if row["space"] in shared]
            == [row for row in _rows(other, name) if row["space"] in shared]
            for name in RECORD_TYPES
        )

    def close(self) -> None:
        """Close what is open."""
        for station in self._open:
            station.close()


def _in_step(app: App) -> bool:
    return app.sync.state.phase is Phase.LIVE and app.workspace.reader.unsent().changes == 0


def _rows(app: App, type_name: str) -> list[dict[str, Any]]:
    table = RECORD_TYPES[type_name].table()
    with app.workspace.reader.connect() as connection:
        rows = connection.execute(table.select().order_by(table.c.id)).mappings()
        return [{key: value for key, value in row.items() if key != "ordinal"} for row in rows]


def _kill_in_mid_save(folder: Path, store: str) -> list[str]:
    """Run the hasty program, kill it without warning, and return the saves it had confirmed."""
    command = [sys.executable, "-m", "client.demo.hasty", str(folder), store]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    confirmed = [process.stdout.readline().strip() for _ in range(25)]
    process.kill()
    confirmed += [line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    process.wait()
    return [record for record in confirmed if len(record) == 32]
