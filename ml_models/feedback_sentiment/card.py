"""The card of the feedback model, written by its training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, table, with_interval
from ml_models.model_file import ModelFile

_PUBLIC = """Sentences from reviews of products, films and restaurants, labelled as speaking well or ill: UCI Sentiment
Labelled Sentences (D. Kotzias et al., "From Group to Individual Labels using Deep Features", KDD 2015), licence
CC BY 4.0. None is about a car dealer. The sentences are not in this repository; these weights are derived from them."""
_OWN = "Sentences given to the training command. Their terms are those of whoever gave them."
_LIMITS = """- Not a measure of an employee. A person reads the feedback before anything follows from it.
- Not for languages other than English and German. Texts in Spanish, French or any other language get no score.
- Irony, comparisons with another dealer and long texts with several moods are often misread.
- No attribute of people is known to it, so there is no comparison by group; what people write may still
  differ by group."""

_GERMAN = """German is read by a lexicon of our own words and rules (endings, compounds, "un-", negation before or
after, stress, "aber"); nothing was learned from German sentences.

{table}

**The first row flatters**: those {rows} sentences of feedback (`german_check.txt`) were written by those who wrote the
lexicon. The second is the 200 German book reviews among the test corpora of the library pattern (BSD; they are not in
this repository), measured on 2026-11-22 and not tuned to: another field, and texts of 10 to 2,000 words. Before the
rules and the general words the lexicon reached 0.789 on the first and 0.628 on the second. How well it reads what
customers of a dealer write in German nobody has measured."""
_REVIEWS = ["200 German book reviews", "0.745 (0.676 to 0.803)", "-", "0.705", "4 %"]

_ABOUT = """From 0 (speaks ill) to 1 (speaks well), with the words that moved it, and by aspect (price, people, test
drive, vehicle, waiting, delivery, workshop, finance)."""
_COUNTED = "\n\n{rows:,} sentences of {source}; {positive_rate:.1%} speak well."
_MODEL = """A logistic regression over words, pairs of words and letters within words (hashed, weighted by inverse
document frequency) and the balance of a lexicon: VADER's single words (Hutto and Gilbert 2014, MIT), turned round
after a negation. The full edition adds the vector of all-MiniLM-L6-v2 with int8 weights (sentence-transformers,
Apache-2.0), a file of 23 MB that is an optional package and is used only if its SHA-256 is the one written in the
program. Seed {seed}. Largest difference between the device and the library that trained it over 200 made texts:
{parity}.

Bands: above {high:.2f} speaks well, below {medium:.2f} speaks ill, mixed between. Aspects are found by lists of words,
each part of a sentence is scored on its own; how well that works was not measured: there are no labelled aspects."""
_SPLIT = """Five folds: each sentence is answered by a model that never saw it; the weights shipped are then trained on
all. Intervals are bootstrap percentiles."""

_LEARNS = """Who has read a piece of feedback says “praise”, “neither” or “a complaint”. That stands before what the
model reads, wherever moods are shown or counted. Praise and complaints are its outcomes; “neither” is none, for of
such a text no order is right or wrong. From 50 on, how well it orders them is shown. Told to, the model then learns
from them, on a device or at the hub: the level (from 50), or how much its words, the lexicon, the sentence as a
whole and the lexicon of German count as well (from 200), for each edition by itself. It learns no new words. None
of these may turn round. What is learned is measured on the latest quarter, compared by language, goes nowhere if it
says less, and can be taken back. Where the encoder is not installed, the full edition gets the level of the small
one. Nobody has measured this on a dealer's feedback: there was none."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    public = "sentiment_" in source
    names = {"lexicon": "lexicon alone (baseline)", "small": "small edition", "full": "full edition (with MiniLM)"}
    rows = [
        [
            said, with_interval(figures[name], "auc"), f"{figures[name]['macro_f1']:.3f}",
            f"{figures[name]['accuracy']:.3f}", f"{figures[name]['brier']:.4f}",
            f"{figures[name]['calibration_error']:.3f}",
        ]
        for name, said in names.items() if name in figures
    ]  # fmt: skip
    head = ["edition", "AUC (95 %)", "macro-F1", "accuracy", "Brier", "calibration error"]
    parity = ", ".join(f"{name} {figures[name]['parity']:.0e}" for name in ("small", "full") if name in figures)
    model = _MODEL.format(seed=figures["seed"], parity=parity, **file.settings["bands"])
    mine = figures["german"]
    check = [
        f"{mine['rows']} sentences of our own", with_interval(mine, "auc"), f"{mine['macro_f1']:.3f}",
        f"{mine['accuracy']:.3f}", f"{mine['unread']:.0%}".replace("%", " %"),
    ]  # fmt: skip
    german = _GERMAN.format(
        table=table(["German", "AUC (95 %)", "macro-F1", "accuracy", "no known word"], [check, _REVIEWS]),
        rows=mine["rows"],
    )
    about = (_PUBLIC if public else _OWN) + _COUNTED.format(source=source, **figures)
    parts = [
        f"# Sentiment of feedback\n\nVersion {file.version}. {_ABOUT}",
        f"## Data\n\n{about}",
        f"## Model\n\n{model}",
        f"## How good\n\n{_SPLIT}\n\n{table(head, rows)}",
        f"## German\n\n{german}",
        f"## What it learns from people\n\n{_LEARNS}",
        f"## Must not be used for\n\n{_LIMITS}",
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"
