"""Saying what was found in a claim that stood out, as a fact with a name and a reason. The claim stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from client.commands import Command, RecordFact
from client.formatting import labels
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.screens.parts.scores import ScoreView, percent
from client.text import risk as words
from client.workspace import Workspace
from ml_models.score import Score


class ReviewClaim(FieldSetDialog):
    """What the model says stands above, with its reasons; the person says what is so."""

    def __init__(
        self, workspace: Workspace, view: RecordView, score: Score | None, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        title = words.REVIEW_TITLE.format(number=view.values["number"])
        super().__init__(workspace, title, words.REVIEW_SAVE, parent)
        self._view, self._score = view, score
        self.why = ScoreView(danger=True)
        self.why.show_score(score)
        self.why.setVisible(score is not None)
        self.body.addWidget(self.why)
        self.asked = FieldSet(workspace, "claim_review", ["verdict", "reason"])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["verdict"].setFocus()

    def commands(self) -> Sequence[Command]:
        fact = {**self.asked.values(), "claim": self._view.id, "person": self.workspace.identity.person}
        if self._score is not None:
            fact |= {"score": percent(self._score), "model": f"{self._score.model} {self._score.version}"}
        return [RecordFact("claim_review", fact)]

    def sentence(self) -> str:
        verdict = labels("claim_review", "verdict")[self.asked.value("verdict")]
        return words.REVIEW_SAVED.format(number=self._view.values["number"], verdict=verdict.lower())
