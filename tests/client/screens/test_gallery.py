"""Photos on cards and on a vehicle's page: turned by keyboard, told in words, drawn until they are there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from client.commands import Edit
from client.file_store import FileStore
from client.forms.photograph import Photograph
from client.replica.worker import wait
from client.screens.parts.cards import VehicleCard
from client.screens.vehicle import Vehicle
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.kinds import FileRef
from tests.client.screens.small_house import House, manager, show, showroom

__all__ = ["manager", "showroom"]

COLOURS = ("#b3232f", "#2a5ba8", "#2c6b4b")


def photos(files: FileStore, folder: Path) -> list[FileRef]:
    """Three photos, each of its own colour."""
    found = []
    for number, colour in enumerate(COLOURS):
        image = QImage(900, 600, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        path = folder / f"photo{number}.png"
        assert image.save(str(path))
        found.append(files.add(path))
    return found


def attach(house: House, files: list[FileRef], alts: list[str | None]) -> None:
    """Give the Camry photos."""
    rows = {
        f"{number:032x}": {"file": file, **({} if alt is None else {"alt": alt})}
        for number, (file, alt) in enumerate(zip(files, alts, strict=True))
    }
    command = Edit("vehicle", house.id("camry"), {"photos": {}}, {"photos": rows})
    wait(house.workspace.replica.execute(command))


def page_of(house: House, qtbot: QtBot) -> tuple[MainWindow, Vehicle]:
    """The page of the Camry, filled."""
    window = show(house, qtbot)
    window.show_place(Place("record", "vehicle", house.id("camry")))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: page.vin.text() != "")
    return window, page


def centre(picture: Photograph) -> str:
    image = picture.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def test_the_gallery_goes_round_by_keys_and_buttons(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    attach(showroom, photos(showroom.workspace.files, tmp_path), ["From the front", None, ""])
    _, page = page_of(showroom, qtbot)
    gallery = page.gallery
    assert (gallery.position.text(), gallery.shows.text()) == ("Photo 1 of 3", "From the front")
    assert gallery.picture.accessibleName() == "From the front"
    qtbot.waitUntil(lambda: centre(gallery.picture) == COLOURS[0])
    gallery.next.setFocus()
    qtbot.keyClick(gallery.next, Qt.Key.Key_Right)
    assert gallery.picture.accessibleName() == "Photo 2 of 3 of Toyota Camry, not described yet"
    qtbot.waitUntil(lambda: centre(gallery.picture) == COLOURS[1])
    gallery.next.click()
    assert gallery.picture.decorative
    gallery.next.click()
    assert gallery.position.text() == "Photo 1 of 3"
    qtbot.keyClick(gallery.next, Qt.Key.Key_Left)
    assert gallery.position.text() == "Photo 3 of 3"


def test_without_photos_it_is_drawn_and_offers_no_buttons(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot)
    assert page.gallery.picture.accessibleName() == "Drawing of a blue saloon"
    assert not page.gallery.next.isVisible()


def test_until_a_photo_arrives_it_is_drawn_and_said(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    elsewhere = FileStore(tmp_path / "elsewhere")
    files = photos(elsewhere, tmp_path)
    attach(showroom, files[:1], ["From the front"])
    _, page = page_of(showroom, qtbot)
    gallery = page.gallery
    assert gallery.picture.accessibleName().startswith("Drawing of the vehicle in place of photo 1 of 1")
    assert "not arrived" in gallery.trouble.text()
    qtbot.waitUntil(lambda: showroom.workspace.files.wanted() == [files[0].digest])
    data = elsewhere.read(files[0].digest)
    assert data is not None
    showroom.workspace.files.take(files[0].digest, data)
    qtbot.waitUntil(lambda: gallery.picture.accessibleName() == "From the front")
    qtbot.waitUntil(lambda: centre(gallery.picture) == COLOURS[0])
    assert not gallery.trouble.isVisible()


def test_the_photo_looked_at_stays_when_another_is_added(manager: House, qtbot: QtBot, tmp_path: Path) -> None:
    files = photos(manager.workspace.files, tmp_path)
    attach(manager, files[1:], ["Two", "Three"])
    _, page = page_of(manager, qtbot)
    page.gallery.step(1)
    attach(manager, files, ["One", "Two", "Three"])
    qtbot.waitUntil(lambda: page.gallery.position.text() == "Photo 3 of 3")
    assert page.gallery.shows.text() == "Three"


def test_a_card_shows_the_first_photo_and_others_are_drawn(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    attach(showroom, photos(showroom.workspace.files, tmp_path), [None, None, None])
    window = show(showroom, qtbot)
    window.show_place(Place("list", "vehicle"))
    stock = window.current_screen()
    assert stock is not None
    qtbot.waitUntil(lambda: len(stock.findChildren(VehicleCard)) > 3)
    cards = stock.findChildren(VehicleCard)
    card = next(one for one in cards if one.record_id == showroom.id("camry"))
    picture = card.findChild(Photograph)
    assert isinstance(picture, Photograph)
    assert picture.decorative  # the card has the name
    qtbot.waitUntil(lambda: centre(picture) == COLOURS[0])
    others = [one.findChild(Photograph) for one in cards if one is not card]
    assert COLOURS[0] not in {centre(other) for other in others if isinstance(other, Photograph)}
