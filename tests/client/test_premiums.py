"""Premiums tried out in the app: bounds and required cover, what is known of claims, all that end soon, the report."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.business.premium_experience import LEAST, experience, in_force
from client.business.premium_portfolio import PortfolioFound, premium_portfolio
from client.business.premium_proposals import PremiumBounds, PremiumFound, premium_what_if
from client.business.premium_trial import Trial, TrialFound, premium_trial
from client.reports.edition import Edition
from client.reports.saving_report import write_saving_report
from client.screens.dialogs.renew_policy import RenewPolicy
from client.screens.premium import Premium
from client.screens.premiums import Premiums
from client.text import premium as words
from client.text import premium_trial as trial_words
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import opened
from tests.client.screens.small_house import TODAY, House, _at, open_house, show


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A fleet office that knows what a claim costs: ten claims, five of glass, under two policies that end soon."""
    made = open_house(tmp_path_factory.mktemp("premiums"), "fleet", "fleet_manager")
    lines = {"a": {"cover": "liability"}, "b": {"cover": "collision"}, "c": {"cover": "glass"}}
    for at in range(2):
        made.add(
            f"due {at}", "policy", number=f"D{at}", status="active", starts_on=TODAY - timedelta(days=345),
            expires_on=TODAY + timedelta(days=20 + at), premium=Money(100_000, "EUR"), deductible=Money(30_000, "EUR"),
            lines=lines, holder=made.id("maria"), schedule={"a": {"vehicle": made.id("fleet_van")}},
        )  # fmt: skip
    for at in range(10):
        made.add(
            f"loss {at}", "claim", number=f"C{at}", policy=made.id("due 0"), status="settled", happened_at=_at(-20, at),
            cause="glass" if at % 2 else "collision", paid=Money(40_000, "EUR"),
        )  # fmt: skip
    yield made
    made.workspace.close()
    made.workspace.replica.close()


def found_for(house: House, key: str = "due 0", **asked: Any) -> PremiumFound:
    workspace = house.workspace
    found = premium_what_if(workspace.reader, workspace.scores, house.id(key), PremiumBounds(**asked), TODAY)
    assert found is not None
    return found


def portfolio_of(house: House, **asked: Any) -> PortfolioFound:
    return premium_portfolio(house.workspace.reader, PremiumBounds(**asked), TODAY)


def test_floor_cap_and_new_business_hold_and_a_dearer_premium_never_predicts_fewer_lapses(house: House) -> None:
    found = found_for(house)
    assert (found.low, found.high) == (80_000, 100_000)  # new business is not known: last year's premium is the cap
    assert found_for(house, new_business=90_000).high == 90_000
    wide = found_for(house, capped=False, cap=150)
    assert wide.high == 150_000
    assert [each.premium for each in wide.curve] == sorted({each.premium for each in wide.curve})
    lapses = [each.lapse for each in wide.curve]
    assert None not in lapses
    assert lapses == sorted(lapses)  # type: ignore[type-var]
    assert lapses[0] < lapses[-1]  # type: ignore[operator]
    assert wide.best is not None
    assert wide.best.premium > 100_000
    assert found_for(house, objective="saving").best.premium == 80_000  # type: ignore[union-attr]
    assert premium_what_if(house.workspace.reader, house.workspace.scores, "no such", PremiumBounds(), TODAY) is None


def test_required_cover_is_never_left_out_and_other_cover_costs_what_it_paid(house: House) -> None:
    found = found_for(house, spare=frozenset({"liability", "collision", "glass"}), required=frozenset({"collision"}))
    kept = [each.cover for each in found.grid]
    assert kept == [{"liability", "collision", "glass"}, {"liability", "collision"}]
    whole, without = found.grid
    assert whole.income is not None
    assert without.income is not None
    assert without.income > whole.income  # half of what the house paid was for glass, which nobody pays any more
    assert found.best is not None
    assert found.best.cover == kept[0]
    bare = found_for(house, "POL201")
    assert bare.best is None
    assert "Third-party liability is required" in bare.why
    missing = found_for(house, required=frozenset({"passenger"}))
    assert "Passengers is required" in missing.why


def test_another_deductible_leaves_less_to_be_paid_out(house: House) -> None:
    found = found_for(house, deductibles=(0, 100_000))
    assert [each.deductible for each in found.grid] == [0, 30_000, 100_000]
    incomes = [each.income for each in found.grid]
    assert incomes == sorted(incomes)  # type: ignore[type-var]


def test_what_claims_to_expect_leans_on_the_house_and_is_not_known_from_a_few(house: House) -> None:
    known = experience(house.workspace.reader, "EUR", TODAY)
    with_claims, without = known.expected(house.id("due 0")), known.expected(house.id("due 1"))
    assert with_claims is not None
    assert without is not None
    assert with_claims > without > 0
    assert known.severity is not None
    assert experience(house.workspace.reader, "USD", TODAY).expected(house.id("due 0")) is None
    assert experience(house.workspace.reader, "EUR", TODAY + timedelta(days=1_200)).severity is None
    assert LEAST <= 10


_YEAR = {"starts_on": TODAY - timedelta(days=200), "expires_on": TODAY + timedelta(days=165), "periods": {}}


def _row(transaction: str, days_ago: int) -> dict[str, Any]:
    return {"transaction": transaction, "effective": TODAY - timedelta(days=days_ago)}


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({"status": "active"}, 200),
        ({"status": "draft"}, 0),
        ({"status": "cancelled"}, 200),
        ({"status": "cancelled", "periods": {"a": _row("new", 200), "b": _row("cancellation", 150)}}, 50),
        ({"status": "active", "periods": {"a": _row("cancellation", 150), "b": _row("reinstatement", 140)}}, 200),
        ({"status": "expired", "starts_on": None, "expires_on": TODAY - timedelta(days=1_200)}, 0),
    ],
)
def test_a_policy_counts_for_the_time_it_was_in_force(house: House, told: dict[str, Any], days: int) -> None:
    view = house.workspace.reader.record("policy", house.id("due 0"))
    assert view is not None
    found = in_force(replace(view, values={**view.values, **_YEAR, **told}), TODAY - timedelta(days=1_095), TODAY)
    assert round(found * 365.25) == days


def test_vehicles_share_the_whole_premium(house: House) -> None:
    found = found_for(house, objective="saving")
    assert found.best is not None
    assert sum(each.now.minor for each in found.vehicles) == 100_000
    assert sum(each.proposed.minor for each in found.vehicles) == found.best.premium


def test_all_that_end_soon_come_to_their_sum_and_who_lacks_cover_is_named(house: House) -> None:
    found = portfolio_of(house, objective="saving")
    assert [line.number for line in found.lines] == ["POL200", "D0", "D1", "POL201"]
    assert [line.number for line in found.lines if line.best is None] == ["POL200", "POL201"]
    (one,) = found.sums
    assert (one.policies, one.last.minor, one.premium.minor, one.saving.minor) == (2, 200_000, 160_000, 40_000)
    assert 0 < one.staying < 2
    assert one.income is not None
    far = premium_portfolio(house.workspace.reader, PremiumBounds(), TODAY + timedelta(days=4_000))
    assert far.why == words.NOTHING_DUE


def test_the_report_of_saving_says_the_same_as_csv_and_as_pdf(house: House, tmp_path: Path) -> None:
    found = portfolio_of(house, objective="saving")
    odd = replace(found.lines[1], holder="=1+1")
    edition = Edition.of(house.workspace)
    write_saving_report(replace(found, lines=(odd, *found.lines)), edition, tmp_path / "saving.csv")
    with (tmp_path / "saving.csv").open(encoding="utf-8-sig", newline="") as file:
        first, *rows = list(csv.DictReader(file))
    assert first["Policyholder"] == "'=1+1"
    assert (first["Last year"], first["Proposed"], first["Saving"]) == ("1000.00", "800.00", "200.00")
    assert (first["Currency"], first["Ends"]) == ("EUR", (TODAY + timedelta(days=20)).isoformat())
    assert 0 < float(first["Chance of renewal"]) < 1
    assert "Third-party liability is required" in rows[0]["Why nothing is proposed"]
    write_saving_report(found, edition, tmp_path / "saving.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "saving.pdf").pages)
    for said in ("Saving by proposed premiums", "€2,000", "€1,600", "€400", "D0", "POL201", "Third-party liability"):
        assert said in text, said


def test_the_page_tries_what_is_allowed_and_renews_with_what_is_proposed(house: House, qtbot: QtBot) -> None:
    window = show(house, qtbot)
    window.show_place(Place("premium", "policy", house.id("due 0")))
    page = window.current_screen()
    assert isinstance(page, Premium)
    qtbot.waitUntil(lambda: page.answer.text().startswith("Proposed: €1,000"), timeout=60_000)
    page.renewal_card.switch.click()
    assert page.renewal_card.as_table
    page.form.objective.set_value("saving")
    page.form.deductibles.set_value([0])
    page.form.floor.set_value(130)
    page.form.button.click()
    assert page.form.floor.error() == words.ORDER
    page.form.floor.set_value(70)
    page.form.button.click()
    qtbot.waitUntil(lambda: page.answer.text().startswith("Proposed: €700"), timeout=60_000)
    assert words.OBJECTIVES["saving"] in page.answer.text()
    assert page.grid.model().rowCount() == 2
    page.renew()
    dialog = opened(qtbot, RenewPolicy)
    assert dialog.asked.value("premium") == Money(70_000, "EUR")
    dialog.reject()
    delete(window)
    house.window = None


def trial_of(house: House, **tried: Any) -> TrialFound:
    return premium_trial(house.workspace.reader, PremiumBounds(), Trial(**tried), TODAY)


def test_a_step_of_deductible_is_tried_over_all_and_told_against_today(house: House) -> None:
    found = trial_of(house, step=1)
    assert [line.number for line in found.lines if line.then is not None] == ["D0", "D1"]
    assert [line.then.deductible for line in found.lines if line.then is not None] == [50_000, 50_000]
    (one,) = found.sums
    assert (one.policies, one.last.minor) == (2, 200_000)
    assert one.premium.minor <= 200_000  # the cap: nobody pays more than last year
    assert one.income_now is not None
    assert one.income is not None
    assert one.income.minor > one.income_now.minor
    assert 0 < one.staying_now < 2
    ((why, count),) = found.left
    assert count == 2
    assert "Third-party liability is required" in why
    some = trial_of(house, step=1, only=frozenset({house.id("due 1")}))
    assert [line.number for line in some.lines] == ["D1"]
    assert trial_of(house, only=frozenset({"no such"})).why == trial_words.NOTHING_DUE


def test_cover_that_must_stay_is_kept_and_what_a_trial_does_not_apply_to_is_counted(house: House) -> None:
    found = trial_of(house, without=frozenset({"liability", "glass"}))
    assert {line.then.cover for line in found.lines if line.then is not None} == {frozenset({"liability", "collision"})}
    assert dict(trial_of(house, deductible=Money(30_000, "EUR")).left)[trial_words.WHY["same_deductible"]] == 2
    other = dict(trial_of(house, deductible=Money(30_000, "USD")).left)
    assert other[trial_words.OTHER_CURRENCY.format(currency="USD")] == 2
    assert dict(trial_of(house, without=frozenset({"passenger"})).left)[trial_words.WHY["no_such_cover"]] == 2


def test_the_page_of_all_opens_the_one_that_is_chosen(house: House, qtbot: QtBot) -> None:
    window = show(house, qtbot)
    window.show_place(Place("premiums"))
    page = window.current_screen()
    assert isinstance(page, Premiums)
    qtbot.waitUntil(lambda: len(page.lines.rows()) == 4, timeout=60_000)
    assert "€2,000" in page.answer.text()
    page.trial.confirm()
    assert page.trial.deductible.error() == trial_words.NOTHING_ASKED
    page.trial.deductible.set_value("given")
    qtbot.waitUntil(page.trial.amount.isVisible, timeout=60_000)
    page.trial.confirm()
    assert page.trial.amount.error() == trial_words.AMOUNT_NEEDED
    page.trial.deductible.set_value("up")
    qtbot.waitUntil(lambda: not page.trial.amount.isVisible(), timeout=60_000)
    page.trial.confirm()
    qtbot.waitUntil(lambda: page.trial.found is not None, timeout=60_000)
    assert page.trial.answer.text().startswith("Policies to which it applies: 2.")
    page.trial.lines.selectRow(1)
    page.trial.only.set_value(True)
    page.trial.confirm()
    qtbot.waitUntil(lambda: page.trial.found is not None and len(page.trial.found.lines) == 1, timeout=60_000)
    assert page.trial.chosen() == [house.id("due 0")]
    assert page.trial.answer.text().startswith("Policies to which it applies: 1.")
    page.lines.chosen.emit(house.id("due 1"))
    assert isinstance(window.current_screen(), Premium)
    delete(window)
    house.window = None
