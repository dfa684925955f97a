"""How the models in use treat groups of people: by age band, sex where it is known, region; and the gate's word."""

from __future__ import annotations

import math
import re
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Text
from client.charts import per_cent, plain
from client.scores.fairness_report import Fairness, reports
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, page_in
from client.text import risk as words
from client.text import scores as score_words
from client.text import values
from client.workspace import Place, Workspace


class FairnessScreen(GatheringScreen):
    """A section for each model, a table for each attribute."""

    screen_name = "fairness"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.FAIR_TITLE, words.FAIR_DETAIL))
        page.body.addWidget(Text(words.FAIR_HELP, "soft"))
        self._body, self._first = page.body, page.body.count()
        page.body.addStretch(1)
        self.sections: list[Section] = []
        self.tables: list[GridTable] = []
        self.ask()

    def title(self) -> str:
        return words.FAIR_TITLE

    def first_focus(self) -> QWidget | None:
        return self.tables[0] if self.tables else None

    def gather(self) -> list[Fairness]:
        return reports(self.workspace.reader, self.workspace.identity.role)

    def show_gathered(self, found: Any) -> None:
        for old in self.sections:
            old.hide()  # else it stands among the new ones until Qt comes to throw it away
            old.deleteLater()
        self.tables = []
        self.sections = [self._section(one) for one in found]
        for at, section in enumerate(self.sections):
            self._body.insertWidget(self._first + at, section)

    def _section(self, one: Fairness) -> Section:
        name = score_words.MODELS.get(one.model, one.model)
        section = Section(words.FAIR_VERSION.format(model=name, version=one.version))
        if not one.groups:
            section.body.addWidget(Text(words.FAIR_NOTHING, "soft"))
            return section
        section.body.addWidget(
            Banner(" ".join(one.failures), "bad") if one.failures else Banner(words.FAIR_PASSED, "ok")
        )
        for attribute, groups in one.groups.items():
            told = one.figures[attribute]
            line = words.FAIR_FIGURES.format(
                parity=_figure(told["parity_ratio"]), gap=_figure(told["tpr_gap"]),
                calibration=_figure(told["calibration"]), group=told["calibration_group"] or values.NOTHING,
            )  # fmt: skip
            by = words.FAIR_BY.format(model=name, attribute=_named(attribute))
            table = GridTable(by, words.FAIR_COLUMNS)
            table.set_rows([_row(each) for each in sorted(groups, key=_place)])
            self.tables.append(table)
            for part in (Text(by), Text(line, "soft"), table):
                section.body.addWidget(part)
        return section


def _named(attribute: str) -> str:
    """An attribute in words; a column of a table of the house's own by its name."""
    return words.FAIR_ATTRIBUTES.get(attribute, attribute.replace("_", " "))


def _place(each: Any) -> tuple[float, bool, str]:
    """Bands of numbers from the lowest up ("under 30" before "30 to 44"), other groups by their names."""
    name = str(each["group"])
    number = next(iter(re.findall(r"\d+", name)), None)
    return math.inf if number is None else float(number), not name.startswith("under"), name


def _row(each: Any) -> tuple[str, ...]:
    found = values.NOTHING if each["found"] is None else per_cent(100 * each["found"])
    shares = (per_cent(round(100 * each[name], 1)) for name in ("observed", "predicted"))
    return str(each["group"]), plain(each["rows"]), *shares, per_cent(round(100 * each["listed"])), found


def _figure(value: float | None) -> str:
    return values.NOTHING if value is None else plain(round(value, 2))
