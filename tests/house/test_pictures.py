"""The pictures in docs/ are those of the list, the README shows some of them, and none of it weighs much."""

from __future__ import annotations

import re

from PySide6.QtGui import QImageReader

from tests.house.source import ROOT
from tests.pictures.page import page
from tests.pictures.scenes import SCENES

PICTURES = ROOT / "docs" / "pictures"
_ALL_TOGETHER = 3_000_000
_SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
_FIRST_SCREENFUL = 20


def test_docs_hold_the_pictures_of_the_list_and_no_others() -> None:
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names)
    assert sorted(path.name for path in PICTURES.iterdir()) == sorted(f"{name}.webp" for name in names)


def test_each_picture_is_as_large_as_the_list_says() -> None:
    sizes = {scene.name: QImageReader(str(PICTURES / f"{scene.name}.webp")).size().toTuple() for scene in SCENES}
    assert sizes == {scene.name: scene.size for scene in SCENES}


def test_all_together_they_are_quickly_fetched() -> None:
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < _ALL_TOGETHER


def test_every_look_is_among_them() -> None:
    assert {scene.mode for scene in SCENES} == {"light", "dark", "contrast"}
    assert {scene.scale for scene in SCENES} == {1.0, 2.0}
    assert {scene.size for scene in SCENES} >= {(1280, 800), (800, 1280), (1920, 1080)}
    assert {scene.who for scene in SCENES} >= {"salesperson", "fleet_manager", "insurer"}


def test_the_page_shows_what_the_list_says() -> None:
    written = (ROOT / "docs" / "screens.md").read_text("utf-8")
    assert written == page(), "run `python3 dev.py pictures`"


def test_the_readme_shows_the_product_in_its_first_screenful() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    shown = _SHOWN.findall(text)
    assert 1 <= len(shown) <= 3
    for said, path in shown:
        assert (ROOT / path).is_file(), path
        assert len(said.split()) > 4, "said to those who do not see it"
    before = text.split("![")[0].splitlines()
    assert len(before) <= _FIRST_SCREENFUL
