"""Figures of claims: how many, how often, for how much, why, and how many are suspected of fraud.

A claim belongs to the day it happened at the person's store. Its cost is what was paid, or before that what is held in
reserve, or else the estimate; a rejected claim costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate

from client.insights.answers import Answer, Line, Place, Selection, share, share_of_two
from client.insights.question import Counting
from client.insights.sales import by_word
from client.text import insights as words
from shared_models.claim_counts import COUNTED

_HAPPENED = "claim.happened_at"
COST = "CASE WHEN claim.status = 'rejected' THEN 0 ELSE coalesce(claim.paid, claim.reserve, claim.estimate, 0) END"
COST_CURRENCY = "coalesce(claim.paid_currency, claim.reserve_currency, claim.estimate_currency)"
SUSPECTED, OTHERS = "suspected", "others"


def claims(counting: Counting) -> Selection:
    """Claims that are not put away, under policies of the insurer asked for."""
    chosen = Selection("claim", "NOT claim.archived")
    insurer = counting.asked.insurer
    if not insurer:
        return chosen
    theirs = "claim.policy IN (SELECT policy.id FROM policy WHERE policy.insurer = :insurer)"
    return chosen.narrowed(theirs, insurer=insurer)


def happened(counting: Counting) -> Selection:
    """Those that happened in the period."""
    return counting.timed(claims(counting), _HAPPENED)


def causes(counting: Counting) -> Answer:
    """Claims of the period by cause."""
    return by_word(counting.groups(happened(counting), "coalesce(claim.cause, '')"), "claim", "cause", words.CLAIMS)


def causes_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The claims of one cause."""
    return happened(counting).narrowed("coalesce(claim.cause, '') = :word", word="" if place == "-" else place)


def trend(counting: Counting) -> Answer:
    """Claims by the step they happened in."""
    figures = counting.along((day, row[0]) for day, row in counting.by_day(happened(counting), _HAPPENED))
    return Answer("count", sum(figures), sum(figures), counting.places(), (Line("", words.CLAIMS, figures),))


def trend_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The claims of one step."""
    first, last = counting.step(place)
    return counting.timed(claims(counting), _HAPPENED, first, last)


def cost(counting: Counting) -> Answer:
    """What the claims of the period cost, by step, in one currency."""
    chosen = happened(counting)
    by = counting.groups(chosen, COST_CURRENCY)
    currencies = counting.currency((row[0], row[1]) for row in by)
    if not currencies:
        return Answer("money", None)
    one = chosen.narrowed(f"{COST_CURRENCY} = :currency", currency=currencies[0])
    found = counting.by_day(one, _HAPPENED, f"sum({COST})")
    figures = counting.along((day, row[0]) for day, row in found)
    rests_on = sum(row[1] for row in by if row[0] == currencies[0])
    line = Line("", words.COST, figures)
    return Answer("money", sum(figures), rests_on, counting.places(), (line,), currencies=currencies)


def cost_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The claims of one step in the currency shown."""
    currencies = cost(counting).currencies
    chosen = trend_behind(counting, "", place)
    return chosen.narrowed(f"{COST_CURRENCY} = :currency", currency=currencies[0] if currencies else "")


def frequency(counting: Counting) -> Answer:
    """Claims that count for each hundred policies in force in the step; unknown in a step without policies."""
    chosen = happened(counting).narrowed(COUNTED)
    claimed = counting.along((day, row[0]) for day, row in counting.by_day(chosen, _HAPPENED))
    covered = _covered(counting)
    figures = tuple(
        100 * count / policies if policies and count is not None else None
        for count, policies in zip(claimed, covered, strict=True)
    )
    headline = next((figure for figure in reversed(figures) if figure is not None), None)
    line = Line("", words.FREQUENCY, figures)
    return Answer("rate", headline, sum(claimed), counting.places(), (line,))


def frequency_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The claims of one step that count."""
    return trend_behind(counting, "", place).narrowed(COUNTED)


def _covered(counting: Counting) -> list[int]:
    """How many policies were in force on any day of each step: those begun by its end less those ended before it."""
    chosen = Selection("policy", "NOT policy.archived AND policy.status NOT IN ('draft', 'cancelled')")
    if counting.asked.insurer:
        chosen = chosen.narrowed("policy.insurer = :insurer", insurer=counting.asked.insurer)
    begun = _Sums(counting.counted(chosen, "coalesce(policy.starts_on, '0001-01-01')"))
    ended = _Sums(counting.counted(chosen, "policy.expires_on"))
    return [
        max(0, begun.up_to(last.isoformat()) - ended.up_to((first - timedelta(days=1)).isoformat()))
        for first, last in (counting.step(place.key) for place in counting.places())
    ]


class _Sums:
    """Counts by day, summed from the first day on."""

    def __init__(self, counted: Mapping[str, int]) -> None:
        self._days = sorted(counted)
        self._sums = [0, *accumulate(counted[day] for day in self._days)]

    def up_to(self, day: str) -> int:
        """How many by the end of a day."""
        return self._sums[bisect_right(self._days, day)]


def fraud(counting: Counting) -> Answer:
    """The share of the period's claims that are suspected of fraud."""
    counted = counting.counted(happened(counting), "coalesce(claim.fraud_suspected, 0)")
    suspected, others = Place(SUSPECTED, words.SUSPECTED), Place(OTHERS, words.NOT_SUSPECTED)
    return share_of_two(counted, words.CLAIMS, suspected, others)


def fraud_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The claims that are suspected, or those that are not."""
    return happened(counting).narrowed(f"{'' if place == SUSPECTED else 'NOT '}coalesce(claim.fraud_suspected, 0)")


def fraud_trend(counting: Counting) -> Answer:
    """The share of claims suspected of fraud by step; unknown in a step without claims."""
    measures = "count(*), sum(coalesce(claim.fraud_suspected, 0))"
    found: list[tuple[date, int, int]] = [
        (day, row[0], row[1]) for day, row in counting.by_day(happened(counting), _HAPPENED, measures)
    ]
    claimed = counting.along((day, count) for day, count, _ in found)
    suspected = counting.along((day, count) for day, _, count in found)
    figures = tuple(share(part, whole) for part, whole in zip(suspected, claimed, strict=True))
    headline = share(sum(suspected), sum(claimed))
    return Answer("percent", headline, sum(claimed), counting.places(), (Line("", words.FRAUD, figures),))


def fraud_trend_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The suspected claims of one step."""
    return trend_behind(counting, "", place).narrowed("coalesce(claim.fraud_suspected, 0)")
