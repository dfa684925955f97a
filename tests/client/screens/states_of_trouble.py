"""States beyond the filled house: nothing there yet, at odds with the hub, long words, an import by its steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from client.business.handovers import given_to
from client.reading.log_queries import refusals
from client.screens.import_screen import ImportScreen
from client.screens.mend import place_of_handover, place_of_refusal
from client.screens.record_list_query import ListQuery
from client.window.navigation import stops
from client.workspace import Mode, Place
from tests.client.screens.opening_states import (
    OFFICE,
    SHOWROOM,
    State,
    after,
    always,
    once_there,
    place,
    record,
    until,
)
from tests.client.screens.small_house import CAMRY_VIN, House
from tests.client.screens.test_hub_audit import AuditOfNotes, SilentAudit

_ODDS, _EMPTY, _LONG = "at odds", "empty", "long words"


def _refusal(number: int) -> Any:
    return lambda house: place_of_refusal(refusals(house.workspace.reader)[number])


def _handover(house: House) -> Place:
    return place_of_handover(given_to(house.workspace.reader, house.id("me"))[0])


def _empty() -> list[State]:
    """The rail on somebody's first day; what is the same in both apps once."""
    showroom = [place(f"{s.key}, nothing yet", SHOWROOM, always(s.place), _EMPTY) for s in stops(*SHOWROOM)]
    office = ("today", "policy", "claim")
    return [
        *(one for one in showroom if "settings" not in one.name and "more" not in one.name),
        *(place(f"{key}, nothing yet", OFFICE, always(_stop(key)), _EMPTY) for key in office),
        place("what I did, nothing yet", SHOWROOM, always(Place("what_i_did")), _EMPTY),
        place("plates, nothing yet", SHOWROOM, always(Place("plates")), _EMPTY),
    ]


def _stop(key: str) -> Place:
    return next(stop.place for stop in stops(*OFFICE) if stop.key == key)


# --- the hub's audit ---

_AUDITOR: tuple[Mode, str] = ("fleet", "auditor")


def _audit_of(hub: Any) -> Any:
    def at(house: House) -> Place:
        house.workspace.audit = hub
        return Place("hub_audit")

    return at


_AUDIT = place("audit of the hub", _AUDITOR, _audit_of(AuditOfNotes()))


def _audits() -> list[State]:
    def there(screen: Any) -> Any:
        return screen.is_filled()

    def checked(screen: Any) -> None:
        screen.check_button.click()
        until(lambda: "3" in screen.verdict.text())  # in whatever language

    def backwards(screen: Any) -> None:
        screen.filters.since.set_value(date(2026, 3, 2))
        screen.filters.until.set_value(date(2026, 3, 1))
        screen.filters.show_button.click()

    silent = place("audit of the hub, which is silent", _AUDITOR, _audit_of(SilentAudit()))
    return [
        once_there(_AUDIT, "with rows", there, lambda _screen: None),
        once_there(_AUDIT, "not whole", there, checked),
        once_there(_AUDIT, "days the wrong way round", there, backwards),
        once_there(silent, "as it says", there, lambda _screen: None),
        place("audit of the hub, without one", _AUDITOR, _audit_of(None)),
        place("audit of the hub, for who may not", SHOWROOM, always(Place("hub_audit"))),
    ]


# --- the list ---

_CUSTOMERS = place("customers", SHOWROOM, always(Place("list", "customer")))


def _ask(query: ListQuery) -> Any:
    return lambda screen: screen.list.set_query(query)


def _answered(screen: Any) -> bool:
    return screen.list.answer() is not None


# --- an import, as far as a person may have come ---


def _file(*rows: str) -> Path:
    path = Path(mkdtemp(prefix="forecourt-states-")) / "Stock of March.csv"
    path.write_text("\n".join(("VIN,Make,Model,Year,Price,Colour", *rows)) + "\n", encoding="utf-8")
    return path


_SOUND = ("WVWZZZ1KZAW000011,Volkswagen,Polo,2020,15900,blue", "WVWZZZ1KZAW000012,Volkswagen,Up,2019,8900,white")
_UNSOUND = (*_SOUND, f"{CAMRY_VIN},Toyota,Camry,2023,28000,blue", "SHORT,Ford,Focus,2018,on request,red")


def _at(screen: ImportScreen, step: int) -> None:
    until(lambda: screen.steps.currentIndex() == step and screen.progress is None)


def _columns(screen: ImportScreen, *rows: str) -> None:
    path = _file(*rows)
    screen.open(path)
    _at(screen, 1)
    path.unlink()
    path.parent.rmdir()


def _check(screen: ImportScreen, *rows: str) -> None:
    path = _file(*rows)
    screen.open(path)
    _at(screen, 1)
    screen.next.click()
    _at(screen, 2)
    path.unlink()
    path.parent.rmdir()


def _working(screen: ImportScreen) -> None:
    screen._begin("Reading Stock of March.csv")
    screen._progressed(40, 100)


def _unknown(screen: ImportScreen) -> None:
    screen._refused("The file holds no table: its first line names no columns. Save it as CSV or XLSX and try again.")


_IMPORT = place("import", SHOWROOM, always(Place("import", "vehicle")))


def _imports() -> list[State]:
    def step(name: str, press: Any) -> State:
        return after(_IMPORT, name, lambda window: press(window.current_screen()))

    return [
        step("columns", lambda screen: _columns(screen, *_SOUND)),
        step("check", lambda screen: _check(screen, *_SOUND)),
        step("check with problems", lambda screen: _check(screen, *_UNSOUND)),
        step("at work", _working),
        step("refused", _unknown),
        step("done", lambda screen: (screen._show_done(1_204), screen._show(3))),
    ]


# --- forms ---


def _save_empty(screen: Any) -> None:
    screen.form.save()


def _forms() -> list[State]:
    """Each long form, sent with nothing in it."""
    made = [("vehicle", SHOWROOM), ("lead", SHOWROOM), ("driver", OFFICE)]
    return [
        once_there(
            place(f"new {name}", who, always(Place("new", name))), "sent empty", lambda screen: screen.form, _save_empty
        )
        for name, who in made
    ]


_ASKING = once_there(
    record(SHOWROOM, "customer", "maria"), "being edited", lambda screen: screen.view, lambda screen: screen.edit()
)
_PAST = once_there(
    record(SHOWROOM, "customer", "maria"),
    "with its history",
    lambda screen: screen.view,
    lambda screen: screen.history_button.click(),
)
_BARE = once_there(
    record(OFFICE, "driver", "driver"),
    "with its empty fields",
    lambda screen: screen.view,
    lambda screen: screen.empty_button.click(),
)

TROUBLED: tuple[State, ...] = (
    *_empty(),
    place("mend a price", SHOWROOM, _refusal(0), _ODDS),
    place("mend a new vehicle", SHOWROOM, _refusal(1), _ODDS),
    place("mend work handed over", SHOWROOM, _handover, _ODDS),
    place("a case", SHOWROOM, lambda house: Place("case", "cases", house.id("sale_transit")), _ODDS),
    place("a case that is settled", SHOWROOM, always(Place("case", "cases", "0" * 32)), _ODDS),
    place("cases, one open", SHOWROOM, always(Place("cases")), _ODDS),
    place("report of a drill", SHOWROOM, lambda house: Place("drill_report", record=house.id("drill")), _ODDS),
    place("report of no drill", SHOWROOM, always(Place("drill_report", record="0" * 32)), _ODDS),
    place("readiness after a drill", SHOWROOM, always(Place("readiness")), _ODDS),
    place("today with work handed over", SHOWROOM, always(Place("today")), _ODDS),
    place("sync centre with refusals", SHOWROOM, always(Place("sync_centre")), _ODDS),
    place("devices with what one left", SHOWROOM, always(Place("devices")), _ODDS),
    place("backups, one made", SHOWROOM, always(Place("backups")), _ODDS),
    place("plates, one out", SHOWROOM, always(Place("plates")), _ODDS),
    place("rewards, one given", SHOWROOM, always(Place("rewards")), _ODDS),
    place("what I did and undid", SHOWROOM, always(Place("what_i_did")), _ODDS),
    record(SHOWROOM, "vehicle", "transit", _ODDS),
    place("a price in dispute", SHOWROOM, lambda house: Place("record", "vehicle", house.id("camry")), _ODDS),
    record(SHOWROOM, "approval_request", "request", _ODDS),
    place("today, long words", SHOWROOM, always(Place("today")), _LONG),
    place("stock, long words", SHOWROOM, always(Place("list", "vehicle")), _LONG),
    place("customers, long words", SHOWROOM, always(Place("list", "customer")), _LONG),
    place("today, long words", OFFICE, always(Place("today")), _LONG),
    record(SHOWROOM, "vehicle", "camry", _LONG),
    record(SHOWROOM, "customer", "maria", _LONG),
    record(SHOWROOM, "lead", "lead_maria", _LONG),
    record(OFFICE, "policy", "POL123", _LONG),
    record(OFFICE, "claim", "claim", _LONG),
    record(OFFICE, "insurer", "allianz", _LONG),
    once_there(_CUSTOMERS, "none found", _answered, _ask(ListQuery("xylophone"))),
    once_there(_CUSTOMERS, "searched with a mistake", _answered, _ask(ListQuery("mraia"))),
    once_there(
        place("stock", SHOWROOM, always(Place("list", "vehicle"))),
        "filtered, as a table",
        _answered,
        lambda screen: (
            _ask(ListQuery("", {"fuel": frozenset({"hybrid", "petrol"})}))(screen),
            screen.list.show_as("table"),
        ),
    ),
    once_there(
        place("stock", SHOWROOM, always(Place("list", "vehicle"))),
        "choosing what to compare",
        _answered,
        lambda screen: screen.compare_button.click(),
    ),
    *_audits(),
    *_imports(),
    *_forms(),
    _ASKING,
    _PAST,
    _BARE,
)
