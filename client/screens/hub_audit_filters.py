"""What is wanted of the hub's audit: a deed, a person, a span of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, CardGrid, ChoiceField, DateField, ErrorSummary, Field
from client.screens.parts.page import Section, deeds
from client.text import hub_audit as words


class AuditFilters(Section):
    """``wanted`` is called when somebody presses "Show": each look is noted, so none is made by the way."""

    def __init__(self, wanted: Callable[[], object]) -> None:
        super().__init__(words.FILTERS)
        named = sorted(words.ACTIONS.items(), key=lambda one: one[1].casefold())
        self.action = Field(words.ACTION, ChoiceField([("", words.EVERYTHING), *named]))
        self.person = Field(words.PERSON, ChoiceField([("", words.EVERYBODY)]))
        self.since, self.until = Field(words.SINCE, DateField()), Field(words.UNTIL, DateField())
        self.action.set_value("")
        self.person.set_value("")
        self.summary = ErrorSummary()
        self.show_button = Button(words.SHOW, "search", "primary")
        self.show_button.clicked.connect(lambda _checked=False: wanted())
        grid = CardGrid(220, 16)
        for field in (self.action, self.person, self.since, self.until):
            grid.addWidget(field)
        self.body.addWidget(self.summary)
        self.body.addLayout(grid)
        self.body.addWidget(deeds(self.show_button))

    def offer_people(self, people: Sequence[tuple[str, str]]) -> None:
        """(identifier, name) of everybody who may be chosen; the choice stays."""
        editor: QWidget = self.person.editor
        assert isinstance(editor, ChoiceField)
        editor.set_options([("", words.EVERYBODY), *people])

    def asked(self, zone: tzinfo) -> dict[str, str | int] | None:
        """What the hub is to be asked, days as they are in ``zone``; None where a day is wrong, which is then said."""
        if not self.summary.check([self.since, self.until]):
            return None
        since, until = self.since.value(), self.until.value()
        if since is not None and until is not None and until < since:
            self.until.set_error(words.BACKWARDS, say=False)
            self.summary.show_problems([(self.until, words.BACKWARDS)])
            return None
        told: dict[str, str | int] = {"action": self.action.value() or "", "person": self.person.value() or ""}
        told |= {"since": _midnight(since, zone)} if since else {}
        return told | ({"until": _midnight(until + timedelta(days=1), zone)} if until else {})


def _midnight(day: date, zone: tzinfo) -> int:
    """When a day begins, in milliseconds since 1970 UTC."""
    return max(0, int(datetime.combine(day, time.min, zone).timestamp() * 1000))
