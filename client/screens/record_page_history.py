"""What happened to a record: every change with who made it, when and where, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Panel, Text
from client.formatting import shown
from client.forms.context import FormContext
from client.queries import Provenance, Reader, RecordView
from client.screens.parts.page import Section, empty
from client.screens.why_dialog import device_words
from client.text import records as words
from client.text import values
from shared_models.documents import Path


@dataclass(frozen=True)
class Event:
    """One change: by whom, when (UTC), from which device, and the values it gave."""

    who: str
    at: datetime
    device: str
    fields: tuple[tuple[str, str], ...]


def gather_history(reader: Reader, context: FormContext, view: RecordView) -> list[Event]:
    """Read it, out of the history of each field. Opens the document many times: belongs in the background."""
    type_name, fields = view.record_type.type_name(), view.record_type.fields()
    changes: dict[bytes, tuple[Provenance, list[tuple[str, str]]]] = {}
    for name, field in fields.items():
        path: Path = (name,)
        if field.kind.shape != "atom":
            continue
        for provenance in reader.why(type_name, view.id, path):
            text = shown(field, provenance.value, context.zone, context.summaries.title)
            changes.setdefault(provenance.change, (provenance, []))[1].append((field.label, text))
    events = [Event(p.author_name, p.at, p.device, tuple(given)) for p, given in changes.values()]
    return sorted(events, key=lambda event: event.at, reverse=True)


class HistoryView(Section):
    """The events below each other."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(words.HISTORY)
        self._context = context
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.body.addLayout(self._column)

    def show_all(self, events: Sequence[Event]) -> None:
        """Show these."""
        empty(self._column)
        if not events:
            self._column.addWidget(Text(words.HISTORY_NONE, "soft"))
        for event in events:
            self._column.addWidget(self._panel(event))

    def _panel(self, event: Event) -> Panel:
        context = self._context
        device = device_words(event.device, context.workspace.identity.device)
        when = words.WHY_WHEN.format(when=values.moment(event.at, context.zone), device=device)
        head = words.HISTORY_LINE.format(who=event.who or words.SOMEBODY, when=when)
        panel = Panel(head)
        panel.body.setSpacing(2)
        panel.body.addWidget(Text(head, "strong"))
        given = [words.HISTORY_FIELD.format(label=label, value=value) for label, value in event.fields]
        panel.body.addWidget(Text(" · ".join(given), "soft"))
        return panel
