"""One change of deductible and cover tried over many policies: the terms it gives each, or why it does not apply.

What is required stays covered, whatever is asked for. Money is in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ml_models.model_file import ModelFile
from ml_models.premium.what_if import Bounds, NotAllowed, Objective, Outcome, Policy, best, curve

Why = Literal["highest", "lowest", "same_deductible", "required", "no_such_cover", "has_cover", "nothing_asked"]


@dataclass(frozen=True)
class Change:
    """What is tried. ``deductible``: this one; else ``step`` up (1) or down (-1) the ``ladder``; neither: as it is.

    ``without`` and ``adding`` are covers by their codes. Raises ValueError for a deductible below nothing.
    """

    step: int = 0
    deductible: int | None = None
    ladder: tuple[int, ...] = ()
    without: frozenset[str] = frozenset()
    adding: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.deductible is not None and self.deductible < 0:
            raise ValueError("deductible: it cannot be below nothing. Put nought or more.")


def terms(policy: Policy, bounds: Bounds, change: Change) -> tuple[int, frozenset[str]] | Why:
    """The deductible and the cover that a policy would have, or why nothing of it would change."""
    deductible = _deductible(policy, change)
    cover = (policy.cover - (change.without - bounds.required)) | change.adding
    if (deductible, cover) != (policy.deductible, policy.cover):
        return deductible, cover
    if change.deductible is not None:
        return "same_deductible"
    if change.step:
        return "highest" if change.step > 0 else "lowest"
    if change.without & policy.cover:
        return "required"
    if change.without:
        return "no_such_cover"
    return "has_cover" if change.adding else "nothing_asked"


def _deductible(policy: Policy, change: Change) -> int:
    if change.deductible is not None:
        return change.deductible
    if change.step > 0:
        return min((each for each in change.ladder if each > policy.deductible), default=policy.deductible)
    if change.step < 0:
        return max((each for each in change.ladder if each < policy.deductible), default=policy.deductible)
    return policy.deductible


def changed(
    policy: Policy, bounds: Bounds, change: Change, objective: Objective, file: ModelFile | None = None
) -> Outcome | Why:
    """The best premium at the changed terms, between floor and cap; or why the change does not apply.

    Raises NotAllowed when a required cover would be missing even so: the policy never had it.
    """
    found = terms(policy, bounds, change)
    if isinstance(found, str):
        return found
    missing = sorted(bounds.required - found[1])
    if missing:
        raise NotAllowed(f"cover: {policy.name} does not have {', '.join(missing)}, which is required. Add it first.")
    return best(curve(policy, bounds, *found, file), objective)
