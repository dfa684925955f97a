"""The parts every model card shares: figures with intervals, fairness tables, what reasons are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ml_models.fairness import LEAST_ROWS, failures, figures

CAUSES = (
    "The reasons describe the model, not causes: they say what moved this score, not what would change the outcome."
)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def with_interval(figures: Mapping[str, Any], name: str, digits: int = 3, percent: bool = False) -> str:
    """A figure with its 95 % interval: "0.796 (0.786 to 0.806)"; a dash where nothing could be measured."""
    if figures[f"{name}_interval"] is None:
        return "-"
    low, high = figures[f"{name}_interval"]
    if percent:
        return f"{figures[name]:.1%} ({low:.1%} to {high:.1%})"
    return f"{figures[name]:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def fairness(report: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """One table per attribute: rows, observed and predicted mean, share in the best-scored fifth, share found there.

    Below them what the gate of a release says. ``report`` is what `fairness.compared` gives.
    """
    if not report:
        return "The file names no attribute of people to compare by."
    parts = []
    for name, groups in report.items():
        rows = [
            [
                str(each["group"]), f"{each['rows']:,}", f"{each['observed']:.1%}", f"{each['predicted']:.1%}",
                f"{each['listed']:.0%}", "-" if each["found"] is None else f"{each['found']:.0%}",
            ]
            for each in groups
        ]  # fmt: skip
        parts.append(
            f"By {name} ({_figures(groups)}):\n\n"
            + table([name, "rows", "observed", "predicted", "in the top fifth", "of those it happened to"], rows)
        )
    said = failures(report)
    parts.append("The gate of a release: " + (" ".join(said) if said else "passed."))
    return "\n\n".join(parts)


def _figures(groups: Sequence[Mapping[str, Any]]) -> str:
    found = figures(groups)
    ratio, gap, far = (
        "-" if found[name] is None else f"{found[name]:.2f}" for name in ("parity_ratio", "tpr_gap", "calibration")
    )
    return (
        f"groups of {LEAST_ROWS} rows or more: parity ratio {ratio}, gap in finding {gap}, predicted / observed "
        f"furthest from 1: {far} in {found['calibration_group'] or '-'}"
    )


_TREES = (
    "eight bags of gradient-boosted trees (scikit-learn) that may not mix columns of different blocks, cross-fitted, "
    "calibrated by a sigmoid on rows each bag had not seen"
)
_LINEAR = "a ridge logistic regression (scikit-learn): a straight line per number, a weight per category"
_CURVES = "the same with each number's line bending at four quantiles"
_PAIRS = "the same as linear with the products of up to six pairs of columns that are clear of chance by a score test"
_WAYS = {"linear": _LINEAR, "curves": _CURVES, "pairs": _PAIRS, "trees": _TREES}


def learned_by(choice: Mapping[str, Any] | None) -> str:
    """How tables were learned: by each way in its share (`any_table.choosing`); without a choice, by trees."""
    if not choice:
        return f"Learned by {_TREES}, then read off as tables."
    ways = "; ".join(f"{way}, {_WAYS[way]}" for way in _WAYS)
    return (
        f"Learned as a weighted mean of logits ({said_shares(choice)}), then read off as tables. The ways: {ways}. "
        "Each regression is a mean over eight strengths of its ridge, weighted by their log loss."
    )


def said_shares(choice: Mapping[str, Any]) -> str:
    """ "linear 60 %, trees 40 %"."""
    return ", ".join(f"{way} {share:.0%}".replace("%", " %") for way, share in choice["shares"].items() if share)


def chosen_by(choice: Mapping[str, Any] | None) -> str:
    """The ways that were compared, with the figures of each, as a paragraph and a table; empty without a choice."""
    if not choice:
        return ""
    rows = [[way, f"{choice['log_loss'][way]:.4f}", f"{choice['auc'][way]:.4f}"] for way in choice["log_loss"]]
    return (
        f"\n\nThe shares were chosen by {choice['folds']}-fold cross-validation within {choice['rows']:,} of the rows "
        "trained on: those with the least log loss, where what is no straight line has to save some before it counts. "
        f"Taken: {said_shares(choice)}. The held-out rows below had no part in their own model's choice.\n\n"
    ) + table(["way", "log loss", "AUC"], rows)


def said_choice(choice: Mapping[str, Any] | None) -> str:
    """The same in one line, for whoever runs the command."""
    if not choice:
        return "chosen: trees over the blocks of the model's features"
    found = ", ".join(f"{way} {choice['log_loss'][way]:.4f} ({choice['auc'][way]:.4f})" for way in choice["log_loss"])
    return f"chosen by {choice['folds']}-fold cross-validation: {said_shares(choice)}; log loss (AUC) of each: {found}"
