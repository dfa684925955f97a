"""The sales report: the same words as the golden file, and the numbers that a hand counts on the demo dealership."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from client.insights.periods import period
from client.insights.question import Counting, Question
from client.insights.sales_report import SalesFacts, Seller, sales_facts
from client.reports.sales_report import write_sales_report
from client.workspace import Workspace
from shared_models.money import Money
from tests.client.insights.demo_house import TODAY, demo_workspace
from tests.client.reports.printed import A4, EDITION, Printed, printed

GOLDEN = Path(__file__).with_name("sales_report.txt")
FACTS = SalesFacts(
    date(2025, 10, 1), date(2025, 12, 31), 7, 12.5, (Money(12_345_678, "EUR"), Money(2_000_050, "GBP")),
    (
        Seller("Zoë Müller", 4, (Money(10_000_000, "EUR"),)),
        Seller("Omar Haddad", 3, (Money(2_345_678, "EUR"), Money(2_000_050, "GBP"))),
    ),
    ((date(2025, 10, 1), 2), (date(2025, 11, 1), 0), (date(2025, 12, 1), 5)),
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with demo_workspace(tmp_path_factory.mktemp("report"), "showroom") as workspace:
        yield workspace


def report(facts: SalesFacts, tmp_path: Path, store: str = "") -> Printed:
    """The report, read back."""
    path = tmp_path / "report.pdf"
    write_sales_report(facts, store, EDITION, path)
    return printed(path)


def test_the_report_reads_as_the_golden_file(themed: QApplication, tmp_path: Path) -> None:
    found = report(FACTS, tmp_path, "Acme Berlin")
    assert found.text.split() == GOLDEN.read_text("utf-8").split()
    assert (found.sizes, found.title, found.author, found.language) == ({A4}, "Sales report", "Acme Berlin", "en-GB")


def test_without_sales_or_leads_it_says_so(themed: QApplication, tmp_path: Path) -> None:
    found = report(replace(FACTS, total_sales=0, conversion_rate=None, value=(), top_sellers=()), tmp_path)
    assert "All stores" in found.text
    assert "Total sales 0 Conversion rate –" in found.text
    assert "No sale was signed in this period." in found.text


def test_its_numbers_are_those_of_the_records(demo: Workspace) -> None:
    asked = Question(period("days30", TODAY), TODAY, demo.zone(), "head_office")
    facts = sales_facts(Counting(demo.reader, asked))
    sales = [
        view.values
        for view in demo.reader.find("sale")
        if asked.period.first <= view.values["signed_on"] <= asked.period.last
    ]
    leads = [view.values["status"] for view in demo.reader.find("lead")]
    assert facts.total_sales == len(sales) == sum(count for _, count in facts.over_time)
    assert facts.conversion_rate == pytest.approx(100 * leads.count("won") / len(leads))
    sums: dict[str, int] = {}
    for sale in sales:
        sums[sale["price"].currency] = sums.get(sale["price"].currency, 0) + sale["price"].minor
    assert {amount.currency: amount.minor for amount in facts.value} == sums
    best = facts.top_sellers[0]
    (seller,) = [person.id for person in demo.reader.find("person") if person.values["name"] == best.name]
    theirs = [sale["price"] for sale in sales if sale["person"] == seller]
    assert best.sales == len(theirs) == max(one.sales for one in facts.top_sellers)
    assert sum(amount.minor for amount in best.value) == sum(price.minor for price in theirs)
    assert sales_facts(Counting(demo.reader, asked), with_leads=False).conversion_rate is None
