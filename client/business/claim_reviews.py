"""Which claims stand out and wait for a person, what people found, and both as a table that training reads."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from client.reading.queries import Reader, RecordView
from client.scores.claim_features import claim_features
from client.scores.scoring import Scores
from ml_models.score import Score

#: So many are shown at once.
MOST = 50
#: What a review says of the outcome; one that cannot tell says nothing.
OUTCOMES = {"fraud": "yes", "not_fraud": "no"}


@dataclass(frozen=True)
class Queue:
    """``waiting``: claims that stand out and nobody has looked at, the most striking first, of ``whole`` claims.

    ``reviewed``: the latest review of each claim, newest first.
    """

    waiting: tuple[tuple[RecordView, Score], ...]
    count: int
    whole: int
    reviewed: tuple[RecordView, ...]


def latest_reviews(reader: Reader) -> dict[str, RecordView]:
    """By claim the review that counts."""
    found = sorted(reader.find("claim_review"), key=lambda view: (view.created, view.id))
    return {view.values["claim"]: view for view in found}


def queue(reader: Reader, scores: Scores) -> Queue:
    """What stands out: claims whose score is in the band "high", which is what the stated review load can look at."""
    reviews = latest_reviews(reader)
    standing_out = [(id_, score) for id_, score in scores.best("claim", 2_000) if score.band == "high"]
    waiting = [(id_, score) for id_, score in standing_out if id_ not in reviews]
    views = {view.id: view for view in reader.by_ids("claim", [id_ for id_, _score in waiting[:MOST]])}
    shown = tuple((views[id_], score) for id_, score in waiting[:MOST] if id_ in views and not views[id_].archived)
    newest = sorted(reviews.values(), key=lambda view: (view.created, view.id), reverse=True)
    return Queue(shown, len(waiting), reader.count("claim"), tuple(newest[:MOST]))


def save_reviewed(reader: Reader, target: Path) -> int:
    """Write every claim that was confirmed as fraud or cleared, with its plain values and the outcome, as CSV.

    `python -m ml_models.claim_fraud.train --data FILE` reads it. Returns how many there are; writes nothing for none.
    Raises OSError.
    """
    known = {
        claim: OUTCOMES[view.values["verdict"]]
        for claim, view in latest_reviews(reader).items()
        if view.values["verdict"] in OUTCOMES
    }
    claims = reader.by_ids("claim", sorted(known))
    if claims:
        _write(target, claims, claim_features(reader, claims), known)
    return len(claims)


def _write(
    target: Path, claims: Sequence[RecordView], made: Sequence[dict[str, object]], known: dict[str, str]
) -> None:
    from ml_models.claim_fraud.features import COLUMNS

    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS, "fraud"])
        for view, values in zip(claims, made, strict=True):
            writer.writerow([*(_cell(values.get(name)) for name in COLUMNS), known[view.id]])


def _cell(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else "" if value is None else value
