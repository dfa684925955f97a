"""What people found who looked at bookings: in order, or something was wrong; and what the score learns from it.

Mostly bookings that were flagged are looked at. What is learned is a logistic curve over the score's own parts, which
that choice does not bend as long as people choose by the score; how many bookings are flagged stays as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, logistic
from ml_models.cases import Case, Records, Seen
from ml_models.model_file import ModelFile
from ml_models.refitting import Kind, fitted, learned_settings
from ml_models.unusual_record.features import COLUMNS
from ml_models.unusual_record.model import answers, parts
from ml_models.unusual_record.of_records import STOCK, of_booking

READS = ("test_drive", "customer", "vehicle")
GROUP = "store"
"""By what the outcomes are compared for fairness: the model knows nothing of what a person is."""
MEANS = "wrong"
FOUND = {"wrong": True, "in_order": False}
ENOUGH = 0.5
"""The share of its values that has to be known of a booking; below it there is no score."""


def label(column: str) -> str:
    """An input in words."""
    return words.UNUSUAL_LABELS.get(column, column).rstrip(":")


def cases(records: Records) -> list[Case]:
    """A case for each booking that has a score; its outcome is of the month of the drive, or of an earlier look."""
    by_customer, sharing = records.by("test_drive", "customer"), _sharing(records.all("customer"))
    newest = sorted(records.all("vehicle"), key=lambda each: each.created, reverse=True)[:STOCK]
    stock = [each.values["price"] for each in newest]
    found = []
    for booking in records.all("test_drive"):
        held = booking.values
        vehicle, customer = records.held("vehicle").get(held["vehicle"]), held["customer"] or ""
        row = of_booking(
            booking, records.clocks.of(held["store"]),
            [each.values for each in by_customer.get(customer, ()) if each.id != booking.id],
            records.held("customer").get(customer), sharing.get(customer, 0),
            None if vehicle is None else vehicle.values["price"], stock,
        )  # fmt: skip
        if len(row) >= ENOUGH * len(COLUMNS):
            at = min(held["starts_at"], booking.updated)
            found.append(Case(row, booking.created, FOUND.get(held["looked"] or ""), at, str(held[GROUP] or "")))
    return found


def _sharing(customers: Sequence[Seen]) -> dict[str, int]:
    """By customer how many others have the same phone number or e-mail address."""
    theirs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in customers:
        for name in ("phone", "email"):
            if each.values[name]:
                theirs[name, each.values[name]].add(each.id)
    found: dict[str, set[str]] = defaultdict(set)
    for same in theirs.values():
        for one in same if len(same) > 1 else ():
            found[one] |= same
    return {one: len(same) - 1 for one, same in found.items()}


def logits(file: ModelFile, cases: Sequence[Case]) -> Floats:
    """What the model says of each case, as a logit."""
    return answers(file, [each.row for each in cases])


def refitted(file: ModelFile, cases: Sequence[Case], happened: Sequence[bool], kind: Kind) -> ModelFile:
    """The score as the chance that something is found wrong: its level, or how much each column counts as well.

    A column may come to count for nothing, but what is rarer never makes a booking less unusual. The bands move with
    the level, so that the same bookings are flagged.
    """
    moved, base = parts(file, [each.row for each in cases])
    columns, held = file.settings["columns"], file.settings.get("refit_weights", {})
    level, factors = fitted(base + moved.sum(axis=1), lambda: moved, happened, kind, [True] * len(columns))
    by = factors.tolist() if kind == "ridge" else [0.0] * len(columns)
    weights = {name: round(held.get(name, 1.0) * (1 + more), 8) for name, more in zip(columns, by, strict=True)}
    bands = {name: _moved(bound, level) for name, bound in file.settings["bands"].items()}
    settings = learned_settings(file, kind, len(cases), refit_weights=weights, bands=bands)
    return replace(
        file, additive=replace(file.additive, base=file.additive.base + level), settings=settings, version=""
    )


def settled(made: ModelFile, file: ModelFile, cases: Sequence[Case]) -> ModelFile:
    """Where the order of the bookings changed, the bands are set so that as many of all are flagged as before."""
    if made.settings["refit"] == "level":
        return made
    before, now = logits(file, cases), logits(made, cases)
    bands = {}
    for name, bound in file.settings["bands"].items():
        share = float((logistic(before) > bound).mean())
        bands[name] = float(logistic(np.array(np.quantile(now, 1 - share))))
    return replace(made, settings={**made.settings, "bands": bands})


def _moved(bound: float, by: float) -> float:
    """A bound from 0 to 1, moved on the scale of logits."""
    return float(logistic(np.array(np.log(bound / (1 - bound)) + by)))
