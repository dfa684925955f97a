"""A film of the app: the scenes, each with its picture and its caption in every language, and the transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from client.films.webvtt import Captions, Cue, read
from client.text import films as words

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de", "es", "fr", "ar")


@dataclass(frozen=True)
class Film:
    """A film by its name, which is that of its folder. A scene lasts from its caption's begin to that of the next.

    The folder holds ``<language>.vtt``, whose cues bear the scenes' names, and an animated ``<scene>.webp`` for each.
    The English one is the script by which the pictures are made.
    """

    name: str

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return FOLDER / self.name

    @property
    def title(self) -> str:
        """What it is called in the language that is spoken."""
        return words.TITLES[self.name]

    def captions(self, language: str) -> Captions:
        """The captions in a language; English for one that the film does not have. Raises BadCaptions."""
        return _captions(self.folder / f"{language if language in LANGUAGES else 'en'}.vtt")

    def picture(self, cue: Cue) -> Path:
        """The animated picture of a scene."""
        return self.folder / f"{cue.identifier}.webp"


#: How the demo car is sold, from search to signature.
CAR_SOLD = Film("car_sold")


def clock(milliseconds: int) -> str:
    """A time in a film as it is read: 1:05."""
    minutes, seconds = divmod(milliseconds // 1_000, 60)
    return words.CLOCK.format(minutes=minutes, seconds=seconds)


def transcript(film: Film, captions: Captions) -> str:
    """All that the film shows, as running text with times."""
    lines = [words.LINE.format(time=clock(cue.begins), text=said(cue)) for cue in captions.cues]
    return "\n".join([film.title, words.SILENT, "", *lines, ""])


def said(cue: Cue) -> str:
    """The words of a cue in one line; spaces that hold words together stay."""
    return re.sub(r"[ \t\n]+", " ", cue.text)


@cache
def _captions(path: Path) -> Captions:
    return read(path.read_text("utf-8"))
