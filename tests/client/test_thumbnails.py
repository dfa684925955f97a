"""Thumbnails: upright, sharp, made once and not in the window's thread; what is no picture is known as such."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client import thumbnails
from client.file_store import FileStore
from client.text import photos as words
from client.thumbnails import Thumbnails, made_at, prune

#: An EXIF segment that says: turn the picture by 90 degrees (orientation 6).
EXIF = bytes.fromhex("ffe1002245786966000049492a000800000001001201030001000000060000000000000000")[:36]


def jpeg(width: int, height: int) -> bytes:
    """Red above, blue below, as a camera held upright would save it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    painter = QPainter(image)
    painter.fillRect(0, 0, width, height // 2, QColor("red"))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def turned(data: bytes) -> bytes:
    """The same picture with the mark of a camera held sideways."""
    return data[:2] + EXIF + data[2:]


@pytest.fixture
def store(tmp_path: Path, qapp: QApplication) -> Iterator[Thumbnails]:
    made = Thumbnails(FileStore(tmp_path / "files"))
    yield made
    made.close()


def shown(qtbot: QtBot, store: Thumbnails, digest: str, side: int) -> QImage:
    qtbot.waitUntil(lambda: store.get(digest, side) is not None)
    pixmap = store.get(digest, side)
    assert pixmap is not None
    return pixmap.toImage()


def test_a_photo_is_made_upright_and_in_the_least_size_that_is_sharp(qtbot: QtBot, store: Thumbnails) -> None:
    digest = store.files.add_bytes(turned(jpeg(3000, 2000)), "a.jpg").digest
    assert shown(qtbot, store, digest, 300).size() == QSize(341, 512)
    large = shown(qtbot, store, digest, 600)  # the same card at 200 %
    assert large.size() == QSize(682, 1024)
    left, right = large.pixelColor(20, 500), large.pixelColor(660, 500)
    assert (left.blue() > 200, right.red() > 200) == (True, True)  # what was above is now at the right


def test_a_small_photo_is_not_blown_up(qtbot: QtBot, store: Thumbnails) -> None:
    digest = store.files.add_bytes(jpeg(90, 60), "a.jpg").digest
    assert shown(qtbot, store, digest, 2000).size() == QSize(90, 60)


def test_it_is_made_once_and_off_the_window_s_thread(
    qtbot: QtBot, store: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: list[int] = []
    real = thumbnails._keep

    def noted(files: FileStore, image: QImage, kept: Path) -> None:
        makers.append(threading.get_ident())
        real(files, image, kept)

    monkeypatch.setattr(thumbnails, "_keep", noted)
    digest = store.files.add_bytes(jpeg(1200, 900), "a.jpg").digest
    first = shown(qtbot, store, digest, 400)
    again = Thumbnails(store.files)  # as after a restart
    second = shown(qtbot, again, digest, 400)
    again.close()
    assert first.size() == second.size()
    assert len(makers) == 1
    assert makers[0] != threading.get_ident()


def test_what_is_no_picture_is_known_as_such(qtbot: QtBot, store: Thumbnails) -> None:
    digest = store.files.add_bytes(b"%PDF-1.7 a paper, not a picture", "a.jpg").digest
    assert store.get(digest, 400) is None
    qtbot.waitUntil(lambda: store.unreadable(digest) == words.UNREADABLE)
    assert store.get(digest, 400) is None
    assert store.files.has(digest)


def test_the_memory_is_bounded(qtbot: QtBot, store: Thumbnails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "_MOST_BYTES", 2_000_000)
    digests = [store.files.add_bytes(jpeg(500, 400 + n), "a.jpg").digest for n in range(5)]
    for digest in digests:
        shown(qtbot, store, digest, 400)
    assert len(store._held) == 2


def test_what_was_not_looked_at_for_the_longest_time_goes_when_the_disk_holds_too_much(tmp_path: Path) -> None:
    for age, name in enumerate(("newest", "middle", "oldest")):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    assert prune(tmp_path, 300) == 0
    assert prune(tmp_path, 250) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["middle", "newest"]
    assert prune(tmp_path / "not there", 1) == 0


def test_a_picture_that_is_looked_at_counts_as_new(tmp_path: Path) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    kept, files = tmp_path / "kept", FileStore(tmp_path / "files")
    assert image.save(str(kept), "PNG")  # type: ignore[call-overload]
    os.utime(kept, (1_000_000, 1_000_000))
    assert not made_at(files, "no source is needed", kept, 512).isNull()
    assert kept.stat().st_mtime > 1_000_000
