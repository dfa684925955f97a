"""Underwriting in the app: what is proposed and why; a named person decides, and may take it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.business.underwriting import Underwriting, decisions_of, standing, underwriting
from client.reports.evidence import TYPES
from client.screens.dialogs.underwrite import TakeBackUnderwriting, UnderwritePolicy
from client.screens.parts.underwriting_words import grounds
from client.screens.policy import Policy
from client.text import underwriting as words
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import opened
from tests.client.screens.small_house import TODAY, House, _at, open_house, show

COVER = {"a": {"cover": "liability"}}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A fleet office with a policyholder without claims, one with six, and one who came last month."""
    made = open_house(tmp_path_factory.mktemp("underwriting"), "fleet", "fleet_manager")
    for key, days in (("calm", 700), ("many", 700), ("fresh", 30)):
        made.add(
            key, "policy", number=f"U-{key}", status="active", starts_on=TODAY - timedelta(days=days),
            expires_on=TODAY + timedelta(days=40), premium=Money(100_000, "EUR"), lines=COVER,
            schedule={"a": {"vehicle": made.id("fleet_van")}},
        )  # fmt: skip
    for at in range(6):
        made.add(f"loss {at}", "claim", number=f"C{at}", policy=made.id("many"), status="settled",
                 happened_at=_at(-20, at), cause="collision")  # fmt: skip
    yield made
    made.workspace.close()
    made.workspace.replica.close()


@pytest.fixture
def ground(qapp: QApplication) -> Iterator[QWidget]:
    """What dialogs lie over here: one that was closed is gone by itself, the others go with it."""
    behind = QWidget()
    yield behind
    delete(behind)


def case_of(house: House, key: str) -> Underwriting:
    workspace = house.workspace
    found = underwriting(workspace.reader, workspace.scores, house.id(key), TODAY)
    assert found is not None
    return found


def deciding(house: House, qtbot: QtBot, ground: QWidget, key: str) -> UnderwritePolicy:
    view = house.workspace.reader.record("policy", house.id(key))
    assert view is not None
    dialog = UnderwritePolicy(house.workspace, view, ground)
    dialog.open()
    qtbot.waitUntil(dialog.confirm_button.isEnabled, timeout=60_000)
    return dialog


def test_what_is_not_known_is_referred_and_many_claims_propose_to_decline(house: House) -> None:
    calm, many, fresh = (case_of(house, key) for key in ("calm", "many", "fresh"))
    assert calm.case.risk is None  # the van has no score
    assert calm.case.claims == 0
    assert calm.proposal.decision == "refer"
    assert any("not every vehicle has a score" in each for each in grounds(calm))
    assert (many.case.claims, many.proposal.decision) == (6, "decline")
    assert grounds(many)[0].startswith("Claims of the policyholder in three years: 6")
    assert fresh.case.claims is None
    assert fresh.proposal.decision == "refer"
    workspace = house.workspace
    assert underwriting(workspace.reader, workspace.scores, "no such", TODAY) is None


@pytest.mark.parametrize(("decision", "message"), [("accept", words.WHY_NEEDED), ("decline", words.WHY_DECLINE)])
def test_deciding_otherwise_and_declining_need_a_reason(
    house: House, qtbot: QtBot, ground: QWidget, decision: str, message: str
) -> None:
    dialog = deciding(house, qtbot, ground, "calm")
    dialog.decision.set_value(decision)
    dialog.confirm()
    assert dialog.why.error() == message
    assert decisions_of(house.workspace.reader, house.id("calm")) == []


def test_the_decision_bears_a_name_its_basis_and_its_reason_and_can_be_taken_back(
    house: House, qtbot: QtBot, ground: QWidget
) -> None:
    reader, policy = house.workspace.reader, house.id("many")
    dialog = deciding(house, qtbot, ground, "many")
    assert dialog.answer.text() == words.PROPOSED["decline"]
    dialog.decision.set_value("refer")
    dialog.why.set_value("All six were hail")
    dialog.confirm()
    qtbot.waitUntil(lambda: standing(reader, policy) is not None, timeout=60_000)
    decided = standing(reader, policy)
    assert decided is not None
    told: dict[str, Any] = decided.values
    assert (told["decision"], told["proposal"], told["reason"]) == ("refer", "decline", "All six were hail")
    assert (told["person"], told["claims"], told["premium"]) == (house.id("me"), 6, Money(100_000, "EUR"))
    assert "in three years: 6" in told["grounds"]
    view = reader.record("policy", policy)
    assert view is not None
    back = TakeBackUnderwriting(house.workspace, view, ground)
    back.open()
    back.asked.set_value("reason", "Decided on the wrong policy")
    back.confirm()
    qtbot.waitUntil(lambda: standing(reader, policy) is None, timeout=60_000)
    assert [each.values["decision"] for each in decisions_of(reader, policy)] == ["withdrawn", "refer"]
    assert "policy" in TYPES


def test_the_page_of_a_policy_lists_what_was_decided(house: House, qtbot: QtBot) -> None:
    window = show(house, qtbot)
    window.show_place(Place("record", "policy", house.id("fresh")))
    page = window.current_screen()
    assert isinstance(page, Policy)
    qtbot.waitUntil(page.is_filled, timeout=60_000)
    assert page.underwriting.take_back.isHidden()
    page.underwriting.decide.click()
    dialog = opened(qtbot, UnderwritePolicy)
    qtbot.waitUntil(dialog.confirm_button.isEnabled, timeout=60_000)
    dialog.decision.set_value("refer")
    dialog.confirm()
    qtbot.waitUntil(lambda: len(page.underwriting.rows.rows()) == 1, timeout=60_000)
    (row,) = page.underwriting.rows.rows()
    assert row.title == "Referred by Anna Berg"
    assert words.AS_PROPOSED in row.detail
    assert not page.underwriting.take_back.isHidden()
    delete(window)
    house.window = None
