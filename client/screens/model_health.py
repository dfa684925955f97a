"""How the models do: drift, predicted against come true, how well they order; and setting them right by the hub."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, StatusPill, Text
from accessibility.widgets.feedback import Tone
from accessibility.widgets.quantities import write_decimal
from client.business.drive_marks import SAVED, save_marks
from client.care.keeping import ModelKeeping
from client.scores.released import problem
from client.scores.watched import Scoring, Watched, scoring_here, told_by_hub, watched
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, deeds, page_in
from client.screens.parts.saving import where_to
from client.sync_state import Phase
from client.text import model_health as words
from client.text import scores as score_words
from client.workspace import Place, Workspace
from shared_models.errors import ForecourtError
from shared_models.rights import may_release_models, may_set_models_right_here

log = logging.getLogger(__name__)

_TONES: dict[str, Tone] = {"good": "ok", "warn": "warn", "alarm": "bad", "unknown": "neutral"}


def _percent(share: float) -> str:
    return score_words.NUMBER.format(percent=write_decimal(Decimal(100 * share), 1))


class ModelHealth(GatheringScreen):
    """One section a model. Who may not release models sees how they do, and whom to tell."""

    screen_name = "model_health"
    concerned = ("lead", "claim_review", "policy", "sale", "test_drive")

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

    def gather(self) -> tuple[list[Watched], str, list[Scoring]]:
        reader, role = self.workspace.whole_reader, self.workspace.identity.role
        found, trouble = watched(reader, role), problem(reader)
        files = scoring_here(reader) if may_release_models(role) or found else []
        if not found and may_release_models(role):
            found = self._of_the_hub()
            trouble = trouble or ("" if found else words.NO_HUB)
        return found, trouble or ("" if found else words.NOTHING), files

    def _of_the_hub(self) -> list[Watched]:
        """For who keeps the models but reads no records: how they do, as the hub counts it."""
        if self.workspace.models is None or not self._in_touch():
            return []
        try:
            return told_by_hub(self.workspace.whole_reader, self.workspace.models.health)
        except ForecourtError as error:
            log.info("the hub does not say how the models do: %s", error)
            return []

    def _in_touch(self) -> bool:
        return self.workspace.sync_state.phase in (Phase.LIVE, Phase.CATCHING_UP)

    def show_gathered(self, found: Any) -> None:
        models, trouble, files = found
        self.problem.setText(trouble)
        self.problem.setVisible(bool(trouble))
        for old in self._sections:
            old.deleteLater()
        self.buttons.clear()
        self._sections = [*(self._section(each) for each in models), *([_files(files)] if files else [])]
        for at, section in enumerate(self._sections):
            self._body.insertWidget(2 + at, section)

    def _section(self, of: Watched) -> Section:
        health = of.health
        section = Section(score_words.MODELS.get(health.model, health.model))
        if of.at_hub:
            section.body.addWidget(Text(words.FROM_HUB, "soft"))
        where = _where(of.own, of.here)
        section.body.addWidget(StatusPill(words.STATES[health.state], _TONES[health.state]))
        section.body.addWidget(Text(_advice(of)))
        section.body.addWidget(Text(words.VERSION.format(version=health.version, where=where), "soft"))
        section.body.addWidget(Text(_order(of)))
        months = GridTable(words.MONTHS, words.MONTH_COLUMNS[health.means], words.NO_MONTHS)
        months.set_rows([
            (each.month, write_decimal(each.outcomes, 0), _percent(each.predicted), _percent(each.observed),
             words.STATES[each.state]) for each in reversed(health.months)
        ])  # fmt: skip
        for part in (Text(words.MONTHS_HELP, "soft"), months, months.nothing, *_inputs(of)):
            section.body.addWidget(part)
        self._add_deeds(section, of)
        return section

    def _add_deeds(self, section: Section, of: Watched) -> None:
        """By the hub where it can be asked, else on this device alone; what was learned here can always go back."""
        role, keeping = self.workspace.identity.role, self.workspace.models
        made: dict[str, tuple[str, Callable[[], str]]] = {}
        if keeping is not None and self._in_touch() and may_release_models(role):
            section.body.addWidget(Text(words.HELP, "soft"))
            made = self._at_hub(keeping, of.health.model)
        elif may_set_models_right_here(role) and not self._in_touch():
            section.body.addWidget(Text(words.HELP_HERE, "soft"))
            made = self._on_this_device(of.health.model)
        if of.here and may_set_models_right_here(role):
            made["back_here"] = (words.BACK_HERE, lambda: self._back_here(of.health.model))
        if of.health.model in SAVED and not of.at_hub and may_set_models_right_here(role):
            save = Button(words.SAVE, "export", deed=lambda: self.save(of.health.model))
            section.body.addWidget(deeds(save))
        for name, (label, work) in made.items():
            button = Button(label, "restore" if name.startswith("back") else "")
            self.buttons[of.health.model, name] = button
            button.clicked.connect(lambda _checked=False, work=work: self._do(work))
        if made:
            section.body.addWidget(deeds(*(self.buttons[of.health.model, name] for name in made)))

    def save(self, model: str, target: Path | None = None) -> None:
        """Save what people said, where the person chooses, as a table that training reads."""
        target = target or where_to(self, words.SAVE, SAVED[model], words.SAVE_KINDS)
        if target is None:
            return
        name, reader = target.name, self.workspace.whole_reader

        def saved(count: int) -> None:
            said = words.SAVED.format(count=count, name=name) if count else words.NONE_TO_SAVE
            self.workspace.said.emit(said, not count)

        def failed(error: BaseException) -> None:
            if not isinstance(error, OSError):
                raise error
            self.workspace.said.emit(words.NOT_SAVED.format(problem=error.strerror or str(error)), True)

        self.workspace.background.run(lambda: save_marks(reader, model, target), saved, failed)

    def _on_this_device(self, model: str) -> dict[str, tuple[str, Callable[[], str]]]:
        here = self.workspace.own_models
        return {
            "level_here": (words.LEVEL_HERE, lambda: _learned_here(here.learn(model, "level"))),
            "ridge_here": (words.RIDGE_HERE, lambda: _learned_here(here.learn(model, "ridge"))),
        }

    def _back_here(self, model: str) -> str:
        self.workspace.own_models.take_back(model)
        return words.TAKEN_BACK_HERE

    def _at_hub(self, keeping: ModelKeeping, model: str) -> dict[str, tuple[str, Callable[[], str]]]:
        return {
            "level": (words.LEVEL, lambda: _learned(keeping.learn(model, "level"))),
            "ridge": (words.RIDGE, lambda: _learned(keeping.learn(model, "ridge"))),
            "widen": (words.WIDEN, lambda: words.WIDENED if keeping.widen(model) else words.NOTHING_TO_WIDEN),
            "back": (words.BACK, lambda: _taken_back(keeping.take_back, model)),
        }

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


def _inputs(of: Watched) -> list[QWidget]:
    """How far the inputs have moved, as a table; or from when on that can be said."""
    from ml_models.drift import LEAST_ROWS

    inputs = of.health.inputs
    if inputs and all(each.index is None for each in inputs):
        return [Text(words.INPUTS_LATER.format(least=LEAST_ROWS), "soft")]
    table = GridTable(words.INPUTS, words.INPUT_COLUMNS, words.NO_INPUTS)
    table.set_rows([
        (of.labels[each.feature], words.NOT_JUDGED if each.index is None else write_decimal(Decimal(each.index), 2),
         words.STATES[each.state]) for each in inputs
    ])  # fmt: skip
    return [Text(words.INPUTS_HELP, "soft"), table, table.nothing]


def _advice(of: Watched) -> str:
    """What the state means, and of a warning what gave it."""
    health = of.health
    if health.state != "warn":
        return words.ADVICE[health.state]
    gave = [words.WARN_ORDER] if health.order == "warn" else []
    gave += [words.WARN_INPUTS] if any(each.state == "warn" for each in health.inputs) else []
    return " ".join([*gave, words.ADVICE["warn"]])


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


def _where(own: bool, here: bool) -> str:
    return words.HERE if here else words.OWN if own else words.BUNDLED


def _files(files: Sequence[Scoring]) -> Section:
    """What scores on this device, whether or not anybody can say how it does."""
    section = Section(words.FILES)
    section.body.addWidget(Text(words.FILES_DETAIL, "soft"))
    table = GridTable(words.FILES, words.FILE_COLUMNS)
    table.set_rows([
        (score_words.MODELS.get(each.model, each.model), each.version, _where(each.own, each.here)) for each in files
    ])  # fmt: skip
    section.body.addWidget(table)
    return section


def _learned_here(verdict: Mapping[str, Any]) -> str:
    if verdict["against"]:
        return words.REFUSED.format(why=" ".join(verdict["against"]))
    return words.LEARNED_HERE.format(count=verdict["outcomes"])


def _learned(made: Mapping[str, Any]) -> str:
    verdict = made["verdict"]
    if verdict["against"]:
        return words.REFUSED.format(why=" ".join(verdict["against"]))
    return words.RELEASED.format(count=verdict.get("outcomes", verdict["candidate"]["rows"]))


def _taken_back(take_back: Callable[[str], None], model: str) -> str:
    take_back(model)
    return words.TAKEN_BACK
