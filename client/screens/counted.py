"""What lies behind one figure: the records that were counted there, live, each of which opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from client.changes import Changes
from client.insights.question import Counting, Question
from client.insights.tiles import TILES
from client.item_models.summaries import Summaries, Summary
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, page_in
from client.screens.parts.row_list import Row, RowList
from client.text import insights as words
from client.workspace import Place, Workspace, touches

#: Rows that are shown; the count above them is of all.
MOST = 200
#: The field that says most of a record beside its title, by record type.
_ASIDE = {
    "policy": "expires_on", "claim": "estimate", "sale": "price", "vehicle": "price", "lead": "next_step",
    "test_drive": "starts_at",
}  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """The names of the figure, how many records there are, and the newest of them."""

    place: str
    count: int
    rows: tuple[Row, ...]


def _row(one: Summary, aside: str) -> Row:
    about = one.view.record_type.about
    said = ""
    if aside and one.view.values[aside] is not None:
        label = one.view.record_type.fields()[aside].label
        said = words.COUNTED_ASIDE.format(label=label, value=one.texts[aside])
    return Row(f"{one.view.record_type.type_name()} {one.view.id}", one.title, one.subtitle, said, icon=about.icon)


class CountedRecords(GatheringScreen):
    """The place says which tile, which line and place of it, and what was asked (``question``)."""

    screen_name: ClassVar[str] = "counted"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        presets = dict(place.presets)
        self.tile = TILES[presets["tile"]]
        self._line, self._place = str(presets["line"]), str(presets["place"])
        self._question: Question = presets["question"]
        self.page = page_in(self)
        self.head = PageHead(self.tile.title)
        self.page.body.addWidget(self.head)
        self.section = Section(self.tile.title)
        self.rows = RowList(self.tile.title, words.COUNTING)
        self.rows.chosen.connect(self._open)
        self.section.body.addWidget(self.rows)
        self.page.body.addWidget(self.section)
        self.page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return self.tile.title

    def first_focus(self) -> QWidget | None:
        shown = self.rows.rows()
        return self.rows.card(shown[0].key) if shown else None

    def refresh(self, changes: Changes) -> None:
        if touches(changes, *self.tile.counts, *self.tile.moved_by):
            super().refresh(changes)

    def gather(self) -> Counted:
        """The records, and how the figure is called by the tile itself."""
        reader = self.workspace.reader
        if not self.tile.may_see(self.workspace.identity.role):
            return Counted("", 0, ())
        counting = Counting(reader, self._question)
        chosen = self.tile.behind(counting, self._line, self._place)
        ordinals = counting.ordinals(chosen)
        views = reader.by_ordinals(chosen.record_type, ordinals[:MOST])
        aside = _ASIDE.get(chosen.record_type, "")
        told = Summaries(reader, self._question.zone).of(views, (aside,) if aside else ())
        return Counted(self._named(counting), len(ordinals), tuple(_row(one, aside) for one in told))

    def _named(self, counting: Counting) -> str:
        answer = self.tile.count(counting)
        place = next((one.name for one in answer.places if one.key == self._place), "")
        line = next((one.name for one in answer.lines if one.key == self._line), "") if self._line else ""
        return words.COUNTED_IN_LINE.format(line=line, place=place) if line and place else place or line

    def show_gathered(self, found: Counted) -> None:
        title = words.COUNTED_TITLE.format(title=self.tile.title, place=found.place) if found.place else self.tile.title
        pattern = words.COUNTED_DETAIL_ONE if found.count == 1 else words.COUNTED_DETAIL
        self.head.set_words(title, pattern.format(count=found.count))
        most = words.COUNTED_MOST.format(count=MOST)
        self.section.set_title(most if found.count > MOST else words.COUNTED_ALL)
        self.rows.set_nothing(words.COUNTED_NOTHING)
        self.rows.set_rows(found.rows)

    def _open(self, key: str) -> None:
        record_type, record = key.split(" ", 1)
        self.workspace.open_record(record_type, record)
