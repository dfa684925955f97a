"""Help: what the pages are for, how the usual things are done, and the ways to more; all of it can be searched."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, Heading, LineEdit, Text, announce
from client.screens.base import Screen
from client.screens.parts.page import PageHead, Section, deeds, empty, only_if, page_in
from client.text import actions as action_words
from client.text import help as words
from client.window import navigation
from client.workspace import Place, Workspace

#: The further ways to help: actions of the window by their names.
_WAYS = (
    ("shortcuts", "table"), ("help_centre", "help"), ("accessibility", "check-circle"), ("performance", "chart"),
    ("model_health", "chart"),
    ("about", "info"),
)  # fmt: skip

#: Pages that have no place at the side.
_PAGES = ("film", "what_i_did", "alarms", "backups", "readiness")


def purpose_of(place: Place) -> str:
    """What a page is for."""
    exact = words.PURPOSE.get(f"{place.screen} {place.record_type}")
    return exact or words.PURPOSE.get(place.screen) or words.UNKNOWN


class Help(Screen):
    """Questions and answers, the pages, and the tour."""

    screen_name = "help"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.page = page_in(self)
        self.page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self.asked = LineEdit(words.FIND)
        self.asked.setAccessibleName(words.FIND)
        self.asked.textChanged.connect(self._narrow)
        self.page.body.addWidget(self.asked)
        self._add_first_steps()
        self.answers, self.pages = Section(words.QUESTIONS), Section(words.PAGES)
        self.nothing = Text("", "soft")
        self._columns = {section: QVBoxLayout() for section in (self.answers, self.pages)}
        for section, column in self._columns.items():
            section.body.addLayout(column)
            self.page.body.addWidget(section)
        self.page.body.addWidget(self.nothing)
        self._add_more()
        self.page.body.addStretch(1)
        self._narrow("")

    def _add_first_steps(self) -> None:
        first = Section(words.FIRST_STEPS)
        first.body.addWidget(Text(words.FIRST_STEPS_TEXT, "soft"))
        self.tour_button = Button(words.START_TOUR, "steering", "primary")
        self.tour_button.clicked.connect(lambda _checked=False: self.workspace.wanted.emit("tour"))
        first.body.addWidget(deeds(self.tour_button))
        only_if(first, self.workspace.mode == "showroom")
        self.page.body.addWidget(first)
        films = Section(words.FILMS)
        films.body.addWidget(Text(words.FILMS_TEXT, "soft"))
        self.film_button = Button(words.WATCH, "play")
        self.film_button.clicked.connect(lambda _checked=False: self.workspace.wanted.emit("film"))
        films.body.addWidget(deeds(self.film_button))
        self.page.body.addWidget(films)

    def _add_more(self) -> None:
        more = Section(words.MORE)
        buttons = []
        for name, icon in _WAYS:
            if name != "help_centre":
                button = Button(action_words.ACTIONS[name], icon)
                button.clicked.connect(lambda _checked=False, one=name: self.workspace.wanted.emit(one))
                buttons.append(button)
        more.body.addWidget(deeds(*buttons))
        self.page.body.addWidget(more)

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.asked

    # --- searching ---

    def _narrow(self, text: str) -> None:
        """Show what holds every word that was typed."""
        asked = text.casefold().split()
        answers = [one for one in words.ANSWERS if _holds(one, asked)]
        pages = [one for one in self._pages() if _holds(one[:2], asked)]
        for section, rows in ((self.answers, answers), (self.pages, pages)):
            column = self._columns[section]
            empty(column)
            for row in rows:
                column.addWidget(Heading(row[0], 3))
                column.addWidget(Text(row[1]))
                if len(row) == 3:
                    column.addWidget(deeds(self._opener(row[0], row[2])))
            section.setVisible(bool(rows))
        count = len(answers) + len(pages)
        self.nothing.setText("" if count else words.NOTHING.format(text=text.strip()))
        self.nothing.setVisible(not count)
        if asked:
            every = len(words.ANSWERS) + len(self._pages())
            announce(self.asked, self.nothing.text() or words.FOUND.format(count=count, all=every))

    def _pages(self) -> list[tuple[str, str, Place]]:
        mode, role = self.workspace.mode, self.workspace.identity.role
        stops = [*navigation.stops(mode, role), *navigation.further(mode, role)]
        named = [(stop.label, stop.place) for stop in stops]
        named += [(action_words.ACTIONS[name], Place(name)) for name in _PAGES]
        first = {purpose_of(place): (label, place) for label, place in reversed(named)}
        return [(label, purpose, place) for purpose, (label, place) in reversed(first.items())]

    def _opener(self, label: str, place: Place) -> Button:
        button = Button(words.OPEN_PAGE, kind="link", accessible_name=words.OPEN_PAGE_NAME.format(page=label))
        button.clicked.connect(lambda _checked=False: self.workspace.go.emit(place))
        return button


def _holds(texts: tuple[str, ...], asked: list[str]) -> bool:
    said = " ".join(texts[:2]).casefold()
    return all(word in said for word in asked)
