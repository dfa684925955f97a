"""Trees, a straight line, or half of each: which tells a table's outcomes best on rows it was not fitted on.

On a few hundred rows, and wherever effects are straight, a ridge logistic regression ranks better than boosted trees;
where there are thresholds or columns that only help together it is the other way round; and the mean of both logits is
often better than either. So the training rows decide, by cross-validation among themselves: the mean of both, unless
its log loss is more than a standard error behind the best; then the straight line, unless it is too. Every way is
a sum of the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ml_models import measures
from ml_models.additive import AdditiveModel, Floats, Slots, logistic
from ml_models.boosting.train import Fitted, Learned, Plan, tabled

Way = Literal["linear", "both", "trees"]
#: How much of the logit is the linear one's, the way that is taken of ways alike first.
SHARES: dict[Way, float] = {"both": 0.5, "linear": 1.0, "trees": 0.0}
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)
"""How free the linear way's weights may be (scikit-learn's C); the rows choose this too."""
FOLDS = 5
MOST_ROWS = 6_000
"""So many rows, drawn by lot, are enough to choose by."""
NEAR = 1.0
"""Within so many standard errors of the best, the first way is taken."""

Asked = Callable[[Slots, Slots], Mapping[str, Floats]]
"""Fits every candidate on some rows and gives each one's logits of others: "trees", and "linear" by strength."""


@dataclass(frozen=True)
class Choice:
    """The way taken, and what cross-validation said of each: log loss and AUC over ``rows`` rows.

    ``aside`` are the logits of the way taken, each from a fit that had not seen the row; ``shift`` sets their level
    right.
    """

    way: Way
    strength: float
    rows: int
    log_loss: Mapping[Way, float]
    auc: Mapping[Way, float]
    shift: float
    aside: Floats


def choose_way(happened: Floats, asked: Asked, seed: int) -> Choice:
    """Cross-validate every candidate on these rows and take one."""
    rows, folds = _dealt(happened, seed)
    outcome = happened[rows]
    found: dict[str, Floats] = {}
    for fold in range(FOLDS):
        unseen = folds == fold
        for name, logits in asked(rows[~unseen], rows[unseen]).items():
            found.setdefault(name, np.zeros(len(rows)))[unseen] = logits
    losses = {name: _losses(outcome, logits) for name, logits in found.items()}
    strength = min(STRENGTHS, key=lambda each: float(losses[str(each)].mean()))
    ways = {way: mixed(share, found[str(strength)], found["trees"]) for way, share in SHARES.items()}
    way = _first_near_best({name: _losses(outcome, each) for name, each in ways.items()})
    shift = _level(ways[way], outcome) if way == "both" else 0.0
    return Choice(
        way, strength, len(rows), {name: float(_losses(outcome, each).mean()) for name, each in ways.items()},
        {name: measures.auc(outcome, each) for name, each in ways.items()}, shift, ways[way] + shift,
    )  # fmt: skip


def _dealt(happened: Floats, seed: int) -> tuple[Slots, Slots]:
    """At most `MOST_ROWS` rows drawn by lot, and the fold of each: every fold has its share of either outcome."""
    generator = np.random.default_rng(seed)
    part = min(1.0, MOST_ROWS / len(happened))
    drawn = []
    for outcome in (0.0, 1.0):
        mine = generator.permutation(np.flatnonzero(happened == outcome))
        drawn.append(mine[: max(FOLDS, round(part * len(mine)))])
    rows = np.concatenate(drawn)
    folds = np.concatenate([np.arange(len(mine)) % FOLDS for mine in drawn])
    order = np.argsort(rows)
    return rows[order], folds[order]


def mixed(share: float, linear: Floats, trees: Floats) -> Floats:
    """Logits of both in their shares."""
    return share * linear + (1 - share) * trees


def _losses(happened: Floats, logits: Floats) -> Floats:
    """Each row's log loss."""
    found: Floats = np.logaddexp(0.0, np.where(happened == 1, -logits, logits))
    return found


def _first_near_best(losses: Mapping[Way, Floats]) -> Way:
    best = min(losses, key=lambda way: float(losses[way].mean()))
    for way in SHARES:
        behind = losses[way] - losses[best]
        if behind.mean() <= NEAR * behind.std() / np.sqrt(len(behind)):
            return way
    return best


def _level(logits: Floats, happened: Floats) -> float:
    """What must be added to logits so that they predict as many as happened."""
    level = 0.0
    for _ in range(20):
        chance = logistic(logits + level)
        level += float((happened - chance).sum() / (chance * (1 - chance)).sum())
    return level


@dataclass(frozen=True)
class Mixed:
    """The way taken, fitted on all rows: as `Fitted`, a sum over the plan's blocks."""

    plan: Plan
    choice: Choice
    linear: Callable[[Slots], Floats] | None
    trees: Fitted | None

    @property
    def aside(self) -> Floats:
        """Logits of training rows, each from a fit that had not seen it."""
        return self.choice.aside

    def answer(self, slots: Slots) -> Floats:
        """The libraries' own logits, in their shares."""
        nothing = np.zeros(len(slots))
        linear = nothing if self.linear is None else self.linear(slots)
        trees = nothing if self.trees is None else self.trees.answer(slots)
        return mixed(SHARES[self.choice.way], linear, trees) + self.choice.shift

    def tables(self, slots: Slots, weight: Floats) -> AdditiveModel:
        """The same function as tables."""
        return tabled(self, slots, weight)


def choice_of(learned: Learned) -> dict[str, Any] | None:
    """The choice as a card and a model file say it; None where there was none to make."""
    if not isinstance(learned, Mixed):
        return None
    choice = learned.choice
    return {
        "way": choice.way, "rows": choice.rows, "folds": FOLDS, "ridge": choice.strength,
        "log_loss": {name: round(each, 6) for name, each in choice.log_loss.items()},
        "auc": {name: round(each, 6) for name, each in choice.auc.items()},
    }  # fmt: skip
