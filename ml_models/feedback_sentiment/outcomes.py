"""What people read in the feedback of test drives: praise or a complaint; and what the model learns from it.

"Neither" is no outcome: of a text that is neither, no order is right or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from ml_models import reason_words as words
from ml_models.additive import Floats, Row
from ml_models.cases import Case, Records, Seen
from ml_models.feedback_sentiment.features import said
from ml_models.feedback_sentiment.model import Edition, Learned, edition, heads_of, is_read, learned_by, parts
from ml_models.model_file import ModelFile
from ml_models.refitting import Kind, fitted, learned_settings
from ml_models.sentences import encoder, lexicon

READS = ("test_drive",)
GROUP = "language"
"""By what the outcomes are compared for fairness."""
MEANS = "praise"
INPUTS = ("language", "length", "known", "balance")
READ = {"praise": True, "complaint": False}
MOST = 1_000
"""So much of what people read is learned from, the latest."""


def label(column: str) -> str:
    """An input in words."""
    return words.FEEDBACK_INPUTS[column]


def cases(records: Records) -> list[Case]:
    """A case for each piece of feedback that the model reads; its outcome is of the month of the drive."""
    speaks = {each.id: each.values["language"] for each in records.all("customer")}
    found = [_case(drive, speaks.get(drive.values["customer"] or "")) for drive in records.all("test_drive")]
    known = [each for each in found if each is not None]
    latest = sorted((each for each in known if each.happened is not None), key=lambda each: each.at or each.created)
    dropped = {id(each) for each in latest[:-MOST]}
    return [each for each in known if id(each) not in dropped]


def _case(drive: Seen, language: str | None) -> Case | None:
    held = drive.values
    row: dict[str, Any] = {"text": held["comment"], "language": language}
    given = said(row)
    if given is None or not is_read(row):
        return None
    spoken = [each for each in given.valences if each]
    row |= {
        "language": given.language, "length": float(len(given.words)), "known": len(spoken) / len(given.words),
        "balance": lexicon.summary(given.valences)[0],
    }  # fmt: skip
    at = min(held["starts_at"], drive.updated)
    return Case(row, drive.created, READ.get(held["mood"] or ""), at, given.language)


def logits(file: ModelFile, cases: Sequence[Case]) -> Floats:
    """What the model says of each case, as a logit, by the edition this device has."""
    moved, base = parts(file, [each.row for each in cases], edition(file))
    found: Floats = base + moved.sum(axis=1)
    return found


def refitted(file: ModelFile, cases: Sequence[Case], happened: Sequence[bool], kind: Kind) -> ModelFile:
    """The level, or how much words, lexicon and the whole sentence count as well, for each edition by itself.

    Nothing may turn round. Where the encoder is not installed, the full edition gets the level of the small one.
    """
    rows = [each.row for each in cases]
    learned: dict[str, Learned] = {}
    for name in heads_of(file):
        which: Edition = "full" if name == "full" else "small"
        if which == "full" and not encoder.here():
            before = learned_by(file, "full")
            moved_by = learned["small"].level - learned_by(file, "small").level
            learned["full"] = replace(before, level=before.level + moved_by)
            continue
        level, by = _fitted(file, rows, happened, kind, which)
        held = learned_by(file, which)
        parts_now = (held.words, held.lexicon, held.whole, held.alone)
        learned[which] = Learned(held.level + level, *(part * more for part, more in zip(parts_now, by, strict=True)))
    told = {name: {key: round(value, 8) for key, value in asdict(each).items()} for name, each in learned.items()}
    return replace(file, settings=learned_settings(file, kind, len(cases), learned=told), version="")


def _fitted(
    file: ModelFile, rows: Sequence[Row], happened: Sequence[bool], kind: Kind, which: Edition
) -> tuple[float, list[float]]:
    """By how much an edition's level moves, and by what each of its parts is multiplied."""
    moved, base = parts(file, rows, which)
    level, factors = fitted(base + moved.sum(axis=1), lambda: moved, happened, kind, [True] * moved.shape[1])
    return level, [1 + each for each in factors.tolist()] if kind == "ridge" else [1.0] * moved.shape[1]
