"""A change of deductible and cover that was tried, as sentences and table cells."""

from __future__ import annotations

from client.business.premium_experience import LEAST
from client.business.premium_trial import TrialFound, TrialLine, TrialSum
from client.formatting import labels
from client.screens.parts.premium_words import covers, renews, saving
from client.text import premium as premium_words
from client.text import premium_trial as words
from client.text import values
from shared_models.money import Money


def sum_sentences(found: TrialFound) -> list[str]:
    """What it comes to in each currency against today, and within which bounds; nothing where it applies to none."""
    if not found.sums:
        return []
    asked, called = found.bounds, labels("policy", "lines", "cover")
    bounds = words.BOUNDS.format(
        bounds=premium_words.REPORT_BOUNDS.format(floor=asked.floor, cap=asked.cap),
        capped=premium_words.REPORT_CAPPED if asked.capped else premium_words.REPORT_UNCAPPED,
        covers=values.listed([called.get(each, each) for each in sorted(asked.required)]),
    )
    return [*(_sentence(found, one) for one in found.sums), bounds]


def _sentence(found: TrialFound, one: TrialSum) -> str:
    unknown = found.bounds.objective == "income" and one.income is None
    said = words.SUM.format(
        policies=one.policies, premium=values.money(one.premium), last=values.money(one.last),
        change=saving(Money(one.last.minor - one.premium.minor, one.last.currency)), staying=round(one.staying),
        staying_now=round(one.staying_now),
        objective=premium_words.NEAREST if unknown else premium_words.OBJECTIVES[found.bounds.objective],
    )  # fmt: skip
    return f"{said} {_margin(one)}"


def _margin(one: TrialSum) -> str:
    if one.income is None or one.income_now is None:
        return words.MARGIN_UNKNOWN.format(least=LEAST, currency=one.last.currency)
    change = one.income.minor - one.income_now.minor
    amount = values.money(Money(abs(change), one.income.currency))
    pattern = words.HIGHER if change > 0 else words.LOWER if change < 0 else words.SAME
    return words.MARGIN.format(
        margin=values.money(one.income),
        margin_now=values.money(one.income_now),
        difference=pattern.format(amount=amount),
    )


def left_rows(found: TrialFound) -> list[tuple[str, ...]]:
    """To how many policies it does not apply, and why."""
    return [(f"{count:,}", why) for why, count in found.left]


def line_cells(line: TrialLine) -> tuple[str, ...]:
    """One policy: as it is, and as tried."""
    if line.now is None or line.then is None:
        return (line.number, line.holder, *[values.NOTHING] * 5, line.why)
    pairs = [(each.deductible, each.premium) for each in (line.now, line.then)]
    deductible, premium = (_from_to(line, *both) for both in zip(*pairs, strict=True))
    chance = _said(renews(line.now), renews(line.then))
    margin = values.NOTHING
    if line.now.income is not None and line.then.income is not None:
        margin = _from_to(line, *(100 * round(each / 100) for each in (line.now.income, line.then.income)))
    return (line.number, line.holder, deductible, covers(line.then), premium, chance, margin, values.NOTHING)


def _from_to(line: TrialLine, now: int, then: int) -> str:
    return _said(*(values.money(Money(each, line.currency)) for each in (now, then)))


def _said(now: str, then: str) -> str:
    return now if now == then else words.FROM_TO.format(now=now, then=then)
