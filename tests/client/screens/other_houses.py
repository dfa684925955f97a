"""Houses beside the small one: nothing in it, at odds with the hub, in long words, or what an insurer is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from client.business.handovers import handing
from client.care.drills import Figures
from client.changes import Identity
from client.commands import Command, Create, Edit, RecordFact
from client.demo.practice import demo_car, open_practice
from client.demo.seeding import AGREED
from client.reading.log_queries import refusals
from client.replica.worker import Replica, wait
from client.workspace import Mode, Workspace
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import REFUSED, PushResult
from shared_models.rights import may_write
from tests.client.screens.small_house import POLICY_VIN, TODAY, House, identity, open_house, priced
from tests.client.screens.test_cases import as_somebody, other_device, sold_by_others, sold_by_us
from tests.client.screens.test_devices import HubOfNotes
from tests.support.replicas import Log

PLATE = "M-06 1234"

#: Names as long as real ones get, with words that cannot be broken.
LONG = {
    "vehicle": {
        "camry": {"make": "Rolls-Royce Motor Cars", "model": "Phantom Zweitürig Landstreckenausführung mit Radstand"},
        "golf": {"model": "Golf Sportsvan Allstar Comfortline BlueMotion Technology Doppelkupplungsgetriebe"},
    },
    "customer": {
        "maria": {
            "name": "María de los Ángeles Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
            "town": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        },
    },
    "insurer": {"allianz": {"name": "Rechtsschutzversicherungsgesellschaften Vereinigte Landesbrandkasse Nordrhein"}},
    "driver": {"driver": {"name": "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Senior"}},
    "activity": {"task": {"subject": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte anrufen"}},
    "lead": {"lead_maria": {"wanted": "Kraftfahrzeughaftpflichtversicherung " * 12}},
    "claim": {
        "claim": {"place": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsweg", "description": "x" * 90}
    },
}


def _run(house: House, command: Command) -> None:
    wait(house.workspace.replica.execute(command))


def empty(folder: Path, mode: Mode, role: str) -> House:
    """Somebody's first day: the person and the store, and nothing else."""
    person, store = new_id(), new_id()
    replica = Replica(folder / "replica.sqlite", identity("head_office", person, store))
    house = House(Workspace(replica, mode), {"me": person, "store": store})
    _run(house, Create("store", {"name": "Munich East", "town": "Munich", "time_zone": "UTC"}, store))
    replica.sign_in_as(identity("it_admin", person, store))
    _run(house, Create("person", {"name": "Anna Berg", "role": "salesperson", "store": store}, person))
    replica.sign_in_as(identity(role, person, store))
    return house


def wordy(folder: Path, mode: Mode, role: str) -> House:
    """The small house, its names as long as they come."""
    house = open_house(folder, mode, role)
    for record_type, records in LONG.items():
        may = next(one for one in ("sales_manager", "fleet_manager", "head_office") if may_write(one, record_type))
        as_somebody(house, may, house.id("me"))
        for key, values in records.items():
            old = {name: house.values(record_type, key)[name] for name in values}
            _run(house, Edit(record_type, house.id(key), old, values))
    as_somebody(house, role, house.id("me"))
    return house


def at_odds(folder: Path, mode: Mode, role: str) -> House:
    """A showroom in which much went wrong: sold twice, refused, handed over, disputed; a drill, a backup, a plate."""
    house = open_house(folder, mode, role)
    sold_by_us(house, "transit")
    sold_by_others(house, folder, "transit")
    _disputed(house)
    _claims(house)
    _asked(house)
    _handed_over(house)
    _refused(house, Edit("vehicle", house.id("corolla"), {}, {"price": Money.of(9, "EUR"), "colour": "green"}), "price")
    _refused(house, Create("vehicle", {"make": "Ford", "model": "Focus", "status": "available"}), "")
    drills = house.workspace.drills
    drill = drills.begin(None, house.id("me"), "Anna Berg")
    drills.end("Sam")
    drills.report(drill.id, Figures(datetime.now(UTC) + timedelta(minutes=5), 12, 7, 2, 3, 1, 4, 2, 1))
    house.ids["drill"] = drill.id
    house.workspace.safekeeping.make()
    house.workspace.keeping = HubOfNotes()
    return house


def _disputed(house: House) -> None:
    """Two people gave the Camry another price each, without the hub."""
    camry, log = house.id("camry"), Log()
    log.take_from(house.workspace.replica)
    other = other_device(house, house.workspace.replica.database.path.parent / "second")
    log.give_to(other)
    old = {"price": house.values("vehicle", "camry")["price"]}
    me = other.identity
    other.sign_in_as(replace(me, role="sales_manager"))
    wait(other.execute(Edit("vehicle", camry, old, {"price": Money.of(27_900, "EUR")})))
    _run(house, Edit("vehicle", camry, old, {"price": Money.of(27_500, "EUR")}))
    log.take_from(other)
    log.give_to(house.workspace.replica)
    other.close()


def _claims(house: House) -> None:
    now, me, store = datetime.now(UTC), house.id("me"), house.id("store")
    held: dict[str, Any] = {"plate": PLATE, "vehicle": house.id("golf"), "store": store, "person": me}
    house.ids["plate"] = new_id()
    _run(house, RecordFact("plate_checkout", {**held, "out_at": now}, house.id("plate")))
    house.ids["reward"] = new_id()
    reward = {"reward": "Winter tyres", "customer": house.id("maria"), "store": store}
    _run(house, RecordFact("redemption", reward, house.id("reward")))


def _asked(house: House) -> None:
    """A colleague asks for a discount."""
    ben = house.ids["ben"] = new_id()
    here = house.workspace.identity
    as_somebody(house, "it_admin", house.id("me"))
    _run(house, Create("person", {"name": "Ben Ortiz", "role": "salesperson", "store": house.id("store")}, ben))
    as_somebody(house, "salesperson", ben)
    house.ids["request"] = new_id()
    asked: dict[str, Any] = {"kind": "discount", "what": "€800 off the Camry", "reason": "A regular customer"}
    asked |= {"amount": Money.of(800, "EUR"), "vehicle": house.id("camry"), "person": ben, "store": house.id("store")}
    _run(house, RecordFact("approval_request", asked, house.id("request")))
    _back(house, here)


def _handed_over(house: House) -> None:
    here, me = house.workspace.identity, house.id("me")
    as_somebody(house, "salesperson", house.id("ben"))
    _refused(house, Edit("vehicle", house.id("golf"), {}, {"price": Money.of(18_500, "EUR")}), "price")
    refusal = refusals(house.workspace.reader)[0]
    fact = handing(refusal, me, house.id("ben"), "Change the price of the Golf", "They come back at five.")
    _run(house, fact)
    house.ids["handover"] = fact.id
    wait(house.workspace.replica.settle(refusal.cause, "handed", ""))
    _back(house, here)


def _refused(house: House, command: Command, field: str) -> None:
    """Done here, and refused by the hub."""
    replica = house.workspace.replica
    _run(house, command)
    change = wait(replica.pending(100_000))[-1].hash
    why = "Your role may not change the price of a car that is reserved for somebody."
    wait(replica.refused(PushResult(change, REFUSED, code="not_allowed", field=field, detail=why)))


def _back(house: House, who: Identity) -> None:
    house.workspace.replica.sign_in_as(who)


def of_an_insurer(folder: Path, mode: Mode, role: str) -> House:
    """What an insurer's clerk is given: the directory, and of three policies and two claims what is agreed."""
    house = empty(folder, mode, "head_office")
    me, store, insurer = house.id("me"), house.id("store"), house.add("insurer", "insurer", name="Allianz")
    as_somebody(house, "fleet_manager", me)
    for number, status, days in (("POL123", "active", 165), ("POL200", "active", 4), ("POL201", "expiring", 25)):
        house.add(number, "policy", number=number, insurer=insurer, status=status, **_terms(days))
    loss = {"policy": house.id("POL123"), "insurer": insurer, "place": "Leopoldstrasse", "description": "Rear bumper"}
    sums = {"estimate": Money.of(2_300, "EUR"), "reserve": Money.of(2_500, "EUR")}
    when = datetime.now(UTC) - timedelta(days=2)
    for key, number, status, more in (("claim", "CLM-1", "reported", {}), ("assessed", "CLM-2", "assessing", sums)):
        house.add(
            key, "claim", number=number, status=status, cause="collision", happened_at=when, reported_at=when,
            **loss, **more,
        )  # fmt: skip
    _back(house, replace(identity(role, me, insurer), agreed=frozenset(AGREED)))
    house.ids["store"] = store
    return house


def _terms(days: int) -> dict[str, Any]:
    """The agreed terms of a policy that ends in so many days."""
    begun, ends, premium = TODAY - timedelta(days=200), TODAY + timedelta(days=days), Money.of(1_200, "EUR")
    lines = {"a": {"cover": "liability", "limit": Money.of(100_000_000, "EUR"), "clause": "A.1"}}
    periods = {"a": {"transaction": "new", "effective": begun, "until": ends, "premium": premium}}
    return {
        "vehicle": POLICY_VIN, "starts_on": begun, "expires_on": ends, "premium": premium, "lines": lines,
        "deductible": Money.of(500, "EUR"), "periods": periods,
    }  # fmt: skip


def practice(folder: Path, _mode: Mode, _role: str) -> House:
    """The showroom to practise in, as the tour opens it."""
    workspace = open_practice(folder, "0.1.0")
    return House(workspace, {"car": demo_car(workspace)})


HOUSES: dict[str, Callable[[Path, Mode, str], House]] = {
    "small": open_house, "empty": empty, "at odds": at_odds, "long words": wordy,
    "practice": practice, "prices": priced, "insurer": of_an_insurer,
}  # fmt: skip
