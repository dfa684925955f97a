"""The film that comes with the app: captions in every language, times within it, pictures that can be read."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication

from client.films.film import CAR_SOLD, LANGUAGES, clock, said, transcript
from client.films.frames import SceneFrames
from client.films.webvtt import read, write
from client.languages import LANGUAGES as SPOKEN
from client.languages import catalogues
from client.languages.sources import english
from tests.pictures.filming import SCRIPTS, SIZE

ROOT = Path(__file__).resolve().parents[3]
CUES = CAR_SOLD.captions("en").cues
#: Letters a second that people read without haste, captions that tell and need not be matched to lips.
_READ = 18
_QUOTED = re.compile(r"“([^”]+)”|„([^“]+)“|«\s?([^»]+?)\s?»")


def test_it_speaks_every_language_of_the_app() -> None:
    assert set(LANGUAGES) == set(SPOKEN)
    assert {path.stem for path in CAR_SOLD.folder.glob("*.vtt")} == set(LANGUAGES)
    assert CAR_SOLD.captions("pt") is CAR_SOLD.captions("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_captions_are_whole_in_time_and_can_be_read(language: str) -> None:
    captions = CAR_SOLD.captions(language)
    times = [(cue.identifier, cue.begins, cue.ends) for cue in captions.cues]
    assert times == [(cue.identifier, cue.begins, cue.ends) for cue in CUES]
    assert times[0][1] == 0
    for (_name, _begins, ends), (_next, begins, _ends) in pairwise(times):
        assert ends == begins, "a scene without a caption"
        assert begins % 1_000 == 0, "the slider goes by seconds"
    assert 12 <= len(times) <= 20
    for cue in captions.cues:
        assert len(said(cue)) <= _READ * (cue.ends - cue.begins) / 1_000, cue
    assert read(write(captions)) == captions
    told = transcript(CAR_SOLD, captions)
    assert all(said(cue) in told and clock(cue.begins) in told for cue in captions.cues)
    if language != "en":
        assert not {cue.text for cue in captions.cues} & {cue.text for cue in CUES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_quotes_stands_on_the_screens_of_that_language(language: str) -> None:
    known = set(english().values())
    if language != "en":
        known = {form for _english, forms in catalogues.read(language).texts.values() for form in forms}
    quoted = [
        next(filter(None, found)).strip()
        for cue in CAR_SOLD.captions(language).cues for found in _QUOTED.findall(cue.text)
    ]  # fmt: skip
    assert len(quoted) >= 9
    assert not set(quoted) - known


def test_each_scene_has_a_picture_that_can_be_read_and_fits_its_time(qapp: QApplication) -> None:
    assert {path.stem for path in CAR_SOLD.folder.glob("*.webp")} == {cue.identifier for cue in CUES}
    moving = 0
    for cue in CUES:
        reader = QImageReader(str(CAR_SOLD.picture(cue)))
        lasts = 0
        while not (image := reader.read()).isNull():
            assert image.size().toTuple() == SIZE
            lasts += reader.nextImageDelay()
        assert lasts <= cue.ends - cue.begins, cue.identifier
        moving += reader.imageCount() > 1
        frames = SceneFrames(CAR_SOLD.picture(cue))
        first = frames.at(0).copy()
        assert frames.at(10**9) == frames.last()
        assert frames.at(0) == first, "it goes back as well"
    assert moving >= 10


def test_a_picture_that_cannot_be_read_is_null(tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "broken.webp").write_bytes(b"RIFF\x00\x00\x00\x00WEBPno picture")
    for name in ("broken.webp", "missing.webp"):
        frames = SceneFrames(tmp_path / name)
        assert frames.at(0).isNull()
        assert frames.at(5_000).isNull()
        assert frames.last().isNull()


def test_it_is_small_and_goes_with_the_package() -> None:
    assert sum(path.stat().st_size for path in CAR_SOLD.folder.iterdir()) <= 1_500_000
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["*"]
    assert {f"**/*{path.suffix}" for path in CAR_SOLD.folder.iterdir()} <= set(shipped)


def test_the_command_that_makes_it_knows_each_scene() -> None:
    assert all(callable(getattr(SCRIPTS[CAR_SOLD.name], cue.identifier, None)) for cue in CUES)
