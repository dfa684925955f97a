"""What another premium, deductible or cover would do to one policy, and the best of a grid between floor and cap.

Lapses come from the renewal model, so a dearer premium never predicts fewer of them. What is required stays covered,
the premium stays between floor and cap, and the cap is, unless a person switches that off, what new business pays (last
year's premium where that is not known): who stays is not asked for more than who comes. Money is in minor units.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ml_models.additive import Row
from ml_models.model_file import ModelFile
from ml_models.renewal.model import lapse_at

Objective = Literal["income", "kept", "saving"]
OBJECTIVES: tuple[Objective, ...] = ("income", "kept", "saving")
"""What a proposal is the best of: premium less expected claims, from those who stay; the chance that they stay; what
is saved against last year. The person sees which."""
STEPS = 41


class NotAllowed(ValueError):
    """Terms that nobody may offer: a required cover left out, a premium outside its bounds."""


@dataclass(frozen=True)
class Policy:
    """One policy at its renewal: what it cost, what claims are expected, and what the renewal model is to know of it.

    ``claims``: expected claims of a year at the present deductible; None where nobody knows.
    ``severity``: mean claim, by which another deductible changes what is expected. ``unit``: minor units in one major.
    ``causes``: what claims come of, each as the covers any of which pays it, and its share of all claims; without them
    another cover changes nothing of what is expected.
    """

    name: str
    last: int
    cover: frozenset[str]
    deductible: int = 0
    claims: int | None = None
    severity: int | None = None
    new_business: int | None = None
    known: Row = field(default_factory=dict)
    unit: int = 100
    causes: tuple[tuple[frozenset[str], float], ...] = ()


@dataclass(frozen=True)
class Bounds:
    """What a person allows. ``floor`` and ``cap`` are shares of last year's premium.

    ``required``: cover that must stay. ``capped``: nobody pays more than new business does.
    Raises ValueError unless 0 < floor <= cap.
    """

    floor: float = 0.8
    cap: float = 1.2
    required: frozenset[str] = frozenset({"liability"})
    capped: bool = True
    deductibles: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.floor <= self.cap:
            raise ValueError(f"premium: 0 < floor <= cap does not hold for {self.floor:g} and {self.cap:g}")

    def of(self, policy: Policy) -> tuple[int, int]:
        """The lowest and the highest premium of a policy. Where the cap is below the floor, the cap holds."""
        low, high = math.ceil(policy.last * self.floor), math.floor(policy.last * self.cap)
        if self.capped:
            high = min(high, policy.last if policy.new_business is None else policy.new_business)
        return min(low, high), high


@dataclass(frozen=True)
class Outcome:
    """Terms and what they are expected to do. ``saving`` is last year's premium less this one.

    ``lapse`` is None where the renewal model knows too little, ``income`` also where no claims are expected of anybody.
    """

    policy: str
    premium: int
    deductible: int
    cover: frozenset[str]
    lapse: float | None
    income: float | None
    saving: int


def what_if(
    policy: Policy, bounds: Bounds, premium: int, deductible: int | None = None, cover: Iterable[str] | None = None,
    file: ModelFile | None = None,
) -> Outcome:  # fmt: skip
    """What these terms would do. ``file``: the renewal model that says who lapses; None: the one in use.

    Raises NotAllowed when nobody may offer them, naming the bound and the way out.
    """
    kept = policy.cover if cover is None else frozenset(cover)
    missing = sorted(bounds.required - kept)
    if missing:
        raise NotAllowed(f"cover: {', '.join(missing)} is required and cannot be left out. Put it back.")
    low, high = bounds.of(policy)
    if not low <= premium <= high:
        raise NotAllowed(f"premium: {premium} lies outside {low} to {high}. Change it, or have the bounds changed.")
    chosen = policy.deductible if deductible is None else deductible
    if chosen < 0:
        raise NotAllowed("deductible: it cannot be below nothing. Put nought or more.")
    return _outcomes(policy, [premium], chosen, kept, file)[0]


def as_it_is(policy: Policy, file: ModelFile | None = None) -> Outcome:
    """What last year's premium, the present deductible and the present cover would do, whatever the bounds."""
    return _outcomes(policy, [policy.last], policy.deductible, policy.cover, file)[0]


def _outcomes(
    policy: Policy, premiums: Sequence[int], deductible: int, cover: frozenset[str], file: ModelFile | None
) -> list[Outcome]:
    known = {**policy.known, "premium_last": policy.last / policy.unit}
    if policy.new_business is not None:
        known.setdefault("premium_market", policy.new_business / policy.unit)
    found = lapse_at(known, [each / policy.unit for each in premiums], file)
    lapses: Sequence[float | None] = [None] * len(premiums) if found is None else found.tolist()
    claims = expected_claims(policy, deductible, cover)
    return [
        Outcome(
            policy.name, premium, deductible, cover, lapse,
            None if lapse is None or claims is None else (1 - lapse) * (premium - claims), policy.last - premium,
        )
        for premium, lapse in zip(premiums, lapses, strict=True)
    ]  # fmt: skip


def expected_claims(policy: Policy, deductible: int, cover: frozenset[str] | None = None) -> float | None:
    """Expected claims of a year at another deductible and with other cover, in minor units; None where nobody knows.

    A claim is taken to be exponential with mean ``severity``: of what exceeds the present deductible, the share
    exp(-(new - present) / severity) exceeds the new one. Without a severity claims stay as they are. Of causes that no
    cover pays any more nothing is expected.
    """
    if policy.claims is None:
        return None
    share = 1.0 if cover is None else _paid(policy, cover)
    if not policy.severity or deductible == policy.deductible:
        return policy.claims * share
    return policy.claims * share * math.exp(-(deductible - policy.deductible) / policy.severity)


def _paid(policy: Policy, cover: frozenset[str]) -> float:
    """Which share of the present claims this cover would pay."""
    now, then = (math.fsum(share for covers, share in policy.causes if covers & held) for held in (policy.cover, cover))
    return then / now if now else 1.0


def steps(policy: Policy, bounds: Bounds) -> list[int]:
    """The premiums that are tried: evenly from the lowest to the highest allowed."""
    low, high = bounds.of(policy)
    return sorted({round(low + (high - low) * at / (STEPS - 1)) for at in range(STEPS)} | {low, high})


def curve(
    policy: Policy, bounds: Bounds, deductible: int, cover: frozenset[str], file: ModelFile | None = None
) -> list[Outcome]:
    """What every premium that is tried would do, the lowest first, at one deductible and cover."""
    return _outcomes(policy, steps(policy, bounds), deductible, cover, file)


def proposed(policy: Policy, bounds: Bounds, objective: Objective, file: ModelFile | None = None) -> Outcome:
    """The best terms of the grid: premiums between floor and cap, the deductibles allowed, all cover kept.

    Raises NotAllowed when the policy itself lacks a required cover.
    """
    missing = sorted(bounds.required - policy.cover)
    if missing:
        raise NotAllowed(f"cover: {policy.name} does not have {', '.join(missing)}, which is required. Add it first.")
    return best(grid(policy, bounds, objective, file=file), objective)


def grid(
    policy: Policy, bounds: Bounds, objective: Objective, spare: Iterable[str] = (), file: ModelFile | None = None
) -> list[Outcome]:
    """The best premium for each deductible allowed: with all cover, then without each of ``spare`` that may go.

    What is required, and the last cover there is, is never left out.
    """
    going = sorted((frozenset(spare) & policy.cover) - bounds.required)
    covers = [policy.cover, *(kept for each in going if (kept := policy.cover - {each}))]
    deductibles = sorted({policy.deductible, *bounds.deductibles})
    return [best(curve(policy, bounds, each, cover, file), objective) for cover in covers for each in deductibles]


def best(outcomes: Sequence[Outcome], objective: Objective) -> Outcome:
    """The best by the objective; of equals the nearest to last year's premium. Raises ValueError for none."""
    return max(outcomes, key=lambda each: (_worth(each, objective), -abs(each.saving), -each.premium, -each.deductible))


def _worth(outcome: Outcome, objective: Objective) -> float:
    if objective == "saving":
        return outcome.saving
    if objective == "kept":
        return -math.inf if outcome.lapse is None else 1 - outcome.lapse
    return -math.inf if outcome.income is None else outcome.income


@dataclass(frozen=True)
class Portfolio:
    """All proposals together against last year. ``saving`` = ``last`` - ``premium``; ``lapse`` counts policies.

    ``without``: policies for which nothing could be proposed, each with the reason.
    """

    objective: Objective
    outcomes: tuple[Outcome, ...]
    last: int
    premium: int
    saving: int
    lapse: float
    income: float
    without: Mapping[str, str]


def portfolio(
    policies: Sequence[Policy], bounds: Bounds, objective: Objective, file: ModelFile | None = None
) -> Portfolio:
    """Proposals for every policy, and their sum. One that lacks required cover is named and left as it is."""
    outcomes, without, last = [], {}, 0
    for policy in policies:
        try:
            outcomes.append(proposed(policy, bounds, objective, file))
            last += policy.last
        except NotAllowed as fault:
            without[policy.name] = str(fault)
    premium = sum(each.premium for each in outcomes)
    return Portfolio(
        objective, tuple(outcomes), last, premium, last - premium,
        math.fsum(each.lapse or 0.0 for each in outcomes), math.fsum(each.income or 0.0 for each in outcomes), without,
    )  # fmt: skip
