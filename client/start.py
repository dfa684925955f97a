"""Opening the window: connect and sign in where needed, open the replica, and say plainly what stands in the way."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from accessibility.widgets import ProgressPanel
from client import __version__
from client.app import App, hook_errors
from client.main_window import MainWindow
from client.rebuilding import Progress, RebuildStopped
from client.session import Session
from client.settings import Preferences
from client.text import app as words
from client.text import replica as replica_words
from client.workspace import Mode
from shared_models.errors import ForecourtError


def run(folder: Path, mode: Mode) -> int:
    """Run one app window until it is closed; returns the exit code."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName(words.NAMES[mode])
    preferences = Preferences(mode)
    preferences.wear()
    hook_errors(application, lambda sentence: _show(sentence))
    session = Session(folder, __version__)
    if not _connected(session, preferences):
        return 1
    try:
        app = App(folder, mode, session, _rebuild_progress())
    except RebuildStopped:
        return 1
    except ForecourtError as error:
        _show(str(error))
        return 1
    return _show_window(application, app, preferences)


def _show_window(application: QApplication, app: App, preferences: Preferences) -> int:
    window = MainWindow(app.workspace, preferences)
    hook_errors(application, lambda sentence: app.workspace.said.emit(sentence, True))
    window.show()
    app.start()
    try:
        return application.exec()
    finally:
        app.close()


def _connected(session: Session, preferences: Preferences) -> bool:
    """Ask for what is missing: the hub, then who is there. False when the person gave up."""
    from client.screens.enrol import EnrolDialog
    from client.screens.sign_in import SignInDialog

    if not session.enrolled and not EnrolDialog(session).exec():
        return False
    return session.signed_in or bool(SignInDialog(session, preferences).exec())


def _rebuild_progress() -> Progress:
    """Shows how far the preparation for a new version is; the window opens when it is done."""
    panel: list[ProgressPanel] = []
    stopped: list[bool] = []

    def stop() -> None:
        stopped.append(True)

    def progress(done: int, expected: int) -> bool:
        if not panel:
            panel.append(ProgressPanel(replica_words.REBUILDING))
            panel[0].cancelled.connect(stop)
            panel[0].show()
        panel[0].set_progress(done, expected, f"{done:,} / {expected:,}")
        QCoreApplication.processEvents()
        if done == expected:
            panel[0].close()
        return not stopped

    return progress


def _show(sentence: str) -> None:
    """Say something when there is no window yet."""
    from accessibility.widgets import Dialog, Text

    dialog = Dialog(words.NAMES["showroom"], None)
    dialog.body.addWidget(Text(sentence))
    dialog.exec()


