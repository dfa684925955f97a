"""A change of deductible and cover tried over all policies that end soon, or some of them, and what it comes to.

Nothing is changed here, and nothing is offered. Called off the window's thread, and only when somebody asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from client.business.policies_due import policies_due
from client.business.premium_experience import Experiences
from client.business.premium_portfolio import AHEAD, MOST
from client.business.premium_proposals import DEDUCTIBLES, PremiumBounds, bounds_of, policy_of, why_not
from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.text import premium_trial as words
from client.text import values
from shared_models.money import Money, decimal_places

if TYPE_CHECKING:
    from ml_models.model_file import ModelFile
    from ml_models.premium.what_if import Bounds, Outcome


@dataclass(frozen=True)
class Trial:
    """What is tried: ``deductible`` is a given one, else ``step`` goes up (1) or down (-1) the deductibles there are.

    ``without`` and ``adding``: covers by their codes. ``only``: the policies it is tried for; empty: all.
    """

    step: int = 0
    deductible: Money | None = None
    without: frozenset[str] = frozenset()
    adding: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TrialLine:
    """One policy as it is (``now``) and as tried (``then``); where the change does not apply, ``why``."""

    policy: str
    number: str
    holder: str
    currency: str = ""
    now: Outcome | None = None
    then: Outcome | None = None
    why: str = ""


@dataclass(frozen=True)
class TrialSum:
    """The policies of one currency to which the change applies, as they are and as tried.

    ``staying`` counts policies expected to renew; ``income`` is the expected margin of those who do, None where nobody
    knows what claims to expect.
    """

    policies: int
    last: Money
    premium: Money
    staying_now: float
    staying: float
    income_now: Money | None
    income: Money | None


@dataclass(frozen=True)
class TrialFound:
    """What a trial comes to; ``left``: to how many policies it does not apply, by the reason, the most first."""

    bounds: PremiumBounds
    trial: Trial
    lines: tuple[TrialLine, ...] = ()
    sums: tuple[TrialSum, ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    why: str = ""


def ladder(currency: str) -> tuple[int, ...]:
    """The deductibles there are, in minor units: a step goes from one to the next."""
    return tuple(each * 10 ** decimal_places(currency) for each in DEDUCTIBLES)


def premium_trial(reader: Reader, asked: PremiumBounds, trial: Trial, today: date) -> TrialFound:
    """Try it over the policies in force that end within ``AHEAD`` days."""
    from ml_models.signing import ModelFileBroken

    due = policies_due(reader, today, AHEAD, MOST)
    due = [view for view in due if not trial.only or view.id in trial.only]
    if not due:
        return TrialFound(asked, trial, why=words.NOTHING_DUE)
    try:
        return _Trying(reader, asked, trial, Experiences(reader, today)).over(due)
    except (ImportError, ModelFileBroken):
        return TrialFound(asked, trial, why=words.NO_MODEL)


@dataclass
class _Trying:
    reader: Reader
    asked: PremiumBounds
    trial: Trial
    known: Experiences

    def over(self, due: Sequence[RecordView]) -> TrialFound:
        holders = self.reader.titles("customer", [view.values["holder"] for view in due])
        bounds, file = bounds_of(self.asked), file_in_use(self.reader, "renewal")
        lines = [self._line(view, holders, bounds, file) for view in due]
        left = Counter(line.why for line in lines if line.why)
        return TrialFound(self.asked, self.trial, tuple(lines), tuple(_sums(lines)), tuple(left.most_common()))

    def _line(self, view: RecordView, holders: Mapping[str, str], bounds: Bounds, file: ModelFile) -> TrialLine:
        from ml_models.premium import changing, what_if

        held, given = view.values, self.trial.deductible
        whose = holders.get(held["holder"] or "", values.NOTHING)
        why = why_not(view, self.asked)
        if why:
            return TrialLine(view.id, held["number"], whose, why=why)
        currency = held["premium"].currency
        policy = policy_of(view, self.known[currency], None)
        now = what_if.as_it_is(policy, file)
        if given is not None and given.currency != currency:
            why = words.OTHER_CURRENCY.format(currency=given.currency)
            return TrialLine(view.id, held["number"], whose, currency, now, why=why)
        change = changing.Change(
            self.trial.step, None if given is None else given.minor, ladder(currency), self.trial.without,
            self.trial.adding,
        )  # fmt: skip
        then = changing.changed(policy, bounds, change, self.asked.objective, file)  # type: ignore[arg-type]
        if isinstance(then, str):
            return TrialLine(view.id, held["number"], whose, currency, now, why=words.WHY[then])
        return TrialLine(view.id, held["number"], whose, currency, now, then)


def _sums(lines: Sequence[TrialLine]) -> list[TrialSum]:
    by: dict[str, list[tuple[Outcome, Outcome]]] = defaultdict(list)
    for line in lines:
        if line.now is not None and line.then is not None:
            by[line.currency].append((line.now, line.then))
    return [_sum(currency, pairs) for currency, pairs in sorted(by.items())]


def _sum(currency: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> TrialSum:
    before, after = [now for now, _ in pairs], [then for _, then in pairs]
    return TrialSum(
        len(pairs), Money(sum(each.premium for each in before), currency),
        Money(sum(each.premium for each in after), currency), _staying(before), _staying(after),
        _income(before, currency), _income(after, currency),
    )  # fmt: skip


def _staying(outcomes: Sequence[Outcome]) -> float:
    return sum(1 - (each.lapse or 0.0) for each in outcomes)


def _income(outcomes: Sequence[Outcome], currency: str) -> Money | None:
    known = [each.income for each in outcomes if each.income is not None]
    return Money(round(sum(known)), currency) if len(known) == len(outcomes) else None
