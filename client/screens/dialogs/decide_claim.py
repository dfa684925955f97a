"""Deciding on a claim, as a fact with a name and a reason; and keeping its amounts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid
from client.commands import Command, Edit, RecordFact
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.text import claim as words
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES
from shared_models.records.claim_decision import ClaimDecision

#: What a decision makes of the claim; referring it on leaves it where it is.
_STATUS = {"approve": "approved", "reject": "rejected", "reopen": "reopened"}


class DecideClaim(FieldSetDialog):
    """A change of mind is another decision."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        title = words.DECIDE_FOR.format(number=view.values["number"])
        super().__init__(workspace, title, words.DECIDE_SAVE, parent)
        self._view = view
        self.asked = FieldSet(workspace, "claim_decision", ["decision", "amount", "reason"])
        self.asked.set_value("amount", view.values["reserve"] or view.values["estimate"])
        grid = CardGrid(260, 16, most_columns=2)
        for field in self.asked.all():
            grid.addWidget(field)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.asked["decision"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        if self.asked.value("decision") == "approve" and self.asked.value("amount") is None:
            return [(self.asked["amount"], words.AMOUNT_NEEDED)]
        return super().objections()

    def commands(self) -> Sequence[Command]:
        decision = self.asked.value("decision")
        fact = {**self.asked.values(), "claim": self._view.id, "person": self.workspace.identity.person}
        if decision != "approve":
            fact.pop("amount", None)
        steps: list[Command] = [RecordFact("claim_decision", fact)]
        new: dict[str, Any] = {"status": _STATUS[decision]} if decision in _STATUS else {}
        if decision == "approve" and self._view.values["reserve"] != fact.get("amount"):
            new["reserve"] = fact.get("amount")
        if new:
            steps.append(Edit("claim", self._view.id, {name: self._view.values[name] for name in new}, new))
        return steps

    def sentence(self) -> str:
        kind = ClaimDecision.fields()["decision"].kind
        label = kind.label(self.asked.value("decision"))  # type: ignore[attr-defined]
        return words.DECIDED.format(number=self._view.values["number"], decision=label.lower())


_AMOUNTS = ("estimate", "reserve", "paid", "settled_on")


class ClaimAmounts(FieldSetDialog):
    """Estimate, reserve and what was paid."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        title = words.AMOUNTS_FOR.format(number=view.values["number"])
        super().__init__(workspace, title, words.AMOUNTS_SAVE, parent)
        self._view = view
        self._writes = partial(workspace.identity.writes, RECORD_TYPES["claim"])
        self.asked = FieldSet(workspace, "claim", [name for name in _AMOUNTS if self._writes(name)])
        for name, field in self.asked.fields.items():
            self.asked.set_value(name, view.values[name])
            self.body.addWidget(field)
        self.body.addStretch(1)
        for field in self.asked.all()[:1]:
            field.setFocus()

    def commands(self) -> Sequence[Command]:
        held = self._view.values
        new = {name: self.asked.value(name) for name in self.asked.fields if self.asked.value(name) != held[name]}
        if new.get("settled_on") and self._writes("status"):
            new["status"] = "settled"
        return [Edit("claim", self._view.id, {name: held[name] for name in new}, new)] if new else []

    def sentence(self) -> str:
        return words.AMOUNTS_SAVED
