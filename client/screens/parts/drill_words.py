"""What the report of a drill says, in words: on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo

from client.care.drills import Drill, Figures
from client.text import drills as words
from client.text import values


def lasted(span: timedelta) -> str:
    """A span of time in the unit people would use."""
    seconds = int(span.total_seconds())
    for least, size, pattern in ((172_800, 86_400, words.DAYS), (7_200, 3_600, words.HOURS), (120, 60, words.MINUTES)):
        if seconds >= least:
            return pattern.format(count=seconds // size)
    return words.SECONDS.format(count=max(seconds, 1))


def facts_of(drill: Drill, device: str, zone: tzinfo) -> list[tuple[str, str]]:
    """When, how long and by whom."""
    ended = drill.ended or drill.began
    return [
        (words.FACTS["began"], values.moment(drill.began, zone)), (words.FACTS["ended"], values.moment(ended, zone)),
        (words.FACTS["length"], lasted(ended - drill.began)), (words.FACTS["by"], drill.name),
        (words.FACTS["ended_by"], drill.ended_by or words.BY_ITSELF), (words.FACTS["device"], device),
    ]  # fmt: skip


def figures_in_words(figures: Figures) -> list[tuple[str, str]]:
    """What was done meanwhile."""
    names = ("changes", "records", "sales", "tentative", "alarms")
    return [(words.FACTS[name], f"{getattr(figures, name):,}") for name in names]


def outcome_in_words(drill: Drill, figures: Figures) -> list[tuple[str, str]]:
    """How it came together again."""
    names = ("conflicts", "lost", "refused")
    took = lasted(figures.settled - (drill.ended or figures.settled))
    return [(words.FACTS["settled"], took), *((words.FACTS[name], f"{getattr(figures, name):,}") for name in names)]


def result(drill: Drill, figures: Figures) -> tuple[str, bool]:
    """The result in one sentence, and whether nothing needs a person."""
    took = lasted(figures.settled - (drill.ended or figures.settled))
    counted: Sequence[tuple[int, str, str]] = (
        (figures.conflicts, words.CONFLICTS_ONE, words.CONFLICTS_MANY),
        (figures.lost, words.LOST_ONE, words.LOST_MANY), (figures.refused, words.REFUSED_ONE, words.REFUSED_MANY),
    )  # fmt: skip
    left = [one if count == 1 else many.format(count=f"{count:,}") for count, one, many in counted if count]
    if not left:
        return words.RESULT_OK.format(took=took), True
    return words.RESULT_LOOK.format(took=took, what=words.AND.join(left)), False
