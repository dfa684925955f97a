"""The page of a customer: one timeline of everything, counted as SQL counts it, and what the customer agreed to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.commands import Create, Edit, Import
from client.replica.worker import wait
from client.screens.customer import FEW, Customer
from client.screens.deal import Deal
from client.workspace import Place
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.pressing import press
from tests.client.screens.small_house import TODAY, House, identity, open_house, show
from tests.support.replicas import open_file


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A house in which Maria bought a car, paid a part of it and promised another."""
    made = open_house(tmp_path_factory.mktemp("customer"), "showroom", "sales_manager")
    whose = {"customer": made.id("maria"), "vehicle": made.id("mx5"), "store": made.id("store")}
    lead = {"lead": made.id("lead_maria"), "person": made.id("me")}
    price = Money.of(18_700, "EUR")
    made.add("sale", "sale", **whose, **lead, price=price, way="cash", signed_on=TODAY, deposit=Money.of(500, "EUR"))
    for key, amount, way in (("part", 10_000, "transfer"), ("promise", 500, "promise"), ("back", -200, "transfer")):
        purpose = "refund" if amount < 0 else "price"
        paid = Money.of(amount, "EUR")
        made.add(key, "payment", **whose, amount=paid, way=way, purpose=purpose, paid_on=TODAY)
    here = made.workspace.identity
    # Head office reads leads and insurance alike.
    made.workspace.replica.sign_in_as(identity("head_office", here.person, here.store))
    yield made
    made.workspace.close()
    made.workspace.replica.close()


@pytest.fixture
def page(house: House, qtbot: QtBot) -> Iterator[Customer]:
    """Maria's page."""
    window = show(house, qtbot)
    window.show_place(Place("record", "customer", house.id("maria")))
    screen = window.current_screen()
    assert isinstance(screen, Customer)
    qtbot.waitUntil(lambda: bool(screen.timeline.rows()))
    yield screen
    delete(window)
    house.window = None


def in_sql(house: House, customer: str) -> dict[str, int]:
    """What of each group names a customer, by queries of our own."""
    queries = {
        "lead": "SELECT count(*) FROM lead WHERE NOT archived AND customer = ?1",
        "drive": "SELECT count(*) FROM test_drive WHERE NOT archived AND customer = ?1",
        "deal": "SELECT sum(n) FROM (" + " UNION ALL ".join(
            f"SELECT count(*) AS n FROM {table} WHERE customer = ?1" for table in ("sale", "deposit", "hold", "payment")
        ) + ")",
        "policy": "SELECT count(*) FROM policy WHERE NOT archived AND holder = ?1",
        "claim": "SELECT count(*) FROM claim WHERE policy IN (SELECT id FROM policy WHERE holder = ?1)",
        "contact": "SELECT count(*) FROM activity WHERE NOT archived AND customer = ?1",
    }  # fmt: skip
    file = open_file(house.workspace.replica.database.path, readonly=True)
    try:
        return {group: int(file.execute(query, (customer,)).fetchone()[0]) for group, query in queries.items()}
    finally:
        file.close()


def test_every_kind_is_in_the_timeline_and_counted_as_sql_counts_it(page: Customer, house: House, qtbot: QtBot) -> None:
    counted = in_sql(house, house.id("maria"))
    assert counted == {"lead": 1, "drive": 0, "deal": 4, "policy": 4, "claim": 1, "contact": 1}
    told = {group: int(chip.text().rsplit(" ", 1)[1]) for group, chip in page.filters.items()}
    assert told == {"all": sum(counted.values()), **counted}
    assert len(page.timeline.rows()) == min(FEW, told["all"])
    press(qtbot, page, "Claims: 1")
    assert [row.title for row in page.timeline.rows()] == ["Claim CLM-1: Collision"]
    press(qtbot, page, "Test drives: 0")
    assert page.timeline.rows() == []
    press(qtbot, page, "Sales and payments: 4")
    assert {row.title for row in page.timeline.rows()} == {
        "Bought Mazda MX-5 for €18,700", "Payment: €10,000", "Payment: €500", "Paid back: −€200",
    }  # fmt: skip


def test_a_long_timeline_shows_its_rest_when_asked(page: Customer, house: House, qtbot: QtBot) -> None:
    here = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("sales_manager", here.person, here.store))
    note = {"kind": "note", "store": here.store, "customer": house.id("maria")}
    made = [Create("activity", {**note, "subject": f"Note {number}"}, new_id()) for number in range(FEW)]
    wait(house.workspace.replica.execute(Import(made)))
    house.workspace.replica.sign_in_as(here)
    whole = sum(in_sql(house, house.id("maria")).values())
    qtbot.waitUntil(lambda: page.more.text() == f"Show all {whole}")
    press(qtbot, page, f"Show all {whole}")
    assert len(page.timeline.rows()) == whole
    qtbot.waitUntil(lambda: page.timeline.card(page.timeline.rows()[FEW].key).hasFocus())


def test_consents_are_told_in_words(page: Customer, house: House, qtbot: QtBot) -> None:
    assert page.consent_words() == ["Not asked about e-mail offers", "Not asked about calls with offers"]
    here = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("sales_manager", here.person, here.store))
    new = {"consent_email": True, "consent_phone": False}
    wait(house.workspace.replica.execute(Edit("customer", house.id("maria"), dict.fromkeys(new), new)))
    house.workspace.replica.sign_in_as(here)
    said = ["May be written to about offers", "May not be called about offers"]
    qtbot.waitUntil(lambda: page.consent_words() == said)


def test_a_deal_says_what_is_paid_promised_and_open(page: Customer, house: House, qtbot: QtBot) -> None:
    window = page.window()
    window.show_place(Place("record", "sale", house.id("sale")))  # type: ignore[attr-defined]
    deal = window.current_screen()  # type: ignore[attr-defined]
    assert isinstance(deal, Deal)
    qtbot.waitUntil(lambda: bool(deal.payments_shown()))
    file = open_file(house.workspace.replica.database.path, readonly=True)
    paid = "SELECT sum(amount) FROM payment WHERE vehicle = ? AND customer = ? AND way IS NOT 'promise'"
    minor = file.execute(paid, (house.id("mx5"), house.id("maria"))).fetchone()[0]
    file.close()
    assert minor == 980_000
    assert deal.sums() == {"Price": "€18,700", "Paid": "€9,800", "Promised": "€500", "Still to pay": "€8,900"}
    assert len(deal.payments_shown()) == 3
    assert [row.title for row in deal.parties.rows()] == ["Mazda MX-5", "Maria Lopez", "Lead: Maria Lopez"]
