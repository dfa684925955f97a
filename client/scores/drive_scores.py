"""Scores of test drives, made when a page is read: is the booking unlike others, how does the feedback speak of us.

They are few and made off the window's thread by whoever gathers the page, so they are not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.scores.scored_features import clocks_of
from client.scores.scoring import scores_of
from ml_models.score import Score

if TYPE_CHECKING:
    from ml_models.cases import Seen

_BOOKINGS = 200
#: The band, and the figure from 0 to 100, of what a person read in a piece of feedback.
MARKED = {"praise": ("high", 100.0), "neither": ("medium", 50.0), "complaint": ("low", 0.0)}


def booking_features(reader: Reader, drive: RecordView) -> dict[str, Any]:
    """Values for ``unusual_record``, hour and weekday by the clock of its store. What is not known is left out."""
    from ml_models.unusual_record.of_records import STOCK, of_booking

    held = drive.values
    others = reader.find("test_drive", customer=held["customer"], limit=_BOOKINGS) if held["customer"] else []
    customer = reader.record("customer", held["customer"]) if held["customer"] else None
    vehicle = reader.record("vehicle", held["vehicle"])
    return of_booking(
        _seen(drive), clocks_of(reader).of(held["store"]), [each.values for each in others if each.id != drive.id],
        None if customer is None else _seen(customer), 0 if customer is None else _sharing(reader, customer),
        None if vehicle is None else vehicle.values["price"],
        [each.values["price"] for each in reader.find("vehicle", order="-created", limit=STOCK)],
    )  # fmt: skip


def _seen(view: RecordView) -> Seen:
    from ml_models.cases import Seen

    return Seen(view.values, view.created, view.updated, view.id)


def _sharing(reader: Reader, customer: RecordView) -> int:
    """How many other customers have the same phone number or e-mail address."""
    contacts = {name: customer.values[name] for name in ("phone", "email") if customer.values[name]}
    found = [reader.find("customer", limit=20, **{name: held}) for name, held in contacts.items()]
    return len({each.id for one in found for each in one} - {customer.id})


def unusual(reader: Reader, drive: RecordView) -> Score | str:
    """How unlike others a booking is, or why that cannot be said. Nothing is ever refused because of it."""
    return scores_of(reader, "unusual_record", [booking_features(reader, drive)])[0]


@dataclass(frozen=True)
class Mood:
    """What the feedback of a drive says: its score (or why there is none), its aspects by band, and from 0 to 100.

    What a person said of it, who read it, stands before what the model reads.
    """

    drive: RecordView
    score: Score | str
    aspects: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, float], ...] = ()

    @property
    def band(self) -> str:
        """How it speaks of us: "high", "medium" or "low"; empty where nobody has said and the model cannot read it."""
        said = MARKED.get(self.drive.values["mood"] or "")
        return said[0] if said else self.score.band if isinstance(self.score, Score) else ""

    @property
    def value(self) -> float | None:
        """The same from 0 (ill) to 100 (well)."""
        said = MARKED.get(self.drive.values["mood"] or "")
        return said[1] if said else 100 * self.score.value if isinstance(self.score, Score) else None


def moods(reader: Reader, drives: Sequence[RecordView], language: str | None) -> list[Mood]:
    """Those of the drives that have feedback in words. ``language``: that of the customer, where it is known."""
    spoken = [drive for drive in drives if drive.values["comment"]]
    rows = [{"text": str(drive.values["comment"]), "language": language} for drive in spoken]
    scores = scores_of(reader, "feedback_sentiment", rows)
    return [_mood(reader, drive, score, row) for drive, score, row in zip(spoken, scores, rows, strict=True)]


def _mood(reader: Reader, drive: RecordView, score: Score | str, row: dict[str, Any]) -> Mood:
    from ml_models.feedback_sentiment.model import aspects_of

    if not isinstance(score, Score):
        return Mood(drive, score, ())
    found = aspects_of(row, file_in_use(reader, "feedback_sentiment"))
    bands = tuple((each.aspect, each.band) for each in found)
    return Mood(drive, score, bands, tuple((each.aspect, 100 * each.value) for each in found))
