"""Paper in every script people have names in: joined, in the order of sight, in a font that has the letters."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from client.reports import fonts
from client.reports.record_sheet import write_record_sheet
from client.text import reports as words
from client.workspace import Workspace
from tests.client.reports.printed import EDITION, Printed, printed
from tests.client.showroom import add

NAMES = {
    "Arabic": ("محمد الأحمد", "DejaVuSans"),
    "Hebrew": ("יעל כהן", "DejaVuSans"),
    "Georgian": ("გიორგი ბერიძე", "DejaVuSans"),
    "Chinese": ("王小明", "STSong-Light"),
    "Japanese": ("さくら 田中", "HeiseiKakuGo-W5"),
    "Korean": ("김민준", "HYGothic-Medium"),
}


def sheet(workspace: Workspace, tmp_path: Path, name: str, notes: str = "") -> Printed:
    path = tmp_path / "sheet.pdf"
    write_record_sheet(workspace.reader, "customer", add(workspace, "customer", name=name, notes=notes), EDITION, path)
    return printed(path)


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_printed_in_a_font_that_has_its_letters(workspace: Workspace, tmp_path: Path, script: str) -> None:
    name, font = NAMES[script]
    found = sheet(workspace, tmp_path, name)
    assert any(font in one for one in found.fonts), found.fonts
    assert words.LACKING not in found.text


def test_arabic_is_joined_and_stands_as_it_is_seen() -> None:
    ((font, seen),) = fonts.runs("محمد")
    assert font == "DejaVuSans"
    assert [unicodedata.name(sign) for sign in seen] == [
        "ARABIC LETTER DAL FINAL FORM", "ARABIC LETTER MEEM MEDIAL FORM", "ARABIC LETTER HAH MEDIAL FORM",
        "ARABIC LETTER MEEM INITIAL FORM",
    ]  # fmt: skip


def test_scripts_beside_each_other_are_drawn_each_in_its_font() -> None:
    told = fonts.runs("Toyota 王小明 2024", strong=True)
    assert [font for font, _ in told] == ["Inter-SemiBold", "STSong-Light", "Inter-SemiBold"]
    assert "".join(text for _, text in told) == "Toyota 王小明 2024"
    assert fonts.width("Toyota 王小明", 10) > fonts.width("Toyota ", 10) + 29, "a Han sign is as wide as it is high"


def test_brackets_beside_arabic_stand_the_right_way_round() -> None:
    assert "(2024)" in "".join(text for _, text in fonts.runs("Car of محمد (2024)"))


def test_a_long_arabic_note_reads_from_its_first_line_down(workspace: Workspace, tmp_path: Path) -> None:
    notes = " ".join(["اول", *["كلمة"] * 120, "آخر"])
    text = sheet(workspace, tmp_path, "Aisha", notes).text
    first, last = ("".join(part for _, part in fonts.runs(word))[::-1] for word in ("اول", "آخر"))
    assert text.index(first) < text.index(last)


def test_what_no_font_here_has_is_said_at_the_foot(workspace: Workspace, tmp_path: Path) -> None:
    assert words.LACKING in sheet(workspace, tmp_path, "สมชาย").text
