"""What a model reads in a drive: the mood of its feedback, and whether the booking is unlike others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from accessibility.widgets import Text
from accessibility.widgets.feedback import TONE_ICONS, Tone
from client.scores.drive_scores import Mood
from client.screens.parts.marking import MoodMark
from client.screens.parts.page import Section, empty
from client.screens.parts.row_list import Icon
from client.screens.parts.scores import ScoreView
from client.text import feedback as words
from client.text import values
from client.workspace import Workspace
from ml_models.score import Score

_TONES: dict[str, Tone] = {"high": "ok", "medium": "neutral", "low": "bad"}
_MOST = 5


def aspects_in_words(mood: Mood) -> list[str]:
    """Each aspect spoken of with its mood."""
    return [words.ASPECT.format(aspect=words.ASPECTS[aspect], mood=words.MOODS[band]) for aspect, band in mood.aspects]


class UnusualSection(Section):
    """To be seen only where a booking is unlike most; says why, and that nothing follows from it."""

    def __init__(self) -> None:
        super().__init__(words.UNUSUAL)
        self.body.addWidget(Text(words.UNUSUAL_TEXT, "soft"))
        self.score = ScoreView(danger=True, bands=words.RARE)
        self.body.addWidget(self.score)
        self.hide()

    def show_score(self, score: Score | str) -> None:
        """Show the reasons of a booking that is unlike most; hide for every other."""
        flagged = isinstance(score, Score) and score.band == "high"
        self.setVisible(flagged)
        if isinstance(score, Score) and flagged:
            self.score.show_score(score)


class MoodSection(Section):
    """The mood of one piece of feedback with the words that said so, its aspects, and what a person says of it.

    Hidden where there is none.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.TITLE)
        self.score = ScoreView(bands=words.MOODS)
        self.body.addWidget(self.score)
        self._aspects = QVBoxLayout()
        self.body.addLayout(self._aspects)
        self.body.addWidget(Text(words.MODEL, "soft"))
        self.mark = MoodMark(workspace)
        self.body.addWidget(self.mark)
        self.hide()

    def show_mood(self, mood: Mood | None) -> None:
        """Show what was read."""
        self.setVisible(mood is not None)
        empty(self._aspects)
        if mood is None:
            return
        self.mark.show_view(mood.drive)
        held = mood.score
        self.score.show_score(held if isinstance(held, Score) else None, held if isinstance(held, str) else "")
        for (_, band), text in zip(mood.aspects, aspects_in_words(mood), strict=True):
            self._aspects.addLayout(_line(text, _TONES[band]))


class MoodsSection(Section):
    """The mood of a customer's feedback, newest first; hidden where there is none."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.TITLE)
        self._workspace = workspace
        self._lines = QVBoxLayout()
        self.body.addLayout(self._lines)
        self.body.addWidget(Text(words.MODEL, "soft"))
        self.hide()

    def show_moods(self, moods: Sequence[Mood]) -> None:
        """Show what was read."""
        self.setVisible(bool(moods))
        empty(self._lines)
        for mood in moods[:_MOST]:
            self._lines.addLayout(_line(*self._said(mood)))

    def _said(self, mood: Mood) -> tuple[str, Tone]:
        zone, today = self._workspace.zone(), self._workspace.today()
        day = values.moment(mood.drive.values["starts_at"], zone, today)
        if not mood.band:
            return words.ROW.format(day=day, mood=words.NOT_READ), "neutral"
        said, aspects = words.MOODS[mood.band], ", ".join(aspects_in_words(mood))
        pattern = words.ROW_ASPECTS if aspects else words.ROW
        return pattern.format(day=day, mood=said, aspects=aspects), _TONES[mood.band]


def _line(text: str, tone: Tone) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(10)
    line.addWidget(Icon(TONE_ICONS[tone], "ink" if tone == "neutral" else tone), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(text), 1)
    return line
