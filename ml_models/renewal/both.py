"""Trees and curves over the same columns and pairs, half of each on the logit scale.

Both are sums over the same blocks, so their mean is one as well: its tables are exact, and so are its reasons.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml_models.additive import AdditiveModel, Floats, Slots
from ml_models.any_table.choosing import FOLDS, dealt, level_of
from ml_models.boosting.train import Fitted, Plan, tabled
from ml_models.renewal.curves import Curves, fit_curves, terms_for

SHARE = 0.5
"""How much of the logit is the curves'. Not fitted: the plain mean leaves no row to be learned by heart."""


@dataclass(frozen=True)
class Both:
    """The mean of trees and curves, its level set by rows neither had seen. Never falls where neither does.

    ``aside`` are such logits of the training rows; how smooth the curves are, all rows said. Either half is calibrated,
    so there is no slope: fitted to a few hundred rows, one made the chances of other rows far too sure.
    """

    trees: Fitted
    curves: Curves
    shift: float
    aside: Floats

    @property
    def plan(self) -> Plan:
        """Axes and blocks."""
        return self.trees.plan

    def answer(self, slots: Slots) -> Floats:
        """The libraries' own logits, in their shares."""
        return self.shift + _halves(self.curves.answer(slots), self.trees.answer(slots))

    def tables(self, slots: Slots, weight: Floats) -> AdditiveModel:
        """The same function as tables."""
        return tabled(self, slots, weight)


def with_curves(trees: Fitted, rising: tuple[str, ...], slots: Slots, happened: Floats) -> Both:
    """Fit curves to the rows that the trees were fitted on, over the same blocks."""
    terms = terms_for(trees.plan.axes, trees.plan.blocks, rising, slots)
    curves = fit_curves(terms, slots, happened)
    aside = np.empty(len(slots))
    _, folds = dealt(happened, trees.plan.seed, len(happened))
    for fold in range(FOLDS):
        seen, unseen = folds != fold, folds == fold
        aside[unseen] = fit_curves(terms, slots[seen], happened[seen], curves.strengths).answer(slots[unseen])
    aside = _halves(aside, trees.aside)
    shift = level_of(aside, happened)
    return Both(trees, curves, shift, shift + aside)


def _halves(curves: Floats, trees: Floats) -> Floats:
    return SHARE * curves + (1 - SHARE) * trees
