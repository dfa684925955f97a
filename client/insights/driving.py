"""Figures of risk: how vehicles score, how they are driven, and how drivers compare.

Distances are kilometres whatever they were recorded in. Somebody is compared only after ``LEAST_KM`` in the period.
"""

from __future__ import annotations

from client.insights.answers import Answer, Line, Place, Selection, Spot
from client.insights.question import Counting
from client.text import insights as words
from client.text import scores as score_words

LEAST_KM = 100
#: More spots than this nobody can tell apart; those with the highest scores are shown.
MOST_SPOTS = 300
_KM = "CASE telematics_day.distance_unit WHEN 'mi' THEN 1.609344 ELSE 1 END * telematics_day.distance"
_EVENTS = "coalesce(telematics_day.speeding_events, 0) + coalesce(telematics_day.harsh_braking, 0)"
_BANDS = ("low", "medium", "high")
_SCORE = "SELECT score.{column} FROM score WHERE score.record = vehicle.id AND score.model = 'accident_risk'"
#: Axes of the comparison, in the order they go round.
AXES = ("speeding", "braking", "night", "malus", "claims")


def _days(counting: Counting) -> Selection:
    """The days of driving in the period."""
    return counting.dated(Selection("telematics_day", "NOT telematics_day.archived"), 'telematics_day."on"')


def _scored(counting: Counting) -> Selection:
    chosen = Selection("vehicle", "NOT vehicle.archived")
    return chosen.narrowed(f"({_SCORE.format(column='value')}) IS NOT NULL")


def distribution(counting: Counting) -> Answer:
    """Vehicles with a risk score by its band. Not of a period."""
    found = counting.counted(_scored(counting), f"({_SCORE.format(column='band')})")
    figures = tuple(found.get(band, 0) for band in _BANDS)
    places = tuple(Place(band, score_words.BANDS[band]) for band in _BANDS)
    line = Line("", words.VEHICLES, figures)
    return Answer("count", sum(figures), sum(figures), places, (line,) if any(figures) else ())


def distribution_behind(counting: Counting, _line: str, place: str) -> Selection:
    """The vehicles of one band."""
    return _scored(counting).narrowed(f"({_SCORE.format(column='band')}) = :band", band=place)


def spread(counting: Counting) -> Answer:
    """Vehicles by events per 100 km in the period (across) and risk score in per cent (up)."""
    chosen = _days(counting)
    statement = (
        f"SELECT telematics_day.vehicle, sum({_KM}) AS km, sum({_EVENTS}), score.value FROM telematics_day "
        "JOIN score ON score.record = telematics_day.vehicle AND score.model = 'accident_risk' "
        f"WHERE score.value IS NOT NULL AND {chosen.where} GROUP BY 1, 4 HAVING km >= {LEAST_KM} ORDER BY 4 DESC"
    )
    found = counting.rows(statement, chosen.parameters)
    shown = found[:MOST_SPOTS]
    names = counting.titles("vehicle", [row[0] for row in shown])
    spots = tuple(
        Spot(vehicle, names.get(vehicle, words.NO_NAME), 100 * events / km, 100 * score)
        for vehicle, km, events, score in shown
    )
    return Answer("percent", len(found) or None, len(found), spots=spots, left_out=len(found) - len(shown))


def spread_behind(_counting: Counting, _line: str, place: str) -> Selection:
    """One vehicle."""
    return Selection("vehicle", "vehicle.id = :id", {"id": place})


# --- drivers ---


def _per_driver(counting: Counting) -> dict[str, list[float | None]]:
    """What each driver has on the axes: events per 100 km, share of night, bonus-malus, claims at fault."""
    chosen = _days(counting)
    statement = (
        f"SELECT telematics_day.driver, sum({_KM}) AS km, sum(telematics_day.speeding_events), "
        f"sum(telematics_day.harsh_braking), sum(telematics_day.night_share * {_KM}), driver.bonus_malus "
        "FROM telematics_day JOIN driver ON driver.id = telematics_day.driver AND NOT driver.archived "
        f"WHERE {chosen.where} GROUP BY 1 HAVING km >= {LEAST_KM}"
    )
    faults = counting.timed(
        Selection("claim", "NOT claim.archived AND claim.at_fault AND claim.driver IS NOT NULL"), "claim.happened_at"
    )
    claimed = counting.counted(faults, "claim.driver")
    found: dict[str, list[float | None]] = {}
    for driver, km, speeding, braking, night, malus in counting.rows(statement, chosen.parameters):
        rates = [None if events is None else 100 * events / km for events in (speeding, braking)]
        found[driver] = [*rates, None if night is None else night / km, malus, float(claimed.get(driver, 0))]
    return found


def behaviour(counting: Counting) -> Answer:
    """Drivers on five axes, each from 0 to 100, where 100 is the highest of any: their mean, and who stands out most.

    Who stands out has the highest mean over the axes.
    """
    found = _per_driver(counting)
    if not found:
        return Answer("index", None)
    highest = [max((row[axis] or 0 for row in found.values()), default=0) for axis in range(len(AXES))]
    scaled = {
        driver: [None if row[axis] is None else 100 * (row[axis] or 0) / highest[axis] if highest[axis] else 0.0
                 for axis in range(len(AXES))]
        for driver, row in found.items()
    }  # fmt: skip
    first = max(scaled, key=lambda driver: (_mean(scaled[driver]) or 0, driver))
    everyone = tuple(_mean([row[axis] for row in scaled.values()]) for axis in range(len(AXES)))
    name = counting.titles("driver", [first]).get(first, words.NO_NAME)
    places = tuple(Place(axis, words.AXES[axis]) for axis in AXES)
    lines = (Line("", words.EVERYBODY.format(count=len(found)), everyone), Line(first, name, tuple(scaled[first])))
    return Answer("index", _mean(scaled[first]), len(found), places, lines)


def behaviour_behind(_counting: Counting, line: str, _place: str) -> Selection:
    """The driver who stands out; for the mean, all that were compared is nobody in particular."""
    return Selection("driver", "driver.id = :id", {"id": line})


def _mean(figures: list[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None
