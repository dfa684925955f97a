"""A price proposed for one vehicle when somebody asks: the price, its band, what makes it up, and similar cars."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Banner, Button, Details, Text
from client.business.price_proposals import PriceProposal, price_proposal
from client.screens.parts.cards import vehicle_line, vehicle_title
from client.screens.parts.page import Section, empty
from client.screens.parts.row_list import Row, RowList
from client.screens.parts.showroom_day import key_of
from client.text import proposals as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace


class ProposedPrice(Section):
    """Asks nothing before it is asked; works off the window's thread; changes no price."""

    def __init__(self, workspace: Workspace, vehicle: str) -> None:
        super().__init__(words.TITLE)
        self._workspace, self._vehicle = workspace, vehicle
        self.button = Button(words.ASK, "chart")
        self.button.clicked.connect(self.ask)
        self.answer = Banner(words.NOT_YET, "info")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.similar = RowList(words.SIMILAR, words.NO_SIMILAR)
        self.similar.chosen.connect(lambda key: workspace.open_record(*key.split(" ", 1)))
        self.similar.hide()
        for part in (self.answer, self.button):
            self.body.addWidget(part)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.similar)

    def ask(self) -> None:
        """Work it out; asked again while it is being worked out, nothing happens."""
        if self.answer.accessibleName() == words.WORKING:
            return
        self.answer.set_text(words.WORKING, "info")
        workspace, vehicle = self._workspace, self._vehicle
        device, today = workspace.identity.device, workspace.today()
        workspace.background.run(
            lambda: price_proposal(workspace.reader, vehicle, device, today),
            while_alive(self, self.show_proposal),
            while_alive(self, self._failed),
        )

    def _failed(self, _error: BaseException) -> None:
        self.answer.set_text(words.FAILED, "warn")
        self.answer.say()

    def show_proposal(self, found: PriceProposal | None) -> None:
        """Show what was found, and say it."""
        empty(self._lines)
        if found is None:
            self.answer.set_text(words.FAILED, "warn")
        elif found.price is None:
            self.answer.set_text(found.why, "warn")
        else:
            self.answer.set_text(words.PRICE.format(price=values.money(found.price)), "ok")
            self._tell(found)
        if found is not None:
            rows = [Row(key_of(car), vehicle_title(car), vehicle_line(car),
                        values.money(car.values["price"]) if car.values["price"] else "", "neutral", "car")
                    for car in found.similar]  # fmt: skip
            self.similar.set_rows(rows)
            self.similar.show()
        self.answer.say()

    def _tell(self, found: PriceProposal) -> None:
        self._lines.addWidget(Text(words.BAND.format(low=values.money(found.low), high=values.money(found.high))))
        plus = [(told, _signed(values.money(amount), amount.minor)) for told, amount in found.reasons]
        rows = [(words.TYPICAL, values.money(found.typical)), *plus, (words.SUM, values.money(found.price))]
        self._lines.addWidget(Details(rows))
        self._lines.addWidget(Text(words.LEVEL.format(count=found.prices), "soft"))
        self._lines.addWidget(Text(words.MODEL_ONLY, "soft"))


def _signed(text: str, minor: int) -> str:
    return f"+{text}" if minor > 0 else text
