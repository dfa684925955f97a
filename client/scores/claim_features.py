"""From claims to the plain values the claim fraud model takes, out of the claim, its policy and earlier claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from client.reading.queries import Reader, RecordView
from client.scores.scored_features import clocks_of
from shared_models.cover import covered_on


def claim_features(reader: Reader, claims: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Values for ``claim_fraud``, one dict per claim. What is not known is left out, never guessed."""
    from ml_models.claim_fraud.of_records import of_claim

    named = {name: [view.values[name] for view in claims if view.values[name]] for name in ("policy", "vehicle")}
    policies = {view.id: view for view in reader.by_ids("policy", sorted(set(named["policy"])))}
    vehicles = {view.id: view for view in reader.by_ids("vehicle", sorted(set(named["vehicle"])))}
    earlier, clocks = _others(reader, claims), clocks_of(reader)
    made = []
    for view in claims:
        held = view.values
        policy, vehicle = policies.get(held["policy"] or ""), vehicles.get(held["vehicle"] or "")
        others = {
            each.id: each.values for name in earlier for each in earlier[name].get(held[name] or "", ())
            if each.id != view.id
        }  # fmt: skip
        made.append(of_claim(
            held, None if policy is None else policy.values, None if vehicle is None else vehicle.values,
            others.values(), _covered(policy, vehicle), clocks.of(None if vehicle is None else vehicle.values["store"]),
        ))  # fmt: skip
    return made


def _covered(policy: RecordView | None, vehicle: RecordView | None) -> Callable[[date], bool] | None:
    if policy is None or vehicle is None:
        return None
    terms, values, named = policy.values, vehicle.values, vehicle.id
    return lambda day: covered_on(terms, values, named, day).covered


def _others(reader: Reader, claims: Sequence[RecordView]) -> dict[str, dict[str, list[RecordView]]]:
    """Claims of the same vehicles and drivers, by either."""
    column, found = reader.column, {}
    for name in ("vehicle", "driver"):
        ids = sorted({view.values[name] for view in claims if view.values[name]})
        theirs: dict[str, list[RecordView]] = {}
        for view in reader.where("claim", [column("claim", name).in_(ids)]) if ids else []:
            theirs.setdefault(view.values[name], []).append(view)
        found[name] = theirs
    return found
