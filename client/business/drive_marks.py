"""What people found of bookings and read in feedback, as tables that the training of the two models reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from client.reading.queries import Reader
from client.scores.watched import records_of

#: The models whose marks can be saved, and the file that is proposed.
SAVED = {"unusual_record": "bookings_looked_at.csv", "feedback_sentiment": "feedback_read.csv"}


def save_marks(reader: Reader, model: str, target: Path) -> int:
    """Write the table of a model; returns how many marks are in it, and writes nothing for none. Raises OSError.

    Bookings: every one that has a score, ``wrong`` empty where nobody has looked
    (``ml_models.unusual_record.train --data FILE --target wrong``). Feedback: what is praise or a complaint
    (``ml_models.feedback_sentiment.train --data FILE --target mood --positive praise``).
    """
    head, *rows = _bookings(reader) if model == "unusual_record" else _feedback(reader)
    count = sum(row[-1] != "" for row in rows)
    if count:
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
    return count


def _bookings(reader: Reader) -> Iterator[list[object]]:
    from ml_models.unusual_record.features import COLUMNS
    from ml_models.unusual_record.outcomes import cases

    yield [*COLUMNS, "wrong"]
    for each in cases(records_of(reader)):
        found = {True: "yes", False: "no", None: ""}[each.happened]
        yield [*(each.row.get(name, "") for name in COLUMNS), found]


def _feedback(reader: Reader) -> Iterator[list[object]]:
    from ml_models.feedback_sentiment.outcomes import cases

    yield ["text", "mood"]
    for each in cases(records_of(reader)):
        if each.happened is not None:
            yield [each.row["text"], "praise" if each.happened else "complaint"]
