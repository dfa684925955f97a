"""The card of the model of unusual records, written by its training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, table, with_interval
from ml_models.model_file import ModelFile

_MADE = """There is no public data on test drives that were booked in bad faith, so the bundled model learned from
bookings made up in code (`made.py`): how bookings usually are, as far as this program's authors know. **The figures
below say how well it finds what we made up, not how well it finds what happens at a dealer.** Train it on a dealer's
own bookings with `--data`."""
_OWN = "A table given to the training command. Its terms are those of whoever gave it."
_MODEL = """The mean of two views of {columns}, each in standard deviations of the training rows: an isolation
forest (Liu, Ting and Zhou 2008; scikit-learn) of {trees} trees, and how rare each value is by itself (minus the
logarithm of the share of training rows at least as far out, as far as it exceeds that of one value in seven; beyond all
of them it grows with the distance). Both are walked in numpy. The score is a logistic curve over the mean, one half
where {flagged} of the training rows are above. What each column did is the change of the expected depth at each cut
and its own rarity, which add up to the score exactly. What is not known stands as the middle of the training rows.
Seed {seed}. Largest difference between device and library: {parity:.0e}."""
_LIMITS = """- **Not a model of fraud.** On real motor claims an isolation forest is a coin toss (AUC 0.50). It flags
  what is rare.
- Not for values that are each usual and only do not go together: where the columns of four public tables were
  shuffled among their rows, such rows were told from real ones with an AUC of 0.52 to 0.65 only.
- Not for refusing, cancelling or delaying anybody's booking: it never does, and nobody should because of it.
- Not for saying anything about a person: rare is not wrong. Shift workers and collectors are rare.
- It knows nothing of age, sex, name or origin; a phone number from abroad counts as any other."""

_LEARNS = """Who has looked at a booking, flagged or not, says “in order” or “something was wrong”, and why; nothing
else follows from it. From 50 such looks on, how well the score orders them is shown. Told to, the model then learns
from them, on a device or at the hub: the level (from 50), or how much each column counts as well (from 200). From
then on the score is **the chance that a look finds something wrong**, as far as those who looked were right. As
many bookings are flagged as before; a column may count less or more, but what is rarer never makes a booking less
unusual. What is learned is measured on the latest quarter of the looks, goes nowhere if it says less of them, and
can be taken back.

Mostly bookings that are flagged are looked at. A logistic curve over the score's own parts is not bent by that as
long as people choose by the score; where they choose by something else, it is. Nobody has measured this on a
dealer's bookings: there were none."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    precision = "-" if figures["precision"] is None else f"{figures['precision']:.1%}"
    head = ["measured", "value"]
    rows = [
        ["recall of the fakes (95 %)", with_interval(figures, "recall", percent=True)],
        ["false alarms among the others (95 %)", with_interval(figures, "false_alarms", percent=True)],
        ["precision at this share of fakes", precision],
        ["AUC", f"{figures['auc']:.3f}"],
        ["AUC of the forest alone", f"{figures['forest_auc']:.3f}"],
        ["AUC of the baseline (largest distance from the middle)", f"{figures['baseline_auc']:.3f}"],
        *([f"recall of “{kind}”", f"{share:.0%}"] for kind, share in figures.get("kinds", {}).items()),
    ]
    model = _MODEL.format(
        trees=figures["trees"], columns=", ".join(file.settings["columns"]), flagged=f"{figures['bound']:.0%}",
        seed=figures["seed"], parity=max(figures["parity"], 1e-15),
    )  # fmt: skip
    split = (
        f"A quarter of the {figures['learned']:,} rows was held out; {figures['fakes']:,} fakes were injected or "
        "marked and never learned from. The weights shipped are then trained on all rows that are no fakes."
    )
    parts = [
        f"# Unusual records\n\nVersion {file.version}. How unusual a booking is among its like, from 0 to 1.",
        f"## Data\n\n{_MADE if 'made up' in source else _OWN}\n\nSource: {source}.",
        f"## Model\n\n{model}",
        f"## How good\n\n{split}\n\n{table(head, rows)}",
        "No attribute of people is known to it, so there is no comparison by group.",
        f"## What it learns from people\n\n{_LEARNS}",
        f"## Must not be used for\n\n{_LIMITS}",
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"
