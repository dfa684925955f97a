"""What happened to a record: every change with who made it, when, where and what it replaced, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Button, Panel, Text
from client.forms.context import FormContext
from client.item_models.happenings import line
from client.reading.queries import Reader, RecordView
from client.reading.record_history import Occasion, history_of
from client.screens.parts.page import Section, empty
from client.screens.why_dialog import circumstances
from client.text import records as words
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read

#: Changes shown at first, and more with each press.
PAGE = 50


@dataclass(frozen=True)
class Event:
    """One change, and what it did in words."""

    occasion: Occasion
    lines: tuple[str, ...]


def gather_history(reader: Reader, context: FormContext, view: RecordView) -> list[Event]:
    """Read it. Belongs in the background."""
    occasions = history_of(reader, view.record_type.type_name(), view.id)
    title = context.summaries.title
    events = [Event(one, tuple(line(each, context.zone, title) for each in one.happened)) for one in occasions]
    return sorted((*events, *_witnessed(reader, context, view)), key=lambda event: event.occasion.at, reverse=True)


def _witnessed(reader: Reader, context: FormContext, view: RecordView) -> list[Event]:
    """What was done with the record beside changing it (opened, printed, given out), for those who may read of it."""
    if not may_read(context.workspace.identity.role, "audit_entry"):
        return []
    labels = dict(RECORD_TYPES["audit_entry"].fields()["action"].kind.options)  # type: ignore[attr-defined]
    fields = view.record_type.fields()
    found = []
    for entry in reader.where("audit_entry", [reader.column("audit_entry", "record") == view.id]):
        told, field = entry.values, fields.get(entry.values["field"] or "")
        parts = (labels.get(told["action"], told["action"]), field.label if field is not None else "")
        who = reader.title("person", told["person"])
        occasion = Occasion(who, told["at"], "", False, not reader.only_here(entry.id), b"", ())
        found.append(Event(occasion, (": ".join(part for part in parts if part),)))
    return found


class HistoryView(Section):
    """The events below each other."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(words.HISTORY)
        self._context = context
        self._events: Sequence[Event] = ()
        self._shown = 0
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.body.addLayout(self._column)
        self.older = Button("", "chevron-down", "link")
        self.older.clicked.connect(lambda _checked=False: self._show_more(PAGE))
        self.body.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)

    def show_all(self, events: Sequence[Event]) -> None:
        """Show these, as many at first as were shown before."""
        empty(self._column)
        wanted, self._events, self._shown = max(self._shown, PAGE), events, 0
        if not events:
            self._column.addWidget(Text(words.HISTORY_NONE, "soft"))
        self._show_more(wanted)

    def _show_more(self, count: int) -> None:
        for event in self._events[self._shown : self._shown + count]:
            self._column.addWidget(self._panel(event))
            self._shown += 1
        left = len(self._events) - self._shown
        self.older.setText(words.HISTORY_OLDER.format(count=min(left, PAGE)))
        self.older.setVisible(left > 0)

    def _panel(self, event: Event) -> Panel:
        when = circumstances(event.occasion, self._context.workspace, self._context.zone)
        head = words.HISTORY_LINE.format(who=event.occasion.author_name or words.SOMEBODY, when=when)
        panel = Panel(head)
        panel.body.setSpacing(2)
        panel.body.addWidget(Text("\n".join(event.lines), "strong"))
        panel.body.addWidget(Text(head, "soft"))
        return panel
