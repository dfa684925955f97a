"""Where a value comes from: who entered it, when and on which device, what it replaced and what else was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets import Button, Dialog, Heading, Panel, StatusPill, Text, look
from accessibility.widgets.feedback import Tone
from client.formatting import shown
from client.item_models.happenings import line
from client.reading.log_queries import device_names
from client.reading.queries import Provenance, RecordView
from client.reading.record_history import Happened, Occasion, history_of
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


@dataclass(frozen=True)
class _Found:
    """The values an atom had, or what happened to a field that people write together."""

    view: RecordView | None
    author: str
    values: Sequence[Provenance] = ()
    occasions: Sequence[Occasion] = ()


class WhyDialog(Dialog):
    """The history of one field, newest first. ``path`` is a field's name, (field, row) or (field, row, cell)."""

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
        room = self.screen().availableSize()
        self.resize(min(look().px(560), room.width() - 40), min(look().px(480), room.height() - 80))
        reader = workspace.reader

        def look_up() -> _Found:
            view = reader.record(record_type, record)
            author = reader.title("person", view.author) if view else ""
            if self._field is not None and self._field.kind.shape != "atom" and len(self.path) < 3:
                return _Found(view, author, occasions=history_of(reader, record_type, record))
            return _Found(view, author, reader.why(record_type, record, self.path))

        workspace.background.run(look_up, while_alive(self, self._fill))

    def _fill(self, found: _Found) -> None:
        self.entries = [self._entry(provenance) for provenance in found.values]
        for occasion in found.occasions:
            if happened := [one for one in occasion.happened if one.path[: len(self.path)] == self.path]:
                self.entries.append(self._step(occasion, happened))
        for entry in self.entries:
            self.body.addWidget(entry)
        if not self.entries:
            self.body.addWidget(Text(self._nothing(found.view, found.author)))
        self.body.addStretch(1)

    def _nothing(self, view: RecordView | None, author: str) -> str:
        if view is not None and view.record_type.about.fact:
            return words.WHY_FACT.format(who=author, when=values.moment(view.created, self._zone))
        return words.WHY_NONE

    def _step(self, occasion: Occasion, happened: Sequence[Happened]) -> Panel:
        """What one change did to a text, a set or a small table."""
        title = self._workspace.reader.title
        told = "\n".join(line(one, self._zone, title) for one in happened)
        panel = Panel(told)
        panel.body.setSpacing(4)
        panel.body.addWidget(Text(told, "strong"))
        panel.body.addWidget(Text(words.WHY_BY.format(who=occasion.author_name or words.SOMEBODY)))
        panel.body.addWidget(Text(self._circumstances(occasion), "soft"))
        return panel

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

    def _circumstances(self, entered: Provenance | Occasion) -> str:
        return circumstances(entered, self._workspace, self._zone)


def circumstances(entered: Provenance | Occasion, workspace: Workspace, zone: tzinfo) -> str:
    """When, where, whether the hub could be reached then, and whether it has it by now."""
    device = device_words(entered.device, workspace)
    when = values.moment(entered.at, zone)
    reach = words.WHY_OFFLINE if entered.offline else words.WHY_ONLINE
    kept = words.WHY_ON_HUB if entered.on_hub else words.WHY_PENDING
    return words.SEPARATOR.join([words.WHY_WHEN.format(when=when, device=device), reach, kept])


def device_words(device: str, workspace: Workspace) -> str:
    """A device by the name it was enrolled with; where that is not known here, as people tell it from others."""
    if device == workspace.identity.device:
        return words.THIS_DEVICE
    name = device_names(workspace.reader).get(device, "")
    return words.NAMED_DEVICE.format(name=name) if name else words.OTHER_DEVICE.format(short=device[-6:])


def _field_at(record_type: str, path: Path) -> tuple[Field | None, str]:
    """The schema's entry at a path, and what people call it."""
    entry = RECORD_TYPES[record_type].fields().get(path[0])
    if entry is None:
        return None, path[0]
    if len(path) == 3 and isinstance(entry.kind, Rows):
        cell = entry.kind.field(path[2])
        return cell, f"{entry.label}, {cell.label if cell else path[2]}"
    return entry, entry.label
