"""Where a value comes from: who entered it, when and on which device, what it replaced and what else was there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets import Button, Dialog, Heading, Panel, StatusPill, Text
from accessibility.widgets.feedback import Tone
from client.formatting import shown
from client.queries import Provenance, RecordView
from client.text import records as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.documents import Path
from shared_models.kinds import Rows
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field

_TONES: dict[str, tuple[Tone, str]] = {
    "shown": ("ok", ""), "rival": ("warn", ""), "replaced": ("neutral", ""), "set_aside": ("bad", ""),
}  # fmt: skip


class WhyDialog(Dialog):
    """The history of one field, newest first. ``path`` is a field's name, or (field, row, cell)."""

    def __init__(
        self, workspace: Workspace, record_type: str, record: str, path: str | Path, parent: QWidget | None = None
    ) -> None:
        self.path: Path = (path,) if isinstance(path, str) else tuple(path)
        self._field, label = _field_at(record_type, self.path)
        super().__init__(words.WHY_TITLE.format(label=label), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._type, self._record = workspace, record_type, record
        self._zone = workspace.zone()
        self.entries: list[Panel] = []
        self.add_button(Button(words.CLOSE, kind="primary"), self.accept)
        self.resize(560, 480)
        reader = workspace.reader

        def look_up() -> tuple[list[Provenance], RecordView | None, str]:
            view = reader.record(record_type, record)
            author = reader.title("person", view.author) if view else ""
            return reader.why(record_type, record, self.path), view, author

        workspace.background.run(look_up, while_alive(self, self._fill))

    def _fill(self, found: tuple[list[Provenance], RecordView | None, str]) -> None:
        history, view, author = found
        for provenance in history:
            self.entries.append(self._entry(provenance))
            self.body.addWidget(self.entries[-1])
        if not history:
            self.body.addWidget(Text(self._nothing(view, author)))
        self.body.addStretch(1)

    def _nothing(self, view: RecordView | None, author: str) -> str:
        if view is not None and view.record_type.about.fact:
            return words.WHY_FACT.format(who=author, when=values.moment(view.created, self._zone))
        value = view.values.get(self.path[0]) if view is not None else None
        return words.WHY_MERGED if value else words.WHY_NONE

    def _entry(self, provenance: Provenance) -> Panel:
        written = self._written(provenance)
        panel = Panel(written)
        panel.body.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Heading(written, 3), 1)
        tone, icon = _TONES[provenance.state]
        head.addWidget(StatusPill(words.STATES[provenance.state], tone, icon), 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addLayout(head)
        panel.body.addWidget(Text(words.WHY_BY.format(who=provenance.author_name or words.SOMEBODY)))
        panel.body.addWidget(Text(self._circumstances(provenance), "soft"))
        return panel

    def _written(self, provenance: Provenance) -> str:
        if provenance.value is None:
            return words.WHY_CLEARED
        if self._field is None:
            return str(provenance.value)
        return shown(self._field, provenance.value, self._zone, self._workspace.reader.title)

    def _circumstances(self, provenance: Provenance) -> str:
        """When, where, whether the hub could be reached then, and whether it has it by now."""
        device = device_words(provenance.device, self._workspace.identity.device)
        when = values.moment(provenance.at, self._zone)
        reach = words.WHY_OFFLINE if provenance.offline else words.WHY_ONLINE
        kept = words.WHY_ON_HUB if provenance.on_hub else words.WHY_PENDING
        return " · ".join([words.WHY_WHEN.format(when=when, device=device), reach, kept])


def device_words(device: str, here: str) -> str:
    """A device as people tell it from others."""
    return words.THIS_DEVICE if device == here else words.OTHER_DEVICE.format(short=device[-6:])


def _field_at(record_type: str, path: Path) -> tuple[Field | None, str]:
    """The schema's entry at a path, and what people call it."""
    entry = RECORD_TYPES[record_type].fields().get(path[0])
    if entry is None:
        return None, path[0]
    if len(path) == 3 and isinstance(entry.kind, Rows):
        cell = entry.kind.field(path[2])
        return cell, f"{entry.label}, {cell.label if cell else path[2]}"
    return entry, entry.label
