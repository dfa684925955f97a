"""The form of a new policy: the vehicle is looked up as it is named, a number that exists already is pointed out."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from accessibility.widgets import Banner, Button, confirm
from client.changes import Outcome
from client.commands import Command, Create
from client.forms.context import FormContext
from client.forms.form import RecordForm
from client.forms.new_dialog import ask_for_new
from client.reading.queries import RecordView
from client.screens.base import Screen
from client.screens.parts.page import PageHead, page_in
from client.screens.parts.policy_facts import vehicles_named
from client.text import forms as form_words
from client.text import policy as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.identifiers import new_id
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write


class PolicyForm(RecordForm):
    """Puts the vehicle it found into the schedule, and notes the beginning among the periods."""

    #: The vehicle the policy names, when it is on this device.
    vehicle: RecordView | None = None

    def command(self) -> Command | None:
        """Create the policy with what follows from what was entered."""
        made = super().command()
        if not isinstance(made, Create):
            return made
        held = dict(made.values)
        if self.vehicle is not None and not held.get("schedule"):
            row = {"vehicle": self.vehicle.id, "vin": self.vehicle.values["vin"], "from_day": held.get("starts_on")}
            held["schedule"] = {new_id(): {name: value for name, value in row.items() if value is not None}}
        if not held.get("periods"):
            row = {
                "transaction": "new", "effective": held.get("starts_on"), "until": held.get("expires_on"),
                "premium": held.get("premium"),
            }  # fmt: skip
            held["periods"] = {new_id(): {name: value for name, value in row.items() if value is not None}}
        return Create(made.record_type, held, made.id)


class NewPolicy(Screen):
    """An empty policy; everything entered stays until it is saved or left on purpose."""

    screen_name = "new"
    record_type = "policy"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.NEW, words.NEW_DETAIL))
        self.vehicle_note = Banner("", "warn")
        self.vehicle_note.hide()
        self.add_vehicle: Button = self.vehicle_note.add_deed(words.ADD_VEHICLE, self._add_vehicle)
        self.add_vehicle.setVisible(may_write(workspace.identity.role, "vehicle"))
        self.number_note = Banner("", "warn")
        self.number_note.hide()
        presets = {"status": "active", "starts_on": workspace.today(), **dict(place.presets)}
        context = FormContext.of(workspace, RECORD_TYPES["policy"])
        self.form = PolicyForm(context, presets=presets)
        for part in (self.number_note, self.vehicle_note, self.form):
            page.body.addWidget(part)
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(lambda: workspace.open_list("policy"))
        self.form.fields["vehicle"].committed.connect(self._look_up)
        self.form.fields["number"].committed.connect(self._look_for_number)
        self._is_saved = False
        self._begun_with = self.form.values()
        if presets.get("vehicle"):
            self._look_up()

    def title(self) -> str:
        return words.NEW

    def first_focus(self) -> QWidget | None:
        return self.form.fields["number"]

    def may_leave(self) -> bool:
        if self._is_saved or self.form.values() == self._begun_with:
            return True
        return confirm(self, form_words.LEAVE_TITLE, form_words.LEAVE_TEXT, form_words.LEAVE)

    # --- the vehicle it is about ---

    def _look_up(self) -> None:
        text = self.form.fields["vehicle"].value() or ""
        workspace = self.workspace
        if text:
            workspace.background.run(
                lambda: vehicles_named(workspace, text), while_alive(self, lambda found: self._found(text, found))
            )
        else:
            self.form.vehicle = None
            self.vehicle_note.hide()

    def _found(self, text: str, found: list[RecordView]) -> None:
        if not isValid(self):  # left while the vehicle was looked for
            return
        if text != self.form.fields["vehicle"].value():
            return
        self.form.vehicle = found[0] if found else None
        if found:
            status = self.workspace.reader.shown(found[0])["status"] or values.NOTHING
            name = self.workspace.reader.title_of(found[0])
            self.vehicle_note.set_text(words.VEHICLE_FOUND.format(vehicle=name, status=status), "info")
        else:
            self.vehicle_note.set_text(words.VEHICLE_NOT_FOUND_TEXT.format(text=text), "warn")
        self.add_vehicle.setVisible(not found and may_write(self.workspace.identity.role, "vehicle"))
        self.vehicle_note.show()
        self.vehicle_note.say()

    def _add_vehicle(self) -> None:
        made = ask_for_new(self, self.workspace, RECORD_TYPES["vehicle"], self.form.fields["vehicle"].value() or "")
        if made is not None:
            self._look_up()

    # --- its number ---

    def _look_for_number(self) -> None:
        number = self.form.fields["number"].value() or ""
        reader = self.workspace.reader
        if number:
            self.workspace.background.run(
                lambda: reader.find("policy", number=number, limit=1), while_alive(self, self._known_number)
            )
        else:
            self.number_note.hide()

    def _known_number(self, found: list[RecordView]) -> None:
        if not isValid(self):
            return
        self.number_note.setVisible(bool(found))
        if found:
            held = found[0].values
            insurer = self.workspace.reader.title("insurer", held["insurer"])
            text = words.DUPLICATE.format(number=held["number"], insurer=insurer, day=values.day(held["expires_on"]))
            self.number_note.set_text(text, "warn")
            self.number_note.say()

    # --- saved ---

    def _saved(self, outcome: Outcome) -> None:
        self._is_saved = True
        self.workspace.open_record("policy", self.form.context.record)
        self.workspace.said.emit(words.CREATED, False)
