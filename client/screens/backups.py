"""The backups of this device: which there are, making, checking and putting one back, and where copies go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from accessibility.widgets import Banner, Button
from accessibility.widgets.feedback import Tone
from client.care.safekeeping import Backup, BackupStopped, Inventory, Kept, Preview, Restored
from client.formatting import size
from client.screens.backups_place import BackupPlace
from client.screens.dialogs.backups import OneBackup, PutBack
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.long_work import LongWork, Told
from client.screens.parts.page import PageHead, Section, SideBySide, page_in
from client.screens.parts.row_list import Row, RowList
from client.text import backups as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.errors import ForecourtError

#: A disk that was plugged in is noticed while the screen is in sight.
_LOOK_MS = 5_000
#: A newest backup older than this is too old: they are made every day while the app runs.
OLD = timedelta(hours=36)


class BackupsScreen(GatheringScreen):
    """Lists the backups; everything long runs beside the window and can be stopped."""

    screen_name = "backups"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._kept: dict[str, Kept] = {}
        page = page_in(self)
        self.back_up = Button(words.BACK_UP, "archive", kind="primary")
        self.from_file = Button(words.FROM_FILE, "import")
        self.back_up.clicked.connect(lambda _checked=False: self.make())
        self.from_file.clicked.connect(lambda _checked=False: self._ask_file())
        self.head = PageHead(words.TITLE, words.DETAIL, deeds=[self.from_file, self.back_up])
        self.standing, self.problem = Banner("", "info"), Banner("", "bad", dismissible=True)
        self.standing.hide()
        self.problem.hide()
        self.work = LongWork(workspace, words.STEP)
        self._columns = SideBySide()
        for part in (self.head, self.problem, self.work, self.standing, self._columns):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self.here = self._rows(Section(words.LIST), words.NONE)
        self.away_section = Section(words.LIST_AWAY)
        self.away_section.hide()
        self.away = self._rows(self.away_section, words.NONE_AWAY)
        self.place_section = BackupPlace(workspace)
        self.place_section.changed.connect(self._place_changed)
        self._columns.aside.addWidget(self.place_section)
        self._columns.close_columns()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_again)
        self._look.start()
        self.ask()

    def _rows(self, section: Section, nothing: str) -> RowList:
        rows = RowList(section.heading.text(), nothing)
        rows.chosen.connect(self.open_backup)
        section.body.addWidget(rows)
        self._columns.main.addWidget(section)
        return rows

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.back_up

    def showEvent(self, event: QShowEvent) -> None:
        """Backups are made by themselves too: read them again."""
        super().showEvent(event)
        self.ask()

    def _look_again(self) -> None:
        if self.isVisible() and not self.work.busy:
            self.ask()

    # --- what there is ---

    def gather(self) -> Inventory:
        return self.workspace.safekeeping.inventory()

    def show_gathered(self, found: Any) -> None:
        self._kept = {str(kept.backup.path): kept for kept in (*found.here, *found.away)}
        self.here.set_rows([self._row(kept) for kept in found.here])
        self.away.set_rows([self._row(kept) for kept in found.away])
        self.away_section.setVisible(found.place.state != "none")
        self.place_section.show_place(found.place)
        self.standing.set_text(*self._standing(found.here))
        self.standing.show()

    def _standing(self, here: Sequence[Kept]) -> tuple[str, Tone]:
        newest = next((kept for kept in here if kept.whole is not False), None)
        if newest is None:
            return words.STANDING_NONE, "warn"
        old = datetime.now(UTC) - newest.backup.made > OLD
        pattern = words.STANDING_OLD if old else words.STANDING_OK
        return pattern.format(when=self._when(newest.backup)), "warn" if old else "ok"

    def _when(self, backup: Backup) -> str:
        return values.moment(backup.made, self.workspace.zone(), self.workspace.today())

    def _row(self, kept: Kept) -> Row:
        pattern = words.ROW_DEVICE if kept.device else words.ROW_BOTH if kept.both else words.ROW
        reason = words.REASONS.get(kept.backup.reason, words.OTHER_REASON)
        detail = values.sentence(pattern.format(reason=reason, size=size(kept.backup.size)))
        status, tone = _state(kept)
        return Row(str(kept.backup.path), self._when(kept.backup), detail, status, tone, "archive")

    # --- one of them ---

    def open_backup(self, key: str) -> None:
        """What is known of one, and what can be done with it."""
        kept = self._kept[key]
        dialog = OneBackup(self._when(kept.backup), self._facts(kept), kept.whole is False, self.window())
        dialog.check_wanted.connect(lambda: self.check(kept.backup.path))
        dialog.put_back_wanted.connect(lambda: self.look_into(kept.backup.path, self._when(kept.backup)))
        dialog.open()

    def _facts(self, kept: Kept) -> tuple[tuple[str, str], ...]:
        state = _state(kept)[0]
        if kept.whole and kept.checked is not None:
            when = values.moment(kept.checked, self.workspace.zone(), self.workspace.today())
            state = words.CHECKED_AT.format(when=when)
        reason = words.REASONS.get(kept.backup.reason, words.OTHER_REASON)
        return (
            (words.WHEN, self._when(kept.backup)), (words.WHY, values.sentence(reason)),
            (words.SIZE, size(kept.backup.size)), (words.STATE, state), (words.WHERE, str(kept.backup.path.parent)),
        )  # fmt: skip

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self.window(), words.FROM_FILE, "", words.FILES)
        if chosen:
            self.look_into(Path(chosen), Path(chosen).name)

    # --- long work ---

    def make(self) -> None:
        """Make a backup, and copy it to the second place where that is connected."""
        safekeeping = self.workspace.safekeeping

        def job(told: Told) -> tuple[Backup, int]:
            made = safekeeping.make(progress=told)
            return made, safekeeping.bring_copies(told)

        def done(result: tuple[Backup, int]) -> None:
            pattern = words.MADE_BOTH if result[1] else words.MADE_NOW
            self._said(pattern.format(size=size(result[0].size)))

        self._run(words.MAKING, job, done)

    def _place_changed(self) -> None:
        """Another place was chosen: it gets its copies at once."""
        self.ask()
        self._run(words.COPYING, self.workspace.safekeeping.bring_copies, lambda _count: self.ask())

    def check(self, path: Path) -> None:
        """See whether one is whole."""

        def done(whole: bool) -> None:
            self.ask()
            if whole:
                self._said(words.IS_WHOLE)
            else:
                self._problem(words.IS_DAMAGED)

        self._run(words.CHECKING_ONE, lambda told: self.workspace.safekeeping.check(path, told), done)

    def look_into(self, path: Path, when: str) -> None:
        """Tell what putting it back would bring; the person decides then."""

        def done(found: Preview) -> None:
            dialog = PutBack(when, found, self.window())
            dialog.agreed.connect(lambda: self.put_back(path))
            dialog.open()

        self._run(words.LOOKING, lambda told: self.workspace.safekeeping.preview(path, told), done)

    def put_back(self, path: Path) -> None:
        """Merge one in."""

        def done(found: Restored) -> None:
            self._said(words.RESTORED.format(new=found.new, added=found.added_to, unsent=found.unsent))
            self.workspace.sync_wanted.emit()

        self._run(words.PUTTING_BACK, lambda told: self.workspace.safekeeping.put_back(path, told), done)

    def _run(self, title: str, job: Callable[[Told], Any], done: Callable[[Any], None]) -> None:
        self.problem.hide()
        self.work.run(title, job, done, self._failed)

    def _said(self, sentence: str) -> None:
        self.workspace.said.emit(sentence, False)
        self.ask()

    def _problem(self, sentence: str) -> None:
        self.problem.set_text(sentence)
        self.problem.show()
        self.problem.say()

    def _failed(self, error: BaseException) -> None:
        self.ask()
        if isinstance(error, BackupStopped):
            self.workspace.said.emit(str(error), False)
        elif isinstance(error, ForecourtError):
            self._problem(str(error))
        else:
            raise error


def _state(kept: Kept) -> tuple[str, Tone]:
    if kept.whole is None:
        return words.NOT_CHECKED, "neutral"
    return (words.WHOLE, "ok") if kept.whole else (words.BROKEN, "bad")
