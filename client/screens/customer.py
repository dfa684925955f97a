"""The page of one customer: what they agreed to, everything that happened with them in one timeline, and the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, Details, FlowLayout, Text
from accessibility.widgets.buttons import OneOfSeveral
from accessibility.widgets.feedback import TONE_ICONS
from client.reading.queries import RecordView
from client.screens.parts.customer_facts import CustomerFound, gather
from client.screens.parts.feedback import MoodsSection
from client.screens.parts.page import Section, SideBySide, empty
from client.screens.parts.row_list import Icon, RowList
from client.screens.record_page import Found, RecordScreen
from client.text import customer as words
from client.workspace import Place, Workspace

#: Entries shown before the rest is asked for.
FEW = 12


@dataclass(frozen=True)
class _Both:
    """The record's own page, and what happened with the customer (None: not on this device)."""

    page: Found
    happened: CustomerFound | None


class Customer(RecordScreen):
    """Beside what every record's page has: consents and the timeline."""

    record_type = "customer"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        self._group, self._whole = "all", False
        self._happened: CustomerFound | None = None
        super().__init__(workspace, place, parent)
        self._named |= {"claim", "vehicle", "insurer"}

    def _build_body(self, role: str) -> None:
        super()._build_body(role)
        self.beside = SideBySide()
        self._build_timeline()
        self._build_consents()
        self.beside.close_columns()
        self.beside.hide()
        self.page.body.insertWidget(self.page.body.indexOf(self.disagreements) + 1, self.beside)

    def _build_timeline(self) -> None:
        section = Section(words.TIMELINE)
        holder = QWidget()
        holder.setAccessibleName(words.FILTER)
        self._chips = FlowLayout(8)
        holder.setLayout(self._chips)
        self.filters: dict[str, Button] = {}
        for group, label in words.GROUPS.items():
            chip = OneOfSeveral(label)
            chip.setProperty("chip", "true")
            chip.setChecked(group == self._group)
            chip.clicked.connect(lambda _checked=False, which=group: self.show_group(which))
            self.filters[group] = chip
            self._chips.addWidget(chip)
        section.body.addWidget(holder)
        self.timeline = RowList(words.TIMELINE, words.TIMELINE_NOTHING)
        self.timeline.chosen.connect(lambda key: self.workspace.open_record(*key.split(" ", 1)))
        section.body.addWidget(self.timeline)
        self.more = Button("", "chevron-down", "link")
        self.more.clicked.connect(lambda _checked=False: self._show_whole())
        section.body.addWidget(self.more)
        self.beside.main.addWidget(section)

    def _build_consents(self) -> None:
        section = Section(words.CONSENTS)
        self._consents = QVBoxLayout()
        section.body.addLayout(self._consents)
        self.beside.aside.addWidget(section)
        self.moods = MoodsSection(self.workspace)
        self.beside.aside.addWidget(self.moods)

    # --- what it shows ---

    def record_in(self, found: Any) -> RecordView | None:
        return super().record_in(found.page)

    def gather(self) -> Any:
        page = super().gather()
        view: RecordView | None = page.view
        return _Both(page, gather(self.workspace, view) if view is not None else None)

    def show_gathered(self, found: Any) -> None:
        super().show_gathered(found.page)
        self._happened = found.happened
        self.beside.setVisible(found.happened is not None)
        if found.happened is not None:
            self._show_consents(found.happened)
            self._show_timeline(found.happened)
            self.moods.show_moods(found.happened.moods)

    def _show_consents(self, happened: CustomerFound) -> None:
        empty(self._consents)
        self._consents.addWidget(Details(happened.details))
        for text, tone in happened.consents:
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(Icon(TONE_ICONS[tone], "ink" if tone == "neutral" else tone), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(text), 1)
            self._consents.addLayout(row)

    def _show_timeline(self, happened: CustomerFound) -> None:
        for group, chip in self.filters.items():
            chip.setVisible(group == "all" or group in happened.groups)
            chip.setText(words.GROUP.format(label=words.GROUPS[group], number=happened.count(group)))
            chip.setChecked(group == self._group)
        entries = [one.row for one in happened.entries if self._group in ("all", one.group)]
        shown = entries if self._whole else entries[:FEW]
        self.timeline.set_nothing(words.TIMELINE_NOTHING if self._group == "all" else words.NOTHING_OF)
        self.timeline.set_rows(shown)
        self.more.setVisible(len(shown) < len(entries))
        self.more.setText(words.MORE.format(count=len(entries)))

    def show_group(self, group: str) -> None:
        """Leave one kind of entry, or show all."""
        self._group, self._whole = group, False
        if self._happened is not None:
            self._show_timeline(self._happened)

    def _show_whole(self) -> None:
        self._whole = True
        before = len(self.timeline.rows())
        if self._happened is not None:
            self._show_timeline(self._happened)
        rows = self.timeline.rows()
        if before < len(rows):
            self.timeline.card(rows[before].key).setFocus()

    def consent_words(self) -> list[str]:
        """What is said of the consents."""
        return [text for text, _ in self._happened.consents] if self._happened is not None else []
