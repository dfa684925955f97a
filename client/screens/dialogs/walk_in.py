"""Greeting a walk-in: who, how to reach them, what they want; without making anybody twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, CardGrid, Field, LineEdit
from client.changes import Outcome
from client.commands import Command, Create, Edit
from client.reading.queries import RecordView
from client.screens.dialogs.deed import DeedDialog
from client.screens.parts.field_set import FieldSet
from client.screens.parts.page import Section
from client.screens.parts.row_list import Row, RowList
from client.screens.parts.showroom_day import OPEN
from client.text import deeds as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.clock import utc_now
from shared_models.identifiers import new_id
from shared_models.schema import Values

_LEAST_DIGITS, _LEAST_LETTERS, _MOST = 5, 3, 5


def digits(phone: str) -> str:
    """The last nine digits of a number: the same whether it is written with a country code or not."""
    return re.sub(r"\D", "", phone)[-9:].lstrip("0")


class WalkInDialog(DeedDialog):
    """Makes a customer, a lead and the note of the visit; or only what is missing of them."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, words.WALK_IN, words.WALK_IN_SAVE, parent)
        self._known: RecordView | None = None
        self._lead: RecordView | None = None
        self._lead_id = ""
        self._asked_for = ""
        self.name = Field(words.NAME, LineEdit(), required=True)
        self.phone = Field(words.PHONE, LineEdit())
        self.lead = FieldSet(workspace, "lead", ["interest", "vehicle", "wanted"])
        self.consents = FieldSet(workspace, "customer", ["consent_phone", "consent_email"])
        grid = CardGrid(260, 16, most_columns=2)
        for field in (self.name, self.phone, self.lead["interest"], self.lead["vehicle"]):
            grid.addWidget(field)
        self.body.addLayout(grid)
        self._build_known()
        self.body.addWidget(self.lead["wanted"])
        for field in self.consents.all():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self.lead.set_value("interest", "buy")
        self.name.changed.connect(self._look_for)
        self.phone.changed.connect(self._look_for)
        self.name.setFocus()

    def _build_known(self) -> None:
        self.known = Section(words.KNOWN, level=3)
        self.matches = RowList(words.KNOWN)
        self.matches.chosen.connect(self.use)
        self.known.body.addWidget(self.matches)
        self.known.hide()
        self.using = Banner("", "info")
        self.using.add_deed(words.USE_NEW, self.use_new)
        self.using.hide()
        self.body.addWidget(self.known)
        self.body.addWidget(self.using)

    # --- who is known already ---

    def _look_for(self) -> None:
        name, phone = self.name.value(), self.phone.value()
        self._asked_for = f"{name}\n{phone}"
        if self._known is None:
            asked = self._asked_for
            self.workspace.background.run(
                lambda: self._find(name, phone), while_alive(self, lambda rows: self._offer(asked, rows))
            )

    def _find(self, name: str, phone: str) -> list[Row]:
        """Customers whose number ends alike or whose name is alike. Not on the window's thread."""
        reader, found = self.workspace.reader, {}
        wanted = digits(phone)
        if len(wanted) >= _LEAST_DIGITS:
            called = reader.where("customer", [reader.column("customer", "phone").like(f"%{wanted[-2:]}")])
            found.update({v.id: v for v in called if digits(v.values["phone"] or "").endswith(wanted)})
        if len(name) >= _LEAST_LETTERS:
            hits = self.workspace.catalogue.search("customer", name, limit=_MOST)
            found.update({v.id: v for v in reader.by_ordinals("customer", hits.ordinals)})
        return [self._row(view) for view in list(found.values())[:_MOST]]

    def _row(self, view: RecordView) -> Row:
        held = view.values
        detail = words.KNOWN_DETAIL.format(phone=held["phone"] or values.NOTHING, town=held["town"] or values.NOTHING)
        status = words.KNOWN_LEAD if self._open_lead(view.id) else ""
        return Row(view.id, held["name"], detail, status, "info", "user")

    def _open_lead(self, customer: str) -> RecordView | None:
        reader = self.workspace.reader
        conditions = [reader.column("lead", "customer") == customer, reader.column("lead", "status").in_(OPEN)]
        return next(iter(reader.where("lead", conditions, limit=1)), None)

    def _offer(self, asked: str, rows: list[Row]) -> None:
        if asked == self._asked_for and self._known is None:
            self.matches.set_rows(rows)
            self.known.setVisible(bool(rows))

    def use(self, customer: str) -> None:
        """Take a customer who is known already."""
        self._known = self.workspace.reader.record("customer", customer)
        if self._known is None:
            return
        self._lead = self._open_lead(customer)
        self.name.set_value(self._known.values["name"])
        self.phone.set_value(self._known.values["phone"])
        for consent in self.consents.fields:
            self.consents.set_value(consent, self._known.values[consent])
        self.known.hide()
        self.using.set_text(words.USING.format(name=self._known.values["name"]))
        self.using.show()
        self.using.say()

    def use_new(self) -> None:
        """Make a new customer after all."""
        self._known = self._lead = None
        self.using.hide()
        self._look_for()

    # --- doing it ---

    def named_fields(self) -> dict[str, Field]:
        return {"name": self.name, "phone": self.phone, **self.lead.fields, **self.consents.fields}

    def objections(self) -> list[tuple[QWidget, str]]:
        return [] if self.workspace.identity.store else [(self.confirm_button, words.NO_STORE)]

    def commands(self) -> Sequence[Command]:
        customer, first = self._customer()
        lead, second = self._lead_of(customer)
        self._lead_id = lead
        return [*first, *second, Create("activity", self._visit(customer, lead))]

    def _customer(self) -> tuple[str, list[Command]]:
        wanted: Values = {"name": self.name.value(), "phone": self.phone.value() or None}
        wanted |= {name: self.consents.value(name) for name in self.consents.fields if self.consents.value(name)}
        if any(name in wanted for name in self.consents.fields):
            wanted["consent_given_on"] = self.workspace.today()
        if self._known is None:
            customer = new_id()
            return customer, [Create("customer", {n: v for n, v in wanted.items() if v is not None}, customer)]
        new = {n: v for n, v in wanted.items() if v is not None and v != self._known.values[n]}
        old = {name: self._known.values[name] for name in new}
        return self._known.id, [Edit("customer", self._known.id, old, new)] if new else []

    def _lead_of(self, customer: str) -> tuple[str, list[Command]]:
        now, identity = utc_now(), self.workspace.identity
        if self._lead is not None:
            new = {
                **self.lead.values(),
                "last_contact": now,
                "contacts_now": (self._lead.values["contacts_now"] or 0) + 1,
            }
            return self._lead.id, [Edit("lead", self._lead.id, {n: self._lead.values[n] for n in new}, new)]
        lead = new_id()
        born = {
            **self.lead.values(), "customer": customer, "store": identity.store, "owner": identity.person,
            "status": "new", "source": "walk_in", "channel": "in_person", "contacts_now": 1, "last_contact": now,
        }  # fmt: skip
        return lead, [Create("lead", born, lead)]

    def _visit(self, customer: str, lead: str) -> Values:
        identity = self.workspace.identity
        interest = self.lead.value("interest")
        kind = self.lead.record_type.fields()["interest"].kind
        label = kind.label(interest) if interest else ""  # type: ignore[attr-defined]
        subject = words.WALK_IN_SUBJECT.format(interest=label) if label else words.WALK_IN_PLAIN
        return {
            "kind": "walk_in", "subject": subject, "store": identity.store, "customer": customer, "lead": lead,
            "person": identity.person, "happened_at": utc_now(), "done": True,
        }  # fmt: skip

    def sentence(self) -> str:
        return words.WALK_IN_SAVED.format(name=self.name.value())

    def after(self, outcomes: list[Outcome]) -> None:
        self.workspace.open_record("lead", self._lead_id)
