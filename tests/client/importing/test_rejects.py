"""The reject file: what is in it, and that it can be corrected and imported."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.refusals import FileUnreadable, ImportCancelled
from client.importing.suggestion import suggest
from tests.client.importing.samples import TODAY, preview


def test_the_reject_file_can_be_corrected_and_imported(tmp_path: Path) -> None:
    text = 'Make;Model;Year;Note\nKia;Rio;2019;a\nŠkoda;;20x9;"two\nlines; here"\nVW;Golf;1492;b\n'
    made = preview(tmp_path, text)
    rejects = tmp_path / "rejects.csv"
    assert made.write_reject_file(rejects) == 2
    with rejects.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert rows[0] == ["Make", "Model", "Year", "Note", "Row", "Reason"]
    assert rows[1][:5] == ["Škoda", "", "20x9", "two\nlines; here", "3"]
    assert rows[1][5] == "Model: is needed; Year: '20x9' is not a number written like 12.345,00"
    assert rows[2][4] == "4"

    corrected = rejects.read_text("utf-8-sig").replace(";;20x9", ";Fabia;2019").replace("1492", "x")
    rejects.write_text(corrected, "utf-8-sig")
    source = open_source(rejects)
    again = Preview(source, suggest("vehicle", source, today=TODAY), today=TODAY)
    assert again.check().counts.created == 1
    assert again.write_reject_file(tmp_path / "still.csv") == 1
    assert (tmp_path / "still.csv").read_text("utf-8-sig").splitlines()[0] == "Make;Model;Year;Note;Row;Reason"


def test_a_reject_file_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    made = preview(tmp_path, "Make,Model\nKia,\n")
    with pytest.raises(FileUnreadable, match=r"'r\.csv' cannot be written"):
        made.write_reject_file(tmp_path / "no" / "r.csv")
    with pytest.raises(ImportCancelled):
        made.write_reject_file(tmp_path / "r.csv", cancelled=lambda: True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stock.csv"]
