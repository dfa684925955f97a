"""Deciding whether somebody is insured under a policy, beside what is proposed; and taking a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, ChoiceField, Field, LineEdit, Text
from client.business.underwriting import Underwriting, underwriting
from client.commands import Command, RecordFact
from client.formatting import labels
from client.reading.queries import RecordView
from client.screens.dialogs.deed import DeedDialog, FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.screens.parts.underwriting_words import TONES, grounds
from client.text import underwriting as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.facts import TAKEN_BACK


class UnderwritePolicy(DeedDialog):
    """The proposal is worked out behind the dialog; whoever is signed in decides, and bears the decision's name."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.DECIDE_FOR.format(number=view.values["number"]), words.SAVE, parent)
        self._view = view
        self._found: Underwriting | None = None
        self.answer = Banner(words.WORKING, "info")
        self._reasons = QVBoxLayout()
        self.decision = Field(words.DECISION, ChoiceField(words.DECISIONS.items()), required=True)
        self.why = Field(words.WHY, LineEdit(), help=words.WHY_HELP)
        self.body.addWidget(self.answer)
        self.body.addLayout(self._reasons)
        self.body.addWidget(Text(words.DESCRIBES, "soft"))
        for field in (self.decision, self.why):
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.confirm_button.setEnabled(False)
        self.decision.setFocus()
        today = workspace.today()
        workspace.background.run(
            lambda: underwriting(workspace.reader, workspace.scores, view.id, today),
            while_alive(self, self.show_proposal),
            while_alive(self, self._without),
        )

    def show_proposal(self, found: Underwriting | None) -> None:
        """Show what is proposed and why, and say it."""
        self._found = found
        if found is None:
            self._without(None)
            return
        self.answer.set_text(words.PROPOSED[found.proposal.decision], TONES[found.proposal.decision])  # type: ignore[arg-type]
        for text in grounds(found):
            self._reasons.addWidget(Text(text))
        self.confirm_button.setEnabled(True)
        self.answer.say()
        QTimer.singleShot(0, self, lambda: self.resize(self.width(), max(self.height(), self.sizeHint().height())))

    def _without(self, _error: BaseException | None) -> None:
        self.answer.set_text(words.FAILED, "warn")
        self.confirm_button.setEnabled(True)
        self.answer.say()

    @property
    def proposed(self) -> str:
        """The decision that is proposed; empty when nothing is."""
        return self._found.proposal.decision if self._found is not None else ""

    def named_fields(self) -> dict[str, Field]:
        return {"decision": self.decision, "reason": self.why}

    def objections(self) -> list[tuple[QWidget, str]]:
        if self.why.value().strip():
            return []
        if self.decision.value() == "decline":
            return [(self.why, words.WHY_DECLINE)]
        return [(self.why, words.WHY_NEEDED)] if self.decision.value() != self.proposed else []

    def commands(self) -> Sequence[Command]:
        fact: dict[str, Any] = {
            "policy": self._view.id, "decision": self.decision.value(), "person": self.workspace.identity.person,
            "reason": self.why.value().strip() or words.AS_PROPOSED,
        }  # fmt: skip
        if self._found is not None:
            fact |= _basis(self._found)
        return [RecordFact("underwriting_decision", fact)]

    def sentence(self) -> str:
        decision = labels("underwriting_decision", "decision")[self.decision.value()]
        return words.SAVED.format(number=self._view.values["number"], decision=decision.lower())


def _basis(found: Underwriting) -> dict[str, Any]:
    """What the proposal rested on, kept with the decision."""
    case = found.case
    known = {
        "proposal": found.proposal.decision, "grounds": "; ".join(grounds(found))[:600],
        "risk": None if case.risk is None else round(100 * case.risk), "claims": case.claims,
        "premium": found.view.values["premium"],
    }  # fmt: skip
    return {name: value for name, value in known.items() if value is not None}


class TakeBackUnderwriting(FieldSetDialog):
    """The decision stays in the history; it no longer counts."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        title = words.TAKE_BACK_FOR.format(number=view.values["number"])
        super().__init__(workspace, title, words.TAKE_BACK_SAVE, parent)
        self._view = view
        self.asked = FieldSet(workspace, "underwriting_decision", ["reason"])
        self.body.addWidget(self.asked["reason"])
        self.body.addStretch(1)
        self.asked["reason"].setFocus()

    def commands(self) -> Sequence[Command]:
        whose = {"policy": self._view.id, "person": self.workspace.identity.person}
        return [RecordFact("underwriting_decision", {**self.asked.values(), **whose, "decision": TAKEN_BACK})]

    def sentence(self) -> str:
        return words.TAKEN_BACK.format(number=self._view.values["number"])
