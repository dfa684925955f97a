"""The page of a policy: cover, schedule, instalments against the premium, cover on a day, renewal."""

from __future__ import annotations

from datetime import date, timedelta

from pytestqt.qtbot import QtBot
from shiboken6 import delete

from accessibility.widgets import Text
from client.commands import Edit
from client.screens.dialogs.renew_policy import RenewPolicy, a_year_later
from client.screens.new_policy import NewPolicy
from client.screens.parts.policy_facts import paid_line, sum_line
from client.screens.policy import Policy
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.client.screens.small_house import TODAY, House, office, show

__all__ = ["office"]


def page_of(house: House, qtbot: QtBot) -> tuple[MainWindow, Policy]:
    """The page of POL123, filled."""
    window = show(house, qtbot)
    window.show_place(Place("record", "policy", house.id("POL123")))
    page = window.current_screen()
    assert isinstance(page, Policy)
    qtbot.waitUntil(lambda: bool(page.schedule.rows()))
    return window, page


def test_it_shows_what_is_agreed(office: House, qtbot: QtBot) -> None:
    _, page = page_of(office, qtbot)
    model = page.cover.model()
    rows = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    assert rows == [
        ["Third-party liability", "€100,000,000", "–", "A.1"],
        ["Comprehensive", "€60,000", "€500", "A.2.3"],
    ]
    assert page.sum.text() == "Together €1,200.00: the whole premium."
    assert page.paid.text().startswith("€600.00 of €1,200.00 paid. €300.00 overdue since ")
    assert page.schedule.rows()[0].title == "Mercedes-Benz Sprinter"
    assert page.drivers.rows()[0].title == "Piet de Vries"
    assert page.periods.rows()[0].title.startswith("New business from")
    assert [row.title for row in page.claims.rows()] == ["CLM-1"]


def test_is_this_vehicle_covered_on_a_date(office: House, qtbot: QtBot) -> None:
    _, page = page_of(office, qtbot)
    heard = Heard()
    press(qtbot, page, "Check cover")
    assert page.check.answer.text().startswith("Yes, Mercedes-Benz Sprinter, B-FL 2021 is covered on")
    assert "Comprehensive: limit €60,000, deductible €500, clause A.2.3" in [
        t.text() for t in page.check.findChildren(Text)
    ]
    page.check.day.set_value(TODAY - timedelta(days=195))
    press(qtbot, page, "Check cover")
    assert "is covered only from" in page.check.answer.text()
    qtbot.waitUntil(lambda: page.check.answer.text() in heard.words)
    page.check.day.set_value(TODAY + timedelta(days=400))
    press(qtbot, page, "Check cover")
    assert page.check.answer.text().startswith("No: the policy ended on")


def test_instalments_that_do_not_meet_the_premium_are_pointed_out() -> None:
    wrong = {"instalments": {"a": {"amount": Money(10_000, "EUR")}}, "premium": Money(12_001, "EUR")}
    assert sum_line(wrong) == ("Together €100.00, but the premium is €120.01: €20.01 apart.", False)
    mixed = {"instalments": {"a": {"amount": Money(1, "EUR")}, "b": {"amount": Money(1, "GBP")}}, "premium": None}
    assert sum_line(mixed)[1] is False
    assert sum_line({"instalments": None, "premium": None}) == ("", True)


def test_what_is_paid_late_and_next_is_said() -> None:
    hundred, day = Money(10_000, "EUR"), date(2026, 3, 1)
    rows = {str(n): {"amount": hundred, "due": day + timedelta(days=30 * n)} for n in range(4)}
    assert paid_line({"instalments": rows}, day) == ("€0.00 of €400.00 paid. Next: €100.00 on 1 Mar 2026.", "info")
    rows["0"]["paid_on"] = day
    said = "€100.00 of €400.00 paid. €200.00 overdue since 31 Mar 2026. Next: €100.00 on 30 May 2026."
    assert paid_line({"instalments": rows}, date(2026, 5, 1)) == (said, "bad")
    paid = {key: {**row, "paid_on": day} for key, row in rows.items()}
    assert paid_line({"instalments": paid}, day) == ("All €400.00 paid.", "ok")
    assert paid_line({"instalments": None}, day) == ("", "neutral")


def test_what_somebody_else_changes_appears(office: House, qtbot: QtBot) -> None:
    _, page = page_of(office, qtbot)
    old, new = Money.of(1200, "EUR"), Money.of(1300, "EUR")
    office.workspace.run(Edit("policy", office.id("POL123"), {"premium": old}, {"premium": new}))
    qtbot.waitUntil(lambda: "€100.00 apart" in page.sum.text())


def test_renewing_adds_a_period_and_moves_the_expiry(office: House, qtbot: QtBot) -> None:
    window, page = page_of(office, qtbot)
    expires = office.values("policy", "POL123")["expires_on"]
    press(qtbot, page, "Renew")
    dialog = opened(qtbot, RenewPolicy)
    dialog.until.set_value(expires)
    press(qtbot, dialog, "Renew")
    assert "lies before" in dialog.until.error()
    dialog.until.set_value(a_year_later(expires))
    dialog.asked.set_value("premium", Money.of(-1, "EUR"))
    press(qtbot, dialog, "Renew")
    assert dialog.asked["premium"].error()
    assert dialog.isVisible()
    dialog.asked.set_value("premium", Money.of(1250, "EUR"))
    press(qtbot, dialog, "Renew")
    qtbot.waitUntil(lambda: toast(window).startswith("Policy POL123 renewed until"))
    held = office.values("policy", "POL123")
    assert held["expires_on"] == a_year_later(expires)
    assert {row["transaction"] for row in held["periods"].values()} == {"new", "renewal"}
    qtbot.waitUntil(lambda: page.periods.rows()[0].title.startswith("Renewal from"))


def test_a_form_that_was_left_hears_no_late_answers(office: House, qtbot: QtBot) -> None:
    page = NewPolicy(office.workspace, Place("new", "policy"))
    vehicles, number = page._found, page._known_number
    delete(page)
    vehicles("VIN123456789", [])  # raises if it touches a widget that is gone
    number([])
