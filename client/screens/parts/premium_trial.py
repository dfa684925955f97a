"""Another deductible or cover tried over all policies that end soon, or some: the form and what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import (
    Banner,
    Button,
    CardGrid,
    ChoiceField,
    ErrorSummary,
    Field,
    Heading,
    SetField,
    SwitchField,
    Text,
)
from client.business.premium_proposals import LIABILITY, PremiumBounds
from client.business.premium_trial import Trial, TrialFound, premium_trial
from client.formatting import labels
from client.screens.parts.field_set import FieldSet
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import Section, deeds, empty
from client.screens.parts.premium_trial_words import left_rows, line_cells, sum_sentences
from client.text import premium_trial as words
from client.window.while_alive import while_alive
from client.workspace import Workspace

_STEPS = {"up": 1, "down": -1}


class PremiumTrial(Section):
    """``bounds`` gives what is allowed now, or None where that has to be put right first. Works in the background."""

    def __init__(self, workspace: Workspace, bounds: Callable[[], PremiumBounds | None]) -> None:
        super().__init__(words.TITLE)
        self._workspace, self._bounds = workspace, bounds
        self._working = False
        self.found: TrialFound | None = None
        covers = [pair for pair in labels("policy", "lines", "cover").items() if pair[0] != LIABILITY]
        self.summary = ErrorSummary()
        self.deductible = Field(words.DEDUCTIBLE, ChoiceField(words.CHOICES.items()), required=True)
        self.deductible.set_value("same")
        self._amounts = FieldSet(workspace, "policy", ["deductible"], labels={"deductible": words.AMOUNT})
        self.amount = self._amounts["deductible"]
        self.without = Field(words.WITHOUT, SetField(covers))
        self.adding = Field(words.ADDING, SetField(covers))
        self.only = Field(words.ONLY, SwitchField(words.ONLY))
        self.button = Button(words.TRY, "chart", deed=self.confirm)
        self.answer = Banner("", "info")
        self.lines = GridTable(words.LINES, words.COLUMNS)
        self.left = GridTable(words.LEFT, words.LEFT_COLUMNS)
        self._sums = QVBoxLayout()
        self._headings = (Heading(words.LEFT, 3), Heading(words.LINES, 3))
        self._build()

    def _build(self) -> None:
        grid = CardGrid(220, 16, most_columns=2)
        for field in (self.deductible, self.amount):
            grid.addWidget(field)
        self.body.addWidget(Text(words.HELP, "soft"))
        self.body.addWidget(self.summary)
        self.body.addLayout(grid)
        for part in (self.without, self.adding, self.only, deeds(self.button), self.answer):
            self.body.addWidget(part)
        self.body.addLayout(self._sums)
        for part in (self._headings[0], self.left, self._headings[1], self.lines):
            self.body.addWidget(part)
        for hidden in (self.answer, *self._headings, self.left, self.lines, self.only, self.amount):
            hidden.hide()
        self.deductible.editor.currentIndexChanged.connect(lambda _index: self._show_amount())

    def _show_amount(self) -> None:
        self.amount.setVisible(self.deductible.value() == "given")

    def asked(self) -> Trial:
        """What is to be tried now."""
        choice = self.deductible.value()
        return Trial(
            _STEPS.get(choice, 0), self._amounts.value("deductible") if choice == "given" else None,
            frozenset(self.without.value()), frozenset(self.adding.value()),
            frozenset(self.chosen()) if self.only.value() else frozenset(),
        )  # fmt: skip

    def chosen(self) -> list[str]:
        """The policies whose rows are chosen in the table."""
        lines = self.found.lines if self.found is not None else ()
        rows = sorted(index.row() for index in self.lines.selectionModel().selectedRows())
        return [lines[row].policy for row in rows if row < len(lines)]

    def _problems(self) -> list[tuple[QWidget, str]]:
        trial = self.asked()
        if self.deductible.value() == "given" and trial.deductible is None:
            return [(self.amount, words.AMOUNT_NEEDED)]
        if trial.without & trial.adding:
            return [(self.adding, words.BOTH)]
        if self.only.value() and not trial.only:
            return [(self.only, words.ONLY_NONE)]
        if not (trial.step or trial.deductible is not None or trial.without or trial.adding):
            return [(self.deductible, words.NOTHING_ASKED)]
        return []

    def confirm(self) -> None:
        """Have it tried, unless something is missing."""
        bounds = self._bounds()
        if self._working or bounds is None or not self.summary.check([self.deductible, self.amount]):
            return
        if problems := self._problems():
            for field, text in problems:
                if isinstance(field, Field):
                    field.set_error(text, say=False)
            self.summary.show_problems(problems)
            return
        self._working = True
        self.answer.set_text(words.WORKING, "info")
        self.answer.show()
        workspace, trial, today = self._workspace, self.asked(), self._workspace.today()
        workspace.background.run(
            lambda: premium_trial(workspace.reader, bounds, trial, today),
            while_alive(self, self.show_found), while_alive(self, self._failed),
        )  # fmt: skip

    def _failed(self, _error: BaseException) -> None:
        self._working = False
        self.answer.set_text(words.FAILED, "warn")
        self.answer.say()

    def show_found(self, found: TrialFound) -> None:
        """Show what came of it, and say it; rows that were chosen stay chosen."""
        self._working = False
        chosen = set(found.trial.only)
        self.found = found
        empty(self._sums)
        sums = sum_sentences(found)
        for text in sums[1:]:
            self._sums.addWidget(Text(text))
        self.answer.set_text(found.why or (sums[0] if found.sums else words.APPLIES_TO_NONE), "ok" if sums else "warn")
        self.left.set_rows(left_rows(found))
        self.lines.set_rows([line_cells(line) for line in found.lines])
        self._headings[0].setVisible(bool(found.left))
        self._headings[1].setVisible(bool(found.lines))
        self.only.setVisible(bool(found.lines))
        self._choose(chosen)
        self.answer.say()

    def _choose(self, chosen: set[str]) -> None:
        model, flags = self.lines.model(), QItemSelectionModel.SelectionFlag
        for row, line in enumerate(self.found.lines if self.found is not None else ()):
            if line.policy in chosen:
                self.lines.selectionModel().select(model.index(row, 0), flags.Select | flags.Rows)
