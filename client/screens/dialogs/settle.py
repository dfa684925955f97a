"""Settling refused work: handing it to somebody who may, discarding it, or declining what was handed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, ChoiceField, Field, MultiLineEdit, Text
from client.business.handovers import Handed, able, answering, discarding, handing
from client.changes import Outcome
from client.commands import Command, Settling
from client.formatting import role_label
from client.reading.log_queries import Refusal
from client.reading.queries import RecordView
from client.screens.dialogs.deed import DeedDialog
from client.text import set_aside as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.rights import may_write


class HandOver(DeedDialog):
    """To whom, and what they should know. Only people who may do it are offered."""

    def __init__(
        self, workspace: Workspace, refusal: Refusal, what: str, after: Callable[[], None], parent: QWidget | None
    ) -> None:
        super().__init__(workspace, words.HAND_TITLE, words.HAND_SEND, parent)
        self._refusal, self._what, self._then = refusal, what, after
        self.body.addWidget(Text(what, "strong"))
        self.nobody = Banner(words.HAND_NOBODY, "warn")
        self.nobody.hide()
        self.to = Field(words.HAND_TO, ChoiceField(), required=True)
        self.note = Field(words.HAND_NOTE, MultiLineEdit())
        for part in (self.nobody, self.to, self.note):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.confirm_button.setEnabled(False)
        reader, me = workspace.reader, workspace.identity
        workspace.background.run(
            lambda: able(reader, refusal, me.tenant, me.person), while_alive(self, self._people_found)
        )

    def _people_found(self, people: list[RecordView]) -> None:
        options = [
            (one.id, words.PERSON.format(name=one.values["name"], role=role_label(one.values["role"])))
            for one in people
        ]
        editor = self.to.editor
        assert isinstance(editor, ChoiceField)
        editor.set_options(options)
        self.to.setVisible(bool(options))
        self.note.setVisible(bool(options))
        self.nobody.setVisible(not options)
        self.confirm_button.setEnabled(bool(options))
        (self.to if options else self.cancel_button).setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"to": self.to, "note": self.note}

    def commands(self) -> Sequence[Command]:
        note = str(self.note.value() or "").strip()
        fact = handing(self._refusal, self.to.value(), self.workspace.identity.person, self._what, note)
        return [Settling(fact, self._refusal.cause, "handed", self.to.value() or "")]

    def sentence(self) -> str:
        return words.HANDED

    def after(self, outcomes: list[Outcome]) -> None:
        self._then()


class Discard(DeedDialog):
    """Asks, and writes down who let it go, when, and why."""

    def __init__(
        self, workspace: Workspace, refusal: Refusal, what: str, after: Callable[[], None], parent: QWidget | None
    ) -> None:
        super().__init__(workspace, words.DISCARD_TITLE, words.DISCARD.rstrip("…"), parent)
        self._refusal, self._then = refusal, after
        self.note = Field(words.DISCARD_NOTE, MultiLineEdit())
        self.body.addWidget(Text(words.DISCARD_TEXT.format(title=what)))
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.note.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"note": self.note}

    def commands(self) -> Sequence[Command]:
        return [discarding(self._refusal, self.workspace.identity.person, self._reason())]

    def carry_out(self, done: Callable[[list[Outcome]], None], failed: Callable[[BaseException], None]) -> None:
        """The decision is written down, and told to those who answer for it; nobody is offered to undo it."""
        replica = self.workspace.replica
        settled: Future[Any] = (
            replica.execute(self.commands()[0])
            if may_write(self.workspace.identity.role, "discard")
            else replica.settle(self._refusal.cause, "discarded", self._reason())
        )
        self.workspace.background.deliver(settled, lambda _settled: done([]), failed)

    def _reason(self) -> str:
        return str(self.note.value() or "").strip()

    def sentence(self) -> str:
        return words.DISCARDED

    def after(self, outcomes: list[Outcome]) -> None:
        self._then()


class DeclineHandover(DeedDialog):
    """Says why not; who asked will read it."""

    def __init__(
        self, workspace: Workspace, work: Handed, sender: str, after: Callable[[], None], parent: QWidget | None
    ) -> None:
        super().__init__(workspace, words.DECLINE_TITLE.format(sender=sender), words.DECLINE_SEND, parent)
        self._work, self._sender, self._then = work, sender, after
        self.note = Field(words.DECLINE_NOTE, MultiLineEdit(), required=True)
        self.body.addWidget(Text(work.what, "strong"))
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.note.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"note": self.note}

    def commands(self) -> Sequence[Command]:
        note = str(self.note.value() or "").strip()
        return [answering(self._work, self.workspace.identity.person, "declined", note)]

    def sentence(self) -> str:
        return words.DECLINED.format(sender=self._sender)

    def after(self, outcomes: list[Outcome]) -> None:
        self._then()
