"""The card of the assistant, written by its training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import table, with_interval
from ml_models.model_file import ModelFile

_CLINC = """Questions of drivers by intent, and questions out of scope: CLINC150, its automotive part (S. Larson et al.,
"An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction", EMNLP 2019), licence CC BY 3.0. The
questions are not in this repository; these weights are derived from them."""
_OWN = "Questions given to the training command. Their terms are those of whoever gave them."
_BOTH = """Besides them it learned {own:,} questions made up in code (`made.py`) for what this app can do; the table
measures the questions of {source} alone ({rows:,} learned, {test:,} and {strange:,} out of scope held out), with the
app's own intents among the answers that would be wrong. How well the app's own intents are told was not measured on
questions of real people: there are none yet."""
_MODEL = """A multinomial logistic regression over words, pairs of words and letters within words (hashed), in the full
edition also over the vector of all-MiniLM-L6-v2 with int8 weights (sentence-transformers, Apache-2.0; an optional
package of 23 MB, used only if its SHA-256 is the one written in the program). It answers with one of {count} intents,
or is not sure: below {sure} of chance (small and full edition; set so that 95 % of the out-of-scope questions
of the validation part are refused). Seed {seed}. Largest difference between the device and the library that trained
it: {parity}."""
_LIMITS = """- Not for answers of its own: it opens lists, records and help, or names a colleague.
- Not for anything but English.
- Sums, years and distances are read by rules, all other words go to the search as they are."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    names = {"small": "small edition (baseline)", "full": "full edition (with MiniLM)"}
    rows = [
        [
            said, with_interval(figures[name], "accuracy"),
            with_interval(figures[name], "out_of_scope_auc") if "out_of_scope_auc" in figures[name] else "-",
        ]
        for name, said in names.items() if name in figures
    ]  # fmt: skip
    sure, settings = file.settings["sure"], file.settings
    model = _MODEL.format(
        count=len(settings["intents"]), sure=" and ".join(f"{each:.0%}" for each in sure.values()),
        seed=figures["seed"],
        parity=", ".join(f"{name} {figures[name]['parity']:.0e}" for name in names if name in figures),
    )  # fmt: skip
    parts = [
        f"# Assistant\n\nVersion {file.version}. What a question asks for, among things the app can answer.",
        f"## Data\n\n{_CLINC if 'clinc' in source else _OWN}\n\n{_BOTH.format(source=source, **figures)}",
        f"## Model\n\n{model}",
        "## How good\n\nMeasured on questions held out before training. Intervals are bootstrap percentiles.\n\n"
        + table(["edition", "accuracy (95 %)", "out of scope AUC (95 %)"], rows),
        "No attribute of people is known to it, so there is no comparison by group.",
        f"## Must not be used for\n\n{_LIMITS}",
    ]
    return "\n\n".join(parts) + "\n"
