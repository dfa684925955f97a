"""Two records of the same thing made one: the other is chosen, then for each difference what is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, ChoiceField, Dialog, Field, Text
from client.changes import Outcome
from client.commands import Merge
from client.formatting import shown
from client.forms.context import FormContext
from client.forms.field import FormField
from client.reading.queries import RecordView
from client.screens.parts.page import empty
from client.text import many as words
from client.text import values
from client.text.records import in_sentence
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError
from shared_models.rights import may_write_field

#: The field of the record put away that names the survivor; types without it are not merged.
POINTER = "merged_into"


def merge_button(
    workspace: Workspace,
    view: Callable[[], RecordView | None],
    page: QWidget,
    kind: Literal["secondary", "link"] = "secondary",
) -> Button:  # fmt: skip
    """The button that merges another record into the one a page shows."""
    button = Button(words.MERGE, "" if kind == "link" else "compare", kind, parent=page)

    def merge() -> None:
        shown = view()
        if shown is not None:
            MergeDialog(workspace, shown, page).open()

    button.clicked.connect(merge)
    return button


class MergeDialog(Dialog):
    """Merges another record into ``view``."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget) -> None:
        self._label = in_sentence(view.record_type.about.label)
        self._title = workspace.reader.title_of(view)
        super().__init__(words.MERGE_TITLE.format(title=self._title), parent.window())
        self._workspace, self._view = workspace, view
        self._context = FormContext.of(workspace, view.record_type, view.id)
        self._other: RecordView | None = None
        #: For each difference the choice between this one's value and the other's.
        self.choices: dict[str, ChoiceField] = {}
        self.body.addWidget(Text(words.MERGE_HELP.format(label=self._label)))
        entry = replace(view.record_type.fields()[POINTER], label=words.OTHER.format(label=self._label))
        self.other = FormField(entry, self._context)
        self.other.changed.connect(self._chosen)
        self.body.addWidget(self.other)
        self._place = QVBoxLayout()
        self._place.setSpacing(16)
        self.body.addLayout(self._place)
        self.body.addStretch(1)
        self.add_button(Button(words.CANCEL), self.reject)
        self.merge = self.add_button(Button(words.MERGE_DO, "check", "primary"), self._merge)
        self.merge.setEnabled(False)
        self.resize(640, 620)

    def _chosen(self) -> None:
        record, reader = self.other.value(), self._workspace.reader
        name = self._view.record_type.type_name()
        self._other = reader.record(name, record) if record and record != self._view.id else None
        self.other.set_error(words.CHOOSE_OTHER.format(label=self._label) if record == self._view.id else "")
        self.merge.setEnabled(self._other is not None)
        empty(self._place)
        self.choices = {}
        if self._other is None:
            return
        for field, both in self._differences(self._other).items():
            self._place.addWidget(self._difference(field, *both))
        if not self.choices:
            self._place.addWidget(Text(words.SAME, "soft"))

    def _differences(self, other: RecordView) -> dict[str, tuple[Any, Any]]:
        role, kind = self._workspace.identity.role, self._view.record_type
        found = {}
        for name, entry in kind.fields().items():
            both = self._view.values[name], other.values[name]
            if both[0] != both[1] and both[1] and not entry.by_deed and may_write_field(role, kind, name):
                found[name] = both
        return found

    def _difference(self, name: str, mine: Any, theirs: Any) -> Field:
        entry, context = self._view.record_type.fields()[name], self._context
        texts = [shown(entry, each, context.zone, context.summaries.title) for each in (mine, theirs)]
        mine_text = values.NOTHING if not mine else texts[0]
        options = [(False, words.KEEPS.format(value=mine_text)), (True, words.OTHERS.format(value=texts[1]))]
        choice = ChoiceField(options)
        choice.set_value(not mine)  # what is missing here comes from the other
        self.choices[name] = choice
        return Field(entry.label, choice)

    def _merge(self) -> None:
        if self._other is None:
            return
        chosen = {name: self._other.values[name] for name, choice in self.choices.items() if choice.value()}
        command = Merge(self._view.record_type.type_name(), self._view.id, self._other.id, chosen)
        self.merge.setEnabled(False)
        self._workspace.run(command, while_alive(self, self._merged), while_alive(self, self._failed))

    def _merged(self, _outcome: Outcome) -> None:
        assert self._other is not None
        other = self._workspace.reader.title_of(self._other)
        self._workspace.said.emit(words.MERGED.format(other=other, title=self._title), False)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self.merge.setEnabled(True)
        self.other.set_error(str(error))
