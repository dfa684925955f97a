"""Noting a call, a visit, a note or a task about a lead, and when to come back to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import DateField, Field
from client.commands import Command, Create, Edit
from client.reading.queries import RecordView
from client.screens.dialogs.deed import DeedDialog, FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.screens.parts.page import only_if
from client.text import lead as words
from client.workspace import Workspace
from shared_models.clock import utc_now


class LogActivity(FieldSetDialog):
    """``kind`` is call, visit, note or task. Calls and visits count as contacts of the lead."""

    def __init__(self, workspace: Workspace, lead: RecordView, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.LOG_TITLES[kind], words.SAVE, parent)
        self._lead, self._kind = lead, kind
        names = ["subject", "due"] if kind == "task" else ["subject", "outcome"] if kind != "note" else ["subject"]
        self.asked = FieldSet(
            workspace, "activity", [*names, "notes"], required=["due"] if kind == "task" else [],
            labels={"subject": words.WHAT[kind]},
        )  # fmt: skip
        self.asked.set_value("subject", words.LOG_SUBJECTS[kind])
        for field in self.asked.all():
            self.body.addWidget(field)
        self.next = Field(words.NEXT_DAY, DateField())
        self.next.set_value(lead.values["next_step"] if kind in ("note", "task") else None)
        only_if(self.next, kind in ("call", "visit"))
        self.body.addWidget(self.next)
        self.body.addStretch(1)
        self.asked["subject"].setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {**super().named_fields(), "next_step": self.next}

    def commands(self) -> Sequence[Command]:
        now, identity, held = utc_now(), self.workspace.identity, self._lead.values
        entry = {
            **self.asked.values(), "kind": self._kind, "store": held["store"], "customer": held["customer"],
            "lead": self._lead.id, "person": identity.person, "done": self._kind != "task",
        }  # fmt: skip
        if self._kind != "task":
            entry["happened_at"] = now
        contact = self._kind in ("call", "visit")
        changes: dict[str, object] = (
            {"last_contact": now, "contacts_now": (held["contacts_now"] or 0) + 1} if contact else {}
        )
        if contact and self.next.value() != held["next_step"]:
            changes["next_step"] = self.next.value()
        if contact and held["status"] == "new":
            changes["status"] = "contacted"
        old = {name: held[name] for name in changes}
        follow = [Edit("lead", self._lead.id, old, changes)] if changes else []
        return [Create("activity", entry), *follow]

    def sentence(self) -> str:
        return words.SAVED[self._kind]


class NextStep(DeedDialog):
    """When to come back to a lead."""

    def __init__(self, workspace: Workspace, lead: RecordView, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.NEXT, words.SAVE, parent)
        self._lead = lead
        self.day = Field(words.NEXT_DAY, DateField())
        self.day.set_value(lead.values["next_step"])
        self.body.addWidget(self.day)
        self.body.addStretch(1)
        self.day.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"next_step": self.day}

    def commands(self) -> Sequence[Command]:
        return [
            Edit("lead", self._lead.id, {"next_step": self._lead.values["next_step"]}, {"next_step": self.day.value()})
        ]

    def sentence(self) -> str:
        return words.NEXT


class LoseLead(FieldSetDialog):
    """Why a lead came to nothing."""

    def __init__(self, workspace: Workspace, lead: RecordView, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.LOST_TITLE, words.LOST_SAVE, parent)
        self._lead = lead
        self.asked = FieldSet(workspace, "lead", ["lost_reason"], required=["lost_reason"])
        self.body.addWidget(self.asked["lost_reason"])
        self.body.addStretch(1)

    def commands(self) -> Sequence[Command]:
        new = {"status": "lost", "lost_reason": self.asked.value("lost_reason"), "next_step": None}
        return [Edit("lead", self._lead.id, {name: self._lead.values[name] for name in new}, new)]

    def sentence(self) -> str:
        return words.LOST
