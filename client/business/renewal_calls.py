"""Whom to call about a renewal, the likeliest to lapse first and why; and what renewals will bring by month.

A renewal is scored at the premium of today: what the policy costs now is both last year's premium and the offer, until
somebody offers another. Called off the window's thread, and only when somebody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from client.business.policies_due import policies_due
from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.text import proposals as words
from ml_models.score import Score
from shared_models.money import Money

SOON, AHEAD = 90, 365
"""Days ahead in which a policy is called about, and in which its premium is forecast."""
MOST = 20_000
"""Policies read for one forecast."""
CALLS = 20


@dataclass(frozen=True)
class Call:
    """A policy to call about: the chance that it lapses at today's premium, and what speaks for that."""

    view: RecordView
    score: Score


@dataclass(frozen=True)
class CashMonth:
    """A month's renewals in one currency: what is expected, the band that holds four in five, and if all renewed."""

    first: date
    policies: int
    expected: Money
    low: Money
    high: Money
    everybody: Money


@dataclass(frozen=True)
class RenewalOutlook:
    """Calls, the most premium at risk first; months in order, by currency; ``why`` there is neither."""

    calls: tuple[Call, ...] = ()
    months: tuple[CashMonth, ...] = ()
    unscored: int = 0
    why: str = ""


def renewal_outlook(reader: Reader, today: date) -> RenewalOutlook:
    """Whom to call and what will come in, over the policies in force that end within a year."""
    from ml_models.signing import ModelFileBroken

    due = policies_due(reader, today, AHEAD, MOST)
    if not due:
        return RenewalOutlook(why=words.NOTHING_DUE)
    try:
        return _outlook(reader, due, today)
    except (ImportError, ModelFileBroken):
        return RenewalOutlook(why=words.NO_MODEL)


def _outlook(reader: Reader, due: Sequence[RecordView], today: date) -> RenewalOutlook:
    from ml_models.registry import MODELS
    from ml_models.renewal.of_records import of_policy

    found = MODELS["renewal"].scored(file_in_use(reader, "renewal"), [of_policy(view.values) for view in due])
    scored = [(view, score) for view, score in zip(due, found, strict=True) if isinstance(score, Score)]
    soon = [(view, score) for view, score in scored if (view.values["expires_on"] - today).days <= SOON]
    soon.sort(key=lambda each: (-each[1].value * each[0].values["premium"].minor, each[0].id))
    calls = tuple(Call(view, score) for view, score in soon[:CALLS])
    return RenewalOutlook(calls, tuple(_months(scored)), len(due) - len(scored))


def _months(scored: Sequence[tuple[RecordView, Score]]) -> list[CashMonth]:
    from ml_models.renewal.forecast import Due, by_month

    by_currency: dict[str, list[Due]] = defaultdict(list)
    for view, score in scored:
        premium = view.values["premium"]
        by_currency[premium.currency].append(Due(view.values["expires_on"], premium.minor, score.value))
    return [
        CashMonth(
            month.first, month.policies,
            *(Money(each, currency) for each in (month.expected, month.low, month.high, month.everybody)),
        )
        for currency in sorted(by_currency)
        for month in by_month(by_currency[currency])
    ]  # fmt: skip
