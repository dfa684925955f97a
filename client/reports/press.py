"""Makes a file off the window's thread: asks where to, shows how far it is, can be stopped, says what came of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from accessibility.widgets import Button, Dialog, ProgressPanel, Text, show_toast
from client.pace.recording import Timed
from client.reports.refusals import Refused, Stopped, Told
from client.text import reports as words
from client.window.while_alive import while_alive
from client.workspace import Workspace

#: Writes a file to the path, telling how far it is; raises Refused or Stopped, and then there is no file.
Job = Callable[[Path, Told], object]
#: What is done before this many milliseconds shows no progress.
_PATIENCE_MS = 350
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


def file_name(text: str, ending: str) -> str:
    """A name every system takes, made of words such as a record's title."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", text).split()).strip(" .")[:120].rstrip(" .")
    return f"{plain or words.PRODUCT}.{ending}"


def ask_where(parent: QWidget, name: str) -> Path | None:
    """Ask for a file to save to, by the system's own dialog; None when the person thinks better of it."""
    ending = Path(name).suffix.lstrip(".")
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen = QFileDialog.getSaveFileName(
        parent, words.SAVE_TITLE, str(Path(folder) / name), words.FILE_KINDS[ending]
    )[0]  # fmt: skip
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == f".{ending}" else path.with_name(f"{path.name}.{ending}")


class Progress(Dialog):
    """How far the file is. Closing it stops the work."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(words.WORKING_TITLE, parent)
        self.panel = ProgressPanel(words.WORKING.format(name=name))
        self.panel.cancelled.connect(self.reject)
        self.body.addWidget(self.panel)

    def show_rows(self, rows: tuple[int, int]) -> None:
        """Rows written so far, of how many; it is whole only when the file has its name, hence one step more."""
        done, total = rows
        last = done >= total > 0
        text = words.PROGRESS_LAST if last else words.PROGRESS.format(done=f"{done:,}", total=f"{total:,}")
        self.panel.set_progress(done, total + 1, text)


class Press:
    """One file after the other; while one is being made, another is not begun."""

    def __init__(self, workspace: Workspace, page: QWidget) -> None:
        self._workspace, self._page = workspace, page
        self._stop = threading.Event()
        self._dialog: Progress | None = None
        self.busy = False
        page.destroyed.connect(self._stop.set)

    def make(self, name: str, job: Job) -> None:
        """Ask where ``name`` goes, then make it."""
        if self.busy:
            return
        path = ask_where(self._page, name)
        if path is not None:
            self._begin(path, job)

    def _begin(self, path: Path, job: Job) -> None:
        self.busy = True
        stop = self._stop = threading.Event()
        self._page.destroyed.connect(stop.set)
        dialog = self._dialog = Progress(path.name, self._page.window())
        dialog.rejected.connect(stop.set)
        self._soon = QTimer(dialog)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(dialog.open)
        self._soon.start(_PATIENCE_MS)
        self._page.destroyed.connect(dialog.deleteLater)
        show = while_alive(dialog, dialog.show_rows)

        def told(done: int, total: int) -> bool:
            self._workspace.background.call(lambda: show((done, total)))
            return not stop.is_set()

        def print_it() -> None:
            with self._workspace.pace.during(Timed.PAPER):
                job(path, told)

        self._workspace.background.run(
            print_it,
            while_alive(self._page, lambda _result: self._done(path)),
            while_alive(self._page, self._failed),
        )

    def _end(self) -> None:
        self.busy = False
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            self._soon.stop()  # it may be due in this very turn of the loop: what is done shows no progress any more
            dialog.rejected.disconnect()
            dialog.close()
            dialog.deleteLater()

    def _done(self, path: Path) -> None:
        self._end()
        show_toast(
            self._page, words.SAVED.format(name=path.name), action=(words.OPEN, lambda: open_file(self._page, path))
        )

    def _failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, Stopped):
            show_toast(self._page, words.STOPPED, "info")
        elif isinstance(error, Refused):
            refusal(self._page, str(error))
        else:
            raise error


def refusal(parent: QWidget, why: str) -> Dialog:
    """Say why there is no file; nothing else is lost."""
    dialog = Dialog(words.REFUSED_TITLE, parent.window())
    dialog.body.addWidget(Text(why))
    dialog.add_button(Button(words.CLOSE, kind="primary"), dialog.accept)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def open_file(parent: QWidget, path: Path) -> None:
    """Show a file in the program the system has for it: from there a PDF is printed."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        show_toast(parent, words.CANNOT_OPEN.format(name=path.name, folder=path.parent), "warn")
