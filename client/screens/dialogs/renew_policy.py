"""Renewing a policy: another year, another premium, noted among its periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid, DateField, Field
from client.commands import Command, Edit
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.field_set import FieldSet
from client.text import policy as words
from client.text import values
from client.workspace import Workspace
from shared_models.identifiers import new_id


def a_year_later(day: date) -> date:
    """The same day of the next year; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


class RenewPolicy(FieldSetDialog):
    """The period begins the day after the present one ends; the policy keeps its number."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        title = words.RENEW_FOR.format(number=view.values["number"])
        super().__init__(workspace, title, words.RENEW_SAVE, parent)
        self._view = view
        self._present: date = view.values["expires_on"] or workspace.today()
        self.until = Field(words.RENEW_UNTIL, DateField(), required=True)
        self.until.set_value(a_year_later(self._present))
        self.asked = FieldSet(workspace, "policy", ["premium"], labels={"premium": words.RENEW_PREMIUM})
        self.asked.set_value("premium", view.values["premium"])
        grid = CardGrid(260, 16, most_columns=2)
        grid.addWidget(self.until)
        grid.addWidget(self.asked["premium"])
        self.body.addLayout(grid)
        self.tell_age(view)
        self.body.addStretch(1)
        self.until.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"expires_on": self.until, **super().named_fields()}

    def objections(self) -> list[tuple[QWidget, str]]:
        if self.until.value() <= self._present:
            return [(self.until, words.RENEW_ORDER.format(day=values.day(self._present)))]
        return super().objections()

    def commands(self) -> Sequence[Command]:
        held, until, premium = self._view.values, self.until.value(), self.asked.value("premium")
        period = {"transaction": "renewal", "effective": self._present + timedelta(days=1), "until": until}
        if premium is not None:
            period["premium"] = premium
        new = {
            "expires_on": until, "premium": premium, "status": "active",
            "periods": {**(held["periods"] or {}), new_id(): period},
        }  # fmt: skip
        old = {name: held[name] for name in new}
        return [Edit("policy", self._view.id, old, new)]

    def sentence(self) -> str:
        return words.RENEWED.format(number=self._view.values["number"], day=values.day(self.until.value()))
