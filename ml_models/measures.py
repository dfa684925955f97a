"""How good a model is: ranking, calibration, deviance and balance, in numpy, so a hub can measure too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml_models.additive import Floats

Measure = Callable[..., float]


def auc(happened: Floats, score: Floats) -> float:
    """Chance that one that happened scores above one that did not, ties counting half (Mann-Whitney)."""
    order = np.argsort(score, kind="stable")
    _, first, counts = np.unique(score[order], return_index=True, return_counts=True)
    ranks = np.empty(len(score))
    ranks[order] = np.repeat(first + (counts + 1) / 2, counts)
    yes = happened.sum()
    no = len(happened) - yes
    if not yes or not no:
        return float("nan")
    return float((ranks[happened == 1].sum() - yes * (yes + 1) / 2) / (yes * no))


def brier(happened: Floats, chance: Floats) -> float:
    """Mean squared distance of chance and outcome (0 is perfect)."""
    return float(np.mean((chance - happened) ** 2))


def log_loss(happened: Floats, chance: Floats) -> float:
    """Mean negative log likelihood in nats."""
    chance = np.clip(chance, 1e-15, 1 - 1e-15)
    return float(-np.mean(happened * np.log(chance) + (1 - happened) * np.log(1 - chance)))


def calibration_error(happened: Floats, chance: Floats, bins: int = 10) -> float:
    """Expected calibration error over equally filled bins (Naeini et al. 2015)."""
    parts = np.array_split(np.argsort(chance, kind="stable"), bins)
    gaps = [abs(chance[part].mean() - happened[part].mean()) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / len(chance))


def lift(happened: Floats, score: Floats, share: float = 0.2) -> float:
    """Rate of outcomes among the best-scored share, as a multiple of the rate among all."""
    rate = happened.mean()
    return precision_at(happened, score, share) / float(rate) if rate else float("nan")


def average_precision(happened: Floats, score: Floats) -> float:
    """Mean precision over the outcomes, from the highest score down (area under precision by recall)."""
    found = happened[np.argsort(-score, kind="stable")]
    precision = np.cumsum(found) / np.arange(1, len(found) + 1)
    return float(precision[found == 1].mean()) if found.any() else float("nan")


def precision_at(happened: Floats, score: Floats, load: float) -> float:
    """Of the best-scored share, how many it happened to."""
    return float(happened[_best(score, load)].mean())


def recall_at(happened: Floats, score: Floats, load: float) -> float:
    """Of those it happened to, how many are in the best-scored share."""
    return float(happened[_best(score, load)].sum() / happened.sum()) if happened.any() else float("nan")


def load_for(happened: Floats, score: Floats, recall: float) -> float:
    """The least share of all that must be looked at, best-scored first, to find that share of the outcomes."""
    found = np.cumsum(happened[np.argsort(-score, kind="stable")])
    if not len(found) or not found[-1]:
        return float("nan")
    return float((np.searchsorted(found, recall * found[-1] - 1e-9) + 1) / len(found))


def _best(score: Floats, share: float) -> NDArray[np.intp]:
    return np.argsort(-score, kind="stable")[: max(1, round(share * len(score)))]


def poisson_deviance(rate: Floats, predicted: Floats, exposure: Floats) -> float:
    """Mean Poisson deviance of claim rates, weighted by exposure."""
    ratio = np.where(rate > 0, rate, 1.0) / predicted
    each = 2 * (np.where(rate > 0, rate * np.log(ratio), 0.0) - rate + predicted)
    return float(np.average(each, weights=exposure))


def explained_deviance(rate: Floats, predicted: Floats, exposure: Floats, constant: float | None = None) -> float:
    """D2: share of the constant model's deviance that is explained. The constant defaults to the data's own rate."""
    base = np.average(rate, weights=exposure) if constant is None else constant
    nothing = poisson_deviance(rate, np.full(len(rate), base), exposure)
    return 1 - poisson_deviance(rate, predicted, exposure) / nothing


def gini(rate: Floats, predicted: Floats, exposure: Floats) -> float:
    """Gini index of the Lorenz curve: claims against exposure, policies ordered by predicted rate."""
    order = np.argsort(predicted, kind="stable")
    x = np.concatenate([[0.0], np.cumsum(exposure[order])]) / exposure.sum()
    claims = (rate * exposure)[order]
    y = np.concatenate([[0.0], np.cumsum(claims)]) / claims.sum()
    return float(1 - 2 * np.trapezoid(y, x))


def balance(rate: Floats, predicted: Floats, exposure: Floats) -> float:
    """Predicted claims over observed claims (1 is perfect)."""
    return float((predicted * exposure).sum() / (rate * exposure).sum())


def interval(measure: Measure, *columns: Floats, draws: int = 200, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of a measure (percentiles over resampled rows, seeded); NaN where nothing is measured."""
    generator = np.random.default_rng(seed)
    count = len(columns[0])
    found = []
    for _ in range(draws):
        chosen = generator.integers(0, count, count)
        found.append(measure(*(column[chosen] for column in columns)))
    if np.isnan(found).all():
        return float("nan"), float("nan")
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)


def of_chances(happened: Floats, chance: Floats) -> dict[str, Any]:
    """All figures of a model that gives chances, with a 95 % interval of the AUC."""
    return {
        "rows": len(happened),
        "positive_rate": float(happened.mean()),
        "predicted_rate": float(chance.mean()),
        "auc": auc(happened, chance),
        "auc_interval": list(interval(auc, happened, chance)),
        "lift_at_20": lift(happened, chance),
        "brier": brier(happened, chance),
        "log_loss": log_loss(happened, chance),
        "calibration_error": calibration_error(happened, chance),
    }


def of_review(happened: Floats, score: Floats, loads: Sequence[float]) -> list[dict[str, Any]]:
    """What a review of the best-scored finds, at each load (share of all that is looked at), with 95 % intervals."""
    found = []
    for load in loads:
        figures: dict[str, Any] = {"load": load, "reviewed": max(1, round(load * len(score)))}
        for name, measure in (("precision", precision_at), ("recall", recall_at)):
            at_load = partial(measure, load=load)
            figures[name] = at_load(happened, score)
            figures[f"{name}_interval"] = list(interval(at_load, happened, score))
        found.append(figures)
    return found


def of_rates(rate: Floats, predicted: Floats, exposure: Floats) -> dict[str, Any]:
    """All figures of a model that gives claim rates, each with a 95 % interval."""
    figures: dict[str, Any] = {"rows": len(rate), "claims": float((rate * exposure).sum()), "exposure": exposure.sum()}
    for name, measure in (("d2", explained_deviance), ("gini", gini), ("balance", balance)):
        figures[name] = measure(rate, predicted, exposure)
        figures[f"{name}_interval"] = list(interval(measure, rate, predicted, exposure))
    figures["deviance"] = poisson_deviance(rate, predicted, exposure)
    return figures


def of_decisions(happened: Floats, said_so: NDArray[np.bool_]) -> dict[str, float]:
    """Accuracy and macro-F1 (the plain mean of both classes' F1) of yes-or-no decisions."""
    real = happened == 1
    scores = []
    for mine, true in ((said_so, real), (~said_so, ~real)):
        both = int(mine.sum() + true.sum())
        scores.append(2 * int((mine & true).sum()) / both if both else 0.0)
    return {"accuracy": float((said_so == real).mean()), "macro_f1": float(np.mean(scores))}
