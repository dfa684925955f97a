"""Takes pictures of real windows: a hub with the demo dealership, a device for each person, one window a picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QLocale, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from accessibility.settling import wait_until_quiet
from client import __version__
from client.app import App
from client.demo.hands import turn_events
from client.demo.hub_process import DemoHub, wait_for
from client.demo.seeding import AGREED, PASSWORD, TENANT, accounts, dealership, seed
from client.films.film import CAR_SOLD
from client.hub.session import Session
from client.screens.record_list_query import QueryRunner
from client.settings import Appearance, Preferences
from client.sync_state import Phase
from client.window.main_window import MainWindow
from client.workspace import Mode
from tests.pictures.filming import make
from tests.pictures.openings import book_drives
from tests.pictures.page import write_page
from tests.pictures.scenes import SCENES, Scene

_LOSSLESS = 100
_APPS: dict[str, Mode] = {"fleet_manager": "fleet", "insurer": "fleet"}


class StillHub(DemoHub):
    """The hub by the clock that stands still."""

    program = ("-m", "tests.pictures.still")


class Group:
    """The demo dealership on a hub, and the app of each person who is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        records = dealership(None)
        self._people = accounts(records)
        self._hub = StillHub(folder / "hub")
        self._codes = self._hub.provision(TENANT, [one.plan() for one in self._people], 6)
        self._hub.agree(TENANT, AGREED)
        self._hub.start()
        seed(self._hub, folder / "set-up", records, self._codes.pop(), self._people, lambda _done, _expected: None)
        self._apps: dict[str, App] = {}

    def app_of(self, role: str) -> App:
        """The app of the first person of a role, with everything that person may have."""
        if role not in self._apps:
            person = next(one for one in self._people if one.role == role)
            folder = self._folder / role
            session = Session(folder, __version__)
            session.enrol_now(self._hub.address, self._codes.pop(), role.replace("_", " ").capitalize())
            session.sign_in_now(person.login, PASSWORD)
            app = self._apps[role] = App(folder, _APPS.get(role, "showroom"), session)
            app.start()
            wait_for(lambda: _in_step(app), f"{person.name} has everything", meanwhile=turn_events)
            if role == "salesperson":
                book_drives(app)
        return self._apps[role]

    def close(self) -> None:
        """Close the apps, then the hub."""
        for app in self._apps.values():
            app.close()
        self._hub.stop()


def _in_step(app: App) -> bool:
    return app.sync.state.phase is Phase.LIVE and app.workspace.reader.unsent().changes == 0


def _application(say: Callable[[str], None]) -> QApplication:
    qInstallMessageHandler(lambda kind, where, text: None if "propagateSizeHints" in text else say(text))
    application = QApplication(sys.argv[:1])
    application.setCursorFlashTime(0)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return application


def film(folder: Path, say: Callable[[str], None]) -> None:
    """Make the film in Help anew."""
    application = _application(say)
    group = Group(folder)
    try:
        app = group.app_of("salesperson")
        make(CAR_SOLD, app, lambda: _in_step(app), say)
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    finally:
        group.close()


def take(folder: Path, docs: Path, names: Sequence[str], say: Callable[[str], None]) -> None:
    """Take the pictures named, or all of them, into ``docs``; those that no longer are of the list go."""
    application = _application(say)
    pictures = docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    group = Group(folder)
    try:
        for scene in SCENES:
            if not names or scene.name in names:
                changed = _write(pictures / f"{scene.name}.webp", _photograph(application, scene, group))
                say(f"{'new ' if changed else 'same'} {scene.name}")
    finally:
        group.close()
    for path in pictures.glob("*.webp"):
        if path.stem not in {scene.name for scene in SCENES}:
            path.unlink()
    write_page(docs)
    say(f"{sum(path.stat().st_size for path in pictures.iterdir()) / 1e6:.2f} MB in {pictures}")


def _photograph(application: QApplication, scene: Scene, group: Group) -> QImage:
    app = group.app_of(scene.who)
    preferences = Preferences(app.workspace.mode)
    preferences.set_appearance(Appearance(scene.mode, scene.scale, False, scene.spacing))
    window = MainWindow(app.workspace, preferences)
    window.resize(*scene.size)
    window.show()
    window.activateWindow()
    shown = scene.open(app, window)
    if not isinstance(shown, QDialog):
        shown.resize(*scene.size)
        shown.show()

    def busy() -> bool:
        asking = any(not one.idle() for one in shown.window().findChildren(QueryRunner))
        looking = bool(getattr(shown, "looking", False))
        return asking or looking or app.workspace.background.at_work or not _in_step(app)

    if not wait_until_quiet(shown, busy):
        raise TimeoutError(f"{scene.name} does not come to rest")
    _let_go_of_the_keyboard(shown)
    image = _with_dialog(window, shown) if isinstance(shown, QDialog) else shown.grab().toImage()
    for widget in (shown, window):
        if isValid(widget):
            widget.hide()
            widget.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return image


def _let_go_of_the_keyboard(shown: QWidget) -> None:
    """No ring around whatever happens to have the focus."""
    focused = shown.focusWidget()
    if focused is not None:
        focused.clearFocus()
    wait_until_quiet(shown, lambda: False)


def _with_dialog(window: MainWindow, dialog: QDialog) -> QImage:
    """The window with the dialog where it stands before it; offscreen has no window manager that would paint both."""
    image = window.grab().toImage()
    painter = QPainter(image)
    painter.fillRect(image.rect(), QColor(0, 0, 0, 90))
    corner = window.rect().center() - dialog.rect().center()
    painter.drawImage(corner, dialog.grab().toImage())
    painter.end()
    return image


def _write(path: Path, image: QImage) -> bool:
    """Write a picture unless the file shows the very same; whether it was written."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    if path.exists() and QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32) == plain:
        return False
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"webp"))
    writer.setQuality(_LOSSLESS)
    if not writer.write(plain):
        raise OSError(f"{path} cannot be written: {writer.errorString()}")
    path.write_bytes(buffer.data().data())
    return True
