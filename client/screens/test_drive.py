"""The page of one test drive: booked, out, returned, and what was noted on the way."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, ButtonKind, Details, EmptyState
from client import formatting
from client.commands import Edit, Together
from client.reading.queries import RecordView
from client.scores.drive_scores import Mood, moods, unusual
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.move_drive import MoveDrive
from client.screens.parts.disagreements import Disagreements
from client.screens.parts.drive_claims import freed, slot_of
from client.screens.parts.feedback import MoodSection, UnusualSection
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.marking import LookedAt
from client.screens.parts.news import News
from client.screens.parts.page import PageHead, Section, deeds, empty, page_in
from client.screens.parts.test_drives import DRIVE_TONES, NEXT
from client.screens.parts.truth import Truth
from client.screens.parts.why import why_button
from client.text import test_drives as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.rights import may_write

_FACTS = (
    "vehicle", "customer", "person", "store", "starts_at", "ends_at", "plate", "mileage_out", "mileage_back", "rating",
    "comment",
)  # fmt: skip


class TestDrive(GatheringScreen):
    """One booking."""

    __test__ = False  # not a test, whatever its name suggests to pytest
    screen_name = "record"
    record_type = "test_drive"
    concerned = ("test_drive", "vehicle", "customer", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._view: RecordView | None = None
        self._may_write = may_write(workspace.identity.role, "test_drive")
        self._title = words.DRIVE.format(vehicle=workspace.reader.title("test_drive", place.record))
        self.moves = {status: self._button(words.DEEDS[status], words.ICONS[status], status) for status in words.DEEDS}
        self.edit = Button(words.EDIT, "edit")
        self.edit.clicked.connect(self._edit)
        page = page_in(self)
        self.head = PageHead(self._title, "", [*self.moves.values(), self.edit])
        self.disagreements = Disagreements(workspace)
        self._missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "steering")
        self.facts = Section(words.FACTS, [why_button(workspace, "test_drive", lambda: self._view, self)])
        self._facts = QVBoxLayout()
        self.facts.body.addLayout(self._facts)
        self.links = [self._link(text, name) for text, name in (
            (words.OPEN_VEHICLE, "vehicle"), (words.OPEN_CUSTOMER, "customer"), (words.OPEN_LEAD, "lead"),
        )]  # fmt: skip
        self.facts.body.addWidget(deeds(*(button for _, button in self.links)))
        self.unusual, self.mood = UnusualSection(), MoodSection(workspace)
        self.looked = LookedAt(workspace)
        self.facts.body.addWidget(self.looked)
        self.truth = Truth(workspace)
        self.news = News(self)
        for part in (
            self.head,
            self.news,
            self.disagreements,
            self._missing,
            self.unusual,
            self.facts,
            self.mood,
            self.truth,
        ):
            page.body.addWidget(part)
        page.body.addStretch(1)
        for button in (*self.moves.values(), self.edit):
            button.hide()
        self._missing.hide()
        self.ask()

    def _button(self, text: str, icon: str, status: str) -> Button:
        kind: ButtonKind = "primary" if status in ("out", "returned") else "secondary"
        return Button(text, icon, kind, deed=partial(self._move, status))

    def _link(self, text: str, field: str) -> tuple[str, Button]:
        return field, Button(text, kind="link", deed=partial(self._open, field))

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return next((button for button in self.moves.values() if not button.isHidden()), None)

    def record_in(self, found: Any) -> RecordView | None:
        view: RecordView = found[0]
        return view

    def gather(self) -> Any:
        reader = self.workspace.reader
        view = reader.record("test_drive", self.place.record)
        if view is None:
            return None
        fields, zone = view.record_type.fields(), self.workspace.zone()
        held = [(fields[name], view.values[name]) for name in _FACTS if view.values[name]]
        facts = tuple((field.label, formatting.shown(field, value, zone, reader.title)) for field, value in held)
        author, only_here = reader.title("person", view.author), reader.only_here(view.id)
        return (
            view,
            facts,
            author,
            only_here,
            tuple(reader.disagreements(view.id)),
            reader.title("vehicle", view.values["vehicle"]),
            unusual(reader, view) if view.values["status"] == "booked" else "",
            self._mood(view),
        )

    def _mood(self, view: RecordView) -> Mood | None:
        """What the feedback of the drive says. Not on the window's thread."""
        if not view.values["comment"]:
            return None
        reader, customer = self.workspace.reader, view.values["customer"]
        held = reader.record("customer", customer) if customer else None
        return next(iter(moods(reader, [view], held.values["language"] if held else None)), None)

    def show_gathered(self, found: Any) -> None:
        self._missing.setVisible(found is None)
        self.facts.setVisible(found is not None)
        self.truth.setVisible(found is not None)
        if found is None:
            self.unusual.hide()
            self.mood.hide()
            return
        self._view, facts, author, only_here, disagreements, vehicle, rare, mood = found
        held = self._view.values
        self._title = words.DRIVE.format(vehicle=vehicle)
        self.head.set_words(
            self._title, values.moment(held["starts_at"], self.workspace.zone(), self.workspace.today())
        )
        status = formatting.shown(self._view.record_type.fields()["status"], held["status"])
        self.head.pill.set_state(status, DRIVE_TONES.get(held["status"], "neutral"))
        self.head.pill.show()
        for name, button in self.moves.items():
            button.setVisible(self._may_write and name in NEXT.get(held["status"], ()))
        self.edit.setVisible(self._may_write)
        for field, link in self.links:
            link.setVisible(bool(held[field]))
        self.disagreements.show_all(list(disagreements))
        empty(self._facts)
        self._facts.addWidget(Details(facts))
        self.truth.show_record(self._view, author, only_here)
        self.unusual.show_score(rare)
        place = self.facts if self.unusual.isHidden() else self.unusual
        if place.body.indexOf(self.looked) < 0:
            place.body.addWidget(self.looked)
        self.looked.show_view(self._view)
        self.mood.show_mood(mood)

    def _move(self, status: str) -> None:
        if self._view is None:
            return
        if status in ("out", "returned"):
            MoveDrive(self.workspace, self._view, status, self.window()).open()
            return
        command = Edit("test_drive", self._view.id, {"status": self._view.values["status"]}, {"status": status})
        label = formatting.shown(self._view.record_type.fields()["status"], status)
        vehicle = self.workspace.reader.title("vehicle", self._view.values["vehicle"])
        said = words.MOVED.format(vehicle=vehicle, status=label)
        again = slot_of(self.workspace, self._view.id, self._view.values) if status == "booked" else []
        claims = [*freed(self.workspace, self._view, status), *again]
        deed = Together((command, *claims)) if claims else command
        self.workspace.run(deed, lambda _outcome: self.workspace.said.emit(said, False))

    def _open(self, field: str) -> None:
        if self._view is not None and self._view.values[field]:
            self.workspace.open_record(field, self._view.values[field])

    def _edit(self) -> None:
        if self._view is not None:
            EditRecord(self.workspace, self._view, self.window()).open()
