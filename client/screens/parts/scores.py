"""How a score is shown: a big number with its band, what speaks for it and what against, and why one is absent."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from accessibility.widgets import Heading, StatusPill, Text
from accessibility.widgets.feedback import Tone
from client.changes import Changes
from client.screens.base import Screen
from client.screens.parts.page import empty
from client.screens.parts.row_list import Icon
from client.text import scores as words
from client.workspace import Workspace
from ml_models.score import Score

MOST = 4
"""How many reasons of each side are shown."""


def percent(score: Score) -> int:
    """The score as a whole number of per cent."""
    return round(score.value * 100)


def follow_scores(screen: Screen, workspace: Workspace, record_type: str) -> None:
    """Have a screen read anew when scores of the type have changed: told on another thread, heard on the window's."""
    known = weakref.ref(screen)

    def on_window_thread() -> None:
        there = known()
        if there is not None and isValid(there):
            there.refresh(Changes(()))

    def told(changes: Changes) -> None:
        if changes.of(record_type) and known() is not None:
            workspace.background.call(on_window_thread)

    workspace.scores.listen(told)


def top_reason(score: Score) -> str:
    """The reason that weighs most, in words; empty when none was given."""
    weightiest = max(score.reasons, key=lambda reason: abs(reason.contribution), default=None)
    return weightiest.words if weightiest else ""


class ScoreView(QWidget):
    """A score as people read it. ``danger`` turns the tones round: a high risk is bad, a high chance is good.

    ``bands``: other words for high, medium and low.
    """

    def __init__(self, danger: bool = False, bands: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._danger, self._bands = danger, bands
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    def show_score(self, score: Score | None, absent_because: str = "") -> None:
        """Show a score, or say why there is none."""
        empty(self._column)
        if score is None:
            self._column.addWidget(Text(absent_because or words.ABSENT, "soft"))
            return
        first = QHBoxLayout()
        first.setSpacing(12)
        number = Heading(words.NUMBER.format(percent=percent(score)), 3, like=1)
        number.setAccessibleName(words.SPOKEN.format(percent=percent(score), band=self._band(score)))
        first.addWidget(number)
        first.addWidget(StatusPill(self._band(score), self._tone(score)), 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        self._column.addLayout(first)
        for heading, weighs, icon, tone in self._sides():
            chosen = [reason for reason in score.reasons if weighs(reason.contribution)]
            chosen.sort(key=lambda reason: -abs(reason.contribution))
            if chosen:
                self._column.addWidget(Heading(heading, 4))
            for reason in chosen[:MOST]:
                self._column.addLayout(_line(reason.words, icon, tone))

    def _sides(self) -> tuple[tuple[str, Callable[[float], bool], str, str], ...]:
        good, bad = ("bad", "ok") if self._danger else ("ok", "bad")
        up, down = (words.RAISES, words.LOWERS) if self._danger else (words.FOR, words.AGAINST)
        return ((up, lambda e: e > 0, "plus", good), (down, lambda e: e < 0, "minus", bad))

    def _band(self, score: Score) -> str:
        return (self._bands or words.BANDS).get(score.band, score.band)

    def _tone(self, score: Score) -> Tone:
        if self._danger:
            return {"high": "bad", "medium": "warn", "low": "ok"}.get(score.band, "neutral")  # type: ignore[return-value]
        return {"high": "ok", "medium": "info", "low": "neutral"}.get(score.band, "neutral")  # type: ignore[return-value]


def _line(text: str, icon: str, colour: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(10)
    line.addWidget(Icon(icon, colour, 18), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(text), 1)
    return line
