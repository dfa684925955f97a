"""The photos of one vehicle: one large at a time, the next and the one before by button or arrow key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import IconButton, Text, announce
from accessibility.widgets.picture import PictureMaker
from accessibility.widgets.roles import RoleInterface, speak_as
from client.forms.photograph import Photograph, trouble
from client.keys import Keys
from client.text import photos as words
from client.theme.silhouettes import vehicle_picture
from client.thumbnails import Thumbnails
from shared_models.kinds import FileRef

Photos = Sequence[tuple[FileRef, str | None]]


class Gallery(QWidget):
    """Shows photos, or the vehicle drawn where it has none; what a photo shows is its alternative and stands below."""

    def __init__(self, thumbnails: Thumbnails, alternative: str) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._photos: list[tuple[FileRef, str | None]] = []
        self._at = 0
        self._title = ""
        self._drawn: PictureMaker = vehicle_picture("", "")
        self._drawn_alternative = alternative
        self.setAccessibleName(words.GALLERY)
        self.picture = Photograph(thumbnails, None, self._drawn, alternative, ratio=2.0, whole=True)
        self.previous = IconButton(words.PREVIOUS, "chevron-left")
        self.next = IconButton(words.NEXT, "chevron-right")
        self.position = Text("", "small", wrap=False)
        self.shows = Text("", "soft")
        self.trouble = Text("", "small")
        self.trouble.setProperty("tone", "warn")
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        for name, by in (("former_photo", -1), ("next_photo", 1)):  # a button keeps its arrow keys to itself
            Keys(name, self, partial(self._turn, by), inside=True)
        thumbnails.changed.connect(self._photo_changed)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.picture)
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        bar.addWidget(self.previous, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.setSpacing(2)
        for text in (self.position, self.shows, self.trouble):
            side.addWidget(text)
        bar.addLayout(side, 1)
        column.addWidget(self._bar)

    def set_photos(self, photos: Photos, title: str, drawn: PictureMaker, drawn_alternative: str) -> None:
        """Show these; the photo that is looked at stays, where it is still among them."""
        looked_at = self._photos[self._at][0].digest if self._photos else ""
        self._photos, self._title = list(photos), title
        self._drawn, self._drawn_alternative = drawn, drawn_alternative
        self._at = next((n for n, (one, _) in enumerate(self._photos) if one.digest == looked_at), 0)
        self._show()

    def step(self, by: int) -> None:
        """Go to another photo; behind the last comes the first."""
        if len(self._photos) > 1:
            self._at = (self._at + by) % len(self._photos)
            self._show()
            announce(self, words.SPOKEN.format(position=self.position.text(), shows=self.shows.text()).strip())

    def _turn(self, by: int) -> None:
        """The arrows turn the pages, in the direction of reading."""
        self.step(-by if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else by)

    def _photo_changed(self, digest: str) -> None:
        if self._photos and self._photos[self._at][0].digest == digest:
            self._show()

    def _show(self) -> None:
        self._bar.setVisible(bool(self._photos))
        for button in (self.previous, self.next):
            button.setVisible(len(self._photos) > 1)
        if not self._photos:
            self.picture.set_photo(None, self._drawn, self._drawn_alternative)
            return
        reference, shows = self._photos[self._at]
        place = {"number": self._at + 1, "count": len(self._photos)}
        self.position.setText(words.POSITION.format(**place))
        self.shows.setText(shows or "")
        self.shows.setVisible(bool(shows))
        self._show_photo(reference, shows, place)

    def _show_photo(self, reference: FileRef, shows: str | None, place: dict[str, int]) -> None:
        wrong = trouble(self._thumbnails, reference)
        self.trouble.setText(wrong)
        self.trouble.setVisible(bool(wrong))
        undescribed = words.UNDESCRIBED.format(position=self.position.text(), title=self._title)
        alternative = shows if shows is not None else undescribed
        if not self._thumbnails.files.has(reference.digest):
            alternative = words.NOT_HERE.format(why=wrong, **place)
        self.picture.set_photo(reference, self._drawn, alternative or None)


speak_as(Gallery, lambda w: RoleInterface(w, QAccessible.Role.Grouping))
