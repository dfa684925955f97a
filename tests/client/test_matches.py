"""New matches of kept searches ring: those that others add, once for the newest, whatever the search forgives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from client.business.alarm_reading import gather
from client.business.matches import matches
from client.commands import Create
from client.replica.worker import wait
from client.screens.record_list_query import ListQuery
from client.screens.saved_searches import written
from client.window.ringing import Ringing
from shared_models.clock import utc_now
from tests.client.screens.pressing import toast
from tests.client.screens.small_house import House, show, showroom
from tests.support.replicas import arrives

__all__ = ["showroom"]
LONG = 30_000


def told(house: House) -> list[str]:
    return [said for _, said in matches(house.workspace, utc_now())]


def keep(house: House, **values: Any) -> None:
    """Keep a search for hybrid Camrys that are available."""
    filters = written(ListQuery(filters={"status": frozenset({"available"})}))
    held = {"record_type": "vehicle", "text": "toyta camri hybird", "filters": filters, "alert": True, **values}
    wait(house.workspace.replica.execute(Create("saved_search", {"name": "Hybrid Camry", **held})))


def from_elsewhere(house: House, folder: Path, **values: Any) -> None:
    """A car that another store adds, once this device has heard of it and its index has taken it in."""
    car = {"make": "Toyota", "model": "Camry", "fuel": "hybrid", "status": "available"}
    arrives(house.workspace.replica, folder, "vehicle", **{**car, **values})


def test_what_others_add_is_told_and_nothing_else(showroom: House, tmp_path: Path) -> None:
    showroom.workspace.catalogue.wait_ready("vehicle")
    keep(showroom)
    assert told(showroom) == [], "what was there before is no news"
    showroom.add("mine", "vehicle", make="Toyota", model="Camry", fuel="hybrid", status="available")
    assert told(showroom) == [], "nor is what one has added oneself"
    from_elsewhere(showroom, tmp_path, fuel="petrol")
    from_elsewhere(showroom, tmp_path, status="sold")
    assert told(showroom) == [], "nor what does not match"
    from_elsewhere(showroom, tmp_path)
    assert told(showroom) == ["New match for “Hybrid Camry”: Toyota Camry"]
    from_elsewhere(showroom, tmp_path)
    assert told(showroom) == ["New matches for “Hybrid Camry”: Toyota Camry and 1 more"]


def test_a_search_that_was_not_asked_to_or_cannot_be_read_is_silent(showroom: House, tmp_path: Path) -> None:
    showroom.workspace.catalogue.wait_ready("vehicle")
    keep(showroom, alert=False)
    keep(showroom, filters="[1, 2]")
    keep(showroom, filters="{not json")
    from_elsewhere(showroom, tmp_path)
    assert told(showroom) == []


def test_it_rings_and_opens_the_car(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    showroom.workspace.catalogue.wait_ready("vehicle")
    keep(showroom)
    from_elsewhere(showroom, tmp_path)
    window = show(showroom, qtbot)
    rings = Ringing(showroom.workspace, window, settle=0)
    rings.start()
    qtbot.waitUntil(lambda: "alarms" in toast(window), timeout=LONG)  # a follow-up rings with it
    found = gather(showroom.workspace)
    (match,) = [alarm for alarm in found.standing.waiting if alarm.kind == "match"]
    assert match.record_type == "vehicle"
    assert found.said[match.key] == "New match for “Hybrid Camry”: Toyota Camry"
    rings.deleteLater()
