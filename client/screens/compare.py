"""Vehicles side by side: what each looks like and costs, then field by field, or only what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets import (
    ArticleCard,
    Button,
    CardGrid,
    CheckField,
    EmptyState,
    FlowLayout,
    Heading,
    StatusPill,
    Text,
    holds_focus,
)
from client import formatting
from client.business.holders import Holder, holders_of
from client.forms.photograph import Photograph
from client.reading.queries import RecordView
from client.screens.parts.age import AgeLine
from client.screens.parts.cards import drawing_of, photos_of, vehicle_line, vehicle_status, vehicle_title
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, empty, page_in
from client.text import compare as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES

#: The fields compared, in this order; price and status stand above them, features below.
FIELDS = ("year", "mileage", "fuel", "gearbox", "body", "colour", "engine_size", "trim", "store")


@dataclass(frozen=True)
class Compared:
    """One of the vehicles, with its name among the others, who holds it, and the field's texts by label."""

    view: RecordView
    name: str
    holder: Holder | None
    texts: dict[str, str]


class Compare(GatheringScreen):
    """Kept in step with what changes, as the page of a vehicle is."""

    screen_name = "compare"
    record_type = "vehicle"
    concerned = ("vehicle", "hold", "sale", "deposit", "release", "store")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.vehicles: tuple[str, ...] = tuple(dict(place.presets)["vehicles"])
        self._found: tuple[Compared, ...] = ()
        #: The buttons of the cards, in their order.
        self.deeds: list[Button] = []
        back = Button(words.TO_LIST, "chevron-left", "link")
        back.clicked.connect(lambda: workspace.open_list("vehicle"))
        self.head = PageHead(words.TITLE)
        self.age = AgeLine(workspace, "vehicle").describes(self.head.heading)
        self.cards = CardGrid(250, most_columns=4)
        self.differing = CheckField(words.ONLY_DIFFERENCES)
        self.differing.changed.connect(self._show_table)
        self.section = Section(words.SIDE_BY_SIDE, [self.differing])
        self.table: GridTable | None = None
        self.missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "compare", (words.TO_LIST, back.click))
        self.missing.hide()
        page = page_in(self)
        page.body.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.head, self.age):
            page.body.addWidget(part)
        page.body.addLayout(self.cards)
        page.body.addWidget(self.section)
        page.body.addWidget(self.missing)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        """The first car's own deeds: they are in sight on the smallest screen, the table may be further down."""
        return next(iter(self.deeds), None)

    def gather(self) -> tuple[Compared, ...]:
        return gather(self.workspace, self.vehicles)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self.head.set_words(words.TITLE, words.DETAIL.format(count=len(found)))
        self.missing.setVisible(not found)
        self.section.setVisible(bool(found))
        empty(self.cards)
        self.deeds.clear()
        for one in found:
            self.cards.addWidget(self._card(one))
        self._show_table()

    # --- what it is made of ---

    def _card(self, one: Compared) -> ArticleCard:
        card = ArticleCard(one.name)
        photo = next((photo for photo, _ in photos_of(one.view)), None)
        card.body.addWidget(Photograph(self.workspace.thumbnails, photo, drawing_of(one.view), None, ratio=1.9))
        price = one.view.values["price"]
        line = QHBoxLayout()
        line.addWidget(Text(values.money(price) if price else values.NOTHING, "price", wrap=False))
        line.addStretch(1)
        line.addWidget(StatusPill(*vehicle_status(one.view, one.holder)), 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(line)
        card.body.addWidget(Heading(one.name, 2))
        card.body.addWidget(Text(vehicle_line(one.view), "small"))
        card.body.addStretch(1)
        deeds = FlowLayout(8)
        deeds.addWidget(self._button(words.OPEN, words.OPEN_NAME, one, self._open))
        if len(self._found) > 1:
            deeds.addWidget(self._button(words.LEAVE_OUT, words.LEAVE_OUT_NAME, one, self._leave_out))
        card.body.addLayout(deeds)
        return card

    def _button(self, text: str, spoken: str, one: Compared, deed: Callable[[str], object]) -> Button:
        name = spoken.format(name=one.name)
        button = Button(text, accessible_name=name, deed=partial(deed, one.view.id))
        self.deeds.append(button)
        return button

    def _show_table(self) -> None:
        had_focus = self.table is not None and holds_focus(self.table)
        if self.table is not None:
            for part in (self.table, self.table.nothing):
                part.hide()
                part.deleteLater()
        names = [one.name for one in self._found]
        self.table = GridTable(words.TABLE, [words.FIELD, *names], words.NO_DIFFERENCES, broken_at=16)
        self.section.body.addWidget(self.table)
        self.section.body.addWidget(self.table.nothing)
        self.table.set_rows(rows_of(self._found, self.differing.value()))
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what can be done ---

    def _open(self, record: str) -> None:
        self.workspace.open_record("vehicle", record)

    def _leave_out(self, record: str) -> None:
        self.vehicles = tuple(one for one in self.vehicles if one != record)
        self.differing.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ask()


def gather(workspace: Workspace, vehicles: tuple[str, ...]) -> tuple[Compared, ...]:
    """Read the vehicles, in their order; those that are not on this device are left out."""
    reader = workspace.reader
    views = {view.id: view for view in reader.by_ids("vehicle", list(vehicles))}
    here = [views[one] for one in vehicles if one in views and not views[one].archived]
    holders = holders_of(reader, vehicles, workspace.identity.device)
    names = [vehicle_title(view) for view in here]
    return tuple(
        Compared(view, _apart(view) if names.count(name) > 1 else name, holders.get(view.id), _texts(workspace, view))
        for view, name in zip(here, names, strict=True)
    )


def rows_of(found: tuple[Compared, ...], differing: bool = False) -> list[tuple[str, ...]]:
    """The table: for each field its label and what each vehicle has; ``differing`` leaves out where all are alike."""
    fields = RECORD_TYPES["vehicle"].fields()
    rows = [(fields["price"].label, *(values.money(one.view.values["price"]) for one in found))]
    rows.append((fields["status"].label, *(vehicle_status(one.view, one.holder)[0] for one in found)))
    rows += [(fields[name].label, *(one.texts[name] for one in found)) for name in FIELDS]
    every = sorted({feature for one in found for feature in one.view.values["features"] or ()})
    for feature in every:
        has = (feature in (one.view.values["features"] or ()) for one in found)
        rows.append((words.FEATURE.format(name=feature), *(values.YES if it else values.NOTHING for it in has)))
    told = [row for row in rows if any(cell != values.NOTHING for cell in row[1:])]
    return [row for row in told if len(set(row[1:])) > 1] if differing else told


def _texts(workspace: Workspace, view: RecordView) -> dict[str, str]:
    fields = view.record_type.fields()
    zone, title = workspace.zone(), workspace.reader.title
    return {name: formatting.shown(fields[name], view.values[name], zone, title) for name in FIELDS}


def _apart(view: RecordView) -> str:
    """A name for one of several alike: with its year, and what it alone bears."""
    held = view.values
    tail = held["stock_number"] or held["plate"] or (held["vin"] or "")[-6:]
    title = vehicle_title(view)
    return words.TOLD_APART.format(title=title, year=held["year"] or "", tail=tail) if tail else title
