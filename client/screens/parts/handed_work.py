"""What colleagues have handed to this person, on the first screen of the day; not there while there is nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.widgets import announce
from client.business.handovers import Handed, given_to
from client.changes import Changes
from client.screens.mend import place_of_handover
from client.screens.parts.page import Section
from client.screens.parts.row_list import Row, RowList
from client.text import set_aside as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace, touches
from shared_models.records import RECORD_TYPES


class HandedWork(Section):
    """One row for each piece of work; a new one is spoken."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(words.GIVEN)
        self._workspace = workspace
        self._work: dict[str, Handed] = {}
        self._told = False
        self.rows = RowList(words.GIVEN)
        self.rows.chosen.connect(lambda key: workspace.go.emit(place_of_handover(self._work[key])))
        self.body.addWidget(self.rows)
        self.hide()
        workspace.changed.connect(self._changed)
        self._ask()

    def _changed(self, changes: Changes) -> None:
        if touches(changes, "handover", "handover_answer", "person"):
            self._ask()

    def _ask(self) -> None:
        workspace = self._workspace

        def read() -> list[tuple[Handed, Row]]:
            return [(one, self._row(one)) for one in given_to(workspace.reader, workspace.identity.person)]

        workspace.background.run(read, while_alive(self, self._show))

    def _row(self, one: Handed) -> Row:
        workspace = self._workspace
        sender = workspace.reader.title("person", one.sender)
        when = values.moment(one.at, workspace.zone(), workspace.today())
        return Row(
            one.id,
            one.what,
            words.GIVEN_ROW.format(sender=sender, reason=values.sentence(one.reason)),
            when,
            "info",
            "people",
        )

    def _show(self, found: list[tuple[Handed, Row]]) -> None:
        found = [(one, row) for one, row in found if one.record_type in RECORD_TYPES]
        new = [one for one, _ in found if one.id not in self._work]
        self._work = {one.id: one for one, _ in found}
        self.rows.set_rows([row for _, row in found])
        self.setVisible(bool(found))
        if new and self._told and self.isVisible():
            sender = self._workspace.reader.title("person", new[-1].sender)
            announce(self, words.GIVEN_HEARD.format(sender=sender, what=new[-1].what))
        self._told = True
