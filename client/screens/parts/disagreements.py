"""Fields to which several people gave values: what each gave, who and when, and a button to choose it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, Heading, Panel, StatusPill, Text
from client import formatting
from client.commands import Edit
from client.reading.queries import Disagreement, Provenance
from client.screens.parts.page import deeds, empty
from client.screens.why_dialog import device_words
from client.text import values
from client.text import vehicle as words
from client.workspace import Workspace
from shared_models.kinds import Rows
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field


class Disagreements(QWidget):
    """One panel for each field in dispute; nothing at all while people agree."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.buttons: list[Button] = []
        self.hide()

    def show_all(self, found: list[Disagreement]) -> None:
        """Show these."""
        empty(self._column)
        self.buttons = []
        for one in found:
            self._column.addWidget(self._panel(one))
        self.setVisible(bool(found))

    def _panel(self, one: Disagreement) -> Panel:
        field, label = field_of(one)
        title = words.DISAGREE.format(field=label)
        panel = Panel(title)
        panel.body.addWidget(Banner(title, "warn"))
        panel.body.addWidget(Text(words.DISAGREE_HELP, "soft"))
        for candidate in one.candidates:
            panel.body.addWidget(self._candidate(one, field, label, candidate))
        return panel

    def _candidate(self, one: Disagreement, field: Field | None, label: str, candidate: Provenance) -> QWidget:
        workspace = self._workspace
        shown = (
            str(candidate.value)
            if field is None
            else formatting.shown(field, candidate.value, workspace.zone(), workspace.reader.title)
        )
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Heading(shown, 2, like=3))
        pattern = words.CANDIDATE if candidate.on_hub else words.CANDIDATE_HERE
        reach = words.CANDIDATE_OFFLINE if candidate.offline else ""
        when = values.moment(candidate.at, workspace.zone(), workspace.today())
        who = candidate.author_name or words.SOMEBODY
        device = device_words(candidate.device, workspace)
        column.addWidget(Text(pattern.format(who=who, when=when, device=device) + reach, "small"))
        use = Button(words.CHOOSE.format(value=shown), "check")
        use.clicked.connect(lambda _checked=False: self._choose(one, candidate, label, shown))
        self.buttons.append(use)
        now = [StatusPill(words.SHOWN_NOW, "info")] if candidate.state == "shown" else []
        column.addWidget(deeds(use, *now))
        return holder

    def _choose(self, one: Disagreement, candidate: Provenance, label: str, shown: str) -> None:
        command = settle(self._workspace, one, candidate.value)
        if command is not None:
            said = words.CHOSEN.format(field=label, value=shown)
            self._workspace.run(command, lambda _outcome: self._workspace.said.emit(said, False), initiator=None)


def field_of(one: Disagreement) -> tuple[Field | None, str]:
    """The schema's entry at the path of a disagreement, and what people call it."""
    entry = RECORD_TYPES[one.record_type].fields().get(one.path[0])
    if entry is None:
        return None, one.path[0]
    if len(one.path) == 3 and isinstance(entry.kind, Rows):
        cell = entry.kind.field(one.path[2])
        return cell, f"{entry.label}, {cell.label if cell else one.path[2]}"
    return entry, entry.label


def settle(workspace: Workspace, one: Disagreement, value: Any) -> Edit | None:
    """The command that writes the chosen value over all that were in the running; undone, another one stands."""
    view = workspace.reader.record(one.record_type, one.record)
    if view is None or one.path[0] not in view.values:
        return None
    name, other = one.path[0], next((c.value for c in one.candidates if c.value != value), None)
    if len(one.path) == 1:
        return Edit(one.record_type, one.record, {name: other}, {name: value})
    held = view.values[name] or {}
    row, cell = one.path[1], one.path[-1]
    new, old = ({**held, row: {**held.get(row, {}), cell: each}} for each in (value, other))
    return Edit(one.record_type, one.record, {name: old}, {name: new})
