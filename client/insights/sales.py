"""Figures of sales: how many a day, who sold, for how much, and how they were paid.

A sale counts on the day it was signed, from when it is written down until it is released or lost to an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from client.insights.answers import Answer, Line, Place, Selection
from client.insights.question import Counting
from client.text import insights as words
from shared_models.kinds import Choice
from shared_models.records import RECORD_TYPES

MOST_SELLERS = 10
#: A stake that has ended or was lost is no sale any more; see ``shared_models.claims``.
STANDING = (
    "NOT sale.archived AND NOT EXISTS "
    "(SELECT 1 FROM stake WHERE stake.fact = sale.id AND (stake.ended OR stake.lost_to <> ''))"
)


def standing(counting: Counting) -> Selection:
    """The sales that stand, of the store asked for."""
    chosen = Selection("sale", STANDING)
    store = counting.asked.store
    return chosen.narrowed("sale.store = :store", store=store) if store else chosen


def signed(counting: Counting) -> Selection:
    """Those signed in the period."""
    return counting.dated(standing(counting), "sale.signed_on")


def daily(counting: Counting) -> Answer:
    """Sales by the step they were signed in."""
    found = counting.groups(signed(counting), "sale.signed_on")
    figures = counting.along((date.fromisoformat(day), count) for day, count in found)
    total = sum(figures)
    return Answer("count", total, total, counting.places(), (Line("", words.SALES, figures),))


def daily_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The sales of one step."""
    first, last = counting.step(place)
    return counting.dated(standing(counting), "sale.signed_on", first, last)


def takings(counting: Counting) -> Answer:
    """What was agreed in the period's sales, by step, in one currency."""
    found = counting.groups(
        signed(counting), "sale.price_currency", "sale.signed_on", measures="count(*), sum(sale.price)"
    )
    currencies = counting.currency((row[0], row[2]) for row in found)
    if not currencies:
        return Answer("money", None)
    shown = [row for row in found if row[0] == currencies[0]]
    figures = counting.along((date.fromisoformat(row[1]), row[3]) for row in shown)
    rests_on = sum(row[2] for row in shown)
    line = Line("", words.TAKINGS, figures)
    return Answer("money", sum(figures), rests_on, counting.places(), (line,), currencies=currencies)


def takings_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The sales of one step in the currency shown."""
    currencies = takings(counting).currencies
    chosen = daily_behind(counting, "", place)
    return chosen.narrowed("sale.price_currency = :currency", currency=currencies[0] if currencies else "")


def sellers(counting: Counting) -> Answer:
    """Who signed most sales in the period, the ten first; sales without a salesperson are one of them."""
    found = counting.groups(signed(counting), "coalesce(sale.person, '')")
    ordered = sorted(found, key=lambda row: (-row[1], row[0]))
    shown = ordered[:MOST_SELLERS]
    names = counting.titles("person", [row[0] for row in shown])
    places = tuple(Place(row[0] or "-", names.get(row[0], words.NOBODY)) for row in shown)
    figures = tuple(row[1] for row in shown)
    total = sum(row[1] for row in ordered)
    return Answer("count", total, total, places, (Line("", words.SALES, figures),), left_out=total - sum(figures))


def sellers_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The sales of one person."""
    person = "" if place == "-" else place
    return signed(counting).narrowed("coalesce(sale.person, '') = :person", person=person)


def ways(counting: Counting) -> Answer:
    """How the period's sales were paid."""
    found = counting.groups(signed(counting), "coalesce(sale.way, '')")
    return by_word(found, "sale", "way", words.SALES)


def ways_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The sales paid in one way."""
    return signed(counting).narrowed("coalesce(sale.way, '') = :word", word="" if place == "-" else place)


def by_word(found: Sequence[Sequence[Any]], record_type: str, field: str, name: str) -> Answer:
    """An answer of (word, count) rows of a choice, the most frequent first."""
    kind = RECORD_TYPES[record_type].fields()[field].kind
    assert isinstance(kind, Choice)
    rows = sorted(found, key=lambda row: (-row[1], row[0]))
    places = tuple(Place(row[0] or "-", kind.label(row[0]) if row[0] else words.NOT_SAID) for row in rows)
    figures = tuple(row[1] for row in rows)
    return Answer("count", sum(figures), sum(figures), places, (Line("", name, figures),) if rows else ())
