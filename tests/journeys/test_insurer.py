"""An insurer's clerk at the app: they are shown what the house agreed to share, write what they may, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Create, Edit
from client.forms.context import FormContext
from client.forms.form import RecordForm
from client.hub import reporting
from client.replica.worker import wait
from client.screens.claim import Claim
from client.screens.dialogs.decide_claim import ClaimAmounts
from client.screens.policy import Policy
from client.screens.record_list import ListScreen
from client.screens.record_page_values import ValuesView
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.errors import NotAllowed
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from sync_server.__main__ import main
from tests.support.hubs import HubProcess, in_step, person

INSURER, POLICY, CLAIM = new_id(), new_id(), new_id()
AGREED = (
    "policy.number", "policy.status=write", "policy.expires_on=write", "policy.premium=write", "policy.insurer",
    "claim.number", "claim.status=write", "claim.policy", "claim.estimate=write", "claim.paid=write", "claim.cause",
)  # fmt: skip


def agree(hub: HubProcess, *fields: str) -> None:
    assert main(["agreed", "set", "--data", str(hub.folder), "--tenant", "acme", *fields]) == 0


@pytest.fixture
def clerk(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[HubProcess, App]]:
    """The app of the insurer's clerk, after a fleet manager's device has sent a policy and a claim."""
    monkeypatch.setattr(reporting, "EVERY", 0.3)
    people = [person("fay", "fleet_manager"), person("ivan", "insurer", INSURER)]
    hub = HubProcess(tmp_path / "hub", people)
    agree(hub, *AGREED)
    with hub, closing(hub.device(tmp_path / "fay", "fay", "fleet")) as fay:
        terms = {"number": "P-7", "status": "active", "expires_on": date(2027, 5, 1), "premium": Money(90_000, "EUR")}
        loss = {"number": "C-7", "status": "reported", "policy": POLICY, "cause": "glass", "place": "Zyxhausen"}
        run(fay, Create("insurer", {"name": "Hanse"}, INSURER))
        run(fay, Create("policy", {**terms, "insurer": INSURER, "notes": "Zyxnoted", "auto_renew": True}, POLICY))
        run(fay, Create("claim", {**loss, "happened_at": datetime(2026, 11, 1, 9, tzinfo=UTC)}, CLAIM))
        qtbot.waitUntil(lambda: in_step(fay))
        with closing(hub.device(tmp_path / "ivan", "ivan", "fleet")) as ivan:
            qtbot.waitUntil(lambda: in_step(ivan) and held(ivan, "claim") is not None)
            yield hub, ivan


def run(app: App, command: Any) -> None:
    wait(app.replica.execute(command))


def held(app: App, type_name: str) -> Any:
    """The only record of a type on the device."""
    return next(iter(app.workspace.reader.find(type_name)), None)


def screen(app: App, place: Place, qtbot: QtBot) -> Any:
    kinds: dict[tuple[str, str], Any] = {
        ("record", "policy"): Policy, ("record", "claim"): Claim, ("list", "policy"): ListScreen,
    }  # fmt: skip
    shown = kinds[place.screen, place.record_type](app.workspace, place)
    qtbot.addWidget(shown)
    shown.resize(1280, 900)
    shown.show()
    return shown


def texts(widget: Any) -> set[str]:
    from PySide6.QtWidgets import QLabel

    return {label.text() for label in widget.findChildren(QLabel) if label.isVisible()}


def test_forms_lists_and_pages_offer_what_is_agreed(clerk: tuple[HubProcess, App], qtbot: QtBot) -> None:
    hub, app = clerk
    policy, claim = held(app, "policy"), held(app, "claim")
    kinds = RECORD_TYPES["policy"], RECORD_TYPES["claim"]
    form = RecordForm(FormContext.of(app.workspace, kinds[0], policy.id), policy)
    qtbot.addWidget(form)
    assert list(form.fields) == ["status", "expires_on", "premium"]
    with pytest.raises(NotAllowed):
        run(app, Edit("policy", policy.id, {"deductible": None}, {"deductible": Money(1, "EUR")}))
    run(app, Edit("claim", claim.id, {"estimate": None}, {"estimate": Money(120_000, "EUR")}))

    listed = screen(app, Place("list", "policy"), qtbot)
    assert isinstance(listed, ListScreen)
    assert listed.list.model.columns == ("number", "insurer", "status", "expires_on", "premium")
    assert not hasattr(listed, "new_button")
    values = ValuesView(FormContext.of(app.workspace, kinds[1], claim.id), claim, show_empty=True)
    qtbot.addWidget(values)
    assert set(values.cells) == {"number", "policy", "status", "cause", "estimate", "paid"}

    page = screen(app, Place("record", "policy", policy.id), qtbot)
    assert isinstance(page, Policy)
    qtbot.waitUntil(lambda: "90" in "".join(texts(page)))
    assert [deed.text() for deed in page.deeds[:-1]] == ["Edit"]
    assert not texts(page) & {"Deductible", "Renews by itself", "Named drivers", "Vehicle schedule", "Instalments"}
    page = screen(app, Place("record", "claim", claim.id), qtbot)
    assert isinstance(page, Claim)
    qtbot.waitUntil(lambda: "Glass" in texts(page))
    assert [deed.isVisible() for deed in (page.edit, page.assess, page.decide)] == [True, True, False]
    amounts = ClaimAmounts(app.workspace, claim)
    qtbot.addWidget(amounts)
    assert list(amounts.asked.fields) == ["estimate", "paid"]

    window = MainWindow(app.workspace)
    qtbot.addWidget(window)
    window.resize(1280, 900)
    window.show()
    window.show_place(Place("record", "policy", policy.id))
    qtbot.waitUntil(lambda: "90" in "".join(texts(window)))

    agree(hub, "policy.number", "policy.status", "policy.expires_on")
    qtbot.waitUntil(lambda: not app.workspace.identity.edits(kinds[0]))
    qtbot.waitUntil(lambda: held(app, "policy") is not None and held(app, "policy").values["premium"] is None)
    listed = screen(app, Place("list", "policy"), qtbot)
    assert listed.list.model.columns == ("number", "status", "expires_on")
    qtbot.waitUntil(lambda: not [one for one in texts(window) if "90" in one or "Premium" in one])
    shown = window.current_screen()
    assert shown is not None
    assert shown.place == Place("record", "policy", policy.id)
