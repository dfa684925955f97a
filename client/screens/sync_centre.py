"""The sync centre: in plain words whether the work is safe, what waits, what was refused, who disagrees."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Details, Text
from client.formatting import role_label
from client.screens.mend import place_of_refusal
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, SideBySide, page_in
from client.screens.parts.row_list import RowList
from client.screens.parts.sync_facts import SyncFound, gather
from client.screens.sync_centre_devices import Devices
from client.screens.sync_centre_near import Near
from client.screens.sync_centre_roads import Roads
from client.screens.sync_centre_safeguards import Safeguards
from client.screens.sync_centre_trouble import Trouble
from client.sync_state import Phase, SyncState
from client.text import diagnosis as diagnosis_words
from client.text import set_aside as aside_words
from client.text import sync_centre as words
from client.text import values
from client.window.top_bar import sync_sign
from client.workspace import Place, Workspace
from shared_models.clock import TOLERANCE_MS
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read


class SyncCentre(GatheringScreen):
    """Somebody who knows nothing of computers can tell in ten seconds whether their work is safe."""

    screen_name = "sync_centre"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: SyncFound | None = None
        page = page_in(self)
        self.sync_now = Button(words.SYNC_NOW, "sync-busy")
        self.sync_now.clicked.connect(lambda _checked=False: workspace.sync_wanted.emit())
        self.head = PageHead(words.TITLE, deeds=[self.sync_now])
        self.safety = Banner("", "info")
        self.problem = Banner("", "warn")
        self.problem.hide()
        self._columns = SideBySide()
        self.trouble, self.devices, self.roads = Trouble(workspace), Devices(workspace), Roads(workspace)
        self.near = Near(workspace)
        self.trouble.found.connect(lambda: self._show_problem(workspace.sync_state))
        for part in (self.head, self.safety, self.problem, self.trouble, self._columns):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self.waiting = self._rows(words.WHAT_WAITS, words.WAITING_NOTHING)
        self.more = Text("", "soft")
        self._columns.main.addWidget(self.more)
        self.refused = self._rows(words.REFUSED, words.REFUSED_NOTHING, words.REFUSED_HELP)
        self.handed = self._rows(aside_words.BY_YOU, aside_words.BY_YOU_NOTHING)
        self.let_go = self._rows(aside_words.LET_GO, aside_words.LET_GO_NOTHING)
        if (section := self.let_go.parentWidget()) is not None:
            section.setVisible(may_read(workspace.identity.role, "discard"))
        self.disagreements = self._rows(words.DISAGREEMENTS, words.DISAGREEMENTS_NOTHING)
        hub = Section(words.HUB)
        self.facts = Details()
        hub.body.addWidget(self.facts)
        self.safeguards = Safeguards(workspace)
        for section in (hub, self.near, self.safeguards, self.roads, self.devices):
            self._columns.aside.addWidget(section)
        self._columns.close_columns()
        workspace.sync_changed.connect(self._state_changed)
        self._show_state(workspace.sync_state)
        self.ask()

    def _rows(self, title: str, nothing: str, help_text: str = "") -> RowList:
        section, rows = Section(title), RowList(title, nothing)
        if help_text:
            section.body.addWidget(Text(help_text, "soft"))
        rows.chosen.connect(self._open)
        section.body.addWidget(rows)
        self._columns.main.addWidget(section)
        return rows

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        rows = self.waiting.rows() or self.refused.rows()
        lists = self.waiting if self.waiting.rows() else self.refused
        return lists.card(rows[0].key) if rows else None

    def gather(self) -> SyncFound:
        return gather(self.workspace)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self.waiting.set_rows(found.waiting)
        self.more.setText(words.WAITING_MORE.format(count=found.waiting_more))
        self.more.setVisible(bool(found.waiting_more))
        self.refused.set_rows(found.refused)
        self.disagreements.set_rows(found.disagreements)
        self.handed.set_rows(found.handed)
        self.let_go.set_rows(found.let_go)
        self.devices.show_found(found.devices)
        self._show_state(self.workspace.sync_state)

    def _state_changed(self, state: SyncState) -> None:
        self._show_state(state)
        self.refresh_soon()

    def refresh_soon(self) -> None:
        """What waits has changed with the state: read it again."""
        if self.isVisible():
            self.ask()
        else:
            self._stale = True

    def _show_state(self, state: SyncState) -> None:
        tone, icon = sync_sign(state)
        self.head.pill.set_state(words.PHASES[state.phase.value], tone, icon)
        self.head.pill.show()
        self.safety.set_text(self._safety(state), "warn" if self._unsent(state) else "ok")
        self._show_problem(state)
        identity, reader, zone = self.workspace.identity, self.workspace.reader, self.workspace.zone()
        heard = values.moment(state.last_heard, zone, self.workspace.today()) if state.last_heard else words.NEVER
        self.facts.set_row(words.STATE, words.PHASES[state.phase.value])
        self.facts.set_row(words.HEARD, heard)
        self.facts.set_row(words.PERSON, reader.title("person", identity.person))
        self.facts.set_row(words.ROLE, role_label(identity.role))
        self.facts.set_row(words.DEVICE, identity.device[:8])
        self.facts.set_row(words.CLOCK, _clock(state.clock_off_ms))
        if self._found is not None:
            own = self._found.accounts
            counts = {"receipts": own.receipts, "waiting": own.waiting, "set_aside": own.set_aside}
            self.facts.set_row(words.HERE, f"{self._found.records:,}")
            self.facts.set_row(words.RECEIPTS, words.RECEIPTS_WORDS.format(**counts, lost=own.unaccounted))
            self.facts.set_row(words.BACKUP, self._found.backup)
        if self.isVisible():
            self.trouble.follow(state)

    def _show_problem(self, state: SyncState) -> None:
        """What the sync itself says, unless its cause was found and is said below."""
        self.problem.set_text(state.problem, "warn")
        self.problem.setVisible(bool(state.problem) and not self.trouble.findings)

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes here wants to know what is wrong now."""
        super().showEvent(event)
        self.trouble.follow(self.workspace.sync_state)

    def _unsent(self, state: SyncState) -> int:
        return max(state.unsent, self._found.unsent if self._found else 0)

    def _safety(self, state: SyncState) -> str:
        unsent = self._unsent(state)
        if not unsent:
            return words.SAFE if state.phase is Phase.LIVE else words.SAFE_OFFLINE
        since = state.unsent_since or (self._found.since if self._found else None)
        one, many = (words.FROZEN_ONE, words.FROZEN_MANY) if state.kept else (words.WAITING_ONE, words.WAITING_MANY)
        pattern = one if unsent == 1 else many
        when = values.moment(since, self.workspace.zone(), self.workspace.today())
        return f"{pattern.format(count=f'{unsent:,}', since=when)} {words.KEEP}"

    def _open(self, key: str) -> None:
        record_type, record, *cause = key.split(" ")
        refused = self._found.refusals if self._found else ()
        aside = next((one for one in refused if cause and one.cause.hex() == cause[0]), None)
        if aside is not None and record_type in RECORD_TYPES:
            self.workspace.go.emit(place_of_refusal(aside))
        else:
            self.workspace.open_record(record_type, record)


def _clock(off_ms: int | None) -> str:
    if off_ms is None:
        return values.NOTHING
    if abs(off_ms) <= TOLERANCE_MS:
        return words.CLOCK_RIGHT
    direction = diagnosis_words.FAST if off_ms > 0 else diagnosis_words.SLOW
    return words.CLOCK_OFF.format(off=diagnosis_words.off(off_ms), direction=direction)
