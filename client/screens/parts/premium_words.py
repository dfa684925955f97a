"""Premiums that were tried out as tables, charts and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from client.business.premium_experience import LEAST
from client.business.premium_portfolio import PortfolioFound, PortfolioLine, PortfolioSum
from client.business.premium_proposals import PremiumFound
from client.charts import ChartData, Point, Series, per_cent
from client.formatting import labels
from client.screens.parts.row_list import Row
from client.text import premium as words
from client.text import values
from shared_models.money import Money

if TYPE_CHECKING:
    from ml_models.premium.what_if import Outcome


def renews(outcome: Outcome) -> str:
    """The chance of a renewal as it is read."""
    if outcome.lapse is None:
        return values.NOTHING
    return words.RENEWS_VALUE.format(percent=round(100 * (1 - outcome.lapse)))


def saving(amount: Money) -> str:
    """What is saved, or paid more, in words."""
    if not amount.minor:
        return words.SAME
    pattern = words.SAVES if amount.minor > 0 else words.COSTS
    return pattern.format(amount=values.money(Money(abs(amount.minor), amount.currency)))


def covers(outcome: Outcome) -> str:
    """The covers of terms, in words."""
    called = labels("policy", "lines", "cover")
    return ", ".join(label for code, label in called.items() if code in outcome.cover)


def margin(found: PremiumFound, outcome: Outcome) -> str:
    """The expected margin; in place of one that nobody knows, nothing."""
    return values.NOTHING if outcome.income is None else values.money(_rounded(found, outcome.income))


def _rounded(found: PremiumFound, minor: float) -> Money:
    return found.money(100 * round(minor / 100))


def sentence(found: PremiumFound) -> str:
    """The proposal for one policy, with what it is the best of."""
    assert found.best is not None
    unknown = found.bounds.objective == "income" and found.best.income is None
    return words.PROPOSED.format(
        premium=values.money(found.money(found.best.premium)),
        deductible=values.money(found.money(found.best.deductible)),
        objective=words.NEAREST if unknown else words.OBJECTIVES[found.bounds.objective],
    )


def figures(found: PremiumFound) -> list[tuple[str, str]]:
    """What the proposal would do, as labels and values."""
    best = found.best
    assert best is not None
    unknown = words.MARGIN_UNKNOWN.format(least=LEAST, currency=found.currency)
    return [
        (words.PREMIUM, values.money(found.money(best.premium))),
        (words.SAVING if best.saving >= 0 else words.DEARER, values.money(found.money(abs(best.saving)))),
        (words.RENEWS, renews(best)),
        (words.MARGIN, unknown if best.income is None else margin(found, best)),
        (words.DEDUCTIBLE, values.money(found.money(best.deductible))),
        (words.COVER, covers(best)),
    ]


def grid_rows(found: PremiumFound) -> list[tuple[str, ...]]:
    """The best premium of each deductible and cover."""
    return [
        (
            values.money(found.money(each.premium)), values.money(found.money(each.deductible)), covers(each),
            renews(each), margin(found, each), values.money(found.money(each.saving)),
        )
        for each in found.grid
    ]  # fmt: skip


def vehicle_rows(found: PremiumFound) -> list[tuple[str, ...]]:
    """What of the premium falls to each vehicle."""
    return [
        (
            each.title, values.money(each.now), values.money(each.proposed),
            values.money(Money(each.now.minor - each.proposed.minor, each.now.currency)),
        )
        for each in found.vehicles
    ]  # fmt: skip


def renewal_chart(found: PremiumFound) -> ChartData:
    """How likely a renewal is at each premium that was tried."""
    tried = [each for each in found.curve if each.lapse is not None]
    points = tuple(_point(found, each, 100 * (1 - (each.lapse or 0.0)), renews(each)) for each in tried)
    summary = ""
    if tried:
        chances = [round(100 * (1 - (each.lapse or 0.0))) for each in (tried[0], tried[-1])]
        low, high = (values.money(found.money(each.premium)) for each in (tried[0], tried[-1]))
        summary = words.RENEWS_SUMMARY.format(most=chances[0], low=low, least=chances[1], high=high)
    return ChartData(
        words.RENEWS_CHART, (Series(words.RENEWS, points),), summary, words.PREMIUM, words.RENEWS, per_cent,
        empty=words.NO_MODEL,
    )  # fmt: skip


def margin_chart(found: PremiumFound) -> ChartData:
    """The expected margin at each premium that was tried."""
    tried = [each for each in found.curve if each.income is not None]
    points = tuple(_point(found, each, each.income or 0.0, margin(found, each)) for each in tried)
    best = max(tried, key=lambda each: each.income or 0.0, default=None)
    summary = (
        words.MARGIN_SUMMARY.format(premium=values.money(found.money(best.premium)), margin=margin(found, best))
        if best is not None
        else ""
    )
    return ChartData(
        words.MARGIN_CHART, (Series(words.MARGIN, points) if points else Series(words.MARGIN, ()),), summary,
        words.PREMIUM, words.MARGIN, lambda value: values.money(_rounded(found, value)), empty=words.MARGIN_NOTHING,
    )  # fmt: skip


def _point(found: PremiumFound, outcome: Outcome, value: float, shown: str) -> Point:
    return Point(values.money(found.money(outcome.premium)), value, shown)


# --- all of them ---


def line_row(line: PortfolioLine, currency_of: Money | None) -> Row:
    """One policy in the list of all."""
    title = words.LINE.format(number=line.number, holder=line.holder)
    if line.best is None or currency_of is None:
        return Row(line.policy, title, words.LINE_NONE.format(day=values.day(line.ends), why=line.why),
                   words.LEFT_ALONE, "warn", "policy")  # fmt: skip
    proposed = Money(line.best.premium, currency_of.currency)
    chance = values.NOTHING if line.best.lapse is None else str(round(100 * (1 - line.best.lapse)))
    detail = words.LINE_DETAIL.format(
        day=values.day(line.ends), last=values.money(currency_of), premium=values.money(proposed), percent=chance
    )
    change = Money(line.best.saving, currency_of.currency)
    return Row(line.policy, title, detail, saving(change), "ok" if change.minor > 0 else "neutral", "policy")


def sum_sentence(found: PortfolioFound, one: PortfolioSum) -> str:
    """What all proposals in one currency come to."""
    said = words.SUM.format(
        premium=values.money(one.premium), last=values.money(one.last), change=saving(one.saving),
        staying=round(one.staying), policies=one.policies, objective=words.OBJECTIVES[found.bounds.objective],
    )  # fmt: skip
    return said if one.income is None else f"{said} {words.SUM_MARGIN.format(margin=values.money(one.income))}"
