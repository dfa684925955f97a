"""The film in Help, made of the real app over the demo dealership: what is done in each scene of `car_sold`.

Its script is the English file of captions: the scenes, their order and how long they last.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QScrollBar

from accessibility.widgets import Card, SearchBox
from client.app import App
from client.films.film import CAR_SOLD, Film
from client.screens.base import Screen
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.record_list_query import QueryRunner
from client.screens.record_list_view import RecordList
from client.screens.vehicle import Vehicle
from client.settings import Appearance, Preferences
from client.window.main_window import MainWindow
from client.window.navigation import SYNC_CENTRE, TODAY, WHAT_I_DID
from client.workspace import Place
from tests.pictures.camera import Camera, write_scene

SIZE = (1024, 680)


class CarSold:
    """A car is sold, scene by scene. Each scene is a method of its name, and begins where the last has ended."""

    def __init__(self, app: App, window: MainWindow, camera: Camera) -> None:
        self._app, self._window, self._camera = app, window, camera
        self._workspace = window.workspace

    # --- the scenes ---

    def day(self) -> None:
        self._window.show_place(TODAY)
        self._camera.wait()
        self._camera.shoot(500)

    def stock(self) -> None:
        self._workspace.catalogue.wait_ready("vehicle")
        self._press_in_rail("vehicle")
        found, own = self._list(), self._workspace.identity.store or ""
        found.set_query(
            found.query().with_filter("store", frozenset({own})).with_filter("status", frozenset({"available"}))
        )
        self._camera.wait()

    def search(self) -> None:
        found = self._list()
        self._camera.point_at(found.search.edit)
        self._camera.write(found.search.edit, "toyta")
        self._camera.until(lambda: found.query().text == "toyta")
        QTest.keyClick(found.search.edit, Qt.Key.Key_Escape)
        self._camera.wait()

    def page(self) -> None:
        self._press_first_card()

    def facts(self) -> None:
        bar = self._bar()
        end = min(bar.maximum(), 460)
        for step in range(1, 4):
            bar.setValue(round(end * step / 3))
            self._camera.shoot(150)
        self._camera.wait()

    def sell(self) -> None:
        self._bar().setValue(0)
        self._camera.wait()
        self._camera.shoot(500)
        button = self._page().deeds.sell
        self._camera.press(button, button.click)
        self._camera.until(lambda: bool(self._dialogs()))

    def customer(self) -> None:
        box = self._dialog().findChildren(SearchBox)[0]
        self._camera.point_at(box.edit)
        self._camera.write(box.edit, "gillian b")
        self._camera.until(lambda: box.popup.isVisible() and box.popup.item(0).text().startswith("Gillian Barraclough"))
        self._camera.shoot(1200)
        QTest.keyClick(box.edit, Qt.Key.Key_Down)
        QTest.keyClick(box.popup, Qt.Key.Key_Return)
        self._camera.wait()

    def check(self) -> None:
        asked = self._dialog().asked
        self._camera.point_at(asked["price"])
        self._camera.shoot(1200)
        self._camera.press(asked["way"], lambda: asked.set_value("way", "cash"))
        self._camera.wait()

    def confirm(self) -> None:
        dialog = self._dialog()
        self._camera.press(dialog.confirm_button, dialog.confirm_button.click)
        self._camera.until(lambda: not self._dialogs() or dialog.caution.isVisible())
        if self._dialogs():
            self._camera.shoot(1500)
            self._camera.press(dialog.confirm_button, dialog.confirm_button.click)
            self._camera.until(lambda: not self._dialogs())

    def sold(self) -> None:
        self._camera.shoot(500)
        self._camera.point_at(self._page().head.pill)

    def deal(self) -> None:
        self._workspace.catalogue.wait_ready("sale")
        self._press_in_rail("sale")
        self._camera.shoot(800)
        self._press_first_card()

    def person(self) -> None:
        sale = self._workspace.reader.record("sale", self._shown().place.record)
        assert sale is not None
        self._window.show_place(Place("record", "customer", sale.values["customer"]))
        self._camera.wait()

    def figures(self) -> None:
        self._press_in_rail("insights")

    def safe(self) -> None:
        self._press_in_rail(SYNC_CENTRE.screen)

    def undo(self) -> None:
        self._window.show_place(WHAT_I_DID)
        self._camera.wait()

    # --- finding one's way ---

    def _press_in_rail(self, key: str) -> None:
        label = next(stop.label for stop in self._window.stops if stop.key == key)
        buttons = self._window.rail.findChildren(QAbstractButton)
        button = next(one for one in buttons if one.isVisible() and label in (one.accessibleName(), one.text()))
        self._camera.press(button, button.click)
        self._camera.wait()

    def _press_first_card(self) -> None:
        cards = [one for one in self._list().findChildren(Card) if one.isVisible()]
        card = min(cards, key=lambda one: (one.mapTo(self._window, QPoint(0, 0)).y(), one.x()))
        self._camera.press(card, card.click, QPoint(card.width() // 2, min(60, card.height() // 2)))
        self._camera.wait()

    def _shown(self) -> Screen:
        screen = self._window.current_screen()
        assert screen is not None
        return screen

    def _list(self) -> RecordList:
        return self._shown().findChildren(RecordList)[0]

    def _page(self) -> Vehicle:
        screen = self._shown()
        assert isinstance(screen, Vehicle)
        return screen

    def _bar(self) -> QScrollBar:
        areas = self._shown().findChildren(QAbstractScrollArea)
        return next(one for one in areas if one.isVisible()).verticalScrollBar()

    def _dialogs(self) -> list[SellVehicle]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, SellVehicle) and one.isVisible()]

    def _dialog(self) -> SellVehicle:
        return self._dialogs()[0]


SCRIPTS: dict[str, Callable[[App, MainWindow, Camera], object]] = {CAR_SOLD.name: CarSold}


def make(film: Film, app: App, in_step: Callable[[], bool], say: Callable[[str], None]) -> None:
    """Make the pictures of a film's scenes anew in its folder, by its English captions."""
    preferences = Preferences("showroom")
    preferences.set_appearance(Appearance("light", 1.0, False, "compact"))
    window = MainWindow(app.workspace, preferences)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()

    def busy() -> bool:
        asking = any(not one.idle() for one in window.findChildren(QueryRunner))
        return asking or app.workspace.background.at_work or not in_step()

    camera = Camera(window, busy)
    script = SCRIPTS[film.name](app, window, camera)
    cues = film.captions("en").cues
    for cue, begins_next in zip(cues, [*(one.begins for one in cues[1:]), cues[-1].ends], strict=True):
        getattr(script, cue.identifier)()
        camera.shoot(0)
        changed = write_scene(film.picture(cue), camera.cut(begins_next - cue.begins))
        say(f"{'new ' if changed else 'same'} {cue.identifier}")
    window.close()
    for path in film.folder.glob("*.webp"):
        if path.stem not in {cue.identifier for cue in cues}:
            path.unlink()
    say(f"{sum(path.stat().st_size for path in film.folder.iterdir()) / 1e6:.2f} MB in {film.folder}")
