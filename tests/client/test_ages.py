"""How old what is shown may be: the rule, its words, and the watermarks it stands on."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgpack
import pytest
from pytestqt.qtbot import QtBot

from client.business.ages import OLD, QUIET, Age, Strength, age_of
from client.file_store import FileStore
from client.hub.telling import Telling
from client.hub.watermarks import Watermarks
from client.reading.queries import Reader
from client.reading.truth_queries import IN_STEP, brought_at, in_step, telematics_until
from client.replica.database import set_meta
from client.replica.worker import wait
from client.screens.parts.age import AgeLine
from client.screens.policy import Policy
from client.screens.record_page import RecordScreen
from client.screens.vehicle import Vehicle
from client.sync_state import SyncState
from client.text import ages as words
from client.workspace import Place
from shared_models.clock import system_milliseconds
from shared_models.kinds import Quantity
from shared_models.money import Money
from tests.client.screens.pressing import Heard
from tests.client.screens.small_house import TODAY, House, office, show, showroom
from tests.support.houses import House as RosterHouse
from tests.support.replicas import Log, camry, create, edit, open_replica, replica

__all__ = ["office", "replica", "showroom"]
NOW = datetime(2025, 11, 21, 16, 2, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def said(mark: datetime | None, now: datetime = NOW, zone: ZoneInfo = BERLIN, **more: object) -> str:
    return words.sentence(age_of(mark, now, **more), zone, now)  # type: ignore[arg-type]


def test_it_is_quiet_up_to_ten_minutes_then_said_then_said_louder() -> None:
    ages = {span: age_of(NOW - span, NOW).strength for span in (timedelta(), QUIET - timedelta(seconds=1), QUIET)}
    assert list(ages.values()) == [Strength.NOW, Strength.NOW, Strength.AGED]
    assert age_of(NOW - OLD, NOW).strength is Strength.OLD
    assert age_of(None, NOW) == Age(), "a device without a hub waits for nobody"
    assert said(NOW - timedelta(minutes=9)) == ""


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        (timedelta(minutes=25), "As of 16:37, hub not heard for 25 min"),
        (timedelta(hours=3), "As of 14:02, hub not heard for 3 h"),
        (timedelta(hours=27), "As of Thu 20 Nov, 14:02, hub not heard for 27 h"),
        (timedelta(days=61), "As of Sun 21 Sep, 18:02, hub not heard for 61 days"),
        (timedelta(days=400), "As of Thu 17 Oct 2024, 18:02, hub not heard for 400 days"),
    ],
)  # fmt: skip
def test_it_is_told_in_the_stores_own_time_with_the_day_named(ago: timedelta, sentence: str) -> None:
    assert said(NOW - ago) == sentence


def test_midnight_is_the_stores_midnight() -> None:
    """23:30 UTC is half past midnight in Berlin: the same instant is of today in one store and not in another."""
    now, mark = datetime(2025, 11, 21, 2, tzinfo=UTC), datetime(2025, 11, 20, 23, 30, tzinfo=UTC)
    assert said(mark, now) == "As of 00:30, hub not heard for 2 h"
    assert said(mark, now, ZoneInfo("UTC")) == "As of Thu 20 Nov, 23:30, hub not heard for 2 h"


def test_what_a_neighbour_brought_is_as_young_as_that() -> None:
    mark = NOW - timedelta(days=2)
    young, older = NOW - timedelta(hours=1), NOW - timedelta(days=3)
    assert said(mark, brought=young) == "As of 16:02, brought by file or neighbour; hub not heard for 2 days"
    assert said(mark, brought=older) == "As of Wed 19 Nov, 17:02, hub not heard for 2 days"
    assert said(mark, brought=NOW) == "", "it is as good as now"


def test_a_hub_that_is_there_and_a_clock_put_back_are_told_apart() -> None:
    assert said(NOW - timedelta(hours=3), in_touch=True) == "As of 14:02, the rest is on its way from the hub"
    assert said(NOW + timedelta(hours=3)) == "As of 20:02; the clock of this device was put back since"


def test_telematics_are_as_old_as_their_latest_day() -> None:
    today = date(2025, 11, 21)
    assert words.telematics(today, today) == "Telematics up to today"
    assert words.telematics(date(2025, 11, 20), today) == "Telematics up to yesterday"
    assert words.telematics(date(2025, 11, 12), today) == (
        "Telematics up to 12 Nov 2025; nothing has come for 9 days"
    )  # fmt: skip


# --- watermarks ---


def test_a_space_is_in_step_once_everything_the_hub_had_has_come(tmp_path: Path) -> None:
    """While others save all the time the log is always a little ahead of us: in step is what we have caught up with."""
    other, here = open_replica(tmp_path / "other"), open_replica(tmp_path / "here")
    log, reader = Log(), Reader(here.database)
    told: list[SyncState] = []
    marks = Watermarks(here, reader, Telling(reader, FileStore(tmp_path / "files"), told.append))
    create(other, "vehicle", **camry())
    first = log.take_from(other)
    asyncio.run(marks.hub_ends({"acme/stock": 2, "acme/costs": 0}, 1_000))
    log.give_to(here, entries=first)
    asyncio.run(marks.settle())
    assert in_step(reader) == {}, "one entry of two has come; the other space was never fetched"
    create(other, "vehicle", **camry())
    log.give_to(here, entries=log.take_from(other))
    asyncio.run(marks.settle())
    assert in_step(reader) == {"acme/stock": datetime.fromtimestamp(1, UTC)}
    asyncio.run(marks.hub_ends({"acme/stock": 3}, 5_000))
    assert in_step(reader) == {"acme/stock": datetime.fromtimestamp(1, UTC)}
    assert told[-1].in_step == datetime.fromtimestamp(1, UTC)
    again = Telling(reader, FileStore(tmp_path / "files"), told.append).state
    assert again.last_heard == again.in_step == datetime.fromtimestamp(1, UTC), "a restart knows it"
    for one in (other, here):
        one.close()


def test_a_record_knows_when_another_road_last_brought_something(tmp_path: Path) -> None:
    from client.roads.change_files import export_changes, import_changes

    house = RosterHouse()
    giver, taker = house.member(tmp_path / "giver"), house.member(tmp_path / "taker")
    giver.hear()
    taker.hear()
    car = create(giver.replica, "vehicle", **camry())
    edit(giver.replica, car, price=Money(1_900_000, "EUR"))
    export_changes(giver.replica, giver.session, tmp_path / "stick.forecourt")
    import_changes(taker.replica, taker.session, tmp_path / "stick.forecourt")
    brought = brought_at(Reader(taker.replica.database), car)
    assert brought is not None
    assert abs((datetime.now(UTC) - brought).total_seconds()) < 120
    assert brought_at(Reader(giver.replica.database), car) is None, "one's own work came by no road"
    for member in (giver, taker):
        member.replica.close()


# --- on the screens ---


def last_in_step(house: House, **ago: float) -> None:
    """Let the device have been in step with every space some time ago."""
    at = system_milliseconds() - int(timedelta(**ago).total_seconds() * 1000)
    spaces = ["house/stock", "house/insurance", "house/customers"]
    packed = bytes(msgpack.packb(dict.fromkeys(spaces, at)))
    wait(house.workspace.replica.write(lambda writer: set_meta(writer, IN_STEP, packed)))
    house.workspace.ages.look()


def says(page: Vehicle, words: str) -> bool:
    return words in page.age.words()


def test_the_page_of_a_car_says_it_once_and_its_values_carry_it(showroom: House, qtbot: QtBot) -> None:
    last_in_step(showroom, minutes=1)
    window = show(showroom, qtbot)
    window.show_place(Place("record", "vehicle", showroom.id("camry")))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: page.vin.text() != "", timeout=30_000)
    assert not page.age.isVisible()
    assert page.price.accessibleDescription() == ""
    heard, price = Heard(), page.price
    last_in_step(showroom, hours=3)
    qtbot.waitUntil(page.age.isVisible, timeout=30_000)
    assert "hub not heard for 3 h" in page.age.words()
    assert page.price.accessibleDescription() == page.head.pill.accessibleDescription() == page.age.words()
    qtbot.waitUntil(lambda: page.age.words() in heard.words, timeout=30_000)
    for hours in (4, 5, 6):
        last_in_step(showroom, hours=hours)
        qtbot.waitUntil(partial(says, page, f"{hours} h"), timeout=30_000)
    assert page.price is price, "nothing was built anew"
    last_in_step(showroom, days=2)
    qtbot.waitUntil(page.age.banner.isVisible, timeout=30_000)
    assert page.age.words().endswith("ask before you promise.")
    qtbot.waitUntil(lambda: page.age.words() in heard.words, timeout=30_000)
    assert len([one for one in heard.words if "not heard" in one]) == 2, "said when it begins, and when it is old"
    last_in_step(showroom, minutes=0)
    qtbot.waitUntil(lambda: not page.age.isVisible(), timeout=30_000)
    assert page.price.accessibleDescription() == ""


def test_lists_say_it_at_their_head_and_cards_in_a_few_words(showroom: House, qtbot: QtBot) -> None:
    last_in_step(showroom, days=2)
    window = show(showroom, qtbot)
    window.show_place(Place("list", "vehicle"))
    screen = window.current_screen()
    assert screen is not None
    qtbot.waitUntil(lambda: bool(screen.list.cards.cards()), timeout=30_000)  # type: ignore[attr-defined]
    (head,) = screen.findChildren(AgeLine)
    assert head.isVisible()
    assert "Prices and availability may have changed since" in head.words()
    card = screen.list.cards.cards()[0]  # type: ignore[attr-defined]
    assert "hub not heard for 2 days" in card.accessibleDescription()
    last_in_step(showroom, minutes=2)
    qtbot.waitUntil(lambda: not head.isVisible() and card.accessibleDescription() == "", timeout=30_000)
    assert screen.list.cards.cards()[0] is card  # type: ignore[attr-defined]


def test_policies_and_drivers_say_it_too_and_telematics_their_latest_day(office: House, qtbot: QtBot) -> None:
    last_in_step(office, hours=5)
    office.add("day", "telematics_day", vehicle=office.id("fleet_van"), driver=office.id("driver"),
               on=TODAY - timedelta(days=9), distance=Quantity(80, "km"))  # fmt: skip
    assert telematics_until(office.workspace.reader) == TODAY - timedelta(days=9)
    window = show(office, qtbot)
    window.show_place(Place("record", "policy", office.id("POL123")))
    policy = window.current_screen()
    assert isinstance(policy, Policy)
    qtbot.waitUntil(policy.age.isVisible, timeout=30_000)
    assert "hub not heard for 5 h" in policy.head.pill.accessibleDescription()
    window.show_place(Place("record", "driver", office.id("driver")))
    driver = window.current_screen()
    assert isinstance(driver, RecordScreen)
    qtbot.waitUntil(driver.telematics.isVisible, timeout=30_000)
    assert driver.telematics.text().endswith("nothing has come for 9 days")
    assert driver.age.isVisible()
    window.show_place(Place("record", "vehicle", office.id("fleet_van")))
    van = window.current_screen()
    assert isinstance(van, Vehicle)
    qtbot.waitUntil(van.telematics.isVisible, timeout=30_000)
    assert van.telematics.text() == driver.telematics.text()
