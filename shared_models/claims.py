"""Who holds a thing when several people want it: the stakes that facts make, and the one rule that decides.

A *stake* is what a fact claims: a sale, hold or deposit claims a vehicle, a slot its keys for some hours, a plate
check-out a plate, a number block some document numbers, a redemption a reward. (``claim`` is the insurance record.)
A stake reaches over a range: of time (milliseconds UTC) for most things, of numbers for a block. Stakes on one thing
are rivals when their ranges meet, unless they are for the same party (a hold and the sale that follows it); two sales
are always rivals. A stake is ended, as if it had never been, by a *release* or by the *closure* of its case.

**The rule.** Of what has not ended, the first in this order holds; whatever is rival to a holder has lost to it:

1. confirmed by the hub before tentative;
2. signed and paid before not: a sale that says when it was signed and carries a deposit. Only what the fact itself
   says counts, so that nobody can turn a collision round by paying in later;
3. hybrid time, the earlier first;
4. the device's identifier, then the fact's.

**Confirmed** is not "my device has heard a receipt": that differs between devices. In the end everybody shares three
things about a fact: the flag in its signed envelope that the hub was out of reach, its number in the hub's log, and its
stamp as the hub bounded it. A stake is confirmed when the hub has it, it was made with the hub in reach, and no rival
that still stands came before it in the log. So at most one of several rivals is confirmed; a later entry of the log
never takes a confirmation away; and two stakes made without the hub are decided by rules 2 to 4, whichever device
comes home first. A stake said to be made within reach that comes late, because the hub died at that moment, finds
what was sold meanwhile before it in the log, and is tentative. What the hub lacks (no number) is always tentative.

All stakes live in the one space ``stock``: everybody who sees a thing sees every stake on it, and their numbers can
be compared. The decision needs nothing but the set of facts, so the order of arrival cannot matter. A device whose
clock is slow may come first by rule 3; it cannot be earlier than what it last heard from the hub.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared_models.clock import milliseconds_of
from shared_models.money import Money

Values = Mapping[str, Any]

#: The end of a range that has none: beyond every instant and number.
FOREVER = 2**62
#: What ends a stake; each names it in its field ``stake``.
ENDINGS = frozenset({"release", "case_closure"})
#: The most a salesperson may promise back alone, in minor units of whatever currency.
REFUND_LIMIT = 100_000
#: The kinds of stake that are their maker's: a salesperson ends another's only with consent.
_OWNED = frozenset({"sale", "hold", "deposit"})
#: How strongly a kind speaks when several stakes of one party hold the same thing.
_SPEAKS = {"sale": 0, "deposit": 1, "hold": 2}


@dataclass(frozen=True, slots=True)
class Made:
    """How a fact came to be: by whom, on which device, its stamp, without the hub?, its number in the hub's log."""

    fact: str
    author: str
    device: str
    stamp: int
    offline: bool
    seq: int | None


@dataclass(frozen=True, slots=True)
class Stake:
    """What one fact claims: ``thing`` from ``first`` to before ``last``, for ``party``. See the module's header."""

    kind: str
    thing: str
    party: str
    first: int
    last: int
    secured: bool
    made: Made

    @property
    def id(self) -> str:
        """The fact's identifier; also that of the case, should the stake lose."""
        return self.made.fact


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a stake: confirmed or tentative, and the stake it lost to (empty: it holds)."""

    stake: Stake
    confirmed: bool
    lost_to: str


def stake_of(kind: str, values: Values, made: Made) -> Stake | None:
    """What a fact claims; None for a fact that claims nothing, or whose thing is not named."""
    reading = _READINGS.get(kind)
    found = reading(values, made) if reading else None
    if found is None:
        return None
    thing, party, first, last = found
    secured = kind == "sale" and bool(values.get("signed_on")) and bool(values.get("deposit"))
    return Stake(kind, thing, party, first, last, secured, made)


def ended_by(kind: str, values: Values) -> str:
    """The stake a release or closure ends; empty for every other fact."""
    return (values.get("stake") or "") if kind in ENDINGS else ""


def rivals(one: Stake, other: Stake) -> bool:
    """Whether two stakes cannot both hold."""
    meet = one.thing == other.thing and one.first < other.last and other.first < one.last
    return meet and one.id != other.id and (one.party != other.party or one.kind == other.kind == "sale")


def decide(stakes: Iterable[Stake], ended: Collection[str] = ()) -> list[Verdict]:
    """The verdict about every stake on one thing that has not ended, best first."""
    standing = [stake for stake in stakes if stake.id not in ended]
    confirmed = {stake.id for stake in standing if _is_confirmed(stake, standing)}
    verdicts: list[Verdict] = []
    holding: list[Stake] = []
    for stake in sorted(standing, key=lambda each: _order(each, each.id in confirmed)):
        winner = next((held for held in holding if rivals(held, stake)), None)
        if winner is None:
            holding.append(stake)
        verdicts.append(Verdict(stake, stake.id in confirmed, winner.id if winner else ""))
    return verdicts


def holder_at(verdicts: Iterable[Verdict], place: int, *, begun: bool = False) -> Verdict | None:
    """Who holds the thing at an instant (milliseconds) or number; of one party a sale speaks before a hold.

    ``begun``: whatever was written down has begun, though its maker's clock be fast.
    """
    here = [v for v in verdicts if not v.lost_to and (begun or v.stake.first <= place) and place < v.stake.last]
    return min(here, key=lambda v: (_SPEAKS.get(v.stake.kind, 9), v.stake.made.stamp, v.stake.id), default=None)


def vehicle_thing(vehicle: str) -> str:
    """The thing that sales, holds and deposits of a vehicle claim."""
    return f"vehicle:{vehicle}"


def plate_thing(plate: str) -> str:
    """The thing that a check-out of a trade plate claims, however the plate is written."""
    return "plate:" + re.sub(r"\W", "", plate).upper()


def reward_thing(reward: str) -> str:
    """The thing that a redemption claims."""
    return f"reward:{reward}"


def needs_reward_consent(role: str, redemption: Values) -> bool:
    """Whether somebody of this role may give out a reward only once a manager has agreed: to staff, themselves too."""
    return role == "salesperson" and bool(redemption.get("person"))


def consents_to_reward(request: Values, answer: Values, reward: str, person: str) -> bool:
    """Whether an answered request for approval lets a person give out a reward."""
    asked = (request.get("kind"), request.get("what"), request.get("person")) == ("reward", reward, person)
    return asked and answer.get("answer") == "granted"


def needs_approval(role: str, refund: Money | None) -> bool:
    """Whether somebody of this role may promise the refund only once a manager has approved it."""
    return role == "salesperson" and refund is not None and refund.minor > REFUND_LIMIT


def approves(approval: Values, stake: str, refund: Money) -> bool:
    """Whether an approval's values cover a refund in the case of a stake."""
    amount = approval.get("amount")
    if amount is None or approval.get("stake") != stake:
        return False
    return bool(amount.currency == refund.currency and amount.minor >= refund.minor)


def needs_consent(role: str, person: str, kind: str, owners: Collection[str | None]) -> bool:
    """Whether somebody may end a stake of this kind, made by ``owners``, only once a manager has agreed."""
    return role == "salesperson" and kind in _OWNED and person not in owners


def consents(request: Values, answer: Values, vehicle: str | None, person: str) -> bool:
    """Whether an answered request for approval lets a person release what holds a vehicle."""
    asked = (request.get("kind"), request.get("vehicle"), request.get("person")) == ("release", vehicle, person)
    return asked and answer.get("answer") == "granted"


def _is_confirmed(stake: Stake, standing: Iterable[Stake]) -> bool:
    seq = stake.made.seq
    if stake.made.offline or seq is None:
        return False
    return not any(each.made.seq is not None and each.made.seq < seq and rivals(each, stake) for each in standing)


def _order(stake: Stake, confirmed: bool) -> tuple[Any, ...]:
    return not confirmed, not stake.secured, stake.made.stamp, stake.made.device, stake.id


# --- what each kind of fact claims: (thing, party, first, last) ---

_Reading = Callable[[Values, Made], tuple[str, str, int, int] | None]


def _sale(values: Values, made: Made) -> tuple[str, str, int, int] | None:
    return _of_vehicle(values, made, None)


def _hold(values: Values, made: Made) -> tuple[str, str, int, int] | None:
    return _of_vehicle(values, made, values.get("until"))


def _of_vehicle(values: Values, made: Made, until: datetime | None) -> tuple[str, str, int, int] | None:
    vehicle = values.get("vehicle")
    if not vehicle:
        return None
    return vehicle_thing(vehicle), values.get("customer") or made.fact, milliseconds_of(made.stamp), _end(until)


def _slot(values: Values, made: Made) -> tuple[str, str, int, int] | None:
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if not values.get("vehicle") or starts is None or ends is None:
        return None
    return f"drive:{values['vehicle']}", values.get("test_drive") or made.fact, _ms(starts), _ms(ends)


def _plate(values: Values, made: Made) -> tuple[str, str, int, int] | None:
    thing, out = plate_thing(values.get("plate") or ""), values.get("out_at")
    if thing == plate_thing(""):
        return None
    return thing, made.fact, _ms(out) if out else milliseconds_of(made.stamp), _end(values.get("due_at"))


def _numbers(values: Values, made: Made) -> tuple[str, str, int, int] | None:
    first, last = values.get("first"), values.get("last")
    if not values.get("series") or first is None or last is None:
        return None
    return f"numbers:{values['series']}", made.fact, int(first), int(last) + 1


def _reward(values: Values, made: Made) -> tuple[str, str, int, int] | None:
    return (reward_thing(values["reward"]), made.fact, 0, FOREVER) if values.get("reward") else None


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _end(instant: datetime | None) -> int:
    return FOREVER if instant is None else _ms(instant)


_READINGS: Mapping[str, _Reading] = {
    "sale": _sale,
    "hold": _hold,
    "deposit": _hold,
    "slot": _slot,
    "plate_checkout": _plate,
    "number_block": _numbers,
    "redemption": _reward,
}
#: The fact types that claim something.
STAKE_TYPES = frozenset(_READINGS)
#: All fact types that bear on who holds what.
BEARING = STAKE_TYPES | ENDINGS
