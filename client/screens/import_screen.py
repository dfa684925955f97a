"""The import of a file into any record type: file, columns, check, done; stopped at any time, taken back later."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from accessibility.widgets import (
    Banner,
    Button,
    EmptyState,
    FlowLayout,
    Heading,
    ProgressPanel,
    ScrollPage,
    Stepper,
    announce,
    confirm,
    show_toast,
)  # fmt: skip
from accessibility.widgets.feedback import Tone
from client.changes import Changes, Outcome
from client.commands import UndoImport
from client.forms.context import FormContext
from client.importing.conventions import Question
from client.reading.log_queries import PastImport, past_imports
from client.screens.base import Screen
from client.screens.import_check_step import CheckStep
from client.screens.import_columns_step import ColumnsStep
from client.screens.import_file_step import FileStep
from client.screens.import_saved_columns import opened_with, where_to_save, which_to_use
from client.screens.import_work import Checked, ImportWork, Opened
from client.text import importing as words
from client.text import records as record_words
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES

_FILE, _COLUMNS, _CHECK, _DONE = range(4)
_MOST_NOTES = 5


class ImportScreen(Screen):
    """Nothing is written before the last step, and then all of it or nothing."""

    screen_name: ClassVar[str] = "import"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._kind = RECORD_TYPES[place.record_type]
        self._plural = record_words.in_sentence(self._kind.about.plural)
        self.context = FormContext.of(workspace, self._kind)
        self.work = ImportWork(workspace, self._kind, self)
        self._opened: Opened | None = None
        self._checked: Checked | None = None
        self._batch = ""
        self._writing = False
        self.file = FileStep(self._kind, self.context.zone)
        self.columns = ColumnsStep(self._kind, self.context)
        self.check = CheckStep(self._kind, self.context.summaries.title)
        self.done = QWidget()
        self._build()
        self._connect()
        self._show(_FILE)
        self._read_past()

    # --- building ---

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(14)
        back = Button(
            self._kind.about.plural, "chevron-left", "link",
            accessible_name=words.BACK_TO_LIST.format(plural=self._plural),
        )  # fmt: skip
        back.clicked.connect(lambda: self.workspace.open_list(self.place.record_type))
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Heading(words.TITLE.format(plural=self._plural), 1))
        self.stepper = Stepper(list(words.STEPS))
        column.addWidget(self.stepper)
        self.trouble = Banner("", "bad", dismissible=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        self._progress_place = QVBoxLayout()
        self.progress: ProgressPanel | None = None
        column.addLayout(self._progress_place)
        self.steps = QStackedWidget()
        self._done_column = QVBoxLayout(self.done)
        self._done_column.setContentsMargins(0, 0, 0, 0)
        for step in (self.file, self.columns, self.check, self.done):
            page = ScrollPage()
            page.body.addWidget(step)
            self.steps.addWidget(page)
        column.addWidget(self.steps, 1)
        self._build_foot(column)

    def _build_foot(self, column: QVBoxLayout) -> None:
        self.back = Button(words.BACK, "chevron-left", accessible_name=words.BACK_NAME)
        self.back.clicked.connect(lambda: self._show(self.steps.currentIndex() - 1))
        self.next = Button("", "check", "primary")
        self.next.clicked.connect(self._go_on)
        row = FlowLayout(spacing=12, at_end=True)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column.addLayout(row)

    def _connect(self) -> None:
        self.file.chosen.connect(self.open)
        self.file.undo_wanted.connect(self._undo_past)
        self.columns.sheet_chosen.connect(self._open_sheet)
        self.columns.save_wanted.connect(self._save_columns)
        self.columns.load_wanted.connect(self._load_columns)
        self.check.answered.connect(self._answer)
        self.check.changed.connect(self._name_next)
        self.check.rejects_wanted.connect(self._save_rejects)
        self.work.opened.connect(self._opened_file)
        self.work.checked.connect(self._show_checked)
        self.work.imported.connect(self._imported)
        self.work.rejects_saved.connect(self._rejects_saved)
        self.work.progressed.connect(self._progressed)
        self.work.refused.connect(self._refused)

    # --- what a screen is asked ---

    def title(self) -> str:
        """What is imported."""
        return words.TITLE.format(plural=self._plural)

    def first_focus(self) -> QWidget | None:
        """The button that asks for a file."""
        return self.file.choose

    def refresh(self, changes: Changes) -> None:
        """An import made or taken back changes the list of them."""
        if changes.of(self.place.record_type):
            self.context.summaries.forget(changes)
            if self.steps.currentIndex() == _FILE and self.isVisible():
                self._read_past()

    def may_leave(self) -> bool:
        """While it writes, leaving stops it, and asks first."""
        if not self._writing:
            self.work.stop()
            return True
        if not confirm(self, words.STOP_TITLE, words.STOP_TEXT, words.STOP, danger=True):
            return False
        self.work.stop()
        return True

    # --- steps ---

    def open(self, path: Path) -> None:
        """Open a file, as the chooser does."""
        self._begin(words.OPENING.format(file=path.name))
        self.work.open(path)

    def _open_sheet(self, sheet: str) -> None:
        if self._opened is not None:
            self._begin(words.OPENING.format(file=self._opened.source.path.name))
            self.work.open(self._opened.source.path, sheet)

    def _show(self, step: int) -> None:
        self.trouble.hide()
        self.steps.setCurrentIndex(step)
        self.stepper.set_step(step)
        self._name_next()
        announce(self, words.STEPS[step])

    def _name_next(self) -> None:
        step, busy = self.steps.currentIndex(), self.progress is not None
        self.back.setVisible(step in (_COLUMNS, _CHECK))
        self.back.setEnabled(not busy)
        self.next.setVisible(step in (_COLUMNS, _CHECK))
        self.next.setEnabled(not busy and (step != _CHECK or self.check.may_import()))
        if step == _CHECK and self._checked is not None:
            self.next.setText(words.IMPORT.format(count=self._counted(self._checked.report.counts.ready)))
        else:
            self.next.setText(words.CHECK)

    def _go_on(self) -> None:
        if self.steps.currentIndex() == _COLUMNS:
            if self.columns.check():
                self._check_rows()
        elif self._checked is not None and self.check.may_import():
            self._writing = True
            self._begin(words.WRITING)
            self.work.write(self._checked)

    def _check_rows(self) -> None:
        if self._opened is not None:
            self._begin(words.CHECKING)
            self.work.check(self._opened.source, self.columns.mapping(), self.columns.duplicates())

    def _begin(self, title: str) -> None:
        """Show that something is under way, and how to stop it."""
        self._end()
        self.trouble.hide()
        self.progress = ProgressPanel(title)
        self.progress.cancelled.connect(self.work.stop)
        self._progress_place.addWidget(self.progress)
        self.steps.setEnabled(False)
        self._name_next()

    def _end(self) -> None:
        if self.progress is not None:
            self._progress_place.removeWidget(self.progress)
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None
        self.steps.setEnabled(True)
        self._name_next()

    def _progressed(self, done: int, total: int) -> None:
        if self.progress is None:
            return
        if self._writing:
            text = words.WRITTEN.format(done=f"{done:,}", total=f"{total:,}") if done < total else words.FINISHING
        else:
            text = words.CHECKED_ROWS.format(done=min(100, done * 100 // total) if total else 0)
        self.progress.set_progress(done, total, text)

    # --- answers of the work ---

    def _opened_file(self, opened: Opened) -> None:
        self._opened = opened
        self._end()
        self.columns.show_file(opened)
        self._show(_COLUMNS)

    def _show_checked(self, checked: Checked) -> None:
        self._checked = checked
        self._end()
        self.check.show_checked(checked)
        self._show(_CHECK)

    def _answer(self, question: Question, answer: str) -> None:
        if self._opened is not None and answer:
            self._opened.mapping.answer(question, answer)
            self._check_rows()

    def _refused(self, text: str) -> None:
        self._writing = False
        self._end()
        self._say(text, "bad")

    def _imported(self, outcome: Outcome, batch: str) -> None:
        self._writing, self._batch = False, batch
        self._end()
        count = len({touched.id for touched in outcome.changes.of(self.place.record_type)})
        self._show_done(count)
        self._show(_DONE)
        announce(self, words.DONE.format(count=self._counted(count)), assertive=True)

    def _show_done(self, count: int) -> None:
        layout = self._done_column
        while (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        show = (words.SHOW_LIST.format(plural=self._plural), lambda: self.workspace.open_list(self.place.record_type))
        self.result = EmptyState(words.DONE.format(count=self._counted(count)), words.DONE_TEXT, "check-circle", show)
        layout.addWidget(self.result)
        self.undo_button = Button(words.UNDO_THIS, "undo")
        self.undo_button.clicked.connect(lambda: self.undo(self._batch))
        another = Button(words.ANOTHER, "import", "link")
        another.clicked.connect(self._start_over)
        for button in (self.undo_button, another):
            layout.addWidget(button)
            layout.setAlignment(button, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _start_over(self) -> None:
        self._read_past()
        self._show(_FILE)

    def _save_rejects(self) -> None:
        if self._checked is None:
            return
        suggested = words.REJECTS_NAME.format(stem=self._checked.preview.source.path.stem)
        name = QFileDialog.getSaveFileName(self, words.REJECTS_DIALOG, suggested, words.REJECTS_TYPES)[0]
        if name:
            self.work.save_rejects(self._checked.preview, Path(name))

    def _rejects_saved(self, count: int, name: str) -> None:
        show_toast(self, words.REJECTS_SAVED.format(count=f"{count:,}", file=name))

    # --- choices of columns, kept ---

    def _save_columns(self) -> None:
        if path := where_to_save(self, self._plural):
            self.save_columns(path)

    def save_columns(self, path: Path) -> None:
        """Keep what is chosen in a file. Raises FileUnreadable, which the window says."""
        self.columns.mapping().save(path)
        show_toast(self, words.COLUMNS_SAVED.format(file=path.name))

    def _load_columns(self) -> None:
        if path := which_to_use(self):
            self.load_columns(path)

    def load_columns(self, path: Path) -> None:
        """Choose as a file says."""
        if self._opened is not None:
            found, said, tone = opened_with(self._opened, path)
            if found is not None:
                self._opened = found
                self.columns.show_file(found)
            self._say(said, tone)

    def _say(self, text: str, tone: Tone) -> None:
        self.trouble.set_text(text, tone)
        self.trouble.show()
        self.trouble.say()

    # --- taking back ---

    def _undo_past(self, past: PastImport) -> None:
        if confirm(self, words.UNDO_TITLE, words.UNDO_TEXT, words.PAST_UNDO):
            self.undo(past.batch)

    def undo(self, batch: str) -> None:
        """Take an import back, but for what others have built on since."""
        self._begin(words.PAST_UNDO)
        done, failed = while_alive(self, self._undone), while_alive(self, self._undo_failed)
        self.workspace.run(UndoImport(batch), done, failed)

    def _undone(self, outcome: Outcome) -> None:
        self._end()
        said = words.UNDO_DONE.format(count=self._counted(len(outcome.changes.of(self.place.record_type))))
        if outcome.notes:
            said = f"{said} {_left(outcome.notes)}"
        self._start_over()
        self._say(said, "warn" if outcome.notes else "ok")

    def _undo_failed(self, error: BaseException) -> None:
        self._end()
        raise error

    def _read_past(self) -> None:
        reader, kind = self.workspace.reader, self._kind
        self.workspace.background.run(lambda: past_imports(reader, kind), while_alive(self, self.file.show_past))

    def _counted(self, count: int) -> str:
        return record_words.counted(count, self._kind.about.label, self._kind.about.plural)


def _left(notes: list[str]) -> str:
    """Which records stayed: a few by name, the rest by number."""
    named = "; ".join(notes[:_MOST_NOTES])
    more = len(notes) - _MOST_NOTES
    named = words.AND_MORE.format(notes=named, count=more) if more > 0 else named
    return (
        words.UNDO_LEFT_ONE.format(notes=named)
        if len(notes) == 1
        else words.UNDO_LEFT.format(count=len(notes), notes=named)
    )
