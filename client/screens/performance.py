"""Performance: how long things took in this run of the program, and whether the window kept up meanwhile."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, Text, announce
from accessibility.widgets.quantities import write_decimal
from client.pace.recording import WORK, Figures, Timed
from client.pace.telling import as_csv, as_json
from client.screens.base import Screen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, deeds, page_in
from client.screens.parts.saving import save_text
from client.text import performance as words
from client.text.sync import clock_time
from client.workspace import Place, Workspace

_MILLISECOND, _SECOND = 10**6, 10**9


def time_in_words(nanoseconds: int) -> str:
    """A length of time as people read it: in milliseconds, from ten seconds on in seconds."""
    long = nanoseconds >= 10 * _SECOND
    amount = Decimal(nanoseconds) / (_SECOND if long else _MILLISECOND)
    written = write_decimal(amount, 0 if amount >= 100 else 1 if amount >= 1 else 2)
    return (words.SECONDS if long else words.MILLISECONDS).format(number=written)


class Performance(Screen):
    """Shows the figures as they were when one looked: they change all the time, and the page stands still."""

    screen_name = "performance"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.again = Button(words.AGAIN, "clock", "primary")
        self.again.clicked.connect(lambda _checked=False: self.look_again(words.LOOKED_AGAIN))
        self.save_button = Button(words.SAVE, "export")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        self.clear_button = Button(words.CLEAR, "restore")
        self.clear_button.clicked.connect(lambda _checked=False: self.clear())
        self.deeds = GridTable(words.ACTIONS, words.ACTION_COLUMNS, words.NO_ACTIONS)
        self.gaps = GridTable(words.GAPS, words.GAP_COLUMNS, words.NO_GAPS)
        self.worst = GridTable(words.WORST, words.WORST_COLUMNS, words.NO_GAPS)
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        page.body.addWidget(deeds(self.again, self.save_button, self.clear_button))
        page.body.addWidget(_in_section(words.ACTIONS, words.ACTIONS_HELP, self.deeds))
        page.body.addWidget(_in_section(words.GAPS, words.GAPS_HELP, self.gaps))
        page.body.addWidget(_in_section(words.WORST, "", self.worst))
        page.body.addStretch(1)

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.again

    def showEvent(self, event: QShowEvent) -> None:
        """The figures are those of the moment one comes here."""
        super().showEvent(event)
        self.look_again()

    def look_again(self, said: str = "") -> None:
        """Show the figures of now, and say so."""
        pace = self.workspace.pace
        self.deeds.set_rows(
            [_row(words.NAMES[action], figures) for action, figures in pace.times().items() if figures.count]
        )
        gaps: list[tuple[str, Timed | None]] = [(words.ALWAYS, None), *((words.NAMES[work], work) for work in WORK)]
        told = [(name, pace.gaps(work)) for name, work in gaps]
        self.gaps.set_rows([_row(name, figures) for name, figures in told if figures.count])
        zone = self.workspace.zone()
        self.worst.set_rows(
            [
                (
                    time_in_words(gap.nanoseconds),
                    clock_time(gap.at, zone),
                    "; ".join(words.NAMES[work] for work in gap.running) or words.AT_REST,
                )
                for gap in pace.worst_gaps()
            ]
        )
        if said:
            announce(self, said)

    def clear(self) -> None:
        """Forget what was measured."""
        self.workspace.pace.clear()
        self.look_again()
        self.again.setFocus()
        self.workspace.said.emit(words.CLEARED, False)

    def save(self, target: Path | None = None) -> None:
        """Save the figures where the person chooses; the ending says whether as data or as a table."""
        pace = self.workspace.pace
        save_text(self, words, target, lambda file: as_csv(pace) if file.suffix.lower() == ".csv" else as_json(pace))


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    times = (time_in_words(each) for each in (figures.half, figures.most, figures.longest))
    return name, write_decimal(figures.count, 0), *times


def _in_section(title: str, help_text: str, table: GridTable) -> Section:
    section = Section(title)
    if help_text:
        section.body.addWidget(Text(help_text, "soft"))
    section.body.addWidget(table)
    section.body.addWidget(table.nothing)
    return section
