"""Screens before an insurer's clerk: in their own words, with nothing about what nobody shares with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from client.screens.claim import Claim
from client.screens.dialogs.decide_claim import ClaimAmounts
from client.screens.record_list import ListScreen
from client.screens.renewals import Renewals
from client.screens.today import Today
from client.workspace import Place
from tests.client.screens.opening_states import view
from tests.client.screens.other_houses import of_an_insurer
from tests.client.screens.small_house import POLICY_VIN, House


@pytest.fixture(scope="module")
def clerk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """What the clerk is given; nothing here changes it."""
    house = of_an_insurer(tmp_path_factory.mktemp("insurer"), "fleet", "insurer")
    yield house
    house.workspace.close()
    house.workspace.replica.close()


def shown(screen: Any, qtbot: QtBot) -> Any:
    qtbot.addWidget(screen)
    screen.resize(1280, 800)
    screen.show()
    screen.activateWindow()
    return screen


def test_today_names_the_insurer_they_work_for(clerk: House, qtbot: QtBot) -> None:
    today = shown(Today(clerk.workspace, Place("today")), qtbot)
    assert today._detail().endswith("Allianz")
    qtbot.waitUntil(lambda: len(today.rows("renewals").rows()) == 1)


def test_a_renewal_whose_holder_nobody_names_goes_by_its_vehicle(clerk: House, qtbot: QtBot) -> None:
    board = shown(Renewals(clerk.workspace, Place("renewals", "policy")), qtbot)
    (card,) = board._read([view(clerk, "policy", "POL200").ordinal])
    assert (card.texts.title, card.texts.spoken.split(", ")[0]) == (POLICY_VIN, POLICY_VIN)


def test_a_claim_says_nothing_of_a_cover_that_cannot_be_looked_up(clerk: House, qtbot: QtBot) -> None:
    page = shown(Claim(clerk.workspace, Place("record", "claim", clerk.id("claim"))), qtbot)
    qtbot.waitUntil(page.edit.isVisible)
    assert not page.cover.isVisible()
    amounts = shown(ClaimAmounts(clerk.workspace, view(clerk, "claim", "assessed")), qtbot)
    qtbot.waitUntil(lambda: amounts.asked["estimate"].isAncestorOf(amounts.focusWidget()))


def test_every_field_of_an_export_is_every_agreed_field(
    clerk: House, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.workspace.catalogue.wait_ready("claim")
    claims = shown(ListScreen(clerk.workspace, Place("list", "claim")), qtbot)
    qtbot.waitUntil(claims.list.runner.idle)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "claims.csv"), ""))
    claims.export.export("csv")
    qtbot.waitUntil(lambda: not claims.export.press.busy, timeout=60_000)
    with (tmp_path / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == 2
    named = {heading.partition(",")[0].partition(" (")[0] for heading in head}
    assert named == {
        "Claim number", "Policy", "Insurer", "Status", "Cause", "Happened at", "Reported at", "Place", "Estimate",
        "Reserve", "Paid", "Settled on", "What happened",
    }  # fmt: skip
