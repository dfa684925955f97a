"""The card of the choice model, written by its training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, table, with_interval
from ml_models.model_file import ModelFile

_MADE = """There is no public log of a dealer's customers, the cars they could have had and the one they took. The
bundled weights were learned from a dealer's years made up in code (`log.py`), replayed sale by sale. **The figures say
how well it finds what we made up.** A device learns from the dealer's own sales, held near these weights until there
are many; `--data` measures on a dealer's own log."""
_OWN = "A log given to the training command. Its terms are those of whoever gave it."
_MODEL = """A conditional logit (McFadden 1974) over {columns}, fitted by Newton's method in numpy with a ridge of 1.
Largest difference of a weight from the same fit by SciPy's BFGS: {parity:.0e}. Seed {seed}. People buy one car, so
there is nothing to filter collaboratively by person: what customers with the same wishes chose is a column."""
_LIMITS = """- Not for showing cars that are not for sale: it is given those that are, and ranks no other.
- Not for setting prices or for deciding whom to serve first.
- It knows nothing of age, sex or name. A budget is what was said, not what somebody could pay.
- What is shown is what gets chosen: suggestions are their own group, so that a log can tell them from search."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    rows = [["this model", with_interval(figures, "hit_at_10"), f"{figures['mean_reciprocal_rank']:.3f}"]]
    if "hit_at_10_most_popular" in figures:
        rows.append(["most popular (baseline)", with_interval(figures, "hit_at_10_most_popular"), "-"])
    rows.append(["chance", f"{figures['hit_at_10_by_chance']:.3f}", "-"])
    settings = file.settings
    weights = [
        [name, f"{weight:+.2f}"] for name, weight in zip(settings["columns"], settings["weights"], strict=True)
    ]  # fmt: skip
    split = (
        f"Learned from the first three quarters of {figures['learned']} choices by time, measured on the last "
        f"{figures['choices']}, with {figures['cars_in_a_choice']:.0f} cars for sale in each. Intervals are bootstrap "
        "percentiles. The weights shipped are then learned from all."
    )
    parts = [
        f"# Recommendation\n\nVersion {file.version}. Which of the cars for sale suits what a customer said and did.",
        f"## Data\n\n{_MADE if 'made up' in source else _OWN}\n\nSource: {source}.",
        "## Model\n\n"
        + _MODEL.format(columns=", ".join(settings["columns"]), parity=figures["parity"], seed=figures["seed"]),
        table(["column", "weight"], weights),
        f"## How good\n\n{split}\n\n" + table(["order", "hit@10 (95 %)", "mean reciprocal rank"], rows),
        "No attribute of people is known to it, so there is no comparison by group.",
        f"## Must not be used for\n\n{_LIMITS}",
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"
