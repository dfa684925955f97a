"""Figures of leads, test drives and stock: how many convert, how far they come, where they come from, what is there.

A lead belongs to the day it was entered, a test drive to the day it began, both at their store.
"""

from __future__ import annotations

from client.insights.answers import Answer, Line, Place, Selection, share_of_two
from client.insights.question import Counting
from client.insights.sales import by_word
from client.text import insights as words
from shared_models.kinds import Choice
from shared_models.records import RECORD_TYPES
from shared_models.vehicle_status import present_status

_ENTERED = "lead.created"
#: How far a lead can come, in order; whoever is at one stage has passed those before it.
STAGES = ("new", "contacted", "test_drive", "negotiation", "won")
CONVERTED, NOT_CONVERTED = "won", "open"
#: What counts as stock: a vehicle of a store that has not been handed over.
_STOCK = ("available", "held", "incoming", "sold")


def entered(counting: Counting) -> Selection:
    """The leads entered in the period, of the store asked for; merged ones are put away."""
    chosen = Selection("lead", "NOT lead.archived")
    store = counting.asked.store
    if store:
        chosen = chosen.narrowed("lead.store = :store", store=store)
    return counting.timed(chosen, _ENTERED, store="lead.store")


def conversion(counting: Counting) -> Answer:
    """Converted leads / leads x 100, of the leads entered in the period."""
    counted = counting.counted(entered(counting), "lead.status = 'won'")
    converted, others = Place(CONVERTED, words.CONVERTED), Place(NOT_CONVERTED, words.NOT_CONVERTED)
    return share_of_two(counted, words.LEADS, converted, others)


def conversion_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The leads that converted, or those that did not."""
    return entered(counting).narrowed(f"lead.status {'=' if place == CONVERTED else '<>'} 'won'")


def funnel(counting: Counting) -> Answer:
    """How many leads of the period have come to each stage or beyond it; lost ones are left out."""
    counted = counting.counted(entered(counting), "lead.status")
    kind = RECORD_TYPES["lead"].fields()["status"].kind
    assert isinstance(kind, Choice)
    figures = tuple(sum(counted.get(later, 0) for later in STAGES[at:]) for at in range(len(STAGES)))
    places = tuple(Place(stage, kind.label(stage)) for stage in STAGES)
    if not figures[0]:
        return Answer("count", None)
    return Answer("count", figures[0], figures[0], places, (Line("", words.LEADS, figures),))


def funnel_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The leads at a stage or beyond it."""
    later = ", ".join(f"'{stage}'" for stage in STAGES[STAGES.index(place) :])
    return entered(counting).narrowed(f"lead.status IN ({later})")


def sources(counting: Counting) -> Answer:
    """Leads of the period by where they came from: all, and those that converted."""
    found = counting.groups(
        entered(counting), "coalesce(lead.source, '')", measures="count(*), sum(lead.status = 'won')"
    )
    rows = sorted(found, key=lambda row: (-row[1], row[0]))
    kind = RECORD_TYPES["lead"].fields()["source"].kind
    assert isinstance(kind, Choice)
    places = tuple(Place(row[0] or "-", kind.label(row[0]) if row[0] else words.NOT_SAID) for row in rows)
    total = sum(row[1] for row in rows)
    lines = (
        Line("all", words.LEADS, tuple(row[1] for row in rows)),
        Line("won", words.CONVERTED, tuple(row[2] for row in rows)),
    )
    return Answer("count", total, total, places, lines if rows else ())


def sources_behind(counting: Counting, line: str, place: str) -> Selection:
    """The leads of one source."""
    chosen = entered(counting).narrowed("coalesce(lead.source, '') = :word", word="" if place == "-" else place)
    return chosen.narrowed("lead.status = 'won'") if line == "won" else chosen


def lost(counting: Counting) -> Answer:
    """Why leads of the period were lost."""
    chosen = entered(counting).narrowed("lead.status = 'lost'")
    return by_word(counting.groups(chosen, "coalesce(lead.lost_reason, '')"), "lead", "lost_reason", words.LEADS)


def lost_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The leads lost for one reason."""
    chosen = entered(counting).narrowed("lead.status = 'lost'")
    return chosen.narrowed("coalesce(lead.lost_reason, '') = :word", word="" if place == "-" else place)


# --- test drives ---


def _drives(counting: Counting) -> Selection:
    chosen = Selection("test_drive", "NOT test_drive.archived AND test_drive.status IN ('out', 'returned')")
    store = counting.asked.store
    return chosen.narrowed("test_drive.store = :store", store=store) if store else chosen


def drives(counting: Counting) -> Answer:
    """Test drives that took place, by the step they began in."""
    chosen = counting.timed(_drives(counting), "test_drive.starts_at", store="test_drive.store")
    found = counting.by_day(chosen, "test_drive.starts_at", store="test_drive.store")
    figures = counting.along((day, row[0]) for day, row in found)
    return Answer("count", sum(figures), sum(figures), counting.places(), (Line("", words.DRIVES, figures),))


def drives_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The test drives of one step."""
    first, last = counting.step(place)
    return counting.timed(_drives(counting), "test_drive.starts_at", first, last, store="test_drive.store")


# --- stock ---


def _in_stock(counting: Counting) -> Selection:
    chosen = Selection("vehicle", "NOT vehicle.archived AND vehicle.store IS NOT NULL")
    store = counting.asked.store
    return chosen.narrowed("vehicle.store = :store", store=store) if store else chosen


def stock(counting: Counting) -> Answer:
    """Vehicles of the stores by their present status, those handed over left out. Not of a period."""
    found = counting.counted(_in_stock(counting), f"({present_status()})")
    kind = RECORD_TYPES["vehicle"].fields()["status"].kind
    assert isinstance(kind, Choice)
    shown = [status for status in _STOCK if found.get(status)]
    figures = tuple(found[status] for status in shown)
    places = tuple(Place(status, kind.label(status)) for status in shown)
    line = Line("", words.VEHICLES, figures)
    return Answer("count", sum(figures), sum(figures), places, (line,) if shown else ())


def stock_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The vehicles of one status."""
    return _in_stock(counting).narrowed(f"({present_status()}) = :word", word=place)
