"""The form of a new record of any type."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Banner, Heading, ScrollPage, confirm, look
from client.changes import Outcome
from client.forms.beginnings import beginnings
from client.forms.context import FormContext
from client.forms.form import WIDEST, RecordForm
from client.screens.base import Screen
from client.text import deeds as deed_words
from client.text import forms as form_words
from client.text import records as words
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write


class NewScreen(Screen):
    """An empty form, some of it filled by the place that led here; the button stays in sight."""

    screen_name: ClassVar[str] = "new"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._kind = RECORD_TYPES[place.record_type]
        about = self._kind.about
        self.context = FormContext.of(workspace, self._kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(14)
        column.addWidget(Heading(words.NEW_TITLE.format(label=words.in_sentence(about.label)), 1))
        if about.fact:
            column.addWidget(Banner(words.FACT_NOTE, "info"))
        self._begun = {**beginnings(self._kind, workspace.identity), **dict(place.presets)}
        self.form = RecordForm(self.context, presets=self._begun, own_foot=False)
        if not may_write(workspace.identity.role, place.record_type):
            column.addWidget(Banner(words.NOT_YOURS.format(plural=words.in_sentence(about.plural)), "warn"))
            self.form.save_button.setEnabled(False)
        page = ScrollPage()
        page.body.addWidget(self.form)
        column.addWidget(page, 1)
        foot = QHBoxLayout()
        self.form.foot.setMaximumWidth(look().px(WIDEST))
        foot.addWidget(self.form.foot, 1)
        foot.addStretch(0)
        column.addLayout(foot)
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(self._cancel)

    def title(self) -> str:
        """What is made."""
        return words.NEW_TITLE.format(label=words.in_sentence(self._kind.about.label))

    def first_focus(self) -> QWidget | None:
        """The first field that is needed and empty."""
        empty = [f for f in self.form.fields.values() if f.entry.required and f.value() is None]
        return next(iter([*empty, *self.form.fields.values()]), None)

    def may_leave(self) -> bool:
        """Unsaved work asks first; what the place filled in is not work."""
        own = [name for name in self.form.dirty() if self.form.fields[name].value() != self._begun.get(name)]
        return not own or confirm(self, form_words.LEAVE_TITLE, form_words.LEAVE_TEXT, form_words.LEAVE)

    def _saved(self, outcome: Outcome) -> None:
        about = self._kind.about
        pattern = words.RECORDED_DONE if about.fact else words.CREATED_DONE
        said = [pattern.format(label=about.label), *outcome.notes]  # a receipt was given its number
        self.workspace.said.emit(deed_words.SENTENCES.join(said), False)
        self.workspace.open_record(self.place.record_type, self.context.record)

    def _cancel(self) -> None:
        if self.may_leave():
            for field in self.form.fields.values():
                field.start(None)
            self.workspace.open_list(self.place.record_type)
