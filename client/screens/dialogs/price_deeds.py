"""What deciding about prices and taking decisions back share: which vehicles, from which price to which, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Field, Text
from client.screens.dialogs.deed import DeedDialog
from client.text import prices as words
from client.text import values
from client.workspace import Workspace
from shared_models.money import Money

#: So many lines are shown; of more the number.
SHOWN = 12


def line(vehicle: str, now: Money, then: Money) -> str:
    """A vehicle's title, its price now, and the one it is to have."""
    return words.LINE.format(vehicle=vehicle, now=values.money(now), proposed=values.money(then))


class PriceDeed(DeedDialog):
    """Shows a line for each vehicle and asks why. ``lines``: title, price now, price then."""

    def __init__(
        self, workspace: Workspace, says: tuple[str, str], lines: Sequence[tuple[str, Money, Money]], why: Field,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        title, confirm = says
        super().__init__(workspace, title, confirm, parent)
        for each in lines[:SHOWN]:
            self.body.addWidget(Text(line(*each)))
        if len(lines) > SHOWN:
            self.body.addWidget(Text(words.WHICH.format(count=len(lines)), "strong"))
        self.why = why
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        self.why.setFocus()

    def named_fields(self) -> dict[str, Field]:
        return {"reason": self.why}

    def moved(self, shown: Iterable[tuple[str, str, Money]], said: str) -> list[tuple[QWidget, str]]:
        """An objection for each vehicle (identifier, title, price shown) that has another price by now."""
        expected = list(shown)
        cars = self.workspace.reader.by_ids("vehicle", [vehicle for vehicle, _, _ in expected])
        now: dict[str, Any] = {car.id: car.values["price"] for car in cars}
        return [
            (self.why, said.format(vehicle=title)) for vehicle, title, price in expected if now.get(vehicle) != price
        ]
