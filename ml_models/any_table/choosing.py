"""How much a straight line, curves, pairs and trees each say in a table's model: what tells best of rows unseen.

On a few hundred rows, and wherever effects are straight, a ridge logistic regression ranks better than anything freer;
where effects bend, one with bends does; where columns only help together, one with their products; and where there
are thresholds, boosted trees.
So the training rows decide, by cross-validation among themselves. They start from the straight line: what the others
say must save some log loss before they are heard. No strength of ridge is picked, since on few rows that is a lottery:
all are averaged, each by how well it did. Every share is a sum of the same tables, so the whole is one too.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ml_models import measures
from ml_models.additive import AdditiveModel, Floats, Slots, logistic
from ml_models.boosting.train import Learned, Plan, tabled

Way = Literal["linear", "curves", "pairs", "trees"]
Candidate = tuple[Way, float]
"""A way, and how free its weights are (scikit-learn's C; nought for trees, which have no ridge)."""
WAYS: tuple[Way, ...] = ("linear", "curves", "pairs", "trees")
STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
CANDIDATES: tuple[Candidate, ...] = (*((way, each) for way in WAYS[:-1] for each in STRENGTHS), (WAYS[-1], 0.0))
FOLDS = 5
MOST_ROWS = 6_000
"""So many rows, drawn by lot, are enough to choose by."""
PARTS = 5
"""Shares are whole fifths."""
DOUBT = 2.0
"""What a logit without any straight line would have to save of the log loss of all rows together, in nats."""
CLOSE = 3.0
"""A strength of ridge this much worse (nats over all rows) counts 1 / e of the best."""
LEAST = 0.02
"""A strength that would count less is left out."""

Asked = Callable[[Slots, Slots], Mapping[Candidate, Floats]]
"""Fits every candidate on some rows and gives each one's logits of others."""


@dataclass(frozen=True)
class Choice:
    """The share of each way, and what cross-validation said: log loss and AUC over ``rows`` rows, by way and "taken".

    ``parts`` says what each candidate counts in the logit; those that count nothing are not in it. ``aside`` are the
    logits so put together, each from fits that had not seen the row; ``shift`` sets their level right.
    """

    shares: Mapping[Way, float]
    parts: Mapping[Candidate, float]
    rows: int
    log_loss: Mapping[str, float]
    auc: Mapping[str, float]
    shift: float
    aside: Floats


def choose_shares(happened: Floats, asked: Asked, seed: int) -> Choice:
    """Cross-validate every candidate on these rows and say what each shall count."""
    rows, folds = dealt(happened, seed, MOST_ROWS)
    outcome = happened[rows]
    found: dict[Candidate, Floats] = {}
    for fold in range(FOLDS):
        unseen = folds == fold
        for candidate, logits in asked(rows[~unseen], rows[unseen]).items():
            found.setdefault(candidate, np.zeros(len(rows)))[unseen] = logits
    averages = {way: _averaged({each: found[each] for each in found if each[0] == way}, outcome) for way in WAYS}
    ways = {way: _summed(found, averages[way]) for way in WAYS}
    shares = _best_shares(ways, outcome)
    parts = {each: share * part for way, share in shares.items() for each, part in averages[way].items() if share}
    taken = _summed(found, parts)
    shift = level_of(taken, outcome)
    told: dict[str, Floats] = {str(way): logits for way, logits in ways.items()} | {"taken": taken + shift}
    return Choice(
        shares, parts, len(rows), {name: float(_losses(outcome, each).mean()) for name, each in told.items()},
        {name: measures.auc(outcome, each) for name, each in told.items()}, shift, taken + shift,
    )  # fmt: skip


def dealt(happened: Floats, seed: int, most: int) -> tuple[Slots, Slots]:
    """At most so many rows drawn by lot, and the fold of each: every one has its share of either outcome."""
    generator = np.random.default_rng(seed)
    part = min(1.0, most / len(happened))
    drawn = []
    for outcome in (0.0, 1.0):
        mine = generator.permutation(np.flatnonzero(happened == outcome))
        drawn.append(mine[: max(FOLDS, round(part * len(mine)))])
    rows = np.concatenate(drawn)
    folds = np.concatenate([np.arange(len(mine)) % FOLDS for mine in drawn])
    order = np.argsort(rows)
    return rows[order], folds[order]


def _averaged(found: Mapping[Candidate, Floats], happened: Floats) -> dict[Candidate, float]:
    """What each candidate of one way counts in it: the less, the more log loss it has than the best."""
    losses = {each: float(_losses(happened, logits).sum()) for each, logits in found.items()}
    best = min(losses.values())
    counts = {each: float(np.exp((best - loss) / CLOSE)) for each, loss in losses.items()}
    kept = {each: count for each, count in counts.items() if count >= LEAST * sum(counts.values())}
    return {each: count / sum(kept.values()) for each, count in kept.items()}


def _summed(found: Mapping[Candidate, Floats], parts: Mapping[Candidate, float]) -> Floats:
    return np.asarray(sum(part * found[each] for each, part in parts.items()), float)


def _best_shares(ways: Mapping[Way, Floats], happened: Floats) -> dict[Way, float]:
    """The shares, in whole parts, with the least log loss and doubt; of those alike, the most of a straight line."""
    best, least = (PARTS, *(0 for _ in WAYS[1:])), np.inf
    for others in itertools.product(range(PARTS + 1), repeat=len(WAYS) - 1):
        counts = (PARTS - sum(others), *others)
        if counts[0] < 0:
            continue
        logits = sum(count / PARTS * ways[way] for way, count in zip(WAYS, counts, strict=True))
        loss = float(_losses(happened, np.asarray(logits, float)).sum()) + DOUBT * (1 - counts[0] / PARTS)
        if loss < least - 1e-9:
            best, least = counts, loss
    return {way: count / PARTS for way, count in zip(WAYS, best, strict=True)}


def _losses(happened: Floats, logits: Floats) -> Floats:
    """Each row's log loss."""
    found: Floats = np.logaddexp(0.0, np.where(happened == 1, -logits, logits))
    return found


def level_of(logits: Floats, happened: Floats) -> float:
    """What must be added to logits so that they predict as many as happened."""
    level = 0.0
    for _ in range(20):
        chance = logistic(logits + level)
        level += float((happened - chance).sum() / (chance * (1 - chance)).sum())
    return level


@dataclass(frozen=True)
class Mixed:
    """What the rows chose, fitted on all of them: as `Fitted`, a sum over the plan's blocks.

    ``answers`` are the libraries' own functions, each with what it counts.
    """

    plan: Plan
    choice: Choice
    answers: tuple[tuple[float, Callable[[Slots], Floats]], ...]

    @property
    def aside(self) -> Floats:
        """Logits of training rows, each from a fit that had not seen it."""
        return self.choice.aside

    def answer(self, slots: Slots) -> Floats:
        """The libraries' own logits, in their shares."""
        return np.asarray(sum(part * answer(slots) for part, answer in self.answers) + self.choice.shift, float)

    def tables(self, slots: Slots, weight: Floats) -> AdditiveModel:
        """The same function as tables."""
        return tabled(self, slots, weight)


def choice_of(learned: Learned) -> dict[str, Any] | None:
    """The choice as a card and a model file say it; None where there was none to make."""
    if not isinstance(learned, Mixed):
        return None
    choice = learned.choice
    ridges = {way: {str(c): round(part / share, 4) for (each, c), part in choice.parts.items() if each == way}
              for way, share in choice.shares.items() if share and way != "trees"}  # fmt: skip
    return {
        "shares": dict(choice.shares), "rows": choice.rows, "folds": FOLDS, "ridges": ridges,
        "log_loss": {name: round(each, 6) for name, each in choice.log_loss.items()},
        "auc": {name: round(each, 6) for name, each in choice.auc.items()},
    }  # fmt: skip
