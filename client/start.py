"""Opening the window: connect and sign in where needed, open the replica, and say plainly what stands in the way."""

from __future__ import annotations

import gc
import platform
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from accessibility.widgets import Button, Dialog, ProgressPanel, Text
from client import __version__, languages
from client.app import App, hook_errors
from client.hub.handing_in import lock_if_revoked
from client.hub.locking import is_locked, mark_of, wipe
from client.hub.session import Session
from client.replica.rebuilding import Progress, RebuildStopped
from client.screens.sign_in.dialogs import EnrolDialog, SignInDialog
from client.settings import Preferences
from client.sync_state import Phase, SyncState
from client.text import app as words
from client.text import drills as drill_words
from client.text import replica as replica_words
from client.text import session as session_words
from client.window.main_window import MainWindow
from client.window.ringing import Ringing
from client.workspace import Mode
from shared_models.errors import ForecourtError

_TURN_MS = 250
#: How a window comes to its end.
_CLOSED, _SIGNED_OUT, _ANEW = "closed", "signed out", "anew"


def run(folder: Path, mode: Mode, language: str = "") -> int:
    """Run one app until its window is closed; after signing out somebody else may sign in. Returns the exit code.

    ``language`` is spoken instead of the one that was chosen.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName(words.NAMES[mode])
    preferences = Preferences(mode)
    languages.speak(language or preferences.language())
    preferences.wear()
    hook_errors(application, _show)
    _end_on_signals(application)
    session = Session(folder, __version__)
    wipe(session)  # if a wipe was cut short
    if is_locked(folder):
        _show(_locked(folder))
        return 1
    while _connected(session, preferences):
        try:
            app = App(folder, mode, session, _rebuild_progress())
        except RebuildStopped:
            return 1
        except ForecourtError as error:
            _show(str(error))
            return 1
        ending = _show_window(application, app, preferences)
        if is_locked(folder):
            _show(_locked(folder))
            return 1
        if app.sync.state.phase is Phase.LOCKED:
            _show(session_words.PERSON_LOCKED)
            continue
        if ending == _CLOSED:
            return 0
        if ending == _SIGNED_OUT:
            session.sign_out()
        languages.speak(preferences.language())
    if is_locked(folder):
        _show(_locked(folder))
    return 1


def _locked(folder: Path) -> str:
    left = int((mark_of(folder) or {}).get("photos_left", 0))
    return session_words.locked(session_words.DEVICE_LOCKED, left)


def _show_window(application: QApplication, app: App, preferences: Preferences) -> str:
    """Show the window until it is closed; what the person wants then."""
    window = MainWindow(app.workspace, preferences)
    hook_errors(application, lambda sentence: app.workspace.said.emit(sentence, True))
    ending: list[str] = []

    def end(how: str) -> None:
        ending.append(how)
        window.close()

    window.sign_out_wanted.connect(lambda: end(_SIGNED_OUT))
    app.workspace.window_wanted_anew.connect(lambda: end(_ANEW))

    def lock(state: SyncState) -> None:
        if state.phase is Phase.LOCKED:
            window.close()

    app.workspace.sync_changed.connect(lock)
    window.first_sync_cancelled.connect(app.sync.stop_first_sync)
    app.workspace.sync_wanted.connect(app.sync.wake)
    ringing = Ringing(app.workspace, window)
    window.show()
    start_after_first_page(app)
    app.workspace.background.when_quiet(ringing.start)
    try:
        application.exec()
    finally:
        hook_errors(application, _show)
        app.close()
        window.deleteLater()
    return ending[-1] if ending else _CLOSED


def start_after_first_page(app: App) -> None:
    """Once the first page is shown, begin with what would make it wait: the hub, and collecting garbage.

    What lives by then, modules and classes for the most part, lives as long as the program and is never looked through.
    """

    def begin() -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        app.start()

    app.workspace.background.when_quiet(begin)


def _end_on_signals(application: QApplication) -> None:
    """End in good order on Ctrl-C and on a request to terminate.

    Python hears signals only when it gets a turn, so a timer gives it one now and then while Qt waits.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: application.quit())
    turn = QTimer(application)
    turn.timeout.connect(lambda: None)
    turn.start(_TURN_MS)


def _connected(session: Session, preferences: Preferences) -> bool:
    """Ask for what is missing: the hub, then who is there. False when the person gave up."""
    if not session.enrolled and not EnrolDialog(session, platform.node()).exec():
        return False
    if session.signed_in:
        return True
    if session.drills.on() and _confirm_end_of_drill():
        session.drills.end()
    asking = SignInDialog(session, session.standing.hub, preferences.login(), revoked=lambda: lock_if_revoked(session))
    return bool(asking.exec())


def _confirm_end_of_drill() -> bool:
    """As in an outage nobody can sign in during a drill; ask whether it is to end."""
    asked = Dialog(drill_words.SIGN_IN_TITLE, None)
    asked.body.addWidget(Text(drill_words.SIGN_IN_TEXT))
    asked.add_button(Button(drill_words.CANCEL), asked.reject)
    asked.add_button(Button(drill_words.END, kind="primary"), asked.accept)
    return bool(asked.exec())


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
    """Say something when there is no window."""
    dialog = Dialog(words.NAMES["showroom"], None)
    dialog.body.addWidget(Text(sentence))
    dialog.exec()
