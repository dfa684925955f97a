"""Who holds what, worked out anew from nothing but the facts in the hub's log; shares no code with the product.

The rule is the one in the header of ``shared_models/claims.py``, written down here a second time: of the stakes on one
thing that nobody has ended, those the hub confirmed come first, then those signed and paid, then by stamp, device and
fact; each that meets one standing before it has lost to that one.
"""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.reading import opened

_FOR_EVER = 2**62
_ENDS = ("release", "case_closure")


@dataclass(frozen=True)
class Verdict:
    """What became of one stake."""

    thing: str
    ended: bool
    confirmed: bool
    lost_to: str


@dataclass(frozen=True)
class _Stake:
    fact: str
    kind: str
    thing: str
    party: str
    first: int
    last: int
    paid: bool
    entry: dict[str, Any]

    def meets(self, other: _Stake) -> bool:
        """Whether only one of the two can hold."""
        if self.fact == other.fact or self.first >= other.last or other.first >= self.last:
            return False
        return self.party != other.party or (self.kind, other.kind) == ("sale", "sale")


def verdicts(entries: list[dict[str, Any]]) -> dict[str, Verdict]:
    """Fact -> verdict, for all the entries of one space."""
    stakes: list[_Stake] = []
    ended: set[str] = set()
    for entry in entries:
        if entry["kind"] == "fact":
            body = json.loads(entry["payload"])
            if body["type"] in _ENDS:
                ended.add(body["values"].get("stake", ""))
            stakes += _stake(body["id"], body["type"], body["values"], entry)
    by_thing: dict[str, list[_Stake]] = {}
    found: dict[str, Verdict] = {}
    for stake in stakes:
        if stake.fact in ended:
            found[stake.fact] = Verdict(stake.thing, True, False, "")
        else:
            by_thing.setdefault(stake.thing, []).append(stake)
    for thing, rivals in by_thing.items():
        found |= _decided(thing, rivals)
    return found


def _decided(thing: str, stakes: list[_Stake]) -> dict[str, Verdict]:
    first_in_log = sorted(stakes, key=lambda each: int(each.entry["seq"]))
    confirmed = {
        each.fact
        for at, each in enumerate(first_in_log)
        if not each.entry["offline"] and not any(each.meets(before) for before in first_in_log[:at])
    }
    best_first = sorted(
        stakes,
        key=lambda s: (s.fact not in confirmed, not s.paid, s.entry["stamp"], s.entry["device"], s.fact),
    )
    winners: list[_Stake] = []
    found = {}
    for stake in best_first:
        lost_to = next((winner.fact for winner in winners if winner.meets(stake)), "")
        if not lost_to:
            winners.append(stake)
        found[stake.fact] = Verdict(thing, False, stake.fact in confirmed, lost_to)
    return found


def _stake(fact: str, kind: str, v: dict[str, Any], entry: dict[str, Any]) -> list[_Stake]:
    """The stake of one fact, if it claims something that it names."""
    made = entry["stamp"] >> 16
    claimed: tuple[str, str, int, int] | None = None
    if kind in ("sale", "hold", "deposit") and v.get("vehicle"):
        until = _FOR_EVER if kind == "sale" else v.get("until", _FOR_EVER)
        claimed = f"vehicle:{v['vehicle']}", v.get("customer") or fact, made, until
    elif kind == "slot" and v.get("vehicle"):
        claimed = f"drive:{v['vehicle']}", v.get("test_drive") or fact, v["starts_at"], v["ends_at"]
    elif kind == "plate_checkout":
        plate = "".join(re.findall(r"\w", v.get("plate", ""))).upper()
        claimed = (f"plate:{plate}", fact, v.get("out_at", made), v.get("due_at", _FOR_EVER)) if plate else None
    elif kind == "number_block":
        claimed = f"numbers:{v['series']}", fact, int(v["first"]), int(v["last"]) + 1
    elif kind == "redemption" and v.get("reward"):
        claimed = f"reward:{v['reward']}", fact, 0, _FOR_EVER
    if claimed is None:
        return []
    paid = kind == "sale" and "signed_on" in v and "deposit" in v
    return [_Stake(fact, kind, *claimed, paid, entry)]


def told(file: Path, spaces: set[str] | None = None) -> dict[str, Verdict]:
    """Fact -> verdict, as a file has it; of the hub's only those of the given spaces."""
    where = "" if spaces is None else f" WHERE space IN ({', '.join('?' * len(spaces))})"
    with closing(opened(file)) as connection:
        rows = connection.execute(
            f"SELECT fact, thing, ended, confirmed, lost_to FROM stake{where}", tuple(spaces or ())
        ).fetchall()
    return {fact: Verdict(thing, bool(ended), bool(confirmed), lost) for fact, thing, ended, confirmed, lost in rows}
