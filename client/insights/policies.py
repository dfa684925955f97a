"""Figures of policies: how many are in force with whom, what they bring, and when they run out.

A policy is in force while its status says active or expiring and today lies between its first and last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from client.insights.answers import Answer, Line, Place, Selection
from client.insights.periods import Period, start_of
from client.insights.question import Counting
from client.text import insights as words

#: How many weeks ahead the map of expiries looks, this one included.
WEEKS_AHEAD = 13
NO_INSURER = "-"
_RUNNING = "policy.status IN ('active', 'expiring')"


def policies(counting: Counting) -> Selection:
    """All policies that are not put away, of the insurer asked for."""
    chosen = Selection("policy", "NOT policy.archived")
    insurer = counting.asked.insurer
    return chosen.narrowed("policy.insurer = :insurer", insurer=insurer) if insurer else chosen


def in_force(counting: Counting) -> Selection:
    """Those in force today. (The ``+`` keeps SQLite from an index: most are in force, and a scan is quicker.)"""
    return policies(counting).narrowed(
        f"{_RUNNING} AND coalesce(policy.starts_on, '') <= :today AND +policy.expires_on >= :today",
        today=counting.asked.today.isoformat(),
    )


def of_insurer(chosen: Selection, key: str) -> Selection:
    """Those of one insurer, or those that name none."""
    if key == NO_INSURER:
        return chosen.narrowed("policy.insurer IS NULL")
    return chosen.narrowed("policy.insurer = :of_insurer", of_insurer=key)


def _by_insurer(counting: Counting, found: Sequence[Sequence[Any]]) -> tuple[list[Place], list[int]]:
    """(insurer, figure) rows as places and figures, the highest first."""
    names = counting.titles("insurer", [row[0] for row in found])
    rows = sorted(((names.get(row[0] or "", words.NO_INSURER), row[0] or NO_INSURER, row[1]) for row in found),
                  key=lambda row: (-row[2], row[0]))  # fmt: skip
    return [Place(key, title) for title, key, _ in rows], [figure for _, _, figure in rows]


def active(counting: Counting) -> Answer:
    """Policies in force by insurer."""
    places, figures = _by_insurer(counting, counting.groups(in_force(counting), "policy.insurer"))
    line = Line("", words.POLICIES, tuple(figures))
    return Answer("count", sum(figures), sum(figures), tuple(places), (line,) if places else ())


def active_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The policies in force with one insurer."""
    return of_insurer(in_force(counting), place)


def premiums(counting: Counting) -> Answer:
    """Annual premiums of the policies in force by insurer, in one currency."""
    found = counting.groups(
        in_force(counting), "policy.premium_currency", "policy.insurer", measures="count(*), sum(policy.premium)"
    )
    currencies = counting.currency((row[0], row[2]) for row in found)
    if not currencies:
        return Answer("money", None)
    shown = [row for row in found if row[0] == currencies[0]]
    places, figures = _by_insurer(counting, [(row[1], row[3]) for row in shown])
    rests_on = sum(row[2] for row in shown)
    line = Line("", words.PREMIUMS, tuple(figures))
    return Answer("money", sum(figures), rests_on, tuple(places), (line,), currencies=currencies)


def premiums_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The policies of one insurer in the currency shown."""
    currencies = premiums(counting).currencies
    chosen = of_insurer(in_force(counting), place)
    return chosen.narrowed("policy.premium_currency = :currency", currency=currencies[0] if currencies else "")


# --- expiries ---


def _weeks(counting: Counting) -> list[date]:
    monday = start_of(counting.asked.today, "week")
    return [monday + timedelta(weeks=number) for number in range(WEEKS_AHEAD)]


def _expiring(counting: Counting, first: date, last: date) -> Selection:
    chosen = policies(counting).narrowed(_RUNNING)
    return counting.dated(chosen, "policy.expires_on", max(first, counting.asked.today), last)


def expiry(counting: Counting) -> Answer:
    """Running policies by the week they expire in and their insurer: this week from today on, and twelve more."""
    weeks = _weeks(counting)
    last = weeks[-1] + timedelta(days=6)
    found = counting.groups(_expiring(counting, weeks[0], last), "coalesce(policy.insurer, '-')", "policy.expires_on")
    cells: dict[tuple[str, date], int] = {}
    for insurer, day, count in found:
        key = insurer, start_of(date.fromisoformat(day), "week")
        cells[key] = cells.get(key, 0) + count
    names = counting.titles("insurer", {insurer for insurer, _ in cells})
    titled = sorted({(names.get(insurer, words.NO_INSURER), insurer) for insurer, _ in cells})
    lines = tuple(Line(key, name, tuple(cells.get((key, week), 0) for week in weeks)) for name, key in titled)
    by_week = Period("", weeks[0], last, "week")
    places = tuple(Place(week.isoformat(), by_week.name(week)) for week in weeks)
    total = sum(cells.values())
    return Answer("count", total, total, places, lines)


def expiry_behind(counting: Counting, line: str, place: str) -> Selection:
    """The policies of one cell: a week and an insurer."""
    monday = date.fromisoformat(place)
    return of_insurer(_expiring(counting, monday, monday + timedelta(days=6)), line)
