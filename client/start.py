"""Opening the window: connect and sign in where needed, open the replica, and say plainly what stands in the way."""

from __future__ import annotations

import platform
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete, isValid

from accessibility.widgets import Button, Dialog, ProgressPanel, Text
from client import __version__, languages
from client.app import App, hook_errors
from client.care.rekeying import start_again
from client.hub.being_let_in import BeingLetIn
from client.hub.browser_sign_in import BrowserSignIn
from client.hub.handing_in import lock_if_revoked
from client.hub.locking import is_locked, mark_of, wipe
from client.hub.session import Session
from client.pace.garbage import look_from_now_on
from client.pace.heartbeat import Heartbeat
from client.replica.file_keys import KeyLost
from client.replica.rebuilding import Progress, RebuildStopped
from client.screens.sign_in.dialogs import EnrolDialog, SignInDialog
from client.screens.sign_in.unlocking import UnlockDialog
from client.settings import Preferences
from client.sync_state import Phase, SyncState
from client.text import app as words
from client.text import drills as drill_words
from client.text import replica as replica_words
from client.text import session as session_words
from client.theme.brand import app_icon
from client.window.lock import Lock
from client.window.main_window import MainWindow
from client.window.ringing import Ringing
from client.workspace import Mode
from shared_models.errors import ForecourtError

_TURN_MS = 250
#: How a window comes to its end; ``_SWITCHED`` is followed by who comes in, empty for somebody with a password.
_CLOSED, _SIGNED_OUT, _ANEW, _TURNED, _SWITCHED = "closed", "signed out", "anew", "turned", "switched "
#: How the next window is come to: by PIN or password, by whoever was just admitted, by password alone.
_ASK, _OPEN, _PASSWORD = "ask", "open", "password"


def run(folder: Path, mode: Mode, language: str = "", begun: int | None = None) -> int:
    """Run one app until its window is closed; after signing out somebody else may sign in. Returns the exit code.

    ``language`` is spoken instead of the one that was chosen; ``begun`` is when the program was started, as
    ``time.perf_counter_ns`` says it.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName(words.NAMES[mode])
    application.setWindowIcon(app_icon(mode))
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
    if not (session.enrolled and session.signed_in) or session.people.all():
        begun = None  # it will wait for a person
    door = _ASK
    while _connected(session, preferences, door):
        try:
            app = App(folder, mode, session, _rebuild_progress())
        except RebuildStopped:
            return 1
        except KeyLost as error:
            if not _wants_to_start_again(error):
                return 1
            start_again(folder)
            continue
        except ForecourtError as error:
            _show(str(error))
            return 1
        app.workspace.pace.begun, begun = begun, None
        ending = _show_window(application, app, preferences)
        if is_locked(folder):
            _show(_locked(folder))
            return 1
        if app.sync.state.phase is Phase.LOCKED:
            _show(session_words.PERSON_LOCKED)
            continue
        if ending == _CLOSED:
            return 0
        door = _leave(session, ending)
        languages.speak(preferences.language())
    if is_locked(folder):
        _show(_locked(folder))
    return 1


def _locked(folder: Path) -> str:
    left = int((mark_of(folder) or {}).get("photos_left", 0))
    return session_words.locked(session_words.DEVICE_LOCKED, left)


def _leave(session: Session, ending: str) -> str:
    """Put the session as the person wants it who left a window; how the next one is come to."""
    if ending == _SIGNED_OUT:
        session.sign_out()
        return _ASK
    if not ending.startswith(_SWITCHED):
        return _OPEN
    person = ending.removeprefix(_SWITCHED)
    if person:
        session.people.bring_back(person)
        return _OPEN
    session.people.put_aside()
    session.nobody()
    return _PASSWORD


def _show_window(application: QApplication, app: App, preferences: Preferences) -> str:
    """Show windows over the app until it is to end; what the person wants then. Customer mode has its own."""
    begin = True
    heartbeat = Heartbeat(app.workspace.pace, application)
    app.workspace.background.when_quiet(heartbeat.start)
    try:
        while (ending := _show_one(application, app, preferences, begin)) == _TURNED:
            begin = False
    finally:
        hook_errors(application, _show)
        heartbeat.stop()
        app.close()
    return ending


def _show_one(application: QApplication, app: App, preferences: Preferences, begin: bool) -> str:
    """Show one window until it is closed. ``begin``: the first one, after which the hub may be met."""
    window = MainWindow(app.workspace, preferences)
    hook_errors(application, lambda sentence: app.workspace.said.emit(sentence, True))
    locking = Lock(window, app.session.people, app.session.standing.person, preferences.lock_minutes)
    ending: list[str] = []

    def end(how: str) -> None:
        if window.close():
            ending.append(how)
            application.quit()  # it may have been hidden, and its end then ends nothing
        elif how.startswith(_SWITCHED):
            locking.lock()  # unsaved work is kept: nobody else gets to see it

    def struck_off(state: SyncState) -> None:
        if state.phase is Phase.LOCKED:
            end(_CLOSED)

    signals = app.workspace
    window.sign_out_wanted.connect(lambda: end(_SIGNED_OUT))
    for signal_of_window in (window.lock_wanted, window.switch_wanted):
        signal_of_window.connect(locking.lock)
    locking.switched.connect(lambda person: end(f"{_SWITCHED}{person}"))
    locking.password_wanted.connect(lambda: end(_SWITCHED))
    window.first_sync_cancelled.connect(app.sync.stop_first_sync)
    connections = (
        signals.window_wanted_anew.connect(lambda: end(_ANEW)),
        signals.turned.connect(lambda: end(_TURNED)),
        signals.sync_changed.connect(struck_off),
        signals.sync_wanted.connect(app.sync.wake),
    )
    ringing = Ringing(app.workspace, window)
    window.show()
    if begin:
        start_after_first_page(app)
    app.workspace.background.when_quiet(lambda: ringing.start() if isValid(ringing) else None)
    application.exec()
    for connection in connections:
        QObject.disconnect(connection)
    locking.close()
    if window.practice is not None:
        window.practice.close()
    delete(window)
    return ending[-1] if ending else _CLOSED


def start_after_first_page(app: App) -> None:
    """Once the first page is shown, begin with what would make it wait: the hub, and looking for garbage."""
    application = QCoreApplication.instance()
    assert application is not None

    def begin() -> None:
        look_from_now_on(application)
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


def _connected(session: Session, preferences: Preferences, door: str) -> bool:
    """Ask for what is missing: the hub, then who is there. False when the person gave up."""
    if not session.enrolled and not EnrolDialog(session, platform.node(), door=BeingLetIn(session)).exec():
        return False
    without_pin = session.signed_in and not session.people.has(session.standing.person)
    if door == _ASK and (people := session.people.all()) and not without_pin:
        asking = UnlockDialog(people, session.standing.person, session.people.pins.check)
        if not asking.exec():
            return False
        if not asking.password_wanted:
            session.people.bring_back(asking.person)
            return True
        session.people.put_aside()
        session.nobody()
    return session.signed_in or _signed_in(session, preferences)


def _signed_in(session: Session, preferences: Preferences) -> bool:
    """Ask for login and password. A PIN that was there is taken away: who comes so may have forgotten it."""
    if session.drills.on() and _confirm_end_of_drill():
        session.drills.end()
    asking = SignInDialog(
        session, session.standing.hub, preferences.login(), revoked=lambda: lock_if_revoked(session),
        browser=BrowserSignIn(session).run,
    )  # fmt: skip
    if not asking.exec():
        return False
    if name := asking.login.value().strip():  # empty for who came by the browser alone
        preferences.keep_login(name)
    session.people.forget(session.standing.person)
    return True


def _confirm_end_of_drill() -> bool:
    """As in an outage nobody can sign in during a drill; ask whether it is to end."""
    asked = Dialog(drill_words.SIGN_IN_TITLE, None)
    asked.body.addWidget(Text(drill_words.SIGN_IN_TEXT))
    asked.add_button(Button(drill_words.CANCEL), asked.reject)
    asked.add_button(Button(drill_words.END, kind="primary"), asked.accept)
    return bool(asked.exec())


def _wants_to_start_again(lost: KeyLost) -> bool:
    """Say that the key of this device's files is gone; whether everything is to come from the hub."""
    asked = Dialog(replica_words.KEY_LOST_TITLE, None)
    asked.body.addWidget(Text(str(lost)))
    asked.add_button(Button(replica_words.KEY_LOST_CLOSE), asked.reject)
    asked.add_button(Button(replica_words.KEY_LOST_ANEW, kind="primary"), asked.accept)
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
