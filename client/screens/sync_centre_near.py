"""The devices near this one, in the sync centre: who is in step, when to exchange changes, whom to call by address."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Button, ChoiceField, Details, Field, LineEdit, Text, announce
from client.roads.neighbourhood import BadAddress, Neighbour, Neighbourhood, When
from client.screens.parts.page import Section, deeds, empty, only_if
from client.screens.sync_centre_devices import told_apart
from client.sync_state import Phase
from client.text import neighbours as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace


class Near(Section):
    """Follows the neighbourhood; hidden where there is nothing that could talk to neighbours."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.TITLE)
        self._workspace = workspace
        self._names: tuple[str, ...] = ()
        self._noted: tuple[str, ...] | None = None
        self._talking: dict[str, str] = {}
        self.standing, self.own = Text(""), Text("", "soft")
        self.when = Field(words.WHEN, ChoiceField(words.WHEN_CHOICES))
        self.when.changed.connect(self._choose)
        self.address = Field(words.ADDRESS, LineEdit(), help=words.ADDRESS_HELP)
        self.add = Button(words.ADD, "plus")
        self.add.clicked.connect(lambda _checked=False: self._note())
        self.details = Details()
        self._list, self._noted_list = QVBoxLayout(), QVBoxLayout()
        self.body.addWidget(Text(words.HELP, "soft"))
        self.body.addWidget(self.when)
        self.body.addWidget(self.standing)
        self.body.addLayout(self._list)
        self.body.addWidget(self.own)
        self.body.addWidget(self.address)
        self.body.addWidget(deeds(self.add))
        self.body.addLayout(self._noted_list)
        workspace.neighbourhood_changed.connect(self.show_state)
        workspace.sync_changed.connect(while_alive(self, lambda _state: self.show_state(workspace.neighbourhood)))
        only_if(self, workspace.neighbours is not None)
        self.show_state(workspace.neighbourhood)

    def showEvent(self, event: QShowEvent) -> None:
        """Say how it stands now."""
        super().showEvent(event)
        self.show_state(self._workspace.neighbourhood)

    def show_state(self, state: Neighbourhood) -> None:
        """Show who is near."""
        self.when.setEnabled(not state.forbidden)
        if self.when.value() != state.when.value:
            self.when.set_value(state.when.value)
        self.standing.setText(self._standing(state))
        self.own.setText(words.OWN_ADDRESS.format(addresses=", ".join(state.addresses)))
        self.own.setVisible(bool(state.addresses))
        self._show_list(told_apart([(each.name, self._told(each)) for each in state.neighbours]))
        self._show_noted(state.noted)
        self._announce(state)

    def _standing(self, state: Neighbourhood) -> str:
        if state.forbidden or state.when is When.NEVER:
            return words.FORBIDDEN if state.forbidden else words.CLOSED_NEVER
        if state.problem:
            return state.problem
        if not state.open:
            reached = self._workspace.sync_state.phase is not Phase.OFFLINE
            return words.CLOSED_HUB if reached and state.when is When.WITHOUT_HUB else words.CLOSED_SOON
        near = {0: words.NOBODY, 1: words.NEAR_ONE}.get(state.talking, words.NEAR_MANY.format(count=state.talking))
        away = words.TURNED_AWAY_ONE if state.turned_away == 1 else words.TURNED_AWAY.format(count=state.turned_away)
        return f"{near} {away}" if state.turned_away else near

    def _told(self, each: Neighbour) -> str:
        zone, today = self._workspace.zone(), self._workspace.today()
        when = values.moment(each.in_step_at, zone, today) if each.in_step_at else ""
        if each.problem:
            told = each.problem
        elif not each.talking:
            told = words.AWAY.format(when=when) if when else words.AWAY_NEVER
        elif each.in_step:
            told = words.IN_STEP.format(when=when)
        else:
            told = words.EXCHANGING.format(got=each.got, given=each.given)
        left = [words.LEFT_OUT.format(reason=reason) for reason in each.left_out[:3]]
        return "\n".join([told, *left])

    def _show_list(self, rows: tuple[tuple[str, str], ...]) -> None:
        names = tuple(name for name, _ in rows)
        if names != self._names:
            self._names = names
            empty(self._list)
            self.details = Details(rows)
            if rows:
                self._list.addWidget(self.details)
        for name, told in rows:
            if self.details.value(name) != told:
                self.details.set_row(name, told)

    def _show_noted(self, noted: tuple[str, ...]) -> None:
        if noted != self._noted:
            self._noted = noted
            empty(self._noted_list)
            for address in noted:
                forget = Button(words.FORGET.format(address=address), "close", kind="quiet")
                forget.clicked.connect(lambda _checked=False, which=address: self._forget(which))
                self._noted_list.addWidget(deeds(forget))

    def _announce(self, state: Neighbourhood) -> None:
        """Who comes and goes by itself is said to whoever listens."""
        now = {each.key: each.name for each in state.neighbours if each.talking}
        said = [words.NEAR.format(name=name) for key, name in now.items() if key not in self._talking]
        said += [words.GONE.format(name=name) for key, name in self._talking.items() if key not in now]
        self._talking = now
        if said and self.isVisible():
            announce(self, " ".join(said))

    def _choose(self) -> None:
        if self._workspace.neighbours is not None:
            self._workspace.neighbours.choose(When(self.when.value()))

    def _note(self) -> None:
        if self._workspace.neighbours is None:
            return
        try:
            self._workspace.neighbours.note(self.address.value())
        except BadAddress as problem:
            self.address.set_error(str(problem))
            return
        self._workspace.said.emit(words.NOTED.format(address=self.address.value()), False)
        self.address.set_value("")

    def _forget(self, address: str) -> None:
        if self._workspace.neighbours is not None:
            self._workspace.neighbours.forget(address)
            self.address.setFocus()
