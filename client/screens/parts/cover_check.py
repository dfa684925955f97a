"""The question every caller asks: is this vehicle covered on that day? And the answer with its clause."""

from __future__ import annotations

from collections.abc import Sequence

from accessibility.widgets import Banner, Button, CardGrid, ChoiceField, DateField, Field, Text
from client.formatting import labels
from client.reading.queries import RecordView
from client.screens.parts.page import Section, empty
from client.text import policy as words
from client.text import values
from client.workspace import Workspace
from shared_models.cover import Answer, covered_on


class CoverCheck(Section):
    """Asks about one policy; says the answer aloud as well."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.ASK)
        self._workspace = workspace
        self._policy: RecordView | None = None
        self._vehicles: dict[str, RecordView] = {}
        self.vehicle = Field(words.ASK_VEHICLE, ChoiceField())
        self.day = Field(words.ASK_DAY, DateField())
        self.day.set_value(workspace.today())
        self.button = Button(words.ASK_BUTTON, "search")
        self.button.clicked.connect(self.ask)
        grid = CardGrid(220, 12, most_columns=2)
        grid.addWidget(self.vehicle)
        grid.addWidget(self.day)
        self.body.addLayout(grid)
        self.body.addWidget(self.button)
        self.answer = Banner("", "info")
        self.answer.hide()
        self.body.addWidget(self.answer)
        self._lines = CardGrid(320, 4, most_columns=1)
        self.body.addLayout(self._lines)

    def take(self, policy: RecordView, vehicles: Sequence[RecordView]) -> None:
        """Ask about this policy from now on."""
        self._policy = policy
        self._vehicles = {view.id: view for view in vehicles}
        titles = [(view.id, self._name(view)) for view in vehicles]
        self.vehicle.editor.set_options(titles)
        if self.vehicle.value() is None and titles:
            self.vehicle.set_value(titles[0][0])

    def _name(self, view: RecordView) -> str:
        title = self._workspace.reader.title_of(view)
        return f"{title}, {view.values['plate'] or view.values['vin']}"

    def ask(self) -> None:
        """Answer for what is chosen."""
        chosen, day = self.vehicle.value(), self.day.value()
        empty(self._lines)
        if chosen is None or day is None or self._policy is None:
            self._say(words.ASK_MISSING, "warn")
            return
        view = self._vehicles[chosen]
        answer = covered_on(self._policy.values, view.values, view.id, day)
        name = self._name(view)
        if answer.covered:
            self._say(words.YES.format(vehicle=name, day=values.day(day)), "ok")
            for line in _lines(answer):
                self._lines.addWidget(Text(line))
        else:
            reason = "cancelled_on" if answer.reason == "cancelled" and answer.day else answer.reason
            self._say(words.NO[reason].format(vehicle=name, day=values.day(answer.day)), "bad")

    def _say(self, text: str, tone: str) -> None:
        self.answer.set_text(text, tone)  # type: ignore[arg-type]
        self.answer.show()
        self.answer.say()


def _lines(answer: Answer) -> list[str]:
    """The cover that applies, with limit, deductible and clause."""
    if not answer.lines:
        return [words.YES_NO_LINES]
    found = []
    for line in answer.lines:
        pattern = words.YES_LINE if line.get("clause") else words.YES_NO_CLAUSE
        cover = labels("policy", "lines", "cover").get(line.get("cover") or "", line.get("cover") or values.NOTHING)
        parts = {name: values.money(line.get(name)) for name in ("limit", "deductible")}
        found.append(pattern.format(cover=cover, clause=line.get("clause"), **parts))
    return found
