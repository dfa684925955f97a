"""What claims a policy is to be expected to bring: the house's of three years, and the policy's own by their weight.

The frequency of a policy is that of the house, moved towards its own by credibility: its own years count against
``WEIGHT`` years of the house's. A claim costs what it costs the house on average. Called off the window's thread.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from client.reading.queries import Reader, RecordView
from shared_models.claim_counts import counts
from shared_models.money import Money

YEARS = 3
#: Below so many claims with an amount in a currency nobody knows what a claim costs.
LEAST = 8
WEIGHT = 5.0
MOST = 20_000
#: Which covers pay for what happened; what a third party has lost is paid by liability.
PAID_BY: Mapping[str, frozenset[str]] = {
    "collision": frozenset({"collision", "comprehensive"}), "parking": frozenset({"collision", "comprehensive"}),
    "vandalism": frozenset({"collision", "comprehensive"}), "other": frozenset({"comprehensive"}),
    "theft": frozenset({"partial", "comprehensive"}), "fire": frozenset({"partial", "comprehensive"}),
    "weather": frozenset({"partial", "comprehensive"}), "animal": frozenset({"partial", "comprehensive"}),
    "glass": frozenset({"glass", "partial", "comprehensive"}),
}  # fmt: skip


@dataclass(frozen=True)
class Experience:
    """Claims of three years in one currency. ``rate``: claims in a year of a policy; ``severity``: minor units a claim.

    ``claims`` and ``years`` are those of each policy; ``causes`` as ``ml_models.premium.what_if.Policy`` takes them.
    ``severity`` is None where fewer than ``LEAST`` claims have an amount.
    """

    rate: float = 0.0
    severity: int | None = None
    causes: tuple[tuple[frozenset[str], float], ...] = ()
    claims: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, float] = field(default_factory=dict)

    def expected(self, policy: str) -> int | None:
        """What the claims of a year under a policy are expected to come to, in minor units; None: nobody knows."""
        if self.severity is None:
            return None
        counted, years = self.claims.get(policy, 0), self.years.get(policy, 0.0)
        return round(self.severity * (counted + WEIGHT * self.rate) / (years + WEIGHT))


def experience(reader: Reader, currency: str, today: date) -> Experience:
    """Read it from the claims and policies of the last three years."""
    since = today - timedelta(days=365 * YEARS)
    begins = round(datetime.combine(since, time.min, UTC).timestamp() * 1_000)  # as the table has instants
    found = reader.where("claim", [reader.column("claim", "happened_at") >= begins], limit=MOST)
    claims = [view for view in found if counts(view.values)]
    policies = reader.where("policy", [reader.column("policy", "expires_on") >= since], limit=MOST)
    years = {view.id: in_force(view, since, today) for view in policies}
    counted = Counter(view.values["policy"] for view in claims if view.values["policy"] in years)
    amounts = [(view, amount) for view in claims if (amount := cost_of(view)) is not None]
    mine = [(view, amount.minor) for view, amount in amounts if amount.currency == currency]
    if len(mine) < LEAST or not sum(years.values()):
        return Experience(claims=counted, years=years)
    return Experience(
        counted.total() / sum(years.values()), round(sum(minor for _, minor in mine) / len(mine)), _causes(mine),
        counted, years,
    )  # fmt: skip


class Experiences(dict[str, Experience]):
    """The house's experience by currency, read when a currency is first asked for."""

    def __init__(self, reader: Reader, today: date) -> None:
        super().__init__()
        self._reader, self._today = reader, today

    def __missing__(self, currency: str) -> Experience:
        found = self[currency] = experience(self._reader, currency, self._today)
        return found


def in_force(view: RecordView, since: date, until: date) -> float:
    """How many years of a span a policy was in force, as far as its first day is known; else of one year.

    A draft never was; a cancelled one was until its cancellation took effect.
    """
    held = view.values
    if held["status"] == "draft":
        return 0.0
    begun = [row["effective"] for row in (held["periods"] or {}).values() if row.get("effective")]
    ends: date = min(_ended(held), until)
    first: date = min([*begun, *([held["starts_on"]] if held["starts_on"] else [])], default=ends - timedelta(days=365))
    return max(0.0, (ends - max(first, since)).days / 365.25)


def _ended(held: Mapping[str, Any]) -> date:
    """The day a policy's cover ended or will end: that of its cancellation, unless it was reinstated since."""
    dated = [row for row in (held["periods"] or {}).values() if row.get("effective")]
    last = max(dated, key=lambda row: row["effective"], default=None)
    cancelled = last is not None and held["status"] == "cancelled" and last.get("transaction") == "cancellation"
    day: date = last["effective"] if last is not None and cancelled else held["expires_on"]
    return day


def cost_of(claim: RecordView) -> Money | None:
    """What a claim cost, or is expected to cost."""
    held = claim.values
    found: Money | None = held["paid"] or held["reserve"] or held["estimate"]
    return found


def _causes(claims: Sequence[tuple[RecordView, int]]) -> tuple[tuple[frozenset[str], float], ...]:
    by: dict[frozenset[str], int] = defaultdict(int)
    for view, minor in claims:
        liable = bool(view.values["third_party"])
        by[frozenset({"liability"}) if liable else PAID_BY.get(view.values["cause"] or "", PAID_BY["other"])] += minor
    whole = sum(by.values())
    return tuple((covers, minor / whole) for covers, minor in sorted(by.items(), key=str)) if whole else ()
