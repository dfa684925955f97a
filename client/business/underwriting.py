"""What an underwriter is proposed to do with a policy, from what this device knows of it; and what was decided.

The accident risk of a policy is that of its riskiest vehicle, its claims are those of the policyholder under all their
policies. What is not known is referred. Called off the window's thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from client.business.premium_experience import YEARS, Experiences, in_force
from client.business.premium_proposals import LIABILITY, cover_of
from client.reading.queries import Reader, RecordView
from client.scores.risk_rules import HIGH, latest_rule
from shared_models.claim_counts import counts
from shared_models.facts import TAKEN_BACK

if TYPE_CHECKING:
    from client.scores.scoring import Scores
    from ml_models.premium.underwriting import Case, Proposal

#: Without a claim in fewer years than these with the house nobody knows how many there will be.
LEAST_YEARS = 1.0


@dataclass(frozen=True)
class Underwriting:
    """A policy as an underwriter sees it. ``high``: the accident risk in per cent from which on it is referred."""

    view: RecordView
    case: Case
    proposal: Proposal
    high: int


class Weighing:
    """Weighs policies of one day; what is known of the house's claims is read once for each currency."""

    def __init__(self, reader: Reader, scores: Scores, today: date) -> None:
        self._reader, self._scores, self._today = reader, scores, today
        rule = latest_rule(reader)
        self._high = round(rule.values["high"] if rule is not None else HIGH)
        self._known = Experiences(reader, today)

    def of(self, view: RecordView) -> Underwriting:
        """What is proposed for a policy, and from what."""
        from ml_models.premium.underwriting import Case, Rules, propose

        rules, premium = Rules(refer_risk=self._high / 100), view.values["premium"]
        case = Case(
            _risk(self._scores, view, rules.refer_risk), _claims(self._reader, view, self._today), cover_of(view),
            frozenset({LIABILITY}), premium.minor if premium is not None else None,
            self._known[premium.currency].expected(view.id) if premium is not None else None,
        )  # fmt: skip
        return Underwriting(view, case, propose(case, rules), self._high)


def underwriting(reader: Reader, scores: Scores, policy: str, today: date) -> Underwriting | None:
    """What is proposed for a policy, and from what; None when it is not here."""
    view = reader.record("policy", policy)
    return None if view is None else Weighing(reader, scores, today).of(view)


def _risk(scores: Scores, view: RecordView, high: float) -> float | None:
    """That of the riskiest vehicle; None while a vehicle has no score and none of the others is high."""
    wanted = {row["vehicle"] for row in (view.values["schedule"] or {}).values() if row.get("vehicle")}
    known = [score.value for score in scores.many("vehicle", sorted(wanted)).values()]
    most = max(known, default=None)
    return most if most is not None and (len(known) == len(wanted) or most > high) else None


def _claims(reader: Reader, view: RecordView, today: date) -> int | None:
    """How many claims the policyholder had in three years; None where the house has not known them long enough."""
    since = today - timedelta(days=365 * YEARS)
    holder = view.values["holder"]
    policies = reader.find("policy", holder=holder) if holder else [view]
    begins = round(datetime.combine(since, time.min, UTC).timestamp() * 1_000)
    column = reader.column
    claims = reader.where(
        "claim",
        [column("claim", "policy").in_([each.id for each in policies]), column("claim", "happened_at") >= begins],
    )
    counted = sum(counts(view.values) for view in claims)
    years = sum(in_force(each, since, today) for each in policies)
    return counted if counted or years >= LEAST_YEARS else None


def decisions_of(reader: Reader, policy: str) -> list[RecordView]:
    """What was decided about a policy, the latest first: that one counts."""
    found = reader.find("underwriting_decision", policy=policy)
    return sorted(found, key=lambda view: (view.created, view.id), reverse=True)


def standing(reader: Reader, policy: str) -> RecordView | None:
    """The decision that counts; None where there is none, or it was taken back."""
    latest = next(iter(decisions_of(reader, policy)), None)
    return latest if latest is not None and latest.values["decision"] != TAKEN_BACK else None
