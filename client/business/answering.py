"""What the assistant answers a question with: records, a page, help or colleagues, all of them there already.

It makes no text of its own. Where the model is not sure, or the question is none of the app's business, the answer is
to ask a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from client.finding.catalogue import Catalogue
from client.reading.queries import Reader
from client.scores.released import file_in_use
from shared_models.money import decimal_places

if TYPE_CHECKING:
    from ml_models.assistant.slots import Slots

Kind = Literal["records", "help", "place", "person", "unsure"]
PAGES = ("test_drives", "tasks", "leads", "renewals", "claims", "figures", "sync")
"""Intents that a page answers."""
_ABOUT_CUSTOMERS = re.compile(
    r"\b(?:find|look up|open|show|the|record|of|customer|phone|number|where|does|do|live|lives|e-?mail|address|what|is|"
    r"please|me|for)\b|[?!.,]",
    re.IGNORECASE,
)
_TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|dr|family)\b\.?", re.IGNORECASE)
_KM_PER_MILE = 1.609344
_LEAST_LIKE = 55
_HELP = 3


@dataclass(frozen=True)
class Answer:
    """``ordinals`` are the records of ``record_type``, best first; ``help`` are places among the help's answers.

    ``page`` is one of PAGES. ``words`` are those of the question that spoke for it, ``sure`` its chance from 0 to 1;
    ``text`` is what a search for the same would be.
    """

    kind: Kind
    record_type: str = ""
    ordinals: tuple[int, ...] = ()
    help: tuple[int, ...] = ()
    page: str = ""
    words: tuple[str, ...] = ()
    sure: float = 0.0
    text: str = ""


def answer(
    catalogue: Catalogue, reader: Reader, question: str, help_texts: Sequence[str],
    readable: Callable[[str], bool],
) -> Answer:  # fmt: skip
    """The answer to a question. Not on the window's thread. ``readable``: whether the person may read a record type.

    Raises ModelFileBroken when the model cannot be read.
    """
    from ml_models.assistant.model import understand

    found = understand(question, file_in_use(reader, "assistant"))
    how = {"words": found.moved, "sure": found.sure}
    if found.intent == "find_vehicle" and readable("vehicle"):
        return Answer("records", "vehicle", vehicles(catalogue, reader, question), text=found.slots.words, **how)  # type: ignore[arg-type]
    if found.intent == "find_customer" and readable("customer"):
        name = " ".join(_TITLES.sub(" ", _ABOUT_CUSTOMERS.sub(" ", question)).split())
        ordinals = tuple(catalogue.everything("customer", name)) if name else ()
        return Answer("records", "customer", ordinals, text=name, **how)  # type: ignore[arg-type]
    if found.intent == "how_to":
        return Answer("help", help=helping(question, help_texts), **how)  # type: ignore[arg-type]
    if found.intent in PAGES:
        return Answer("place", page=found.intent, **how)  # type: ignore[arg-type]
    if found.intent == "ask_person":
        return Answer("person", **how)  # type: ignore[arg-type]
    return Answer("unsure", sure=found.sure)


def vehicles(catalogue: Catalogue, reader: Reader, question: str) -> tuple[int, ...]:
    """The vehicles a question asks for: what the search finds by its words, within its bounds, in its order."""
    from ml_models.assistant.slots import slots_of

    slots = slots_of(question)
    found = list(catalogue.everything("vehicle", slots.words))
    bounded = slots.price != (None, None) or slots.year != (None, None) or slots.mileage != (None, None)
    if not bounded or not found:
        return tuple(found)
    names = ("ordinal", "price", "price_currency", "year", "mileage", "mileage_unit")
    rows = reader.columns_at("vehicle", names, found)
    fitting = {row[0] for row in rows if _fits(slots, *row[1:])}
    return tuple(ordinal for ordinal in found if ordinal in fitting)


def _fits(
    slots: Slots, price: int | None, currency: str | None, year: int | None, mileage: float | None, unit: str | None
) -> bool:
    whole = None if price is None or not currency else price / 10 ** decimal_places(currency)
    distance = None if mileage is None else float(mileage)
    if distance is not None and slots.distance_unit and unit and unit != slots.distance_unit:
        distance *= _KM_PER_MILE if slots.distance_unit == "km" else 1 / _KM_PER_MILE
    return all(_within(*pair) for pair in ((slots.price, whole), (slots.year, year), (slots.mileage, distance)))


def _within(bounds: tuple[int | None, int | None], value: float | None) -> bool:
    low, high = bounds
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def helping(question: str, texts: Sequence[str]) -> tuple[int, ...]:
    """The places of the help texts nearest to a question, nearest first; none that is not near."""
    from rapidfuzz import fuzz, process  # the window does not wait for it

    found = process.extract(
        question.casefold(), [text.casefold() for text in texts], scorer=fuzz.token_set_ratio, limit=_HELP,
        score_cutoff=_LEAST_LIKE,
    )  # fmt: skip
    return tuple(place for _, _, place in found)
