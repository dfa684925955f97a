"""How a model treats groups of people: parity, what it finds in each, calibration within each, and the release gate.

Three figures for each attribute (age band, sex, region), over the groups of 100 rows or more, in numpy alone:

    parity ratio     share of the least listed group in the list over that of the most listed (listed: the top fifth)
    gap in finding   of those it happened to, how much larger a share is listed in one group than in another
    calibration      predicted over observed within each group, with the group that is furthest from 1

Groups differ in truth, so a ratio alone fails a model by sex only: the gate asks whether what is said of each group is
so, and whether it has become worse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats

Group = Mapping[str, Any]
"""One group of an attribute, as `by_group` gives it."""
LISTED = 0.2
"""Share of all rows that is listed: acted on first."""
LEAST_ROWS = 100
"""Rows from which on a group is judged; smaller ones are shown, and judged by nobody."""
SEX = ("sex", "gender")


@dataclass(frozen=True)
class Limits:
    """What the gate lets pass.

    ``parity_by_sex``: least parity ratio by sex (the four-fifths rule of the US Uniform Guidelines, 1978).
    ``calibration``: how far predicted and observed may be apart within a group, as a factor either way, unless it is
    less than ``errors`` standard errors. ``worse``: how much parity ratio or gap may lose against the model in use.
    """

    parity_by_sex: float = 0.8
    calibration: float = 1.25
    errors: float = 3.0
    worse: float = 0.1


USUAL = Limits()


def by_group(groups: Sequence[str], observed: Floats, predicted: Floats, weight: Floats) -> list[Group]:
    """Per group: rows, weighted observed and predicted mean and sum, its share listed, and its share found."""
    names = np.asarray(groups)
    top = np.zeros(len(names), bool)
    top[np.argsort(-predicted, kind="stable")[: max(1, round(LISTED * len(names)))]] = True
    result: list[Group] = []
    for name in sorted(set(groups)):
        mine = names == name
        yes = mine & (observed > 0)
        happened, expected = float((observed * weight)[mine].sum()), float((predicted * weight)[mine].sum())
        result.append({
            "group": name,
            "rows": int(mine.sum()),
            "observed": happened / float(weight[mine].sum()),
            "predicted": expected / float(weight[mine].sum()),
            "happened": happened,
            "expected": expected,
            "listed": float(top[mine].mean()),
            "found": float(top[yes].mean()) if yes.any() else None,
        })  # fmt: skip
    return result


def compared(
    groups: Mapping[str, Sequence[str]], observed: Floats, predicted: Floats, weight: Floats
) -> dict[str, list[Group]]:
    """The groups of each attribute (`by_group`): the report of a release, from the group of each row by attribute."""
    return {name: by_group(values, observed, predicted, weight) for name, values in groups.items()}


def figures(groups: Sequence[Group]) -> dict[str, Any]:
    """The three figures of one attribute; one is None where there are not two groups to compare."""
    judged = [each for each in groups if each["rows"] >= LEAST_ROWS]
    listed = [each["listed"] for each in judged]
    found = [each["found"] for each in judged if each["found"] is not None]
    ratios = [
        (each["expected"] / each["happened"], each["group"]) for each in judged if each["happened"] and each["expected"]
    ]
    far, whose = max(ratios, key=lambda one: abs(math.log(one[0])), default=(None, ""))
    return {
        "parity_ratio": min(listed) / max(listed) if len(listed) > 1 and max(listed) else None,
        "tpr_gap": max(found) - min(found) if len(found) > 1 else None,
        "calibration": far,
        "calibration_group": whose,
    }


def failures(
    candidate: Mapping[str, Sequence[Group]], in_use: Mapping[str, Sequence[Group]] | None = None,
    limits: Limits = USUAL,
) -> list[str]:  # fmt: skip
    """The gate of a release: why a candidate must not go out, in sentences; empty when it may.

    Both are reports as `compared` gives them. Without a model in use, nothing is compared with it.
    """
    said: list[str] = []
    for name, groups in candidate.items():
        said += _by_sex(name, figures(groups), limits)
        said += [_apart(name, each) for each in groups if _is_apart(each, limits)]
        said += _worse(name, figures(groups), figures((in_use or {}).get(name, ())), limits)
    return said


def _by_sex(name: str, found: Mapping[str, Any], limits: Limits) -> list[str]:
    ratio = found["parity_ratio"]
    if ratio is None or ratio >= limits.parity_by_sex or not any(word in name.lower() for word in SEX):
        return []
    return [words.UNEVEN.format(name=name, ratio=ratio, least=limits.parity_by_sex)]


def _is_apart(each: Group, limits: Limits) -> bool:
    """Is a group predicted what is not so of it, beyond what chance explains (a sum of events has its own variance)?"""
    happened, expected = each["happened"], each["expected"]
    if each["rows"] < LEAST_ROWS or expected <= 0:
        return False
    beyond = abs(happened - expected) > limits.errors * math.sqrt(max(happened, expected))
    return beyond and not 1 / limits.calibration <= happened / expected <= limits.calibration


def _apart(name: str, each: Group) -> str:
    predicted, observed = (f"{each[what]:.1%}" for what in ("predicted", "observed"))
    return words.NOT_SO.format(
        name=name, group=each["group"], rows=each["rows"], predicted=predicted, observed=observed
    )  # fmt: skip


def _worse(name: str, found: Mapping[str, Any], before: Mapping[str, Any], limits: Limits) -> list[str]:
    said = []
    for key, said_so, sign in (("parity_ratio", words.WORSE_PARITY, -1), ("tpr_gap", words.WORSE_GAP, 1)):
        now, then = found[key], before[key]
        if now is not None and then is not None and sign * (now - then) > limits.worse:
            said.append(said_so.format(name=name, now=now, then=then))
    return said
