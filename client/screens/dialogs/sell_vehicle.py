"""Selling a car: the sale as a fact, from which the car's status follows, and the lead won."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid
from client.commands import Command, Edit, RecordFact
from client.reading.queries import RecordView
from client.screens.dialogs.deed import FieldSetDialog
from client.screens.parts.claiming import deposit_payment, may_end, owner_elsewhere, release_of, risk_cautions
from client.screens.parts.field_set import FieldSet
from client.screens.parts.showroom_day import OPEN
from client.screens.parts.vehicle_facts import current_hold, current_sale
from client.text import cases as case_words
from client.text import deeds as words
from client.text import values
from client.workspace import Workspace


class SellVehicle(FieldSetDialog):
    """Written once; a sale that is already there, or a hold for somebody else, is asked about first."""

    def __init__(
        self, workspace: Workspace, view: RecordView, parent: QWidget | None = None, customer: str = ""
    ) -> None:
        self._name = workspace.reader.title_of(view)
        super().__init__(workspace, words.SELL_FOR.format(vehicle=self._name), words.SELL_SAVE, parent)
        self._view = view
        self.asked = FieldSet(workspace, "sale", ["customer", "price", "way", "deposit", "signed_on"])
        self.deposit_way = FieldSet(workspace, "payment", ["way"], labels={"way": words.DEPOSIT_WAY})
        self.deposit_way.set_value("way", "promise")
        self.asked.set_value("price", view.values["price"])
        self.asked.set_value("signed_on", workspace.today())
        if customer:
            self.asked.set_value("customer", customer)
        grid = CardGrid(300, 16, most_columns=2)
        for field in (*self.asked.all(), *self.deposit_way.all()):
            grid.addWidget(field)
        self.body.addLayout(grid)
        self.tell_age(view)
        self.body.addStretch(1)
        self.asked["customer"].setFocus()

    def objections(self) -> list[tuple[QWidget, str]]:
        if not self._store():
            return [(self.confirm_button, words.NO_STORE)]
        problems = super().objections()
        hold = self._hold_of_another()
        if hold is not None and not may_end(self.workspace, "hold", hold.id, self._view.id)[0]:
            name = owner_elsewhere(self.workspace, "hold", hold.id)
            owned = case_words.OWNED["hold"].format(name=name)
            problems.append((self.confirm_button, case_words.OWNED_SELL.format(owned=owned, name=name)))
        return problems

    def _store(self) -> str | None:
        return self.workspace.identity.store or self._view.values["store"]

    def cautions(self) -> list[str]:
        reader, zone = self.workspace.reader, self.workspace.zone()
        sale = current_sale(self.workspace, self._view.id)
        if sale is not None:
            customer = reader.title("customer", sale.values["customer"])
            return [words.SOLD_ALREADY.format(customer=customer, day=values.day(sale.values["signed_on"]))]
        found = risk_cautions(self.workspace, self._view)
        hold = self._hold_of_another()
        if hold is not None:
            until = values.moment(hold.values["until"], zone, self.workspace.today())
            customer = reader.title("customer", hold.values["customer"])
            found.append(words.HELD_ELSE.format(customer=customer, moment=until))
        return found

    def _hold_of_another(self) -> RecordView | None:
        """The hold that is in the way; whoever sells all the same releases it."""
        hold = current_hold(self.workspace, self._view.id)
        return hold if hold is not None and hold.values["customer"] != self.asked.value("customer") else None

    def _lead(self) -> RecordView | None:
        """The open lead of the buyer, about this car before any other."""
        reader = self.workspace.reader
        conditions = [
            reader.column("lead", "customer") == self.asked.value("customer"),
            reader.column("lead", "status").in_(OPEN),
        ]
        found = reader.where("lead", conditions)
        return next((v for v in found if v.values["vehicle"] == self._view.id), next(iter(found), None))

    def commands(self) -> Sequence[Command]:
        lead = self._lead()
        fact = {
            **self.asked.values(), "vehicle": self._view.id, "store": self._store(),
            "person": self.workspace.identity.person, **({"lead": lead.id} if lead else {}),
        }  # fmt: skip
        deeds: list[Command] = [RecordFact("sale", fact)]
        hold = self._hold_of_another()
        if hold is not None:
            _, approval = may_end(self.workspace, "hold", hold.id, self._view.id)
            deeds.insert(0, release_of(self.workspace, hold.id, self._view, "sold", approval=approval))
        deeds += deposit_payment(self.workspace, fact, self.deposit_way.value("way"))
        if lead is not None:
            deeds.append(Edit("lead", lead.id, {"status": lead.values["status"]}, {"status": "won"}))
        return deeds

    def sentence(self) -> str:
        return words.SOLD.format(vehicle=self._name)
