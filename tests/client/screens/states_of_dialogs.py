"""The dialogs that need somebody at odds, and those that the app waits for: opened, and sent with what is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from accessibility.widgets.dates import CalendarDialog
from accessibility.widgets.dialogs import Dialog, confirm
from client.business.handovers import given_to
from client.business.plates import out_now
from client.business.price_steps import price_steps
from client.care.coming_in import PersonHere
from client.care.keeping import NewCode
from client.care.second_factor import NEEDED, Offer
from client.forms.new_dialog import ask_for_new
from client.hub.being_let_in import Asked
from client.hub.hub_connection import HubRefused
from client.reading.log_queries import refusals
from client.replica.restoring import Preview
from client.reports.evidence_period import EvidencePeriod
from client.reports.press import Progress, refusal
from client.screens.devices_alerts import HelpSomebody, OneAlert
from client.screens.dialogs.answer_approval import AnswerApproval
from client.screens.dialogs.backups import OneBackup, PutBack
from client.screens.dialogs.begin_drill import BeginDrill
from client.screens.dialogs.check_plate import CheckInPlate, CheckOutPlate
from client.screens.dialogs.close_case import ApproveRefund, CloseCase
from client.screens.dialogs.decide_prices import DecidePrices
from client.screens.dialogs.devices import AddDevice, DecideLeft, OneDevice
from client.screens.dialogs.erase_person import ErasePerson
from client.screens.dialogs.recovery_key import MakeRecoveryKey, ShowRecoveryKey, UseRecoveryKey
from client.screens.dialogs.redeem_reward import AskReward, RedeemReward
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.dialogs.settle import DeclineHandover, Discard, HandOver
from client.screens.dialogs.walk_in import WalkInDialog
from client.screens.merge_dialog import MergeDialog
from client.screens.parts.case_facts import gather
from client.screens.parts.row_list import Row
from client.screens.parts.shortcuts import ShortcutSheet
from client.screens.sign_in.dialogs import EnrolDialog, SignInDialog
from client.screens.sign_in.let_in import BrowserDialog, LetInDialog
from client.screens.sign_in.second_factor import AskCode, SetUpSecondFactor, ShowCodes
from client.screens.sign_in.unlocking import LeaveDialog, SetPinDialog, UnlockDialog
from client.text import proposals as proposal_words
from client.text import session as session_words
from client.window.main_window import MainWindow
from client.window.palette import Palette
from client.workspace import Place
from shared_models.protocol import DeviceStanding
from shared_models.records import RECORD_TYPES
from shared_models.role_keys import as_words
from tests.client.screens.opening_states import (
    SHOWROOM,
    State,
    after,
    always,
    asked,
    dialog,
    once_there,
    place,
    record,
    until,
    view,
)
from tests.client.screens.other_houses import PLATE
from tests.client.screens.small_house import TODAY, House

_ODDS = "at odds"
#: Opened by the window itself, in ``states_of_the_app``.
BY_THE_WINDOW = (Palette, ShortcutSheet)
_HOME = place("today", SHOWROOM, always(Place("today")))
_STOCK = place("stock", SHOWROOM, always(Place("list", "vehicle")))


def _never(*_given: object) -> None:
    """What follows a dialog; none of these is ever confirmed."""


def _hand_over(house: House, window: MainWindow) -> Dialog:
    made = HandOver(house.workspace, refusals(house.workspace.reader)[0], "Change the price", _never, window)
    until(lambda: not made.to.isHidden())
    return made


def _discard(house: House, window: MainWindow) -> Dialog:
    return Discard(house.workspace, refusals(house.workspace.reader)[0], "the price of the Corolla", _never, window)


def _decline(house: House, window: MainWindow) -> Dialog:
    work = given_to(house.workspace.reader, house.id("me"))[0]
    return DeclineHandover(house.workspace, work, "Ben Ortiz", _never, window)


def _of_case(kind: Any, house: House, window: MainWindow) -> Any:
    found = gather(house.workspace, house.id("sale_transit"))
    assert found is not None
    return kind(house.workspace, found, window)


def _check_in(house: House, window: MainWindow) -> Dialog:
    out = out_now(house.workspace.reader, PLATE)
    assert out is not None
    return CheckInPlate(house.workspace, out, window)


def _answer(house: House, window: MainWindow) -> Dialog:
    return AnswerApproval(house.workspace, view(house, "approval_request", "request"), window)


def _add_device(_house: House, window: MainWindow) -> Dialog:
    code = NewCode("ABCD-EFGH-JKLM", 1_790_000_000_000, "forecourt://enrol?hub=https://hub.example.com&code=ABCD-EFGH")
    return AddDevice(code, lambda at: f"{at:%d %B %Y}", window)


def _one_device(_house: House, window: MainWindow) -> Dialog:
    return OneDevice(DeviceStanding("1" * 32, "Tablet 1", "", 1_790_000_000_000, 1, False, 0, 0, "0.1.0"), window)


def _one_alert(_house: House, window: MainWindow) -> Dialog:
    told = {"id": "9", "at": 1_790_000_000_000, "kind": "account_locked", "person": "5", "login": "sam", "seen": None}
    where = {"name": "Sam Reyes", "device": "2", "device_name": "Tablet 2", "address": "10.1.2.3"}
    return OneAlert(told | where, window)


def _set_up_factor(_house: House, window: MainWindow) -> Dialog:
    codes = tuple(f"ABCD-EFGH-JK{number:02}" for number in range(10))
    uri = "otpauth://totp/Forecourt:anna%40acme?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Forecourt"
    return SetUpSecondFactor(Offer("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri, codes), _never, window)


def _let_in(_house: House, window: MainWindow) -> Dialog:
    page = "https://hub.example.com/device"
    key = Ed25519PrivateKey.generate()
    asked = Asked("BCDF-GHJK", page, f"{page}?user_code=BCDF-GHJK", "12AB 34CD 56EF", "", "Tablet 3", "", 5, key)
    return LetInDialog(asked, lambda stop: not stop.wait(), window)


def _ask_code(_house: House, window: MainWindow) -> Dialog:
    words = session_words
    return AskCode(words.RECOVERY_NEW, words.RECOVERY_NEW_TEXT, words.RECOVERY_NEW, _never, window)


def _decide_left(_house: House, window: MainWindow) -> Dialog:
    row = Row("a", "A new lead", "Sam on Tablet 2, 24 September")
    change = {"photos": 2, "photos_missing": 1, "detail": "Another change is in its way."}
    return DecideLeft(row, change, [("Wanted", "a Camry", "–")], window)


def _progress(_house: House, window: MainWindow) -> Dialog:
    made = Progress("Stock of March.xlsx", window)
    made.show_rows((1_200, 6_000))
    return made


def _merging(made: Any) -> None:
    made.other.enter(made._workspace.reader.find("customer", name="Jonas Weber")[0].id)
    made._chosen()


def _known_customer(made: Any) -> None:
    made.name.set_value("Maria Lopez")
    made._look_for()
    until(made.matches.rows)


def _filters(house: House, window: MainWindow) -> None:
    screen: Any = window.current_screen()
    until(lambda: screen.list.answer() is not None and not house.workspace.background.at_work)
    screen.list._open_filters()


def _saved(house: House, window: MainWindow) -> None:
    screen: Any = window.current_screen()
    screen.saved.ask_for_name()


_ERASE = dialog(
    "erase a person", SHOWROOM, lambda h, w: ErasePerson(h.workspace, "customer", view(h, "customer", "maria").id, w)
)
_ENROL = dialog("enrol", SHOWROOM, lambda _h, w: EnrolDialog(None, "Tablet 3", parent=w))  # type: ignore[arg-type]
_SIGN_IN = dialog("sign in", SHOWROOM, lambda _h, w: SignInDialog(None, "https://hub.example.com", "", w))  # type: ignore[arg-type]
_CLOSE = dialog("close a case", SHOWROOM, partial(_of_case, CloseCase), _ODDS)
_CHECK_OUT = dialog("check out a plate", SHOWROOM, lambda h, w: CheckOutPlate(h.workspace, w), _ODDS)
_REDEEM = dialog("give out a reward", SHOWROOM, lambda h, w: RedeemReward(h.workspace, w), _ODDS)
_SCHEDULE = dialog("schedule a drive", SHOWROOM, lambda h, w: ScheduleTestDrive(h.workspace, "", parent=w))

_PREVIEW = Preview({"vehicle": 3, "lead": 1}, 4, 2, 1)
_KNOWN = dialog("walk-in of somebody", SHOWROOM, lambda h, w: WalkInDialog(h.workspace, w))
_CUSTOMER = RECORD_TYPES["customer"]
_PRINTED = X25519PrivateKey.from_private_bytes(bytes(range(32)))
_ANNA, _BEN = PersonHere("a", "Anna Berg", "sales_manager"), PersonHere("b", "Ben Ortiz", "salesperson")


def _priced(house: House) -> Place:
    """New prices, for cars that have stood for ten weeks."""
    house.workspace.today = lambda: TODAY + timedelta(days=70)  # type: ignore[method-assign]
    return Place("prices")


def _declining(house: House, window: MainWindow) -> Dialog:
    steps = price_steps(house.workspace.reader, TODAY + timedelta(days=70)).steps
    return DecidePrices(house.workspace, steps[:3], "decline", window)


_DECLINE_PRICES = dialog("decline new prices", SHOWROOM, _declining, "prices")


def _proposed(screen: Any) -> None:
    """Ask for a price, and wait for the answer."""
    screen.proposal.button.click()
    until(lambda: screen.proposal.answer.accessibleName() not in (proposal_words.WORKING, proposal_words.NOT_YET))


DIALOGS: tuple[State, ...] = (
    place("new prices of a dozen", SHOWROOM, _priced, "prices"),
    after(_DECLINE_PRICES, "with errors", lambda made: made.confirm()),
    once_there(record(SHOWROOM, "vehicle", "golf 3", "prices"), "price proposed", lambda at: at.is_filled(), _proposed),
    dialog("hand over refused work", SHOWROOM, _hand_over, _ODDS),
    dialog("discard refused work", SHOWROOM, _discard, _ODDS),
    after(dialog("decline a handover", SHOWROOM, _decline, _ODDS), "with errors", lambda made: made.confirm()),
    _CLOSE,
    after(_CLOSE, "with errors", lambda made: (made.asked.set_value("resolution", None), made.confirm())),
    dialog("approve a refund", SHOWROOM, partial(_of_case, ApproveRefund), _ODDS),
    after(_CHECK_OUT, "with errors", lambda made: made.confirm()),
    dialog("check in a plate", SHOWROOM, _check_in, _ODDS),
    after(_REDEEM, "with errors", lambda made: made.confirm()),
    dialog("ask for a reward", SHOWROOM, lambda h, w: AskReward(h.workspace, "Winter tyres", w), _ODDS),
    dialog("answer a request", SHOWROOM, _answer, _ODDS),
    dialog("begin a drill", SHOWROOM, lambda _h, w: BeginDrill(12, w)),
    dialog("a damaged backup", SHOWROOM, lambda _h, w: OneBackup("Today, 9:00", (("Size", "4 MB"),), True, w)),
    dialog(
        "put a backup back", SHOWROOM, lambda _h, w: PutBack("Today", Preview({"vehicle": 3, "lead": 1}, 4, 2, 1), w)
    ),
    dialog("put back nothing", SHOWROOM, lambda _h, w: PutBack("Today", Preview({}, 0, 0, 0), w)),
    dialog("add a device", SHOWROOM, _add_device),
    dialog("a device", SHOWROOM, _one_device),
    dialog("decide what a device left", SHOWROOM, _decide_left),
    dialog("an alert", SHOWROOM, _one_alert),
    dialog("somebody cannot sign in", SHOWROOM, lambda _h, w: HelpSomebody([("a", "Anna Berg"), ("b", "Ben")], w)),
    dialog("set up a second factor", SHOWROOM, _set_up_factor),
    dialog("let this device in", SHOWROOM, _let_in),
    dialog("sign in by the browser", SHOWROOM, lambda _h, w: BrowserDialog(lambda _open, stop: not stop.wait(), w)),
    after(dialog("a code of it", SHOWROOM, _ask_code), "with errors", lambda made: made.confirm()),
    dialog("make a recovery key", SHOWROOM, lambda _h, w: MakeRecoveryKey(w)),
    dialog("a recovery key", SHOWROOM, lambda _h, w: ShowRecoveryKey(as_words(_PRINTED), _never, w)),
    after(
        dialog("use a recovery key", SHOWROOM, lambda _h, w: UseRecoveryKey(lambda _told: 1, w)),
        "with errors",
        lambda made: made.confirm(),
    ),
    after(
        dialog("evidence of a period", SHOWROOM, lambda _h, w: EvidencePeriod(date(2027, 3, 14), _never, w)),
        "backwards",
        lambda made: (made.until.set_value(date(2027, 2, 1)), made.confirm()),
    ),
    dialog("recovery codes", SHOWROOM, lambda _h, w: ShowCodes(["ABCD-EFGH-JKLM", "NPQR-STUV-WXYZ"], w)),
    after(_SIGN_IN, "a code wanted", lambda made: made._failed(HubRefused(401, NEEDED, ""))),
    dialog("a file being made", SHOWROOM, _progress),
    dialog("no file", SHOWROOM, lambda _h, w: refusal(w, "There is nothing in the list to save. Take a filter away.")),
    dialog("a calendar", SHOWROOM, lambda _h, w: CalendarDialog("Expires on", date(2027, 3, 14), w)),
    _ERASE,
    after(_ERASE, "planned", lambda made: made._planned({"customer": {"blanked": 1}, "sale": {"kept": 2}})),
    after(_ERASE, "done", lambda made: made._done([{"name": "Tablet 3", "person_name": "Sam", "state": "waiting"}])),
    after(_ENROL, "with errors", lambda made: (made.device.set_value(""), made.confirm())),
    after(_ENROL, "at work", lambda made: made._set_busy(True)),
    after(_SIGN_IN, "with errors", lambda made: made.confirm()),
    after(_SIGN_IN, "refused", lambda made: made._failed(OSError())),
    after(_SCHEDULE, "with errors", lambda made: made.confirm()),
    after(
        dialog("merge two customers", SHOWROOM, lambda h, w: MergeDialog(h.workspace, view(h, "customer", "maria"), w)),
        "chosen",
        _merging,
    ),
    after(
        dialog("walk-in of somebody known", SHOWROOM, lambda h, w: WalkInDialog(h.workspace, w)),
        "found",
        _known_customer,
    ),
    dialog("unlock the device", SHOWROOM, lambda _h, w: UnlockDialog([_ANNA, _BEN], "a", _never, False, w)),
    after(
        dialog("unlock for another", SHOWROOM, lambda _h, w: UnlockDialog([_ANNA, _BEN], "a", _never, True, w)),
        "with errors",
        lambda made: made.confirm(),
    ),
    dialog("leave customer mode by PIN", SHOWROOM, lambda _h, w: LeaveDialog(_ANNA, _never, w)),
    dialog("set a PIN", SHOWROOM, lambda _h, w: SetPinDialog(_never, _never, w)),
    asked(
        "leave a form",
        _HOME,
        lambda _h, w: confirm(w, "Leave without saving?", "What you have entered is lost.", "Leave", danger=True),
    ),
    asked("a new customer in between", _HOME, lambda h, w: ask_for_new(w, h.workspace, _CUSTOMER, "Eva")),
    asked("filters in a dialog", _STOCK, _filters),
    asked("save a search", _STOCK, _saved),
)
