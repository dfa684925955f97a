"""The film in Help: how a car is sold, with captions, a transcript to choose from, and both to save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, Panel, Text, look
from client.films.film import CAR_SOLD, clock, transcript
from client.films.webvtt import write
from client.languages import spoken
from client.screens.base import Screen
from client.screens.parts.film_player import RATIO, FilmPlayer
from client.screens.parts.page import PageHead, Section, SideBySide, deeds, page_in
from client.screens.parts.saving import save_text
from client.screens.parts.transcript import Transcript
from client.text import films as words
from client.workspace import Place, Workspace

#: Pixels, at text scale 1, that what stands above and below the picture takes, and the least share of the page's height
#: that the picture has: so that what plays it is in sight too.
_ROUND, _SHARE = 325, 0.45


class FilmScreen(Screen):
    """Shows one film. Nothing plays until it is asked for."""

    screen_name = "film"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.film = CAR_SOLD
        self.captions = self.film.captions(spoken())
        self.player = FilmPlayer(self.film, self.captions)
        self.transcript = Transcript(self.captions.cues)
        self.save_button = Button(words.SAVE, "export")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        self.page = page_in(self)
        self.page.body.addWidget(PageHead(self.film.title, words.DETAIL.format(length=clock(self.captions.ends))))
        beside = SideBySide(900, (2, 1))
        shown, told = Panel(words.FILM), Section(words.TRANSCRIPT)
        shown.body.addWidget(self.player)
        told.body.addWidget(Text(words.TRANSCRIPT_HELP, "soft"))
        told.body.addWidget(self.transcript, 1)
        told.body.addWidget(deeds(self.save_button))
        beside.main.addWidget(shown)
        beside.main.addStretch(1)
        beside.aside.addWidget(told, 1)
        self.page.body.addWidget(beside)
        self.page.body.addStretch(1)
        self.player.scene_shown.connect(self.transcript.mark)
        self.transcript.chosen.connect(self.player.go_to_scene)
        self.transcript.mark(0)

    def title(self) -> str:
        return self.film.title

    def first_focus(self) -> QWidget | None:
        return self.player.position

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture leaves room for what plays it."""
        super().resizeEvent(event)
        picture = self.player.picture
        high = max(self.height() - look().px(_ROUND), round(self.height() * _SHARE))
        wide = max(picture.minimumWidth(), round(high * RATIO))
        picture.setMaximumSize(wide, round(wide / RATIO))

    def save(self, target: Path | None = None) -> None:
        """Save the transcript where the person chooses; the ending says whether as text or as captions."""

        def written(file: Path) -> str:
            as_captions = file.suffix.lower() == ".vtt"
            return write(self.captions) if as_captions else transcript(self.film, self.captions)

        save_text(self, words, target, written)
