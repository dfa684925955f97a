"""The page where one asks: what was found on this device, the page or help that answers, or a colleague to ask."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, Field, LineEdit, Text, announce
from client import formatting
from client.business.answering import Answer, answer
from client.commands import Create
from client.reading.queries import RecordView
from client.screens.base import Screen
from client.screens.parts.page import PageHead, Section, deeds, only_if, page_in
from client.screens.parts.row_list import Row, RowList
from client.text import assistant as words
from client.text import help as help_words
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read, may_write

_MOST = 20
_PEOPLE = 30
_PLACES = {
    "test_drives": Place("list", "test_drive"), "tasks": Place("today"), "leads": Place("list", "lead"),
    "renewals": Place("list", "policy"), "claims": Place("list", "claim"), "figures": Place("insights"),
    "sync": Place("sync_centre"),
}  # fmt: skip
_TELLING = {"vehicle": ("year", "mileage", "price", "status"), "customer": ("town", "phone")}
_NEEDS = {"test_drives": "test_drive", "leads": "lead", "renewals": "policy", "claims": "claim"}


class Assistant(Screen):
    """One question at a time; its answer is things that are there, each of which can be opened."""

    screen_name = "assistant"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._question = ""
        self._place: Place | None = None
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self.question = LineEdit(words.EXAMPLE)
        self.question.returnPressed.connect(self.ask)
        page.body.addWidget(Field(words.QUESTION, self.question))
        self.go = Button(words.ASK, "search", "primary")
        self.go.clicked.connect(lambda _checked=False: self.ask())
        page.body.addWidget(deeds(self.go))
        self.said = Text(words.BEGIN)
        self.because = Text("", "soft")
        self.found = RowList(words.ANSWER)
        self.found.chosen.connect(self._open)
        self.more = Button("", kind="link")
        self.more.clicked.connect(lambda _checked=False: self._open_place())
        self.answer = Section(words.ANSWER)
        for part in (self.said, self.because, self.found, self.more):
            self.answer.body.addWidget(part)
        page.body.addWidget(self.answer)
        self.person = Button(words.PERSON, "people")
        self.person.clicked.connect(lambda _checked=False: self._show_people())
        page.body.addWidget(deeds(self.person))
        page.body.addStretch(1)
        for part in (self.because, self.found, self.more):
            part.hide()
        only_if(self.person, may_read(workspace.identity.role, "person"))

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.question

    # --- asking ---

    def ask(self) -> None:
        """Answer what is in the field."""
        asked = self.question.text().strip()
        if not asked:
            self.question.setFocus()
            return
        self._question = asked
        self.workspace.background.run(partial(self._answered, asked), while_alive(self, self._show))

    def _answered(self, asked: str) -> tuple[str, Answer, list[Row]]:
        workspace = self.workspace
        texts = [f"{question} {text}" for question, text, *_ in help_words.ANSWERS]
        held = answer(
            workspace.catalogue, workspace.reader, asked, texts, lambda name: may_read(workspace.identity.role, name)
        )
        views = workspace.reader.by_ordinals(held.record_type, held.ordinals[:_MOST]) if held.ordinals else []
        return asked, held, [self._row(view) for view in views]

    def _row(self, view: RecordView) -> Row:
        """A record with what tells it from others of the same title."""
        reader, zone = self.workspace.reader, self.workspace.zone()
        fields, held = view.record_type.fields(), view.values
        said = [
            formatting.shown(fields[name], held[name], zone, reader.title)
            for name in _TELLING.get(view.record_type.type_name(), ()) if held[name] is not None
        ]  # fmt: skip
        icon = view.record_type.about.icon
        return Row(
            f"{view.record_type.type_name()} {view.id}", reader.title_of(view), words.BETWEEN.join(said), icon=icon
        )

    def _show(self, found: tuple[str, Answer, list[Row]]) -> None:
        asked, held, shown = found
        if asked != self._question:
            return
        said, self._place = self._said(held, len(shown))
        if held.kind == "help":
            shown = [
                Row(f"help {at}", help_words.ANSWERS[at][0], help_words.ANSWERS[at][1], icon="help") for at in held.help
            ]
        self._lay_out(words.ASKED.format(question=asked), said, shown)
        self.because.setText(words.BECAUSE.format(words=", ".join(held.words)))
        self.because.setVisible(bool(held.words))
        if held.kind in ("person", "unsure"):
            self._show_people(said)

    def _said(self, held: Answer, shown: int) -> tuple[str, Place | None]:
        if held.kind == "records":
            return _counted(len(held.ordinals), shown), Place("list", held.record_type)
        if held.kind == "help":
            return words.HELP if held.help else words.UNSURE, Place("help")
        if held.kind == "place":
            needs = _NEEDS.get(held.page)
            if needs is None or may_read(self.workspace.identity.role, needs):
                return words.PLACE, _PLACES[held.page]
        return (words.PERSON if held.kind == "person" else words.UNSURE), None

    def _lay_out(self, title: str, said: str, rows: list[Row]) -> None:
        self.answer.set_title(title)
        self.said.setText(said)
        self.found.set_rows(rows)
        self.found.setVisible(bool(rows))
        self.more.setVisible(self._place is not None)
        if self._place is not None:
            self.more.setText(words.OPEN.format(label=self._label(self._place)))
        announce(self.question, f"{said} {rows[0].title if rows else ''}".strip())

    def _label(self, place: Place) -> str:
        if place.record_type in RECORD_TYPES:
            return RECORD_TYPES[place.record_type].about.plural
        named = {page.screen: words.PLACES[name] for name, page in _PLACES.items()}
        return named.get(place.screen, help_words.TITLE)

    # --- opening and handing over ---

    def _open_place(self) -> None:
        if self._place is not None:
            self.workspace.go.emit(self._place)

    def _open(self, key: str) -> None:
        kind, _, which = key.partition(" ")
        if kind == "help":
            self.workspace.go.emit(Place("help"))
        elif kind == "ask":
            self._hand_over(which)
        else:
            self.workspace.open_record(kind, which)

    def _show_people(self, said: str = words.PERSON) -> None:
        """Colleagues to whom the question can be given as a task; those who are at work now come first."""
        if not may_read(self.workspace.identity.role, "person"):
            return
        self.workspace.background.run(self._people, while_alive(self, partial(self._people_found, said)))

    def _people(self) -> list[tuple[str, str, bool]]:
        reader, here = self.workspace.reader, set(self.workspace.presence.people())
        found = reader.find("person", limit=_PEOPLE)
        others = [view for view in found if view.id != self.workspace.identity.person]
        named = [(view.id, reader.title_of(view), view.id in here) for view in others]
        return sorted(named, key=lambda one: (not one[2], one[1].casefold()))

    def _people_found(self, said: str, people: list[tuple[str, str, bool]]) -> None:
        rows = [
            Row(f"ask {person}", name, words.GIVE, status=words.HERE_NOW if here else "", tone="ok", icon="user")
            for person, name, here in people
        ]
        self._place = None
        title = words.ASKED.format(question=self._question) if self._question else words.PERSON
        self._lay_out(title, said if rows else words.BOTH.format(first=said, second=words.NOBODY), rows)

    def _hand_over(self, person: str) -> None:
        """The question becomes a task of the colleague: it reaches them by whatever road there is."""
        workspace = self.workspace
        asked = self._question or self.question.text().strip()
        if not asked or not may_write(workspace.identity.role, "activity"):
            self.question.setFocus()
            return
        values: dict[str, Any] = {
            "kind": "task", "subject": words.TASK.format(question=asked)[:200], "store": workspace.identity.store,
            "person": person, "due": workspace.today(), "done": False,
        }  # fmt: skip
        said = words.HANDED.format(name=workspace.reader.title("person", person))
        workspace.run(Create("activity", values), lambda _outcome: workspace.said.emit(said, False))


def _counted(count: int, shown: int) -> str:
    if count == 0:
        return words.FOUND_NONE
    if count == 1:
        return words.FOUND_ONE
    return (words.FOUND_MOST if shown < count else words.FOUND).format(count=count, shown=shown)
