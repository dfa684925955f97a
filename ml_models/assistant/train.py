"""Trains the assistant: `python -m ml_models.assistant.train --data FILE`, on its own questions and those of the file.

Deterministic: the same file and seed give the same bytes. The full edition is trained where the encoder is installed.
A file with parts called train, val and test is measured on test; another is split 80/20.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split

from ml_models.additive import Floats
from ml_models.assistant import card
from ml_models.assistant.features import NAME, OUT_OF_SCOPE
from ml_models.assistant.made import ODD, made_questions
from ml_models.assistant.measuring import figures_of
from ml_models.labelled_table import TableFault
from ml_models.model_file import write
from ml_models.sentences import encoder
from ml_models.sentences.linear import parts_of
from ml_models.sentences.texts import Labelled, read_sentences
from ml_models.sentences.train import Learned, learn

HERE = Path(__file__).parent
BUCKETS = {"small": 1 << 13, "full": 1 << 11}
STRENGTH = {"small": 10.0, "full": 3.0}
PARITY = 1e-6
LEAST_OF_AN_INTENT = 5
REFUSED = 0.95
"""So many of the out-of-scope questions that were not learned from are to be refused; that sets how sure is sure."""


def prepare(path: Path, text: str | None, target: str | None) -> Labelled:
    """Read a file of questions. Raises TableFault when it cannot be learned from."""
    sentences = read_sentences([path], text, target)
    counts = Counter(sentences.labels)
    if len(counts) < 2:
        raise TableFault(f"{path.name}: there is one intent only ({next(iter(counts))}). At least two are needed.")
    rare = sorted(name for name, count in counts.items() if count < LEAST_OF_AN_INTENT)
    if rare:
        raise TableFault(
            f"{path.name}: the intent {rare[0]} has {counts[rare[0]]} questions; at least {LEAST_OF_AN_INTENT} of each "
            "are needed. Add some, or take it out."
        )
    return sentences


def split(sentences: Labelled, seed: int) -> tuple[Labelled, Labelled, Labelled]:
    """What is learned from, what sets how sure is sure, and what is measured on."""
    last = [part.split("_")[-1] for part in sentences.parts]
    if "test" in last:
        return tuple(  # type: ignore[return-value]
            sentences.take(at for at, part in enumerate(last) if part == name) for name in ("train", "val", "test")
        )
    rows = np.arange(len(sentences))
    rest, test = train_test_split(rows, test_size=0.2, random_state=seed, stratify=sentences.labels)
    seen, val = train_test_split(rest, test_size=0.2, random_state=seed, stratify=[sentences.labels[at] for at in rest])
    return tuple(sentences.take(np.sort(part).tolist()) for part in (seen, val, test))  # type: ignore[return-value]


def fit(texts: Sequence[str], labels: Sequence[str], edition: str) -> Learned:
    """An edition trained on these questions."""
    vectors = encoder.encode(texts) if edition == "full" else None
    return learn(texts, labels, np.zeros((len(texts), 0)), vectors, BUCKETS[edition], STRENGTH[edition])


def chances_of(learned: Learned, texts: Sequence[str]) -> Floats:
    """The library's chances of all intents."""
    vectors = encoder.encode(texts) if learned.head.full else None
    logits = learned.of(texts, np.zeros((len(texts), 0)), vectors)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def train(sentences: Labelled, out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Measure on what is held out, write weights and card. Returns what the card says, as figures."""
    seen, val, test = split(sentences, seed)
    own = made_questions(seed=seed)
    editions = ["small", "full"] if encoder.here() else ["small"]
    texts = [*seen.texts, *(text for text, _ in own)]
    labels = [*seen.labels, *(intent for _, intent in own)]
    within = test.take(at for at, label in enumerate(test.labels) if label != OUT_OF_SCOPE)
    outside = [text for text, label in zip(test.texts, test.labels, strict=True) if label == OUT_OF_SCOPE]
    strange = [text for text, label in zip(val.texts, val.labels, strict=True) if label == OUT_OF_SCOPE]
    figures: dict[str, Any] = {}
    sure, learned = {}, {name: fit(texts, labels, name) for name in editions}
    for name, each in learned.items():
        other = chances_of(each, outside) if outside else np.zeros((0, len(each.answers)))
        figures[name] = figures_of(each.answers, within, chances_of(each, within.texts), other)
        scope = [at for at, intent in enumerate(each.answers) if intent != OUT_OF_SCOPE]
        certain = chances_of(each, strange)[:, scope].max(axis=1) if strange else np.array([0.5])
        sure[name] = float(np.clip(np.quantile(certain, REFUSED), 0.3, 0.9))
    intents = list(learned["small"].answers)
    settings = {"intents": intents, "sure": sure, "encoder": encoder.SHA256 if "full" in editions else ""}
    file = write(
        out / "weights.json", NAME, None, settings, parts_of({key: each.head for key, each in learned.items()})
    )
    from ml_models.assistant.model import logits

    tried = [*ODD, *(text for text, _ in made_questions(12, seed + 1))]
    for name, each in learned.items():
        vectors = encoder.encode(tried) if name == "full" else None
        library = each.of(tried, np.zeros((len(tried), 0)), vectors)
        device = logits(file, tried, "full" if name == "full" else "small")
        figures[name]["parity"] = float(np.abs(library - device).max())
        if not figures[name]["parity"] <= PARITY:
            raise RuntimeError(f"{name}: weights and trained model differ by {figures[name]['parity']:.2g}")
        if vector_file is not None and name == "small":
            rows = zip(tried, library.max(axis=1).tolist(), strict=True)
            made = [{"row": {"text": text}, "answer": answer} for text, answer in rows]
            vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    figures |= {"rows": len(seen), "own": len(own), "test": len(within), "strange": len(outside), "seed": seed}
    (out / "CARD.md").write_text(card.text(file, sentences.source, figures), encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog=f"python -m ml_models.{NAME}.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="labelled questions: JSON by part, or CSV")
    parser.add_argument("--text", help="the column of questions, in a CSV file")
    parser.add_argument("--target", help="the column of intents, in a CSV file")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        figures = train(prepare(options.data, options.text, options.target), options.out, options.seed, options.vector)
    except (TableFault, encoder.EncoderBroken) as fault:
        print(fault, file=sys.stderr)
        return 2
    for name in ("small", "full"):
        if name in figures:
            scope = figures[name].get("out_of_scope_auc", float("nan"))
            print(f"{name}: accuracy {figures[name]['accuracy']:.4f}, out of scope AUC {scope:.4f}")
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
