"""First notice of loss: four short steps, everything can follow later, the policy is found from the vehicle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from accessibility.widgets import (
    Banner,
    Button,
    CardGrid,
    Details,
    ErrorSummary,
    Field,
    Heading,
    Panel,
    Stepper,
    announce,
    confirm,
)
from client import formatting
from client.changes import Outcome
from client.commands import Create
from client.reading.queries import RecordView
from client.screens.base import Screen
from client.screens.parts.field_set import FieldSet
from client.screens.parts.page import PageHead, deeds, empty, page_in
from client.text import claim as words
from client.text import forms as form_words
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.clock import utc_now
from shared_models.cover import covered_on
from shared_models.errors import ForecourtError, InvalidRecord
from shared_models.identifiers import new_id

STEPS: tuple[tuple[str, ...], ...] = (
    ("vehicle", "driver", "policy", "number"),
    ("happened_at", "place"),
    ("cause", "at_fault", "injuries", "third_party", "witnesses", "estimate", "description"),
    (),
)


def claim_number(workspace: Workspace) -> str:
    """A number that no other device gives on the same day but by rare chance; a clash is shown, never refused."""
    return f"CLM-{workspace.today():%y%m%d}-{new_id()[-4:].upper()}"


class NewClaim(Screen):
    """A person on the phone is led through; nothing but the number is needed."""

    screen_name = "new"
    record_type = "claim"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._is_saved = False
        self.asked = FieldSet(workspace, "claim", [name for step in STEPS for name in step])
        page = page_in(self)
        page.body.addWidget(PageHead(words.NEW, words.NEW_DETAIL))
        self.stepper = Stepper(words.STEP_TITLES)
        self.summary = ErrorSummary()
        self.cover = Banner("", "info")
        self.cover.hide()
        self.pages = QStackedWidget()
        for number, names in enumerate(STEPS):
            self.pages.addWidget(self._page(number, names))
        self.back = Button(words.BACK, "chevron-left")
        self.next = Button(words.NEXT, "chevron-right", "primary")
        self.back.clicked.connect(lambda: self.show_step(self.pages.currentIndex() - 1))
        self.next.clicked.connect(self._forward)
        for part in (self.stepper, self.summary, self.cover, self.pages, deeds(self.back, self.next)):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self._preset(dict(place.presets))
        self._begun_with = self.asked.values()
        for name in ("vehicle", "happened_at", "policy"):
            self.asked[name].committed.connect(self._find_policy)
        self.show_step(0, focus=False)

    def _page(self, number: int, names: tuple[str, ...]) -> Panel:
        panel = Panel(words.STEP_TITLES[number])
        panel.body.addWidget(Heading(words.STEP_TITLES[number] if names else words.CHECK_TITLE, 2))
        grid = CardGrid(300, 16, most_columns=2)
        for name in names:
            if name != "description":
                grid.addWidget(self.asked[name])
        panel.body.addLayout(grid)
        if "description" in names:
            panel.body.addWidget(self.asked["description"])
        if not names:
            self._check = QVBoxLayout()
            panel.body.addLayout(self._check)
        panel.body.addStretch(1)
        return panel

    def _preset(self, presets: dict[str, Any]) -> None:
        now = utc_now().replace(second=0, microsecond=0)
        for name, value in {"number": claim_number(self.workspace), "happened_at": now, **presets}.items():
            if name in self.asked.fields:
                self.asked.set_value(name, value)
        if presets.get("vehicle"):
            self._find_policy()

    # --- as a screen ---

    def title(self) -> str:
        return words.NEW

    def first_focus(self) -> QWidget | None:
        return self.asked["vehicle"]

    def may_leave(self) -> bool:
        if self._is_saved or self.asked.values() == self._begun_with:
            return True
        return confirm(self, form_words.LEAVE_TITLE, form_words.LEAVE_TEXT, form_words.LEAVE)

    # --- step by step ---

    def show_step(self, number: int, focus: bool = True) -> None:
        """Show a step; the focus goes to its first field, or to the button that saves."""
        self.pages.setCurrentIndex(number)
        self.stepper.set_step(number)
        self.back.setEnabled(number > 0)
        last = number == len(STEPS) - 1
        self.next.setText(words.SAVE if last else words.NEXT)
        self.next.set_icon("check" if last else "chevron-right")
        if last:
            self._show_check()
        if focus:
            announce(self, self.stepper.spoken())
            (self.next if last else self.asked[STEPS[number][0]]).setFocus()

    def _forward(self) -> None:
        number = self.pages.currentIndex()
        if number == len(STEPS) - 1:
            self.save()
            return
        if self.summary.check([self.asked[name] for name in STEPS[number]]) and self._in_past(number):
            self.show_step(number + 1)

    def _in_past(self, number: int) -> bool:
        """What lies ahead cannot have happened yet."""
        at = self.asked.value("happened_at")
        if "happened_at" not in STEPS[number] or at is None or at <= utc_now():
            return True
        self.asked["happened_at"].set_error(words.LATER, say=False)
        self.summary.show_problems([(self.asked["happened_at"], words.LATER)])
        return False

    def _show_check(self) -> None:
        empty(self._check)
        fields, reader = self.asked.record_type.fields(), self.workspace.reader
        lines = [
            (fields[name].label, formatting.shown(fields[name], value, self.workspace.zone(), reader.title))
            for name, value in self.asked.values().items()
        ]
        self._check.addWidget(Details(lines))

    # --- the policy that covers it ---

    def _find_policy(self) -> None:
        vehicle, at, chosen = (self.asked.value(name) for name in ("vehicle", "happened_at", "policy"))
        if not vehicle or at is None:
            self.cover.hide()
            return
        self.workspace.background.run(lambda: self._covering(vehicle, at, chosen), while_alive(self, self._show_cover))

    def _covering(self, vehicle: str, at: datetime, chosen: str | None) -> RecordView | None:
        """A policy that covers the vehicle on the day, the chosen one before any other. Not on the window's thread."""
        reader = self.workspace.reader
        view = reader.record("vehicle", vehicle)
        if view is None:
            return None
        names = [name for name in (view.values["vin"], view.values["plate"]) if name]
        column = reader.column
        named = column("policy", "vehicle").in_(names) | column("policy", "schedule").like(f"%{vehicle}%")
        day = at.astimezone(self.workspace.zone()).date()
        found = [
            one for one in reader.where("policy", [named]) if covered_on(one.values, view.values, vehicle, day).covered
        ]
        return next((one for one in found if one.id == chosen), next(iter(found), None))

    def _show_cover(self, policy: RecordView | None) -> None:
        if policy is None:
            self.cover.set_text(words.POLICY_NONE, "warn")
        else:
            self.cover.set_text(words.POLICY_FOUND.format(number=policy.values["number"]), "ok")
            if self.asked.value("policy") is None:
                self.asked.set_value("policy", policy.id)
        self.cover.show()
        self.cover.say()

    # --- saving ---

    def save(self) -> None:
        """Save what is there; what goes wrong leads back to its step."""
        born = {**self.asked.values(), "status": "reported", "reported_at": utc_now()}
        command = Create("claim", born)
        self.next.setEnabled(False)

        def saved(outcome: Outcome) -> None:
            self._saved(command, outcome)

        self.workspace.run(command, while_alive(self, saved), while_alive(self, self._failed))

    def _saved(self, command: Create, outcome: Outcome) -> None:
        self._is_saved = True
        self.workspace.open_record("claim", command.id)
        self.workspace.said.emit(words.CREATED.format(number=command.values["number"]), False)

    def _failed(self, error: BaseException) -> None:
        self.next.setEnabled(True)
        if not isinstance(error, ForecourtError):
            raise error
        problems: list[tuple[QWidget, str]] = [(self.next, str(error))]
        if isinstance(error, InvalidRecord):
            problems = [(self._field(p.field), p.message) for p in error.problems if p.severity == "error"]
        self.summary.show_problems(problems)

    def _field(self, name: str) -> Field | Button:
        """The field of a problem, on its step."""
        for number, names in enumerate(STEPS):
            if name in names:
                self.show_step(number, focus=False)
                return self.asked[name]
        return self.next
