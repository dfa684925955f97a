"""The states in which prices, premiums and cover are decided about: what waits, what was decided, what is tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accessibility.widgets import Dialog
from client.business.price_approvals import standing_approvals
from client.screens.dialogs.take_back_prices import TakeBackPrices
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.opening_states import OFFICE, SHOWROOM, State, after, always, dialog, once_there, place, until
from tests.client.screens.small_house import TODAY, House


def _approved(house: House) -> Place:
    """New prices, with one that was approved and can be taken back."""
    if "approved" not in house.ids:
        whose = {"vehicle": house.id("transit"), "person": house.id("me")}
        price = house.values("vehicle", "transit")["price"]
        house.add("approved", "price_decision", **whose, decision="approve", before=Money.of(17_100, "EUR"),
                  proposed=price, reason="As proposed")  # fmt: skip
    return Place("prices")


def _take_back_price(house: House, window: MainWindow) -> Dialog:
    _approved(house)
    return TakeBackPrices(house.workspace, standing_approvals(house.workspace.reader, 5), window)


def _underwritten(house: House) -> Place:
    """The queue of underwriting: some wait, one was referred, one accepted."""
    if "accepted" not in house.ids:
        said = {"person": house.id("me"), "proposal": "refer"}
        terms = {"status": "active", "holder": house.id("maria"), "premium": Money.of(880, "EUR"),
                 "starts_on": TODAY - timedelta(days=10), "expires_on": TODAY + timedelta(days=355)}  # fmt: skip
        for key, decision, reason in (("accepted", "accept", "Long known"), ("referred", "refer", "Ask head office")):
            house.add(key, "policy", number=f"POL-{key}", **terms)
            house.add(f"{key} by", "underwriting_decision", policy=house.id(key), decision=decision, reason=reason,
                      **said)  # fmt: skip
    return Place("underwriting_queue")


_TAKE_BACK_PRICE = dialog("take an approved price back", SHOWROOM, _take_back_price)


def _insured(house: House) -> Place:
    """Premiums of all that end soon: one policy has cover that may be left out."""
    if "tried" not in house.ids:
        lines = {"a": {"cover": "liability"}, "b": {"cover": "glass"}}
        house.add("tried", "policy", number="POL400", status="active", holder=house.id("maria"), lines=lines,
                  starts_on=TODAY - timedelta(days=340), expires_on=TODAY + timedelta(days=25),
                  premium=Money.of(980, "EUR"), deductible=Money.of(300, "EUR"))  # fmt: skip
    return Place("premiums")


def _tried(screen: Any) -> None:
    """Try one step more of deductible, and wait for what comes of it."""
    screen.trial.deductible.set_value("up")
    screen.trial.without.set_value(["glass"])
    screen.trial.confirm()
    until(lambda: screen.trial.found is not None)


_PREMIUMS = place("premiums with a trial", OFFICE, _insured)

DECIDING: tuple[State, ...] = (
    place("new prices and an approved one", SHOWROOM, _approved),
    _TAKE_BACK_PRICE,
    after(_TAKE_BACK_PRICE, "with errors", lambda dialog: dialog.confirm()),
    place("underwriting queue", OFFICE, _underwritten),
    place("underwriting queue for an auditor", ("fleet", "auditor"), always(Place("underwriting_queue"))),
    once_there(_PREMIUMS, "another deductible tried", lambda at: at.is_filled(), _tried),
    once_there(_PREMIUMS, "trial with errors", lambda at: at.is_filled(), lambda at: at.trial.confirm()),
)
