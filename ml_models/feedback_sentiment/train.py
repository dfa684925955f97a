"""Trains the feedback model: `python -m ml_models.feedback_sentiment.train --data FILE [FILE ...]`.

Deterministic: the same files and seed give the same bytes. The full edition is trained where the encoder is installed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from ml_models import measures
from ml_models.additive import Floats, Slots, logistic
from ml_models.feedback_sentiment import card
from ml_models.feedback_sentiment.evaluate import german_check
from ml_models.feedback_sentiment.features import NAME, in_english
from ml_models.feedback_sentiment.made import made_feedback
from ml_models.labelled_table import LabelledTable, TableFault, enough_to_train, outcomes
from ml_models.model_file import write
from ml_models.sentences import encoder
from ml_models.sentences.linear import parts_of
from ml_models.sentences.ngrams import words_of
from ml_models.sentences.texts import Labelled, read_sentences
from ml_models.sentences.train import Learned, learn

HERE = Path(__file__).parent
BUCKETS = 1 << 14
STRENGTH = {"small": 3.0, "full": 1.0}
FOLDS = 5
PARITY = 1e-6
BANDS = {"medium": 0.35, "high": 0.65}


@dataclass(frozen=True)
class Data:
    """Sentences, which of them speak well, what the lexicon says of each and, with the encoder, their vectors."""

    sentences: Labelled
    well: Floats
    positive: str
    beside: Floats
    vectors: Floats | None


def prepare(paths: Sequence[Path], text: str | None, target: str | None, positive: str | None) -> Data:
    """Read the files. Raises TableFault when they cannot be learned from."""
    sentences = read_sentences(paths, text, target)
    table = LabelledTable(sentences.source, {"label": list(sentences.labels)})
    well, positive = outcomes(table, "label", positive)
    enough_to_train(table, well, "label")
    vectors = encoder.encode(sentences.texts) if encoder.here() else None
    return Data(sentences, well, positive, beside_all(sentences.texts), vectors)


def beside_all(texts: Sequence[str]) -> Floats:
    """The numbers beside the words of each text, by the English lexicon."""
    return np.array([in_english(words_of(text)) for text in texts])


def fit(data: Data, rows: Slots, edition: str) -> Learned:
    """An edition trained on some of the sentences."""
    vectors = data.vectors[rows] if edition == "full" and data.vectors is not None else None
    texts = [data.sentences.texts[at] for at in rows]
    labels = ["well" if each else "ill" for each in data.well[rows]]
    return learn(texts, labels, data.beside[rows], vectors, BUCKETS, STRENGTH[edition])


def examine(data: Data, edition: str, seed: int) -> dict[str, Any]:
    """Figures over five folds: every sentence is answered by a model that never saw it."""
    chance = np.zeros(len(data.well))
    by_fold = []
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(data.beside, data.well):
        learned = fit(data, seen, edition)
        vectors = data.vectors[unseen] if edition == "full" and data.vectors is not None else None
        texts = [data.sentences.texts[at] for at in unseen]
        chance[unseen] = logistic(learned.of(texts, data.beside[unseen], vectors)[:, 0])
        by_fold.append(measures.auc(data.well[unseen], chance[unseen]))
    return figures_of(data.well, chance) | {"auc_by_fold": by_fold}


def figures_of(well: Floats, chance: Floats) -> dict[str, Any]:
    """The figures of chances, with accuracy and macro-F1 at one half."""
    return measures.of_chances(well, chance) | measures.of_decisions(well, chance > 0.5)


def train(data: Data, out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Measure over folds, train on all, write weights and card. Returns what the card says, as figures."""
    editions = ["small"] if data.vectors is None else ["small", "full"]
    figures: dict[str, Any] = {name: examine(data, name, seed) for name in editions}
    alone = data.beside[:, :1]
    slope = LogisticRegression(C=1e6).fit(alone, data.well)
    figures["lexicon"] = figures_of(data.well, logistic(slope.coef_[0, 0] * alone[:, 0]))
    everything = np.arange(len(data.well))
    learned = {name: fit(data, everything, name) for name in editions}
    settings = {
        "bands": BANDS, "positive": data.positive, "lexicon_slope": float(slope.coef_[0, 0]),
        "encoder": encoder.SHA256 if "full" in editions else "",
    }  # fmt: skip
    file = write(
        out / "weights.json", NAME, None, settings, parts_of({key: each.head for key, each in learned.items()})
    )
    from ml_models.feedback_sentiment.model import logits

    texts = made_feedback(200, seed)
    for name, each in learned.items():
        vectors = encoder.encode(texts) if name == "full" else None
        own: Floats = each.of(texts, beside_all(texts), vectors)[:, 0]
        device: Floats = logits(file, texts, "full" if name == "full" else "small")
        figures[name]["parity"] = float(np.max(np.abs(own - device)))
        if not figures[name]["parity"] <= PARITY:
            raise RuntimeError(f"{name}: weights and trained model differ by {figures[name]['parity']:.2g}")
        if vector_file is not None and name == "small":
            made = [{"row": {"text": text}, "answer": float(at)} for text, at in zip(texts, own, strict=True)]
            vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    figures |= {"rows": len(data.well), "positive_rate": float(data.well.mean()), "seed": seed}
    figures["german"] = german_check(file)
    text = card.text(file, data.sentences.source, figures)
    (out / "CARD.md").write_text(text, encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the files cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog=f"python -m ml_models.{NAME}.train", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="files of labelled sentences, or a folder")
    parser.add_argument("--text", help="the column of sentences, in a CSV file")
    parser.add_argument("--target", help="the column of labels, in a CSV file")
    parser.add_argument("--positive", help="the label that speaks well")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        data = prepare(options.data, options.text, options.target, options.positive)
        if data.vectors is None:
            print("the encoder is not installed: only the small edition is trained")
        figures = train(data, options.out, options.seed, options.vector)
    except (TableFault, encoder.EncoderBroken) as fault:
        print(fault, file=sys.stderr)
        return 2
    for name in ("lexicon", "small", "full"):
        if name in figures:
            print(f"{name}: 5-fold AUC {figures[name]['auc']:.4f}, macro-F1 {figures[name]['macro_f1']:.4f}")
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
