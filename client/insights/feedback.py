"""The mood of feedback over time, on the whole and by aspect: as a person marked it, else as a model reads it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from client.insights.answers import Answer, Line, Selection
from client.insights.question import Counting
from client.reading.queries import RecordView
from client.scores.drive_scores import moods
from client.text import feedback as aspect_words
from client.text import insights as words

#: So much feedback is read at once, the newest; and so much is remembered, by its words and the model's version.
MOST, REMEMBERED = 400, 4_000
#: Aspects that are shown: those spoken of most.
ASPECTS = 3


@dataclass(frozen=True)
class Felt:
    """One piece of feedback: the drive, the first day of its step, its mood from 0 to 100, and that of each aspect."""

    drive: str
    step: date
    mood: float
    aspects: tuple[tuple[str, float], ...]


_known: dict[tuple[str, str | None, str], tuple[float, tuple[tuple[str, float], ...]] | None] = {}


def _spoken(counting: Counting) -> Selection:
    """Drives of the period with feedback in words."""
    chosen = Selection("test_drive", "NOT test_drive.archived AND coalesce(test_drive.comment, '') <> ''")
    store = counting.asked.store
    chosen = chosen.narrowed("test_drive.store = :store", store=store) if store else chosen
    return counting.timed(chosen, "test_drive.starts_at", store="test_drive.store")


def _felt(counting: Counting) -> tuple[list[Felt], int]:
    """What the latest feedback says, and how much of the period could not be read or was not looked at."""
    from client.scores.released import file_in_use

    ordinals = counting.ordinals(_spoken(counting))
    views = counting.reader.by_ordinals("test_drive", ordinals[:MOST])
    customers = counting.reader.by_ids("customer", sorted({view.values["customer"] or "" for view in views} - {""}))
    spoken = {view.id: view.values["language"] for view in customers}
    version = file_in_use(counting.reader, "feedback_sentiment").version if views else ""
    found = []
    for view in views:
        read = _read(counting, view, spoken.get(view.values["customer"] or ""), version)
        if read is not None:
            day = counting.day_of(view.values["starts_at"], view.values["store"])
            found.append(Felt(view.id, counting.period.start(day), *read))
    return found, len(ordinals) - len(found)


def _read(
    counting: Counting, view: RecordView, language: str | None, version: str
) -> tuple[float, tuple[tuple[str, float], ...]] | None:
    key = (version, language, f"{view.values['mood'] or ''} {view.values['comment']}")
    if key in _known:
        return _known.get(key)
    (mood,) = moods(counting.reader, [view], language)
    read = None if mood.value is None else (mood.value, mood.values)
    if len(_known) >= REMEMBERED:
        _known.clear()
    _known[key] = read
    return read


def mood(counting: Counting) -> Answer:
    """How the feedback of each step speaks of us, from 0 (ill) to 100 (well): on the whole, and by the first aspects.

    A step without any has no figure. The headline is the mean of all.
    """
    found, left_out = _felt(counting)
    if not found:
        return Answer("percent", None, left_out=left_out)
    by_aspect: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for each in found:
        for aspect, value in each.aspects:
            by_aspect[aspect].append((each.step, value))
    first = sorted(by_aspect, key=lambda name: (-len(by_aspect[name]), name))[:ASPECTS]
    lines = [Line("", words.ALL_FEEDBACK, _means(counting, [(each.step, each.mood) for each in found]))]
    lines += [Line(name, aspect_words.ASPECTS[name], _means(counting, by_aspect[name])) for name in first]
    mean = sum(each.mood for each in found) / len(found)
    return Answer("percent", mean, len(found), counting.places(), tuple(lines), left_out=left_out)


def _means(counting: Counting, values: list[tuple[date, float]]) -> tuple[float | None, ...]:
    steps: dict[date, list[float]] = {start: [] for start in counting.period.starts()}
    for step, value in values:
        steps[step].append(value)
    return tuple(sum(held) / len(held) if held else None for held in steps.values())


def mood_behind(counting: Counting, line: str, place: str) -> Selection:
    """The test drives of one step whose feedback was read, or spoke of an aspect."""
    step = date.fromisoformat(place)
    theirs = [
        each.drive for each in _felt(counting)[0]
        if each.step == step and (not line or any(aspect == line for aspect, _ in each.aspects))
    ]  # fmt: skip
    return Selection("test_drive", "test_drive.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(theirs)})
