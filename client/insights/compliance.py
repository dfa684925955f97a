"""Figures of keeping to dates: how many policies that came to term were renewed, and which instalments are late.

An instalment is late when it is not paid ``GRACE_DAYS`` after it was due; policies that are drafts or were cancelled
are left out.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from client.insights.answers import Answer, Line, Place, Selection, share
from client.insights.policies import policies
from client.insights.question import Counting
from client.text import insights as words

#: At least two weeks, as section 38 of the German insurance contract act has it; what is asked for is never shorter.
GRACE_DAYS = 14
RENEWED, NOT_RENEWED = "renewed", "not_renewed"
IN_TIME, OPEN, LATE = "paid", "open", "late"
_COUNTED = "policy.status NOT IN ('draft', 'cancelled')"
_RENEWAL = (
    "EXISTS (SELECT 1 FROM json_each(policy.periods) AS period WHERE "
    "json_extract(period.value, '$.transaction') = 'renewal' "
    "AND json_extract(period.value, '$.effective') >= :since AND json_extract(period.value, '$.effective') <= :till)"
)


def _renewed(counting: Counting) -> Selection:
    """Policies whose renewal took effect in the period; the words are looked for first, for that is quick."""
    period = counting.period
    return policies(counting).narrowed(
        f"policy.periods LIKE '%\"renewal\"%' AND {_RENEWAL}",
        since=period.first.isoformat(), till=period.last.isoformat(),
    )  # fmt: skip


def _run_out(counting: Counting) -> Selection:
    """Policies whose last day was in the period and has passed."""
    last = min(counting.period.last, counting.asked.today - timedelta(days=1))
    return counting.dated(policies(counting).narrowed(_COUNTED), "policy.expires_on", last=last)


def renewals(counting: Counting) -> Answer:
    """Of the policies that came to term in the period, how many per cent were renewed."""
    renewed, run_out = counting.count(_renewed(counting)), counting.count(_run_out(counting))
    places = (Place(RENEWED, words.RENEWED), Place(NOT_RENEWED, words.NOT_RENEWED))
    line = Line("", words.POLICIES, (renewed, run_out))
    return Answer("percent", share(renewed, renewed + run_out), renewed + run_out, places, (line,))


def renewals_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The policies that were renewed, or those that ran out."""
    return _renewed(counting) if place == RENEWED else _run_out(counting)


# --- instalments ---

_DUE = (
    "json_extract(part.value, '$.due') >= :since AND json_extract(part.value, '$.due') <= :till "
    "AND json_extract(part.value, '$.due') <= :today"
)
_STATE = (
    "CASE WHEN json_extract(part.value, '$.paid_on') <= date(json_extract(part.value, '$.due'), :grace) THEN 'paid' "
    "WHEN json_extract(part.value, '$.paid_on') IS NULL AND date(json_extract(part.value, '$.due'), :grace) >= :today "
    "THEN 'open' ELSE 'late' END"
)


def _asked(counting: Counting) -> Selection:
    period = counting.period
    return Selection(
        "policy", (chosen := policies(counting).narrowed(_COUNTED)).where,
        {**chosen.parameters, "since": period.first.isoformat(), "till": period.last.isoformat(),
         "today": counting.asked.today.isoformat(), "grace": f"+{GRACE_DAYS} days"},
    )  # fmt: skip


def instalments(counting: Counting) -> Answer:
    """Instalments that fell due in the period: paid in time, still open, late. The headline is the share in time."""
    chosen = _asked(counting)
    statement = (  # one look into each instalment, for there are very many
        "SELECT json_extract(part.value, '$.due', '$.paid_on'), count(*) FROM policy, "
        f"json_each(policy.instalments) AS part WHERE {chosen.where} GROUP BY 1"
    )
    found = dict.fromkeys((IN_TIME, OPEN, LATE), 0)
    first, last = counting.period.first.isoformat(), min(counting.period.last, counting.asked.today).isoformat()
    for pair, count in counting.rows(statement, chosen.parameters):
        due, paid_on = json.loads(pair)
        if due and first <= due <= last:
            found[_state(due, paid_on, counting.asked.today)] += count
    figures = tuple(found.values())
    places = tuple(Place(state, words.INSTALMENTS_BY[state]) for state in (IN_TIME, OPEN, LATE))
    line = Line("", words.INSTALMENTS, figures)
    return Answer("percent", share(figures[0], sum(figures)), sum(figures), places, (line,))


def _state(due: str, paid_on: str | None, today: date) -> str:
    """What became of an instalment: the same as ``_STATE`` says of each."""
    patience = (date.fromisoformat(due) + timedelta(days=GRACE_DAYS)).isoformat()
    if paid_on is None:
        return OPEN if patience >= today.isoformat() else LATE
    return IN_TIME if paid_on <= patience else LATE


def instalments_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The policies that have such instalments."""
    return _asked(counting).narrowed(
        f"EXISTS (SELECT 1 FROM json_each(policy.instalments) AS part WHERE {_DUE} AND {_STATE} = :state)", state=place
    )
