"""What is asked of the figures: the days, their steps, a store, an insurer, a currency; only what the board heeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import CardGrid, Field
from accessibility.widgets.editors import ChoiceField
from client.insights.periods import PERIODS, Step
from client.insights.tiles import Asked
from client.text import insights as words


class InsightFilters(QWidget):
    """``changed`` when something else is asked; :meth:`asked` gives it."""

    changed = Signal()

    def __init__(self, period: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        grid = CardGrid(190, 12)
        column.addLayout(grid)
        labels: dict[Asked, str] = {
            "period": words.PERIOD, "step": words.STEP, "store": words.STORE, "insurer": words.INSURER,
            "currency": words.CURRENCY,
        }  # fmt: skip
        self.fields: dict[Asked, Field] = {}
        for name, label in labels.items():
            self.fields[name] = field = Field(label, ChoiceField())
            field.changed.connect(self.changed)
            grid.addWidget(field)
            field.hide()
        self._offer("period", [(key, words.PERIODS[key]) for key in PERIODS], period)
        self._many: set[Asked] = {"period", "step"}
        self._heeded: frozenset[Asked] = frozenset()

    def asked(self) -> dict[Asked, Any]:
        """What is chosen; empty texts for what is not heeded."""
        return {name: (field.value() or "") if name in self._heeded else "" for name, field in self.fields.items()}

    def heed(self, names: Iterable[Asked]) -> None:
        """Show what the tiles of the board can be asked, where there is a choice."""
        self._heeded = frozenset(names)
        for name, field in self.fields.items():
            field.setVisible(name in self._heeded and name in self._many)

    def offer_steps(self, steps: Sequence[Step], chosen: Step) -> None:
        """The steps that fit the period."""
        self._offer("step", [(step, words.STEPS[step]) for step in steps], chosen)

    def offer_stores(self, stores: Sequence[tuple[str, str]]) -> None:
        """(identifier, name) of every store."""
        self._offer_all("store", words.ALL_STORES, stores)

    def offer_insurers(self, insurers: Sequence[tuple[str, str]]) -> None:
        """(identifier, name) of every insurer."""
        self._offer_all("insurer", words.ALL_INSURERS, insurers)

    def offer_currencies(self, currencies: Iterable[str]) -> None:
        """Those that amounts were found in, beside those offered before."""
        held = {self.fields["currency"].editor.itemData(row) for row in range(self.fields["currency"].editor.count())}
        found = sorted({*currencies, *held} - {"", None})
        self._offer_all("currency", words.USUAL_CURRENCY, [(one, one) for one in found])

    def _offer_all(self, name: Asked, every: str, some: Sequence[tuple[str, str]]) -> None:
        kept = self.fields[name].value() or ""
        self._offer(name, [("", every), *some], kept)
        if len(some) > 1:
            self._many.add(name)
        self.heed(self._heeded)

    def _offer(self, name: Asked, options: list[tuple[Any, str]], chosen: Any) -> None:
        editor = self.fields[name].editor
        held = [(editor.itemData(row), editor.itemText(row)) for row in range(editor.count())]
        if held != options:
            editor.set_options(options)
        if editor.value() != chosen:
            editor.set_value(chosen if any(value == chosen for value, _ in options) else options[0][0])
