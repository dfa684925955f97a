"""Customer mode: whatever is opened, nothing of cost, of other customers or of scores is shown, spoken or exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from accessibility.drawn_text import noted
from client import theme
from client.business.alarm_reading import gather
from client.changes import Identity
from client.commands import Edit
from client.customer_mode import MARK, CustomerMode
from client.hub.people_here import PeopleHere
from client.hub.session import Session, Standing
from client.replica.worker import wait
from client.reports.edition import Edition
from client.reports.list_export import export
from client.reports.listing import Listing, Wanted, answered
from client.screens.record_list_query import QueryRunner
from client.screens.sign_in.unlocking import LeaveDialog
from client.screens.stock import Stock
from client.settings import Preferences
from client.text import locking as words
from client.window.main_window import MainWindow
from client.workspace import Place, Workspace
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from tests.client.screens.opening_states import State
from tests.client.screens.opening_states import record as _record
from tests.client.screens.pressing import Heard, button, opened, press, toast
from tests.client.screens.small_house import House, identity, open_house
from tests.client.screens.states_of_the_app import STATES

NAME = "Zzyzx Quandary"
#: Amounts that nothing else in the house has, as people write them.
COSTS = {"purchase": 13_579, "floor": 24_681, "deposit": 7_913}
TELLTALES = ("zzyzx", "quandary", *(f"{cost:,}" for cost in COSTS.values()), *(str(cost) for cost in COSTS.values()))
PIN = "190357"


def tell_tales(house: House) -> None:
    """A car whose costs, and a customer whose name, are like no other; everything about the customer names them."""
    as_seen, add = house.workspace.identity, house.add
    store, me, now = house.id("store"), house.id("me"), datetime.now(UTC)
    costs = {name: Money.of(cost, "EUR") for name, cost in COSTS.items()}
    house.workspace.replica.sign_in_as(_of(house, "sales_manager"))
    who = {"customer": add("telltale", "customer", name=NAME, town="Zzyzx", phone="+1 555 0100")}
    mine = {**who, "store": store, "person": me}
    camry = {"vehicle": house.id("camry")}
    add("cost_zzyzx", "vehicle_cost", **camry, purchase_price=costs["purchase"], floor_price=costs["floor"], notes=NAME)
    times = {"starts_at": now + timedelta(hours=2), "ends_at": now + timedelta(hours=3)}
    add("drive_zzyzx", "test_drive", **camry, **mine, **times, status="booked")
    late = now.date() - timedelta(days=2)
    lead = {
        **who,
        "store": store,
        "owner": me,
        "status": "negotiation",
        "next_step": late,
        "notes": f"{NAME} pays more",
    }
    add("lead_zzyzx", "lead", **camry, **lead)
    add("task_zzyzx", "activity", **mine, kind="task", subject=f"Call {NAME}", due=now.date())
    add("hold_zzyzx", "hold", **camry, **mine, until=now + timedelta(hours=30), deposit=costs["deposit"])
    add("sale_zzyzx", "sale", **mine, vehicle=house.id("mx5"), price=costs["floor"], signed_on=now.date())
    house.workspace.replica.sign_in_as(_of(house, "fleet_manager"))
    policy = {"number": "POL-ZZYZX", "insurer": house.id("allianz"), "status": "active", "vehicle": "VIN123456789"}
    ends = now.date() + timedelta(days=5)
    add("POL999", "policy", **policy, holder=who["customer"], expires_on=ends, premium=costs["purchase"])
    house.workspace.replica.sign_in_as(as_seen)


def _of(house: House, role: str) -> Identity:
    return identity(role, house.id("me"), house.id("store"))


def spoken(interface: QAccessibleInterface | None) -> Iterator[str]:
    """Every text that assistive technology may read below an interface, in sight or not."""
    if interface is None or not interface.isValid():
        return
    for part in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help):
        yield interface.text(part)
    for at in range(min(interface.childCount(), 400)):
        yield from spoken(interface.child(at))


def everything_in(window: QWidget) -> str:
    """All that a window says: to eyes (painted by hand too), to readers, in its title and its tooltips."""
    with noted(1) as drawn:
        window.grab()
    parts = [window.windowTitle(), *(one.text for one in drawn), *spoken(QAccessible.queryAccessibleInterface(window))]
    for widget in window.findChildren(QWidget):
        parts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
    return "\n".join(filter(None, parts)).casefold()


def told(text: str) -> list[str]:
    """The telltales in a text."""
    return [one for one in TELLTALES if one in text]


@pytest.fixture(scope="module")
def houses(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], House]]:
    """A house of each app with something to hide, its indexes made while it was in the open."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path_factory.mktemp("kept")))
    theme.apply(qapp, motion=False)
    made: dict[str, House] = {}

    def house_of(mode: str, role: str) -> House:
        if mode not in made:
            house = made[mode] = open_house(tmp_path_factory.mktemp(mode), mode, role)  # type: ignore[arg-type]
            tell_tales(house)
            house.workspace.catalogue.begin()
            for name in ("vehicle", "customer", "lead") if mode == "showroom" else ("vehicle", "customer", "policy"):
                house.workspace.catalogue.wait_ready(name)
            house.workspace.scores.wait_idle()
        return made[mode]

    yield house_of
    for house in made.values():
        house.workspace.customer_mode.leave()
        house.workspace.close()
        house.workspace.replica.close()
    theme.apply(qapp, motion=False)


def quiet(workspace: Workspace, window: MainWindow) -> bool:
    """Whether everything that was asked for has come."""
    return not workspace.background.at_work and all(one.idle() for one in window.findChildren(QueryRunner))


def seen(house: House, states: list[State], qtbot: QtBot) -> dict[str, list[str]]:
    """The telltales in each state, opened one after the other in one window."""
    window = MainWindow(house.workspace, Preferences(house.workspace.mode))
    window.resize(1280, 800)
    window.show()
    found = {}
    try:
        for state in states:
            found[state.name] = told(in_state(house, window, state, qtbot))
    finally:
        delete(window)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return found


def in_state(house: House, window: MainWindow, state: State, qtbot: QtBot) -> str:
    """All that a state says. What is about a record that is not on this device cannot be opened, and says nothing."""
    try:
        shown = state.open(house, window)
    except (AssertionError, AttributeError):  # there is no such record here, or no such page
        if not house.workspace.customer_mode.on:
            raise
        shown = window
    qtbot.waitUntil(lambda: quiet(house.workspace, window))
    text = everything_in(window) + (everything_in(shown) if shown is not window else "")
    if isinstance(shown, QDialog) and isValid(shown):
        shown.hide()
        delete(shown)
    return text


@pytest.mark.parametrize("mode", ["showroom", "fleet"])
def test_no_screen_says_what_a_customer_must_not_know(
    mode: str, houses: Callable[[str, str], House], qtbot: QtBot
) -> None:
    states = [state for state in STATES if state.who[0] == mode]
    house = houses(*states[0].who)
    own = [_record(states[0].who, "vehicle", "camry" if mode == "showroom" else "fleet_van")]
    own += [_record(states[0].who, "customer", "telltale")]
    if mode == "showroom":
        own += [_record(states[0].who, "lead", "lead_zzyzx"), _record(states[0].who, "vehicle", "mx5")]
    open_ones = {name for name, told in seen(house, own, qtbot).items() if told}
    assert len(open_ones) >= len(own) - 1, open_ones  # it would be seen
    heard = Heard()
    house.workspace.customer_mode.enter()
    try:
        leaks = {name: told for name, told in seen(house, [*own, *states], qtbot).items() if told}
    finally:
        house.workspace.customer_mode.leave()
    assert leaks == {}
    assert told("\n".join(heard.words).casefold()) == []


def test_search_alarms_and_exports_say_nothing_either(
    houses: Callable[[str, str], House], qtbot: QtBot, tmp_path: Path
) -> None:
    workspace = houses("showroom", "sales_manager").workspace
    window = MainWindow(workspace, Preferences("showroom"))
    assert [one.text for one in window.everywhere.find("zzyzx")]
    assert told(repr(gather(workspace)).casefold())
    delete(window)
    workspace.customer_mode.enter()
    try:
        window = MainWindow(workspace, Preferences("showroom"))
        assert window.everywhere.find("zzyzx") == []
        assert not told(repr([window.everywhere.find(text) for text in ("camry", "call", "1")]).casefold())
        assert not told(repr([action.label for action in window.actions_now.now()]).casefold())
        assert {action.name for action in window.actions_now.standing.values()} <= {
            "palette",
            "search",
            "back",
            "forward",
            "shortcuts",
            "help",
            "rotate_colours",
            "leave_customer_mode",
        }
        assert not told(repr(gather(workspace)).casefold())
        assert workspace.scores.best("lead", 5) == []
        for name in RECORD_TYPES:
            wanted = Wanted(name, "", {}, "", ())
            path = tmp_path / f"{name}.csv"
            answer = answered(workspace.catalogue, workspace.reader, wanted, Edition.of(workspace))
            export(Listing(workspace.reader, answer), path)
            assert not told(path.read_text("utf-8-sig").casefold()), name
        delete(window)
    finally:
        workspace.customer_mode.leave()


def test_it_opens_on_the_vehicles_and_outlives_a_restart(
    houses: Callable[[str, str], House], qtbot: QtBot, tmp_path: Path
) -> None:
    house = houses("showroom", "sales_manager")
    workspace = house.workspace
    turned: list[bool] = []
    workspace.turned.connect(lambda: turned.append(workspace.customer_mode.on))
    window = MainWindow(workspace, Preferences("showroom"))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert turned == [True]
    delete(window)
    assert CustomerMode(workspace.replica.database.path.parent).on  # another start would find it on
    assert (workspace.replica.database.path.parent / MARK).exists()
    window = MainWindow(workspace, Preferences("showroom"))
    try:
        window.show()
        window.resize(800, 1280)  # turned upright
        assert isinstance(window.current_screen(), Stock)
        assert [stop.key for stop in window.stops] == ["vehicle"]
        assert not window.bar.undo.isVisible()
        prices = ({"price": Money.of(euros, "EUR")} for euros in (19_900, 19_000))
        wait(workspace.replica.execute(Edit("vehicle", house.id("golf"), *prices)))
        window.undo()
        qtbot.waitUntil(lambda: toast(window) == words.NO_UNDO)
        window.show_place(Place("record", "customer", house.id("telltale")))
        assert window.current_screen() is None
        assert button(window, words.CUSTOMER_MODE_ON).isVisible()
    finally:
        delete(window)
        workspace.customer_mode.leave()


def test_leaving_it_needs_the_pin(houses: Callable[[str, str], House], qtbot: QtBot) -> None:
    workspace = houses("showroom", "sales_manager").workspace
    session = Session(workspace.replica.database.path.parent, "0.1.0")
    session.standing = Standing(person=workspace.identity.person, name="Anna Berg")
    workspace.people = PeopleHere(session)
    workspace.people.set_pin(PIN)
    workspace.customer_mode.enter()
    window = MainWindow(workspace, Preferences("showroom"))
    try:
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.do("leave_customer_mode")
        dialog = opened(qtbot, LeaveDialog)
        qtbot.keyClicks(dialog.pin.editor, "424242")
        dialog.confirm()
        qtbot.waitUntil(dialog.summary.isVisible)
        assert workspace.customer_mode.on
        qtbot.keyClicks(dialog.pin.editor, PIN)
        with qtbot.waitSignal(workspace.turned):
            press(qtbot, dialog, words.LEAVE)
        assert not workspace.customer_mode.on
    finally:
        workspace.people.remove_pin()
        workspace.people = None
        delete(window)
        workspace.customer_mode.leave()
