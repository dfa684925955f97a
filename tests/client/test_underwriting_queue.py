"""The queue of policies that wait for an underwriting decision: who is in it, in which order, and how one leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.business.underwriting_queue import UnderwritingQueue, underwriting_queue
from client.commands import Redo, Undo
from client.reading.underwriting_queries import undecided_counts
from client.replica.worker import wait
from client.screens.dialogs.underwrite import TakeBackUnderwriting, UnderwritePolicy
from client.screens.parts import role_day
from client.screens.underwriting_queue import UnderwritingQueueScreen
from client.window.navigation import further
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import opened
from tests.client.screens.small_house import TODAY, House, _at, identity, open_house, show

COVER = {"a": {"cover": "liability"}}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A fleet office; of its own policies only those added here are in force beyond today."""
    made = open_house(tmp_path_factory.mktemp("queue"), "fleet", "fleet_manager")
    van = made.id("fleet_van")

    def policy(key: str, begins: int, vehicles: int = 1, status: str = "active", **held: Any) -> None:
        made.add(
            key, "policy", number=f"U-{key}", holder=made.id("jonas"), status=status, lines=COVER,
            starts_on=TODAY + timedelta(days=begins), expires_on=TODAY + timedelta(days=max(begins, 0) + 300),
            schedule={str(at): {"vehicle": van} for at in range(vehicles)},
            **{"premium": Money(100_000, "EUR"), **held},
        )  # fmt: skip

    policy("draft", 5, status="draft")
    policy("small", 3)
    policy("fleet", 3, vehicles=4)
    policy("dear", 3, premium=Money(250_000, "EUR"))
    policy("late", 60)
    renewed = {"a": {"transaction": "renewal", "effective": TODAY + timedelta(days=90)}}
    policy("renewed", -300, periods=renewed)
    policy("over", -10, status="cancelled")
    for at in range(6):
        made.add(f"loss {at}", "claim", number=f"C{at}", policy=made.id("fleet"), status="settled",
                 happened_at=_at(-20, at), cause="collision")  # fmt: skip
    yield made
    if made.window is not None:
        delete(made.window)
    made.workspace.close()
    made.workspace.replica.close()


def queue_of(house: House) -> UnderwritingQueue:
    workspace = house.workspace
    return underwriting_queue(workspace.reader, workspace.scores, TODAY)


def numbers(some: Any) -> list[str]:
    return [one.found.view.values["number"] for one in some if one.found.view.values["number"].startswith("U-")]


def press_card(page: UnderwritingQueueScreen, key: str, qtbot: QtBot) -> None:
    """Stand on a row and press it, once it is in sight: before that it cannot have the focus."""
    card = page.waiting.card(key)
    qtbot.waitUntil(card.isVisible)
    card.setFocus()
    qtbot.waitUntil(card.hasFocus)
    card.click()


def decide(house: House, key: str, decision: str) -> str:
    said = {"decision": decision, "proposal": "refer", "reason": "Known", "person": house.id("me")}
    return house.add(f"{key} {decision}", "underwriting_decision", policy=house.id(key), **said)


def test_the_first_to_begin_is_first_then_the_greatest_exposure_each_with_its_reasons(house: House) -> None:
    found = queue_of(house)
    assert numbers(found.waiting) == ["U-fleet", "U-dear", "U-small", "U-draft", "U-late", "U-renewed"]
    assert found.waiting_count == len(found.waiting) == undecided_counts(house.workspace.reader, TODAY)[0]
    by = {one.found.view.values["number"]: one for one in found.waiting}
    assert by["U-fleet"].found.proposal.decision == "decline"  # six claims of its holder
    assert (by["U-fleet"].urgency.vehicles, by["U-small"].urgency.vehicles) == (4, 1)
    assert by["U-renewed"].urgency.begins == TODAY + timedelta(days=90)
    assert (found.referred, found.decided) == ((), ())


def test_what_is_decided_leaves_and_comes_back_once_it_is_taken_back(house: House) -> None:
    before = numbers(queue_of(house).waiting)
    for key, decision in (("draft", "accept"), ("late", "decline"), ("small", "refer")):
        decide(house, key, decision)
    found = queue_of(house)
    assert numbers(found.waiting) == [each for each in before if each not in ("U-draft", "U-late", "U-small")]
    assert (numbers(found.referred), found.referred_count) == (["U-small"], 1)
    assert found.referred[0].referral is not None
    assert found.referred[0].referral.values["reason"] == "Known"
    assert [held.values["number"] for _, held in found.decided] == ["U-late", "U-draft"]
    for key in ("draft", "late", "small"):
        decide(house, key, "withdrawn")
    again = queue_of(house)
    assert numbers(again.waiting) == before
    assert (again.referred, again.decided) == ((), ())


def test_today_counts_what_waits_for_who_decides_and_nobody_else(house: House) -> None:
    workspace, here = house.workspace, house.workspace.identity
    titles = {}
    for role in ("fleet_manager", "head_office", "it_admin", "auditor"):
        workspace.replica.sign_in_as(identity(role, here.person, here.store))
        titles[role] = [row.title for key, rows in role_day.gather(workspace) if key == "underwriting" for row in rows]
    workspace.replica.sign_in_as(here)
    count = undecided_counts(workspace.reader, TODAY)[0]
    said = [f"Policies that wait for a decision: {count}"]
    assert titles == {"fleet_manager": said, "head_office": said, "it_admin": [], "auditor": []}
    places = {role: [stop.place for stop in further("fleet", role)] for role in ("fleet_manager", "auditor", "insurer")}
    assert [Place("underwriting_queue") in some for some in places.values()] == [True, True, False]


def test_the_keyboard_stands_on_the_next_row_also_when_one_leaves_while_a_dialog_is_open(
    house: House, qtbot: QtBot
) -> None:
    window = show(house, qtbot)
    window.show_place(Place("underwriting_queue"))
    page = window.current_screen()
    assert isinstance(page, UnderwritingQueueScreen)
    qtbot.waitUntil(lambda: len(page.waiting.rows()) >= 6)
    rows = [row.key for row in page.waiting.rows()]
    at = rows.index(house.id("dear"))
    press_card(page, rows[at], qtbot)
    dialog = opened(qtbot, UnderwritePolicy)
    decide(house, "dear", "accept")
    qtbot.waitUntil(lambda: rows[at] not in {row.key for row in page.waiting.rows()})
    dialog.reject()
    qtbot.waitUntil(page.waiting.card(rows[at + 1]).hasFocus)
    decide(house, "dear", "withdrawn")
    qtbot.waitUntil(lambda: rows[at] in {row.key for row in page.waiting.rows()})


def test_one_goes_through_the_queue_by_keyboard_and_undoes_a_decision(house: House, qtbot: QtBot) -> None:
    workspace = house.workspace
    window = show(house, qtbot)
    window.show_place(Place("underwriting_queue"))
    page = window.current_screen()
    assert isinstance(page, UnderwritingQueueScreen)
    qtbot.waitUntil(lambda: len(page.waiting.rows()) >= 6, timeout=60_000)
    rows = page.waiting.rows()
    (at,) = (place for place, row in enumerate(rows) if row.key == house.id("fleet"))
    assert rows[at].status == "Proposed: Decline"
    assert "Claims of the policyholder in three years: 6" in rows[at].detail
    press_card(page, rows[at].key, qtbot)
    dialog = opened(qtbot, UnderwritePolicy)
    qtbot.waitUntil(dialog.confirm_button.isEnabled, timeout=60_000)
    dialog.decision.set_value("decline")
    dialog.why.set_value("Too many claims")
    dialog.confirm()
    qtbot.waitUntil(lambda: house.id("fleet") in page.cards, timeout=60_000)
    qtbot.waitUntil(lambda: house.id("fleet") not in {row.key for row in page.waiting.rows()}, timeout=60_000)
    qtbot.waitUntil(page.waiting.card(rows[at + 1].key).hasFocus, timeout=60_000)
    deed = workspace.next_undo()
    assert deed is not None
    wait(workspace.replica.execute(Undo(deed), noted=True))
    qtbot.waitUntil(lambda: house.id("fleet") in {row.key for row in page.waiting.rows()}, timeout=60_000)
    wait(workspace.replica.execute(Redo(deed), noted=True))
    qtbot.waitUntil(lambda: house.id("fleet") in page.cards, timeout=60_000)
    page.cards[house.id("fleet")].take_back.click()
    again = opened(qtbot, TakeBackUnderwriting)
    again.asked.set_value("reason", "The wrong policy")
    again.confirm()
    qtbot.waitUntil(lambda: not page.cards, timeout=60_000)
    assert page.nothing.isVisible()
