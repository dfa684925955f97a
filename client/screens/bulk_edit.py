"""One field of many records changed as one deed: which records, which field, what value, and first a preview."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, ChoiceField, Dialog, Field, Heading, Text
from client.changes import Outcome
from client.commands import BulkEdit, Edit
from client.formatting import shown
from client.forms.context import FormContext
from client.forms.field import FormField
from client.item_models import Summary
from client.text import many as words
from client.text.records import in_sentence
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError
from shared_models.kinds import File, Sealed
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field as Entry

#: More at once nobody can look through; an import is the way for those.
MOST = 5_000
_PREVIEWED = 50


class BulkEditDialog(Dialog):
    """Changes a field of the records at some ordinals; ``chosen`` says whether the person picked them one by one."""

    def __init__(
        self, workspace: Workspace, type_name: str, ordinals: Sequence[int], chosen: bool, parent: QWidget
    ) -> None:
        self._kind = RECORD_TYPES[type_name]
        plural = in_sentence(self._kind.about.plural)
        super().__init__(words.TITLE.format(plural=plural), parent.window())
        self._workspace, self._type, self._plural = workspace, type_name, plural
        self._context = FormContext.of(workspace, self._kind)
        self._summaries: Sequence[Summary] = ()
        self.editor: FormField | None = None
        pattern = words.SCOPE_CHOSEN if chosen else words.SCOPE_FOUND
        self.body.addWidget(Text(pattern.format(count=f"{len(ordinals):,}", plural=plural)))
        self.field = ChoiceField([(name, f.label) for name, f in self._fields().items()], words.CHOOSE_FIELD)
        self.field.changed.connect(self._field_chosen)
        self.body.addWidget(Field(words.FIELD, self.field))
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self.body.addWidget(Heading(words.PREVIEW, 3))
        self.preview = Text("")
        self.body.addWidget(self.preview)
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addStretch(1)
        self.add_button(Button(words.CANCEL), self.reject)
        self.change = self.add_button(Button(words.CHANGE_NOTHING, "check", "primary"), self._change)
        self.change.setEnabled(False)
        self.resize(640, 620)
        if len(ordinals) > MOST:
            self._say(words.TOO_MANY.format(most=f"{MOST:,}", count=f"{len(ordinals):,}"))
            self.field.setEnabled(False)
            return
        reader, summaries = workspace.reader, self._context.summaries
        names = list(self._fields())
        workspace.background.run(
            lambda: summaries.of(reader.by_ordinals(type_name, list(ordinals)), names), while_alive(self, self._read)
        )

    def _fields(self) -> dict[str, Entry]:
        identity = self._workspace.identity
        return {
            name: entry
            for name, entry in self._kind.fields().items()
            if entry.kind.shape == "atom"
            and not entry.by_deed
            and not isinstance(entry.kind, File | Sealed)
            and identity.writes(self._kind, name)
        }

    def _read(self, found: Sequence[Summary]) -> None:
        self._summaries = found
        self._show_preview()

    def _field_chosen(self) -> None:
        """Another field: its own editor, empty."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = FormField(self._kind.fields()[self.field.value()], self._context)
        self.editor.changed.connect(self._show_preview)
        self._place.addWidget(self.editor)
        self._show_preview()

    def steps(self) -> tuple[Edit, ...]:
        """What would be changed; records that have the value already are left out."""
        if self.editor is None or self.editor.field.editor.problem():
            return ()
        name, value = self.editor.name, self.editor.value()
        if value is None and self.editor.entry.required:
            return ()
        return tuple(
            Edit(self._type, one.view.id, {name: one.view.values[name]}, {name: value})
            for one in self._summaries
            if one.view.values[name] != value
        )

    def _show_preview(self) -> None:
        steps = self.steps()
        self.change.setEnabled(bool(steps))
        count = f"{len(steps):,}"
        text = words.CHANGE.format(count=count, plural=self._plural) if steps else words.CHANGE_NOTHING
        self.change.setText(text)
        self.preview.setText(self._preview(steps))

    def _preview(self, steps: Sequence[Edit]) -> str:
        if self.editor is None:
            return ""
        problem = self.editor.problem()
        if problem:
            return problem
        name, entry, titles = self.editor.name, self.editor.entry, {one.view.id: one.title for one in self._summaries}
        zone, title = self._context.zone, self._context.summaries.title
        lines = [
            words.PREVIEW_ROW.format(
                title=titles[step.id], old=shown(entry, step.old[name], zone, title),
                new=shown(entry, step.new[name], zone, title),
            )
            for step in steps[:_PREVIEWED]
        ]  # fmt: skip
        if len(steps) > _PREVIEWED:
            lines.append(words.AND_MORE.format(count=f"{len(steps) - _PREVIEWED:,}"))
        same = len(self._summaries) - len(steps)
        if same:
            some = words.SAME_ONE if same == 1 else words.SAME_ALREADY.format(count=f"{same:,}")
            lines.append(some if steps else words.NOTHING)
        return "\n".join(lines)

    def _change(self) -> None:
        steps = self.steps()
        if steps:
            self.change.setEnabled(False)
            self._workspace.run(
                BulkEdit(self._type, steps), while_alive(self, self._changed), while_alive(self, self._failed)
            )

    def _changed(self, outcome: Outcome) -> None:
        assert self.editor is not None
        count = f"{len(outcome.changes.touched):,}"
        label = self.editor.entry.label
        self._workspace.said.emit(words.DONE.format(field=label, count=count, plural=self._plural), False)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self.change.setEnabled(True)
        self._say(words.NOT_DONE.format(reason=error))

    def _say(self, text: str) -> None:
        self.trouble.set_text(text, "bad")
        self.trouble.show()
        self.trouble.say()
