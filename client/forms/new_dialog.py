"""A dialog that makes a new record, for a field that refers to one that is not there yet."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Dialog
from client.formatting import fields_of
from client.forms.beginnings import beginnings
from client.forms.context import FormContext
from client.forms.form import RecordForm
from client.text import forms as words
from client.text.records import in_sentence
from client.workspace import Workspace
from shared_models.kinds import Line
from shared_models.schema import Record


def ask_for_new(parent: QWidget, workspace: Workspace, record_type: type[Record], text: str) -> str | None:
    """Show the form of a new record; returns its identifier, or None when the person changed their mind.

    What was searched for is put into the first line of the type's title, so that it is not typed twice.
    """
    dialog = Dialog(words.ADD_NEW.format(label=in_sentence(record_type.about.label)), parent.window())
    context = FormContext.of(workspace, record_type)
    presets = {**beginnings(record_type, workspace.identity), **_presets(record_type, text)}
    form = RecordForm(context, presets=presets)
    dialog.body.addWidget(form)
    form.saved.connect(lambda _outcome: dialog.accept())
    form.cancelled.connect(dialog.reject)
    dialog.resize(720, 640)
    form.focus_first()
    made = bool(dialog.exec())
    dialog.deleteLater()
    return context.record if made else None


def _presets(record_type: type[Record], text: str) -> dict[str, Any]:
    fields = record_type.fields()
    named = [name for name in fields_of(record_type.about.title) if name in fields]
    lines = [name for name in named if isinstance(fields[name].kind, Line)]
    return {lines[0]: text} if lines and text else {}
