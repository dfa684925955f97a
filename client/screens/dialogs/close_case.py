"""Closing a case, and a manager's approval of a large refund."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from client.commands import Command, RecordFact
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.case_facts import CaseFound
from client.screens.parts.field_set import FieldSet
from client.text import cases as words
from client.text import values
from client.workspace import Workspace
from shared_models.claims import REFUND_LIMIT, approves, needs_approval
from shared_models.money import Money


class CloseCase(FieldSetDialog):
    """Says what was done for the customer; the case closes on every device."""

    def __init__(self, workspace: Workspace, found: CaseFound, parent: QWidget | None = None) -> None:
        pattern = words.CLOSE_TITLE if found.customer != values.NOTHING else words.CLOSE_PLAIN
        title = pattern.format(customer=found.customer, thing=found.thing)
        super().__init__(workspace, title, words.CLOSE_SAVE, parent)
        self._found = found
        money = ["other_vehicle", "refund"] if found.case.vehicle else []
        self.asked = FieldSet(workspace, "case_closure", ["resolution", *money, "note"])
        if found.deposit is not None:
            self.asked.set_value("resolution", "refunded")
            self.asked.set_value("refund", found.deposit)
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["resolution"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        found = super().objections()
        if not self._found.case.vehicle:
            return found
        if self.asked.value("resolution") == "other_vehicle" and not self.asked.value("other_vehicle"):
            found.append((self.asked["other_vehicle"], words.OTHER_MISSING))
        refund = self.asked.value("refund")
        if needs_approval(self.workspace.identity.role, refund) and not self._approved(refund):
            limit = values.money(Money(REFUND_LIMIT, refund.currency))
            found.append((self.asked["refund"], words.REFUND_NEEDS.format(limit=limit)))
        return found

    def _approved(self, refund: Money) -> bool:
        approval = self._found.approval
        return approval is not None and approves(approval.values, self._found.case.lost.id, refund)

    def commands(self) -> Sequence[Command]:
        case, approval = self._found.case, self._found.approval
        closing = {
            **self.asked.values(), "stake": case.lost.id, "lost_to": case.lost_to, "vehicle": case.vehicle,
            "person": self.workspace.identity.person, "approval": approval.id if approval is not None else None,
        }  # fmt: skip
        return [RecordFact("case_closure", {n: v for n, v in closing.items() if v not in (None, "")})]

    def sentence(self) -> str:
        return words.CLOSED_SAID


class ApproveRefund(FieldSetDialog):
    """A manager agrees to a refund."""

    def __init__(self, workspace: Workspace, found: CaseFound, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.APPROVE, words.APPROVE_SAVE, parent)
        self._case = found.case.lost.id
        self.asked = FieldSet(workspace, "case_approval", ["amount", "reason"])
        if found.deposit is not None:
            self.asked.set_value("amount", found.deposit)
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["amount"].setFocus()

    def commands(self) -> Sequence[Command]:
        approval = {**self.asked.values(), "stake": self._case, "person": self.workspace.identity.person}
        return [RecordFact("case_approval", approval)]

    def sentence(self) -> str:
        return words.APPROVED
