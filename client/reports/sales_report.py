"""The sales report on paper: period, total sales, conversion rate, top sellers, and sales over time."""

from __future__ import annotations

from pathlib import Path

from client.charts.numbers import per_cent, plain
from client.insights.sales_report import SalesFacts
from client.reports.edition import Edition
from client.reports.paper import BODY, HEADING, SMALL, TITLE, Sheet
from client.reports.whole_file import whole_file
from client.text import insights as words
from client.text import values
from shared_models.money import Money


def write_sales_report(facts: SalesFacts, store: str, edition: Edition, path: Path) -> None:
    """Write it as PDF. ``store`` is the name of the one store it is about; empty for all."""
    sheet = Sheet(words.REPORT_TITLE, edition, edition.line())
    span = words.REPORT_SPAN.format(first=values.day(facts.first), last=values.day(facts.last))
    sheet.add(words.REPORT_TITLE, TITLE)
    sheet.add(words.REPORT_STORE.format(name=store) if store else words.ALL_STORES)
    rate = values.NOTHING if facts.conversion_rate is None else per_cent(facts.conversion_rate)
    shown = {
        "period": span, "totalSales": plain(facts.total_sales), "conversionRate": rate,
        "value": _amounts(facts.value),
    }  # fmt: skip
    sheet.add_pairs([(words.REPORT_FACTS[key], text) for key, text in shown.items()])
    sheet.add(words.REPORT_SELLERS, HEADING)
    if not facts.total_sales:
        sheet.add(words.REPORT_NONE, BODY)
    else:
        rows = [(one.name, plain(one.sales), _amounts(one.value)) for one in facts.top_sellers]
        sheet.add_table(words.REPORT_SELLER_COLUMNS, rows, (3, 1, 3))
        sheet.add(words.REPORT_DAYS, HEADING)
        days = [(values.day(day), plain(count)) for day, count in facts.over_time if count]
        sheet.add_table(words.REPORT_DAY_COLUMNS, days, (3, 4))
    sheet.add(words.HOW_LABEL, HEADING)
    for key in ("sales", "conversion", "takings"):
        sheet.add(words.HOW[key], SMALL)
    with whole_file(path) as draft:
        sheet.write(draft, span)


def _amounts(amounts: tuple[Money, ...]) -> str:
    return "\n".join(values.money(amount, exact=True) for amount in amounts) or values.NOTHING
