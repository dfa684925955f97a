"""The outage drill on the screen of readiness: begin one, end it, and the reports of those held on this device."""

from __future__ import annotations

from datetime import timedelta

from accessibility.widgets import Banner, Button, Text
from client.care.drills import Drill
from client.screens.dialogs.begin_drill import BeginDrill
from client.screens.parts.drill_words import lasted
from client.screens.parts.page import Section, deeds
from client.screens.parts.row_list import Row, RowList
from client.text import drills as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.clock import utc_now
from shared_models.rights import may_begin_drill


class DrillSection(Section):
    """Says whether one is on."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.TITLE)
        self._workspace = workspace
        self._may = may_begin_drill(workspace.identity.role)
        self.standing = Banner("", "warn")
        self.standing.hide()
        self.begin_button = Button(words.BEGIN, "sync-offline", kind="primary")
        self.end_button = Button(words.END)
        self.begin_button.clicked.connect(lambda _checked=False: self.ask())
        self.end_button.clicked.connect(lambda _checked=False: self.end())
        self.may_not = Text(words.MAY_NOT, "soft")
        self.reports = RowList(words.REPORTS, words.NO_REPORTS)
        self.reports.chosen.connect(lambda key: workspace.go.emit(Place("drill_report", record=key)))
        for part in (Text(words.HELP, "soft"), self.standing, deeds(self.begin_button, self.end_button), self.may_not):
            self.body.addWidget(part)
        self.body.addWidget(Text(words.REPORTS, "strong"))
        self.body.addWidget(self.reports)
        workspace.drill_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands."""
        drill = self._workspace.drills.current()
        if drill is not None:
            self.standing.set_text(words.RUNNING.format(began=self._when(drill), name=drill.name))
        for part, wanted in (
            (self.standing, drill is not None), (self.end_button, drill is not None),
            (self.begin_button, drill is None and self._may), (self.may_not, drill is None and not self._may),
        ):  # fmt: skip
            part.setVisible(wanted and part.parentWidget() is not None)
        self.reports.set_rows([self._row(one) for one in self._workspace.drills.past()])

    def _when(self, drill: Drill) -> str:
        return values.moment(drill.began, self._workspace.zone(), self._workspace.today())

    def _row(self, drill: Drill) -> Row:
        detail = words.ROW.format(length=lasted(drill.ended - drill.began) if drill.ended else "", name=drill.name)
        done = drill.figures is not None
        status = words.STATE_DONE if done else words.STATE_COUNTING
        return Row(drill.id, self._when(drill), detail, status, "ok" if done else "info", "document")

    def ask(self) -> None:
        """Ask for how long, then begin."""
        dialog = BeginDrill(self._workspace.sync_state.unsent, self.window())
        dialog.agreed.connect(self.begin)
        dialog.open()

    def begin(self, minutes: int) -> None:
        """Begin a drill of so many minutes; 0: until somebody ends it."""
        workspace = self._workspace
        me = workspace.identity.person
        until = utc_now() + timedelta(minutes=minutes) if minutes else None
        workspace.drills.begin(until, me, workspace.person_name or workspace.reader.title("person", me))
        workspace.said.emit(words.BEGUN, False)

    def end(self) -> None:
        """End it; anybody may."""
        workspace = self._workspace
        workspace.drills.end(workspace.person_name or workspace.reader.title("person", workspace.identity.person))
