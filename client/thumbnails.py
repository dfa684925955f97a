"""Photos at the size they are shown: made once, off the window's thread, kept on the disk and the latest in memory."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QBuffer, QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from client.background import Background
from client.file_store import FileStore
from client.photo_decoding import PictureTooLarge, decoded
from client.text import photos as words
from shared_models.sealed_files import NotOpened

#: Pixels along the longer side; a photo is made in the least that is large enough, so it is never enlarged.
SIDES = (512, 1024, 2048)
_MOST_BYTES = 64_000_000
#: Bytes of pictures kept on the disk; beyond it those go that were not looked at for the longest time.
MOST_ON_DISK = 500_000_000
_QUALITY = 88


class FileDamaged(Exception):
    """The bytes in a file are not those of its name."""


class Thumbnails(QObject):
    """Pictures by digest. ``changed`` carries the digest of a photo that can be shown now, or that stands otherwise."""

    changed = Signal(str)

    def __init__(self, files: FileStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.files = files
        self._background = Background(self, workers=1)
        self._held: OrderedDict[tuple[str, int], QPixmap] = OrderedDict()
        self._bytes = 0
        self._making: set[tuple[str, int]] = set()
        self._unreadable: dict[str, str] = {}
        files.changed.append(self._file_changed)
        self._background.when_quiet(self._prune)

    def _prune(self) -> None:
        folder = self.files.folder / "thumbnails"
        self._background.run(lambda: prune(folder), lambda _gone: None)

    def get(self, digest: str, side: int) -> QPixmap | None:
        """The photo with at least ``side`` device pixels along its longer side, where it has as many.

        None while it is being made or fetched, and when it cannot be read; ``changed`` tells when to ask again.
        """
        key = (digest, next((one for one in SIDES if one >= side), SIDES[-1]))
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        if not self.files.has(digest):
            self.files.want(digest)
        elif key not in self._making and digest not in self._unreadable:
            self._make(key)
        return None

    def unreadable(self, digest: str) -> str:
        """Why a file that is here cannot be shown: it is no picture, or too large a one; empty when it can."""
        return self._unreadable.get(digest, "")

    def close(self) -> None:
        """Let what is being made end."""
        self.files.changed.remove(self._file_changed)
        self._background.close()

    def _make(self, key: tuple[str, int]) -> None:
        digest, side = key
        self._making.add(key)
        kept = self.files.folder / "thumbnails" / f"{digest}-{side}"

        def made(image: QImage) -> None:
            self._making.discard(key)
            if image.isNull():
                self._unreadable[digest] = words.UNREADABLE
            else:
                self._hold(key, QPixmap.fromImage(image))
            self.changed.emit(digest)

        def failed(error: BaseException) -> None:
            self._making.discard(key)
            if isinstance(error, FileDamaged):
                self.files.found_damaged(digest)
            elif isinstance(error, PictureTooLarge):
                self._unreadable[digest] = words.NOT_SHOWN.format(why=error)
                self.changed.emit(digest)
            elif not isinstance(error, FileNotFoundError):
                raise error

        self._background.run(lambda: made_at(self.files, digest, kept, side), made, failed)

    def _hold(self, key: tuple[str, int], pixmap: QPixmap) -> None:
        self._held[key] = pixmap
        self._bytes += _bytes_of(pixmap)
        while self._bytes > _MOST_BYTES and len(self._held) > 1:
            self._bytes -= _bytes_of(self._held.popitem(last=False)[1])

    def _file_changed(self, digest: str) -> None:
        """Comes from any thread."""
        self._background.call(lambda: self._told(digest))

    def _told(self, digest: str) -> None:
        self._unreadable.pop(digest, None)
        self.changed.emit(digest)


def made_at(files: FileStore, digest: str, kept: Path, side: int) -> QImage:
    """The picture with its longer side at most ``side``, upright, from the disk or made anew; null when unreadable.

    Raises FileDamaged when the bytes are not those of the digest, PictureTooLarge, and FileNotFoundError.
    """
    image = _kept(files, kept)
    if not image.isNull():
        with suppress(OSError):  # gone meanwhile, or on a disk that takes nothing: it is only older than it might be
            kept.touch()
        return image
    data = files.read(digest)
    if data is None:
        if not files.has(digest):
            raise FileNotFoundError
        raise FileDamaged
    image = decoded(data, side)
    if not image.isNull():
        _keep(files, image, kept)
    return image


def prune(folder: Path, most: int = MOST_ON_DISK) -> int:
    """Remove pictures until ``most`` bytes are left, those not looked at for the longest time first; how many went.

    Each can be made anew from its photo.
    """
    held = []
    for path in folder.glob("*"):
        with suppress(OSError):  # another window of this device may have removed it
            state = path.stat()
            held.append((state.st_mtime, state.st_size, path))
    left, gone = sum(size for _, size, _ in held), 0
    for _, size, path in sorted(held):
        if left <= most:
            break
        with suppress(OSError):
            path.unlink()
            gone += 1
        left -= size
    return gone


def _kept(files: FileStore, kept: Path) -> QImage:
    """The picture as it was kept, null where it was not or cannot be read: it is made anew then."""
    try:
        return QImage.fromData(files.opened(kept, kept.name))
    except (OSError, NotOpened):
        return QImage()


def _keep(files: FileStore, image: QImage, kept: Path) -> None:
    """Keep it for the next time; where the disk does not take it, it is made again then."""
    draft = kept.with_suffix(".new")
    try:
        kept.parent.mkdir(exist_ok=True)
        written = QBuffer()
        written.open(QBuffer.OpenModeFlag.WriteOnly)
        if image.save(written, "PNG" if image.hasAlphaChannel() else "JPG", _QUALITY):  # type: ignore[call-overload]
            draft.write_bytes(files.closed(bytes(written.data().data()), kept.name))
            draft.replace(kept)
    except OSError:
        draft.unlink(missing_ok=True)


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
