"""The report of saving: what proposed premiums come to against last year, policy by policy, as PDF or CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from client.business.premium_portfolio import PortfolioFound, PortfolioLine
from client.formatting import labels
from client.reports.cells import guarded
from client.reports.edition import Edition
from client.reports.paper import HEADING, SMALL, TITLE, Sheet
from client.reports.whole_file import whole_file
from client.text import premium as words
from client.text import values
from shared_models.money import Money


def write_saving_report(found: PortfolioFound, edition: Edition, path: Path) -> None:
    """Write it in the form its ending names. Raises :class:`Refused` where the disk does not allow it."""
    with whole_file(path) as draft:
        if path.suffix.lower() == ".csv":
            _write_csv(found, draft)
        else:
            _sheet(found, edition).write(draft, words.REPORT_TITLE)


def _sheet(found: PortfolioFound, edition: Edition) -> Sheet:
    sheet = Sheet(words.REPORT_TITLE, edition, edition.line())
    sheet.add(words.REPORT_TITLE, TITLE)
    asked, called = found.bounds, labels("policy", "lines", "cover")
    sheet.add_pairs([
        (words.OBJECTIVE, words.OBJECTIVES[asked.objective]),
        (words.REPORT_ALLOWED, words.REPORT_BOUNDS.format(floor=asked.floor, cap=asked.cap)),
        (words.REPORT_REQUIRED, ", ".join(called.get(each, each) for each in sorted(asked.required))),
        (words.NEW_BUSINESS, words.REPORT_CAPPED if asked.capped else words.REPORT_UNCAPPED),
    ])  # fmt: skip
    sheet.add(words.SUMS, HEADING)
    sheet.add_table(words.SUM_COLUMNS, [
        (str(one.policies), values.money(one.last), values.money(one.premium), values.money(one.saving),
         str(round(one.staying)), values.NOTHING if one.income is None else values.money(one.income))
        for one in found.sums
    ])  # fmt: skip
    sheet.add(words.PROPOSALS, HEADING)
    sheet.add_table(
        words.PROPOSALS_COLUMNS, [_cells(line) for line in found.lines if line.best], (3, 4, 3, 3, 3, 3, 2, 3)
    )
    left = [(line.number, line.holder, line.why) for line in found.lines if line.best is None]
    if left:
        sheet.add(words.REPORT_LEFT, HEADING)
        sheet.add_table(words.REPORT_LEFT_COLUMNS, left, (2, 3, 6))
    for text in (words.MODEL_ONLY, words.HELP):
        sheet.add(text, SMALL)
    return sheet


def _cells(line: PortfolioLine) -> tuple[str, ...]:
    best, last = line.best, line.last
    assert best is not None
    assert last is not None
    chance = values.NOTHING if best.lapse is None else words.RENEWS_VALUE.format(percent=round(100 * (1 - best.lapse)))
    return (
        line.number, line.holder, values.day(line.ends), values.money(last),
        values.money(Money(best.premium, last.currency)), values.money(Money(best.saving, last.currency)), chance,
        values.NOTHING if best.income is None else values.money(Money(round(best.income), last.currency)),
    )  # fmt: skip


def _write_csv(found: PortfolioFound, path: Path) -> None:
    """UTF-8 with a byte order mark; ISO dates; amounts with a point and their currency in a column of its own."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([*words.PROPOSALS_COLUMNS, words.CURRENCY, words.REPORT_WHY])
        for line in found.lines:
            first = [guarded(line.number), guarded(line.holder), line.ends.isoformat()]
            last, best = line.last, line.best
            if last is None or best is None:
                held = [str(last.amount), "", "", "", "", last.currency] if last is not None else [""] * 6
                sheet.writerow([*first, *held, line.why])
                continue
            amounts = [str(Money(minor, last.currency).amount) for minor in (best.premium, best.saving)]
            chance = "" if best.lapse is None else f"{1 - best.lapse:.4f}"
            income = "" if best.income is None else str(Money(round(best.income), last.currency).amount)
            sheet.writerow([*first, str(last.amount), *amounts, chance, income, last.currency, ""])
