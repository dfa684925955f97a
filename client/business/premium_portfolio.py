"""Premiums proposed for all policies that end soon, and what they come to against last year.

Called off the window's thread, and only when somebody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from client.business.policies_due import policies_due
from client.business.premium_experience import Experience, Experiences
from client.business.premium_proposals import PremiumBounds, bounds_of, policy_of, why_not
from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.text import premium as words
from client.text import values
from shared_models.money import Money

if TYPE_CHECKING:
    from ml_models.model_file import ModelFile
    from ml_models.premium.what_if import Bounds, Outcome

#: Days ahead of which policies a portfolio holds, and the most of them.
AHEAD, MOST = 90, 2_000


@dataclass(frozen=True)
class PortfolioLine:
    """What is proposed for one policy; ``best`` is None where nothing is, and ``why`` says why."""

    policy: str
    number: str
    holder: str
    ends: date
    last: Money | None
    best: Outcome | None = None
    why: str = ""


@dataclass(frozen=True)
class PortfolioSum:
    """All proposals in one currency: how many, last year and as proposed, how many are expected to stay, the margin.

    ``income`` is None where nobody knows what claims to expect.
    """

    policies: int
    last: Money
    premium: Money
    staying: float
    income: Money | None

    @property
    def saving(self) -> Money:
        """What policyholders would save against last year; below nothing: what they would pay more."""
        return Money(self.last.minor - self.premium.minor, self.last.currency)


@dataclass(frozen=True)
class PortfolioFound:
    """Proposals for all policies in force that end within ``AHEAD`` days, the first to end first, and their sums."""

    bounds: PremiumBounds
    lines: tuple[PortfolioLine, ...] = ()
    sums: tuple[PortfolioSum, ...] = ()
    why: str = ""


def premium_portfolio(reader: Reader, asked: PremiumBounds, today: date) -> PortfolioFound:
    """What is proposed for the policies that end soon."""
    from ml_models.signing import ModelFileBroken

    due = policies_due(reader, today, AHEAD, MOST)
    if not due:
        return PortfolioFound(asked, why=words.NOTHING_DUE)
    try:
        return _portfolio(reader, due, asked, today)
    except (ImportError, ModelFileBroken):
        return PortfolioFound(asked, why=words.NO_MODEL)


def _portfolio(reader: Reader, due: Sequence[RecordView], asked: PremiumBounds, today: date) -> PortfolioFound:
    holders = reader.titles("customer", [view.values["holder"] for view in due])
    bounds, file = bounds_of(asked), file_in_use(reader, "renewal")
    known = Experiences(reader, today)
    lines = []
    for view in due:
        held = view.values
        whose = holders.get(held["holder"] or "", values.NOTHING)
        line = PortfolioLine(
            view.id, held["number"], whose, held["expires_on"], held["premium"], why=why_not(view, asked)
        )
        if not line.why:
            line = replace(line, best=_best(view, known[held["premium"].currency], bounds, asked, file))
        lines.append(line)
    return PortfolioFound(asked, tuple(lines), tuple(_sums(lines)))


def _best(view: RecordView, known: Experience, bounds: Bounds, asked: PremiumBounds, file: ModelFile) -> Outcome:
    from ml_models.premium import what_if

    return what_if.proposed(policy_of(view, known, None), bounds, asked.objective, file)  # type: ignore[arg-type]


def _sums(lines: Sequence[PortfolioLine]) -> list[PortfolioSum]:
    by: dict[str, list[PortfolioLine]] = defaultdict(list)
    for line in lines:
        if line.best is not None and line.last is not None:
            by[line.last.currency].append(line)
    return [_sum(currency, some) for currency, some in sorted(by.items())]


def _sum(currency: str, lines: Sequence[PortfolioLine]) -> PortfolioSum:
    found = [line.best for line in lines if line.best is not None]
    incomes = [each.income for each in found if each.income is not None]
    return PortfolioSum(
        len(found), Money(sum(line.last.minor for line in lines if line.last), currency),
        Money(sum(each.premium for each in found), currency), sum(1 - (each.lapse or 0.0) for each in found),
        Money(round(sum(incomes)), currency) if len(incomes) == len(found) else None,
    )  # fmt: skip
