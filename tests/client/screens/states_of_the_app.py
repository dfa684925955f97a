"""Every screen, dialog and state of the app, opened over a filled house: what the accessibility audit goes through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Dialog
from client.business.holders import holders_of
from client.care.coming_in import PersonHere
from client.hub.people_here import PeopleHere
from client.hub.session import Session
from client.insights.periods import period
from client.insights.question import Question
from client.reading.queries import RecordView
from client.screens.bulk_edit import BulkEditDialog
from client.screens.dialogs.ask_approval import AskApproval
from client.screens.dialogs.backups import OneBackup
from client.screens.dialogs.change_price import ChangePrice
from client.screens.dialogs.coach_driver import CoachDriver, RiskRules
from client.screens.dialogs.decide_claim import ClaimAmounts, DecideClaim
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.hold_vehicle import HoldVehicle
from client.screens.dialogs.log_activity import LogActivity, LoseLead, NextStep
from client.screens.dialogs.look_at_booking import LookAtBooking
from client.screens.dialogs.move_drive import MoveDrive
from client.screens.dialogs.release_vehicle import ReleaseVehicle
from client.screens.dialogs.renew_policy import RenewPolicy
from client.screens.dialogs.review_claim import ReviewClaim
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.dialogs.underwrite import TakeBackUnderwriting, UnderwritePolicy
from client.screens.dialogs.walk_in import WalkInDialog
from client.screens.insights import Insights
from client.screens.merge_dialog import MergeDialog
from client.screens.sign_in.dialogs import EnrolDialog, SignInDialog
from client.screens.sign_in.unlocking import LeaveDialog, SetPinDialog, UnlockDialog
from client.screens.why_dialog import WhyDialog
from client.sync_state import Phase, SyncState
from client.text import proposals as proposal_words
from client.window.main_window import MainWindow
from client.window.navigation import FILM, stops
from client.workspace import Mode, Place
from shared_models.money import Money
from tests.client.screens.opening_states import OFFICE, SHOWROOM, State, until
from tests.client.screens.opening_states import after as _after
from tests.client.screens.opening_states import always as _always
from tests.client.screens.opening_states import dialog as _dialog
from tests.client.screens.opening_states import once_there as _once_there
from tests.client.screens.opening_states import place as _place
from tests.client.screens.opening_states import record as _record
from tests.client.screens.opening_states import view as _view
from tests.client.screens.small_house import TODAY, House

WHO = {"showroom": SHOWROOM, "fleet": OFFICE}


def _sync(name: str, state: SyncState) -> State:
    def go(house: House, window: MainWindow) -> QWidget:
        house.workspace.set_sync_state(state)
        window.show_place(Place("sync_centre"))
        return window

    return State(f"showroom: {name}", SHOWROOM, go)


def _board(board: str, who: tuple[Mode, str] = OFFICE) -> State:
    return _place(f"dashboard of {board}", who, _always(Place("insights", presets=(("board", board),))))


def _counted(house: House) -> Place:
    workspace = house.workspace
    asked = Question(period("months12", workspace.today()), workspace.today(), workspace.zone(), "fleet_manager")
    presets = (("tile", "causes"), ("line", ""), ("place", "collision"), ("question", asked))
    return Place("counted", presets=presets)


def _arranging(window: MainWindow) -> None:
    screen = window.current_screen()
    assert isinstance(screen, Insights)
    screen.arranging.button.click()
    for card in screen.tiles.in_order()[:1]:
        card.turn_over()
        card.how_button.click()


def _toast(house: House, window: MainWindow) -> QWidget:
    window.say("The price was changed")
    return window


def _released(house: House, window: MainWindow) -> Dialog:
    view = _view(house, "vehicle", "golf")
    holder = holders_of(house.workspace.reader, [view.id], house.workspace.identity.device)[view.id]
    return ReleaseVehicle(house.workspace, view, holder.stake, window)


def _bulk(house: House, window: MainWindow) -> Dialog:
    ordinals = list(house.workspace.reader.ordinals("vehicle"))
    return BulkEditDialog(house.workspace, "vehicle", ordinals, False, window)


def _sheet(_house: House, window: MainWindow) -> QWidget:
    return window.deeds.show_shortcuts()


def _help(_house: House, window: MainWindow) -> QWidget:
    return window.deeds.show_help()


def _palette(_house: House, window: MainWindow, typed: str = "") -> QWidget:
    palette = window.deeds.show_palette()
    palette.edit.set_value(typed)
    return palette


def _with_pin(house: House, window: MainWindow) -> QWidget:
    """The settings of somebody who could have a PIN; none is set."""
    house.workspace.people = PeopleHere(Session(house.workspace.replica.database.path.parent, "0.1.0"))
    window.show_place(Place("settings"))
    return window


def _right(_person: str, _pin: str) -> None:
    """Every PIN is right."""


def _empty_and_confirm(dialog: Any) -> None:
    for field in dialog.named_fields().values():
        field.set_value(None)
    dialog.confirm()


def _rail(who: tuple[Mode, str], leave: tuple[str, ...] = ()) -> list[State]:
    return [
        _place(f"{stop.key} in the rail", who, _always(stop.place)) for stop in stops(*who) if stop.key not in leave
    ]


def _everywhere(who: tuple[Mode, str]) -> list[State]:
    names = (
        "about", "alarms", "what_i_did", "devices", "backups", "accessibility", "readiness", "help", "performance",
        "model_health", "assistant",
    )  # fmt: skip
    return [_place(name, who, _always(Place(name))) for name in names]


def _forms(who: tuple[Mode, str], *types: str) -> list[State]:
    made = [_place(f"new {one}", who, _always(Place("new", one))) for one in types]
    return [*made, _place("import", who, _always(Place("import", types[0])))]


def _of_vehicle(kind: Callable[..., Dialog], name: str, key: str = "camry") -> State:
    return _dialog(name, SHOWROOM, lambda h, w: kind(h.workspace, _view(h, "vehicle", key), w))


def _of_lead(make: Callable[[House, RecordView, MainWindow], Dialog], name: str) -> State:
    return _dialog(name, SHOWROOM, lambda h, w: make(h, _view(h, "lead", "lead_maria"), w))


def _choose(screen: Any, switch: str, key: str) -> None:
    """Press one of the buttons of a view switch of a screen."""
    getattr(screen, switch)._press(key)


def _deal(house: House) -> Place:
    """The page of a sale, which no other state has: made here, of a car that is sold anyway."""
    if "deal" not in house.ids:
        whose = {"customer": house.id("maria"), "vehicle": house.id("mx5"), "store": house.id("store")}
        price = Money.of(18_700, "EUR")
        house.add("deal", "sale", **whose, person=house.id("me"), price=price, way="cash", signed_on=TODAY)
        for key, amount, way in (("part", 10_000, "transfer"), ("promise", 500, "promise")):
            house.add(key, "payment", **whose, amount=Money.of(amount, "EUR"), way=way, paid_on=TODAY)
    return Place("record", "sale", house.id("deal"))


def _looked_at(house: House) -> Place:
    """The page of a booking in the night which somebody looked at, and whose feedback somebody read."""
    if "odd" not in house.ids:
        begins = datetime.combine(TODAY + timedelta(days=60), clock(3, 40), UTC)
        whose = {"vehicle": house.id("id4"), "customer": house.id("maria"), "store": house.id("store")}
        house.add("odd", "test_drive", **whose, starts_at=begins, ends_at=begins + timedelta(hours=6), status="booked",
                  comment="They were friendly, but the price was awful.", mood="complaint", looked="wrong",
                  looked_reason="The phone number belongs to somebody else.")  # fmt: skip
    return Place("record", "test_drive", house.id("odd"))


def _insured(house: House) -> Place:
    """Premiums of all that end soon: one is proposed here, the others lack the cover that is required."""
    if "insured" not in house.ids:
        lines = {"a": {"cover": "liability"}, "b": {"cover": "partial"}}
        whose = {"holder": house.id("maria"), "insurer": house.id("allianz"), "lines": lines}
        begun, ends = TODAY - timedelta(days=345), TODAY + timedelta(days=20)
        premium = Money.of(980, "EUR")
        house.add("insured", "policy", number="POL300", status="active", **whose, starts_on=begun, expires_on=ends,
                  premium=premium)  # fmt: skip
    return Place("premiums")


def _decided(house: House) -> Place:
    """The page of a policy with decisions about it: one that was taken back, and one that counts."""
    if "decided" not in house.ids:
        whose = {"policy": house.id("POL200"), "person": house.id("me")}
        house.add("first", "underwriting_decision", **whose, decision="accept", proposal="refer", reason="Long known")
        house.add("back", "underwriting_decision", **whose, decision="withdrawn", reason="The wrong policy")
        house.add("decided", "underwriting_decision", **whose, decision="refer", proposal="refer", reason="As proposed")
    return Place("record", "policy", house.id("POL200"))


def _decided_otherwise(dialog: Any) -> None:
    """Accept against the proposal without saying why."""
    until(dialog.confirm_button.isEnabled)
    dialog.decision.set_value("accept")
    dialog.confirm()


def _take_back(house: House, window: MainWindow) -> Dialog:
    return TakeBackUnderwriting(house.workspace, _view(house, "policy", "POL200"), window)


_UNDERWRITE = _dialog(
    "decide on a policy", OFFICE, lambda h, w: UnderwritePolicy(h.workspace, _view(h, "policy", "POL123"), w)
)


def _called(screen: Any) -> None:
    """Ask whom to call, and wait for the answer."""
    screen.calls.button.click()
    until(lambda: screen.calls.answer.accessibleName() not in (proposal_words.WORKING, proposal_words.CALLS_HELP))


_RENEWALS = _place("renewals", OFFICE, _always(Place("renewals", "policy")))
_PIPELINE = _place("pipeline", SHOWROOM, _always(Place("pipeline", "lead")))
_SELL = _of_vehicle(SellVehicle, "sell a vehicle")
_LOG = _of_lead(lambda h, lead, w: LogActivity(h.workspace, lead, "call", w), "log a call")
_DECIDE = _dialog("decide a claim", OFFICE, lambda h, w: DecideClaim(h.workspace, _view(h, "claim", "claim"), w))

_ANNA_AND_BEN = (PersonHere("a", "Anna Berg", "salesperson"), PersonHere("b", "Ben Carter", "salesperson"))
_PIN = _dialog("set a PIN", SHOWROOM, lambda _h, w: SetPinDialog(lambda _pin: None, lambda _pin: None, w))


def _moving(screen: Any) -> None:
    """The film for those who want movement, in its midst."""
    screen.player.may_move = lambda: True
    screen.player.dress()
    screen.player.go_to_scene(6)


_FILM = _place("film", SHOWROOM, _always(FILM))

STATES: tuple[State, ...] = (
    *_rail(SHOWROOM),
    *_rail(OFFICE, leave=("customer", "more", "sync_centre", "settings")),  # the same as in the showroom
    *_everywhere(SHOWROOM),
    _place("plates", SHOWROOM, _always(Place("plates"))),
    _place("rewards", SHOWROOM, _always(Place("rewards"))),
    *_forms(SHOWROOM, "vehicle", "lead", "customer", "test_drive", "activity"),
    *_forms(OFFICE, "policy", "claim", "driver"),
    _record(SHOWROOM, "vehicle", "camry"),
    _record(SHOWROOM, "lead", "lead_maria"),
    _record(SHOWROOM, "customer", "maria"),
    _record(SHOWROOM, "test_drive", "drive"),
    _record(SHOWROOM, "activity", "task"),
    _record(OFFICE, "policy", "POL123"),
    _record(OFFICE, "claim", "claim"),
    _record(OFFICE, "driver", "driver"),
    _record(OFFICE, "insurer", "allianz"),
    _place(
        "compare two",
        SHOWROOM,
        lambda h: Place("compare", "vehicle", presets=(("vehicles", (h.id("camry"), h.id("golf"))),)),
    ),
    _place("a place that is not there", SHOWROOM, _always(Place("no such screen"))),
    _sync("the hub is away", SyncState(Phase.OFFLINE, 3, problem="The hub does not answer.")),
    _sync("first sync", SyncState(Phase.FIRST_SYNC, done=400, expected=1_600)),
    _sync("live", SyncState(Phase.LIVE)),
    State("showroom: a notice", SHOWROOM, _toast),
    _SELL,
    _after(_SELL, "with errors", lambda dialog: dialog.confirm()),
    _of_vehicle(HoldVehicle, "hold a vehicle"),
    _of_vehicle(ChangePrice, "change a price"),
    _place("new prices", SHOWROOM, _always(Place("prices"))),
    _of_vehicle(AskApproval, "ask for approval"),
    _dialog("release a vehicle", SHOWROOM, _released),
    _dialog("schedule a test drive", SHOWROOM, lambda h, w: ScheduleTestDrive(h.workspace, h.id("camry"), parent=w)),
    _dialog(
        "move a test drive",
        SHOWROOM,
        lambda h, w: MoveDrive(h.workspace, _view(h, "test_drive", "drive"), "out", w),
    ),
    _LOG,
    _after(_LOG, "with errors", _empty_and_confirm),
    _of_lead(lambda h, lead, w: NextStep(h.workspace, lead, w), "next step"),
    _of_lead(lambda h, lead, w: LoseLead(h.workspace, lead, w), "lose a lead"),
    _of_lead(lambda h, lead, w: EditRecord(h.workspace, lead, w), "edit a lead"),
    _dialog("walk-in", SHOWROOM, lambda h, w: WalkInDialog(h.workspace, w)),
    _dialog("merge customers", SHOWROOM, lambda h, w: MergeDialog(h.workspace, _view(h, "customer", "maria"), w)),
    _dialog("change many", SHOWROOM, _bulk),
    _dialog("why this value", SHOWROOM, lambda h, w: WhyDialog(h.workspace, "vehicle", h.id("camry"), "price", w)),
    State("showroom: shortcuts", SHOWROOM, _sheet),
    State("showroom: settings of a person on a device", SHOWROOM, _with_pin),
    _dialog("unlock", SHOWROOM, lambda _h, w: UnlockDialog(_ANNA_AND_BEN, "a", _right, parent=w)),
    _dialog("leave customer mode", SHOWROOM, lambda _h, w: LeaveDialog(_ANNA_AND_BEN[0], _right, w)),
    _after(_PIN, "with errors", lambda dialog: dialog.confirm()),
    State("showroom: help on a page", SHOWROOM, _help),
    State("showroom: palette", SHOWROOM, _palette),
    State("showroom: palette, after typing", SHOWROOM, lambda h, w: _palette(h, w, "pipe")),
    _dialog("a backup", SHOWROOM, lambda _h, w: OneBackup("Today, 9:00", (("Size", "4 MB"),), False, w)),
    _dialog("enrol", SHOWROOM, lambda _h, w: EnrolDialog(None, "Tablet 3", parent=w)),  # type: ignore[arg-type]
    _dialog("sign in", SHOWROOM, lambda _h, w: SignInDialog(None, "https://hub.example.com", "anna", w)),  # type: ignore[arg-type]
    _DECIDE,
    _after(_DECIDE, "with errors", lambda dialog: dialog.confirm()),
    _dialog("amounts of a claim", OFFICE, lambda h, w: ClaimAmounts(h.workspace, _view(h, "claim", "claim"), w)),
    _board("risk"),
    _after(_board("claims"), "being arranged", _arranging),
    _place("what was counted", OFFICE, _counted),
    _place("claims to review", OFFICE, _always(Place("claim_queue"))),
    _place("how groups are treated", OFFICE, _always(Place("fairness"))),
    _after(
        _dialog("review a claim", OFFICE, lambda h, w: ReviewClaim(h.workspace, _view(h, "claim", "claim"), None, w)),
        "with errors",
        lambda dialog: dialog.confirm(),
    ),
    _UNDERWRITE,
    _after(_UNDERWRITE, "with errors", _decided_otherwise),
    _dialog("take an underwriting decision back", OFFICE, _take_back),
    _place("page of a policy that was decided on", OFFICE, _decided),
    _dialog("coach a driver", OFFICE, lambda h, w: CoachDriver(h.workspace, parent=w)),
    _dialog("rules of risk", ("fleet", "head_office"), lambda h, w: RiskRules(h.workspace, w)),
    _dialog("renew a policy", OFFICE, lambda h, w: RenewPolicy(h.workspace, _view(h, "policy", "POL201"), w)),
    _dialog("edit a policy", OFFICE, lambda h, w: EditRecord(h.workspace, _view(h, "policy", "POL123"), w)),
    _PIPELINE,
    _after(_PIPELINE, "all stages", lambda window: _choose(window.current_screen(), "stages", "all")),
    _RENEWALS,
    _once_there(_RENEWALS, "whom to call", lambda at: at.calls.button, _called),
    _place("premiums of a policy", OFFICE, lambda h: Place("premium", "policy", h.id("POL123"))),
    _place("premiums of a policy that lacks cover", OFFICE, lambda h: Place("premium", "policy", h.id("POL201"))),
    _place("premiums of all that end soon", OFFICE, _insured),
    _once_there(
        _place("premiums", OFFICE, _insured),
        "with errors",
        lambda at: at.is_filled(),
        lambda at: (at.form.floor.set_value(130), at.form.confirm()),
    ),
    _place("wall", SHOWROOM, _always(Place("wall", "test_drive"))),
    _place("page of a deal", SHOWROOM, _deal),
    _place("today of head office", ("showroom", "head_office"), _always(Place("today"))),
    _place("today of IT", ("showroom", "it_admin"), _always(Place("today"))),
    _place("today of an auditor", ("fleet", "auditor"), _always(Place("today"))),
    _after(
        _place("test drives of a week", SHOWROOM, _always(Place("list", "test_drive"))),
        "as a board",
        lambda window: _choose(window.current_screen(), "span", "week"),
    ),
    _place("page of a test drive that somebody looked at", SHOWROOM, _looked_at),
    _after(
        _dialog(
            "say what was wrong with a booking",
            SHOWROOM,
            lambda h, w: LookAtBooking(h.workspace, _view(h, "test_drive", "drive"), "wrong", w),
        ),
        "with errors",
        lambda dialog: dialog.confirm(),
    ),
    _FILM,
    _after(_FILM, "which may move", lambda window: _moving(window.current_screen())),
)
