"""What the dialogs that do one thing share: check, carry out, say it, or show what is wrong beside the field."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Dialog, Field, look
from client.changes import Outcome
from client.commands import Command
from client.reading.queries import RecordView
from client.reading.truth_queries import brought_at
from client.screens.parts.age import AgeLine
from client.screens.parts.doing import run_all
from client.screens.parts.field_set import FieldSet
from client.text import deeds as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError, InvalidRecord, NotAllowed


class DeedDialog(Dialog):
    """Opened with ``open``: the window goes on living behind it. Closed only once everything is on the disk."""

    def __init__(self, workspace: Workspace, title: str, confirm: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.width_wanted = look().px(640)
        self.workspace = workspace
        self.caution = Banner("", "warn")
        self.caution.hide()
        self.body.addWidget(self.caution)
        self.cancel_button = self.add_button(Button(words.CANCEL), self.reject)
        self.confirm_button = self.add_button(Button(confirm, kind="primary"), self.confirm)

    def tell_age(self, view: RecordView) -> None:
        """Say how old what is decided upon may be; heard with the dialog's title."""
        line = AgeLine(self.workspace, view.record_type.type_name()).describes(self)
        line.about(view, brought_at(self.workspace.reader, view.id))
        self.body.insertWidget(self.body.indexOf(self.caution), line)

    # --- what a dialog says of itself ---

    def named_fields(self) -> dict[str, Field]:
        """The fields by the names errors use."""
        return {}

    def objections(self) -> list[tuple[QWidget, str]]:
        """What is wrong beyond what each field knows of itself."""
        return []

    def cautions(self) -> list[str]:
        """What is unusual. It is shown once; confirming again goes ahead."""
        return []

    @abstractmethod
    def commands(self) -> Sequence[Command]:
        """What is to be done."""

    def sentence(self) -> str:
        """What is said when it is done."""
        return ""

    def after(self, outcomes: list[Outcome]) -> None:
        """What happens when it is done and the dialog is closed."""

    # --- doing it ---

    def confirm(self) -> None:
        """Check, ask back where something is unusual, and carry it out."""
        if not self.summary.check(self.named_fields().values()):
            return
        objections = self.objections()
        if objections:
            self._show(objections)
            return
        cautions = " ".join(self.cautions())
        if cautions and (self.caution.isHidden() or self.caution.text() != cautions):
            self.caution.set_text(cautions)
            self.caution.show()
            self.caution.say()
            return
        self.confirm_button.setEnabled(False)
        self.carry_out(while_alive(self, self._done), while_alive(self, self._failed))

    def carry_out(self, done: Callable[[list[Outcome]], None], failed: Callable[[BaseException], None]) -> None:
        """Run the commands as one deed; ``done`` or ``failed`` is called on the window's thread."""
        run_all(self.workspace, self.commands(), done, failed)

    def _show(self, problems: list[tuple[QWidget, str]]) -> None:
        for widget, text in problems:
            if isinstance(widget, Field):
                widget.set_error(text, say=False)
        named = [(w, words.FIELD.format(label=w.label, text=t) if isinstance(w, Field) else t) for w, t in problems]
        self.summary.show_problems(named)

    def _done(self, outcomes: list[Outcome]) -> None:
        self.accept()
        notes = [note for outcome in outcomes for note in outcome.notes]
        said = words.SENTENCES.join(filter(None, (self.sentence().rstrip("."), *notes)))
        if said:
            self.workspace.said.emit(said if notes else self.sentence(), False)
        self.after(outcomes)

    def _failed(self, error: BaseException) -> None:
        self.confirm_button.setEnabled(True)
        if not isinstance(error, ForecourtError):
            raise error
        fields = self.named_fields()
        if isinstance(error, InvalidRecord):
            self._show([(fields.get(p.field, self.confirm_button), p.message) for p in error.problems])
        else:
            named = error.field if isinstance(error, NotAllowed) else ""
            self._show([(fields.get(named, self.confirm_button), str(error))])


class FieldSetDialog(DeedDialog):
    """One that asks for some fields of a record type: its constructor keeps their editors as ``asked``."""

    asked: FieldSet

    def named_fields(self) -> dict[str, Field]:
        return dict(self.asked.fields)

    def objections(self) -> list[tuple[QWidget, str]]:
        return list(self.asked.problems())
