"""What other premiums, deductibles and covers would do to a policy, and what is proposed for it.

Nothing is changed here, and nothing is offered: a person reads the proposal and renews. Called off the window's thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from client.business.premium_experience import Experience, experience
from client.formatting import labels
from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.text import premium as words
from client.text import values
from shared_models.money import Money, decimal_places

if TYPE_CHECKING:
    from client.scores.scoring import Scores
    from ml_models.premium.what_if import Bounds, Outcome, Policy

LIABILITY = "liability"
#: Deductibles that can be tried, in whole units of the currency.
DEDUCTIBLES = (0, 150, 300, 500, 1_000)


@dataclass(frozen=True)
class PremiumBounds:
    """What a person allows. ``floor`` and ``cap`` are per cent of last year's premium, deductibles minor units.

    Liability is always required. ``capped``: nobody pays more than new business does, which is ``new_business`` (minor
    units) where somebody has said it, else last year's premium. ``spare``: covers to be tried without.
    """

    objective: str = "income"
    floor: int = 80
    cap: int = 120
    required: frozenset[str] = frozenset({LIABILITY})
    capped: bool = True
    deductibles: tuple[int, ...] = ()
    spare: frozenset[str] = frozenset()
    new_business: int | None = None


@dataclass(frozen=True)
class VehicleShare:
    """What of the premium falls to one vehicle, now and as proposed. ``vehicle`` is its identifier."""

    vehicle: str
    title: str
    now: Money
    proposed: Money


@dataclass(frozen=True)
class PremiumFound:
    """What may be offered for one policy, from ``low`` to ``high``, and what it would do.

    ``best`` is the proposal; ``grid`` the best premium of each deductible and cover; ``curve`` every premium at the
    terms of ``best``. ``why`` says why there is none of it. ``by_risk``: the vehicles share by accident risk, else
    equally.
    """

    view: RecordView
    holder: str
    bounds: PremiumBounds
    why: str = ""
    currency: str = ""
    low: int = 0
    high: int = 0
    best: Outcome | None = None
    grid: tuple[Outcome, ...] = ()
    curve: tuple[Outcome, ...] = ()
    vehicles: tuple[VehicleShare, ...] = ()
    by_risk: bool = False

    def money(self, minor: float) -> Money:
        """An amount of the policy's currency."""
        return Money(round(minor), self.currency)


def cover_of(view: RecordView) -> frozenset[str]:
    """The covers a policy has, by their codes."""
    return frozenset(row["cover"] for row in (view.values["lines"] or {}).values() if row.get("cover"))


def premium_what_if(
    reader: Reader, scores: Scores, policy: str, asked: PremiumBounds, today: date
) -> PremiumFound | None:
    """What may be offered for one policy; None when it is not here."""
    view = reader.record("policy", policy)
    if view is None:
        return None
    holder = reader.title("customer", view.values["holder"]) if view.values["holder"] else values.NOTHING
    found = PremiumFound(view, holder, asked)
    from ml_models.signing import ModelFileBroken

    why = why_not(view, asked)
    if why:
        return replace(found, why=why)
    try:
        return _tried(reader, scores, found, today)
    except (ImportError, ModelFileBroken):
        return replace(found, why=words.NO_MODEL)


def why_not(view: RecordView, asked: PremiumBounds) -> str:
    """Why nothing can be proposed for a policy; empty when it can."""
    premium = view.values["premium"]
    if premium is None or premium.minor <= 0:
        return words.NO_PREMIUM
    missing = asked.required - cover_of(view)
    if missing:
        called = labels("policy", "lines", "cover")
        return words.LACKS.format(covers=values.listed([called.get(each, each) for each in sorted(missing)]))
    return ""


def _tried(reader: Reader, scores: Scores, found: PremiumFound, today: date) -> PremiumFound:
    from ml_models.premium import what_if

    currency, asked = found.view.values["premium"].currency, found.bounds
    policy = policy_of(found.view, experience(reader, currency, today), asked.new_business)
    bounds, file = bounds_of(asked), file_in_use(reader, "renewal")
    best = what_if.proposed(policy, bounds, asked.objective, file)  # type: ignore[arg-type]
    vehicles, by_risk = _shared(reader, scores, found.view, best)
    low, high = bounds.of(policy)
    return replace(
        found, currency=currency, low=low, high=high, best=best,
        grid=tuple(what_if.grid(policy, bounds, asked.objective, asked.spare, file)),  # type: ignore[arg-type]
        curve=tuple(what_if.curve(policy, bounds, best.deductible, best.cover, file)),
        vehicles=vehicles, by_risk=by_risk,
    )  # fmt: skip


def bounds_of(asked: PremiumBounds) -> Bounds:
    """The same as the model takes them. Raises ValueError unless 0 < floor <= cap."""
    from ml_models.premium import what_if

    return what_if.Bounds(
        asked.floor / 100, asked.cap / 100, asked.required | {LIABILITY}, asked.capped, asked.deductibles
    )  # fmt: skip


def policy_of(view: RecordView, known: Experience, new_business: int | None) -> Policy:
    """A policy with a premium as the model takes it."""
    from ml_models.premium import what_if
    from ml_models.renewal.of_records import of_policy

    held, premium = view.values, view.values["premium"]
    plain = {name: value for name, value in of_policy(held).items() if name != "premium_offered"}
    return what_if.Policy(
        view.id, premium.minor, cover_of(view), _deductible(held, premium.currency), known.expected(view.id),
        known.severity, new_business, plain, 10 ** decimal_places(premium.currency), known.causes,
    )  # fmt: skip


def _deductible(held: Mapping[str, Any], currency: str) -> int:
    """The policy's own, else the highest of its covers."""
    every = [held["deductible"], *(row.get("deductible") for row in (held["lines"] or {}).values())]
    known = [each.minor for each in every if each is not None and each.currency == currency]
    return known[0] if held["deductible"] is not None and known else max(known, default=0)


def _shared(
    reader: Reader, scores: Scores, view: RecordView, best: Outcome
) -> tuple[tuple[VehicleShare, ...], bool]:  # fmt: skip
    """What falls to each vehicle of the schedule: by accident risk where every one has a score, else equally."""
    wanted = [row["vehicle"] for row in (view.values["schedule"] or {}).values() if row.get("vehicle")]
    cars = reader.by_ids("vehicle", list(dict.fromkeys(wanted)))
    known = scores.many("vehicle", [car.id for car in cars])
    by_risk = len(known) == len(cars) > 1
    weights = [known[car.id].value if by_risk else 1.0 for car in cars]
    premium = view.values["premium"]
    now, then = (_split(minor, weights) for minor in (premium.minor, best.premium))
    return tuple(
        VehicleShare(car.id, reader.title_of(car), Money(one, premium.currency), Money(other, premium.currency))
        for car, one, other in zip(cars, now, then, strict=True)
    ), by_risk  # fmt: skip


def _split(amount: int, weights: Sequence[float]) -> list[int]:
    """An amount in whole parts by weight; what rounding leaves falls to the last."""
    whole = sum(weights)
    parts = [round(amount * each / whole) for each in weights] if whole else [0 for _ in weights]
    if parts:
        parts[-1] += amount - sum(parts)
    return parts
