"""How the models do: drift, predicted against come true, how well they order; and setting them right by the hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, StatusPill, Text
from accessibility.widgets.feedback import Tone
from accessibility.widgets.quantities import write_decimal
from client.scores.released import problem
from client.scores.watched import Watched, watched
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, deeds, page_in
from client.text import model_health as words
from client.text import scores as score_words
from client.workspace import Place, Workspace
from shared_models.rights import may_release_models

_TONES: dict[str, Tone] = {"good": "ok", "warn": "warn", "alarm": "bad", "unknown": "neutral"}


def _percent(share: float) -> str:
    return score_words.NUMBER.format(percent=write_decimal(Decimal(100 * share), 1))


class ModelHealth(GatheringScreen):
    """One section a model. Who may not release models sees how they do, and whom to tell."""

    screen_name = "model_health"
    concerned = ("lead", "claim_review", "policy", "sale")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self.problem = Text("", "soft")
        page.body.addWidget(self.problem)
        self._body = page.body
        self._sections: list[QWidget] = []
        self.buttons: dict[tuple[str, str], Button] = {}
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return next(iter(self.buttons.values()), None)

    def gather(self) -> tuple[list[Watched], str]:
        reader = self.workspace.whole_reader
        return watched(reader, self.workspace.identity.role), problem(reader)

    def show_gathered(self, found: Any) -> None:
        models, trouble = found
        self.problem.setText(trouble or ("" if models else words.NOTHING))
        self.problem.setVisible(bool(self.problem.text()))
        for old in self._sections:
            old.deleteLater()
        self.buttons.clear()
        self._sections = [self._section(each) for each in models]
        for at, section in enumerate(self._sections):
            self._body.insertWidget(2 + at, section)

    def _section(self, of: Watched) -> Section:
        health = of.health
        section = Section(score_words.MODELS.get(health.model, health.model))
        where = words.OWN if of.own else words.BUNDLED
        section.body.addWidget(StatusPill(words.STATES[health.state], _TONES[health.state]))
        section.body.addWidget(Text(words.ADVICE[health.state]))
        section.body.addWidget(Text(words.VERSION.format(version=health.version, where=where), "soft"))
        section.body.addWidget(Text(_order(of)))
        months = GridTable(words.MONTHS, words.MONTH_COLUMNS[health.means], words.NO_MONTHS)
        months.set_rows([
            (each.month, write_decimal(each.outcomes, 0), _percent(each.predicted), _percent(each.observed),
             words.STATES[each.state]) for each in reversed(health.months)
        ])  # fmt: skip
        inputs = GridTable(words.INPUTS, words.INPUT_COLUMNS, words.NO_INPUTS)
        inputs.set_rows([
            (of.labels[each.feature], words.NOT_JUDGED if each.index is None else write_decimal(Decimal(each.index), 2),
             words.STATES[each.state]) for each in health.inputs
        ])  # fmt: skip
        for table, help_text in ((months, words.MONTHS_HELP), (inputs, words.INPUTS_HELP)):
            section.body.addWidget(Text(help_text, "soft"))
            section.body.addWidget(table)
            section.body.addWidget(table.nothing)
        if self.workspace.models is not None and may_release_models(self.workspace.identity.role):
            self._add_deeds(section, health.model)
        return section

    def _add_deeds(self, section: Section, model: str) -> None:
        keeping = self.workspace.models
        assert keeping is not None
        section.body.addWidget(Text(words.HELP, "soft"))
        made = {
            "level": (words.LEVEL, lambda: _learned(keeping.learn(model, "level"))),
            "ridge": (words.RIDGE, lambda: _learned(keeping.learn(model, "ridge"))),
            "widen": (words.WIDEN, lambda: words.WIDENED if keeping.widen(model) else words.NOTHING_TO_WIDEN),
            "back": (words.BACK, lambda: _taken_back(keeping.take_back, model)),
        }
        for name, (label, work) in made.items():
            self.buttons[model, name] = button = Button(label, "restore" if name == "back" else "")
            button.clicked.connect(lambda _checked=False, work=work: self._do(work))
        section.body.addWidget(deeds(*(self.buttons[model, name] for name in made)))

    def _do(self, work: Callable[[], str]) -> None:
        """Ask the hub, beside the window; what it says is said."""
        for button in self.buttons.values():
            button.setEnabled(False)

        def back(said: str, is_problem: bool) -> None:
            for button in self.buttons.values():
                button.setEnabled(True)
            self.workspace.said.emit(said, is_problem)
            self.ask()

        self.workspace.background.run(work, lambda said: back(said, False), lambda error: back(str(error), True))


def _order(of: Watched) -> str:
    from ml_models.drift import LEAST_OUTCOMES

    health = of.health
    if health.means == "in_band":
        if health.off is None or health.tends is None:
            return words.AMOUNT_LATER.format(count=health.outcomes, least=LEAST_OUTCOMES)
        pattern = words.AMOUNT_HIGH if health.tends >= 0 else words.AMOUNT_LOW
        return pattern.format(off=_percent(health.off), tends=_percent(abs(health.tends)))
    if health.auc is None or health.interval is None:
        return words.ORDER_LATER.format(count=health.outcomes, least=LEAST_OUTCOMES)
    low, high = health.interval
    return words.ORDERS[health.model].format(percent=_percent(health.auc), low=_percent(low), high=_percent(high))


def _learned(made: Mapping[str, Any]) -> str:
    verdict = made["verdict"]
    if verdict["against"]:
        return words.REFUSED.format(why=" ".join(verdict["against"]))
    return words.RELEASED.format(count=verdict.get("outcomes", verdict["candidate"]["rows"]))


def _taken_back(take_back: Callable[[str], None], model: str) -> str:
    take_back(model)
    return words.TAKEN_BACK
