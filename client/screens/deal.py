"""The page of one deal: what is paid and open, the car, the customer, the lead, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Banner, Details, Text
from client.reading.queries import RecordView
from client.screens.parts.deal_facts import DealFound, gather
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import Section, SideBySide, empty
from client.screens.parts.row_list import RowList
from client.screens.record_page import Found, RecordScreen
from client.text import deal as words
from client.workspace import Place, Workspace


@dataclass(frozen=True)
class _Both:
    """The record's own page, and the deal around it (None: not on this device)."""

    page: Found
    deal: DealFound | None


class Deal(RecordScreen):
    """A sale is written once; what becomes of it are payments and releases beside it."""

    record_type = "sale"

    def __init__(self, workspace: Workspace, place: Place, parent: Any = None) -> None:
        self._deal: DealFound | None = None
        super().__init__(workspace, place, parent)
        self._named |= {"payment", "release", "deposit", "hold", "test_drive", "activity"}

    def _build_body(self, role: str) -> None:
        super()._build_body(role)
        self.released = Banner("", "warn")
        self.released.hide()
        self.beside = SideBySide()
        money = Section(words.MONEY)
        self._sums = QVBoxLayout()
        money.body.addLayout(self._sums)
        self.note = Text("", "soft")
        money.body.addWidget(self.note)
        self.payments = GridTable(words.PAYMENTS, words.PAYMENT_COLUMNS, words.PAYMENTS_NOTHING)
        money.body.addWidget(self.payments)
        money.body.addWidget(self.payments.nothing)
        self.beside.main.addWidget(money)
        self.timeline = self._rows(words.TIMELINE, words.TIMELINE_NOTHING, self.beside.main)
        self.parties = self._rows(words.PARTIES, "", self.beside.aside)
        self.beside.close_columns()
        self.beside.hide()
        place = self.page.body.indexOf(self.disagreements) + 1
        self.page.body.insertWidget(place, self.released)
        self.page.body.insertWidget(place + 1, self.beside)

    def _rows(self, title: str, nothing: str, column: QVBoxLayout) -> RowList:
        section, rows = Section(title), RowList(title, nothing)
        rows.chosen.connect(lambda key: self.workspace.open_record(*key.split(" ", 1)))
        section.body.addWidget(rows)
        column.addWidget(section)
        return rows

    def record_in(self, found: Any) -> RecordView | None:
        return super().record_in(found.page)

    def gather(self) -> Any:
        page = super().gather()
        return _Both(page, gather(self.workspace, page.view) if page.view is not None else None)

    def show_gathered(self, found: Any) -> None:
        super().show_gathered(found.page)
        self._deal = deal = found.deal
        self.beside.setVisible(deal is not None)
        if deal is None:
            return
        empty(self._sums)
        self._sums.addWidget(Details(deal.sums))
        self.note.setText(deal.note)
        self.note.setVisible(bool(deal.note))
        self.payments.set_rows(deal.payments)
        self.parties.set_rows(deal.parties)
        self.timeline.set_rows(deal.timeline)
        self.released.setVisible(bool(deal.released))
        self.released.set_text(words.RELEASED.format(reason=deal.released))

    def sums(self) -> dict[str, str]:
        """The amounts shown, by their labels."""
        return dict(self._deal.sums) if self._deal is not None else {}

    def payments_shown(self) -> tuple[tuple[str, ...], ...]:
        """The lines of the table of payments."""
        return self._deal.payments if self._deal is not None else ()
