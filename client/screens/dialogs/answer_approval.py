"""Granting or declining what somebody has asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Details
from client import formatting
from client.business.approvals import may_answer, name_of, settled
from client.commands import Command, RecordFact
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.sync_state import Phase
from client.text import approvals as words
from client.text import values
from client.workspace import Workspace


class AnswerApproval(FieldSetDialog):
    """Shows who asks for what and why; declining needs a reason in words."""

    def __init__(self, workspace: Workspace, request: RecordView, parent: QWidget | None = None) -> None:
        name = name_of(workspace.reader, request.author)
        super().__init__(workspace, words.ANSWER_FOR.format(name=name), words.ANSWER_SAVE, parent)
        self._request = request
        self.offline = Banner(words.ANSWER_OFFLINE, "warn")
        self.body.addWidget(self.offline)
        self.offline.setVisible(workspace.sync_state.phase is not Phase.LIVE)
        self.body.addWidget(Details(self._lines()))
        self.asked = FieldSet(workspace, "approval_answer", ["answer", "words"])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.asked["answer"].setFocus()

    def _lines(self) -> list[tuple[str, str]]:
        fields, held = self._request.record_type.fields(), self._request.values
        zone, title = self.workspace.zone(), self.workspace.reader.title
        named = [(words.WHAT, "what"), (words.WHY, "reason"), (words.AMOUNT, "amount"), (words.VEHICLE, "vehicle")]
        lines = [(label, formatting.shown(fields[n], held[n], zone, title)) for label, n in named if held[n]]
        return [*lines, (words.ASKED_AT, values.moment(self._request.created, zone, self.workspace.today()))]

    def objections(self) -> list[tuple[QWidget, str]]:
        if self.asked.value("answer") == "declined" and not self.asked.value("words"):
            return [(self.asked["words"], words.REASON_NEEDED)]
        return super().objections()

    def commands(self) -> Sequence[Command]:
        fact = {**self.asked.values(), "request": self._request.id, "person": self.workspace.identity.person}
        return [RecordFact("approval_answer", {**fact, "store": self._request.values["store"]})]

    def sentence(self) -> str:
        return words.ANSWERED


def open_approval(workspace: Workspace, record: str, window: QWidget) -> None:
    """The dialog, where this person may answer the request; else the request's page."""
    request = workspace.reader.record("approval_request", record)
    approval = settled(request, workspace.reader.find("approval_answer", request=record)) if request else None
    if approval is not None and may_answer(approval, workspace.identity):
        AnswerApproval(workspace, approval.request, window).open()
    else:
        workspace.open_record("approval_request", record)
