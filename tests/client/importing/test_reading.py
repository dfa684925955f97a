"""Files as they come from elsewhere: what is read from them, and what is refused with which words."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from client.importing.reading import open_source
from client.importing.recognition import Format
from client.importing.refusals import (
    EncodingUnknown,
    FileChanged,
    FileDamaged,
    FileEmpty,
    FileUnreadable,
    ImportCancelled,
    ImportRefused,
    NoRows,
    NotATable,
    SheetUnknown,
    TooLargeToRead,
)


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def cells(path: Path, **options: str) -> list[list[object]]:
    return [list(row.cells) for row in open_source(path, **options).rows()]


def workbook(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for number, rows in enumerate(sheets):
        page = book.active if number == 0 else book.create_sheet()
        assert page is not None
        page.title = f"Page {number + 1}"
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


# --- text files that are read ---


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    rows = [["Make", "Price", "Note"], ["Škoda", "12.345,00", "one, two; three"], ["Kia", "9.995,50", ""]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    source = open_source(write(tmp_path / "cars.csv", out.getvalue()))
    assert (source.delimiter, source.headers) == (separator, ("Make", "Price", "Note"))
    assert [list(row.cells) for row in source.rows()] == rows[1:]


def test_decimal_commas_do_not_pass_for_separators(tmp_path: Path) -> None:
    lines = ["a;b", *(f"{n},5;{n},25" for n in range(500))]
    assert open_source(write(tmp_path / "n.csv", "\n".join(lines))).headers == ("a", "b")


def test_a_separator_line_for_excel_is_obeyed(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "x.csv", "sep=;\r\nMake;Model, full\r\nKia;Rio, 1.2\r\n"))
    assert source.headers == ("Make", "Model, full")
    assert [(row.number, *row.cells) for row in source.rows()] == [(3, "Kia", "Rio, 1.2")]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("latin-1", "cp1252"),
        ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32"),
    ],
)  # fmt: skip
def test_the_encoding_is_found(tmp_path: Path, encoding: str, shown: str) -> None:
    text = "Händler;Größe;Preis\r\nMüller & Söhne;groß;£ 1\r\nÀ côté;façon;2\r\n"
    source = open_source(write(tmp_path / "x.csv", text, encoding))
    assert source.encoding == shown
    assert source.headers == ("Händler", "Größe", "Preis")
    assert [row.cells[0] for row in source.rows()] == ["Müller & Söhne", "À côté"]


def test_a_file_in_two_encodings_is_read_all_the_same(tmp_path: Path) -> None:
    early = "\n".join(f"{n};plain" for n in range(50_000))
    content = b"id;name\n" + early.encode() + "\n1;Müller\n".encode() + "2;Zoë\n".encode("cp1252")
    found = cells(write(tmp_path / "x.csv", content))
    assert found[-2:] == [["1", "Müller"], ["2", "Zoë"]]


def test_a_chosen_encoding_overrides_and_is_named_when_it_does_not_fit(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "Имя,N\nИван,1\n", "cp1251")
    assert cells(path, encoding="cp1251") == [["Иван", "1"]]
    with pytest.raises(EncodingUnknown, match=r"'x\.csv' is not written in 'utf-16'"):
        cells(path, encoding="utf-16")
    with pytest.raises(EncodingUnknown, match="'klingon' is not the name of an encoding"):
        open_source(path, encoding="klingon")


def test_line_breaks_in_quotes_stay_in_their_cell(tmp_path: Path) -> None:
    text = 'id,note,end\r\n1,"first\r\nsecond, ""quoted""",x\r\n2,plain,y\r\n'
    assert cells(write(tmp_path / "x.csv", text)) == [
        ["1", 'first\nsecond, "quoted"', "x"],
        ["2", "plain", "y"],
    ]


def test_ragged_rows_are_told_by_number(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n")
    rows = list(open_source(path).rows())
    assert [(row.number, [fault.severity for fault in row.faults]) for row in rows] == [
        (2, []), (3, ["warning"]), (4, ["error"]), (5, []), (6, []),
    ]  # fmt: skip
    assert "1 more cells than there are headings" in rows[2].faults[0].message
    assert rows[1].cells == ["1", "2", None]


def test_repeated_and_empty_headings_get_names_of_their_own(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "x.csv", "Price,,Price,price, ,VIN\n1,2,3,4,5,6\n"))
    assert source.headers == ("Price", "Column 2", "Price (2)", "price (3)", "Column 5", "VIN")
    assert list(next(source.rows()).cells) == ["1", "2", "3", "4", "5", "6"]


def test_three_hundred_columns_are_read_and_three_thousand_refused(tmp_path: Path) -> None:
    wide = ",".join(f"c{n}" for n in range(300)) + "\n" + ",".join(map(str, range(300))) + "\n"
    source = open_source(write(tmp_path / "x.csv", wide))
    assert len(source.headers) == 300
    assert list(next(source.rows()).cells) == [str(n) for n in range(300)]
    with pytest.raises(TooLargeToRead, match="has 3000 columns; 2000 can be read"):
        open_source(write(tmp_path / "y.csv", ",".join(f"c{n}" for n in range(3_000)) + "\n1\n"))


def test_titles_above_the_table_are_left_out_and_told(tmp_path: Path) -> None:
    text = "Stock list of 3 March\n\nMake,Model,Year\nKia,Rio,2019\n"
    source = open_source(write(tmp_path / "x.csv", text))
    assert source.headers == ("Make", "Model", "Year")
    assert "row 2" in source.notes[0]
    assert len(list(source.rows())) == 1


def test_a_file_without_headings_is_asked_about(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "x.csv", "WVWZZZ1JZXW000001,2019,12500\nWVWZZZ1JZXW000002,2020,13500\n"))
    assert any("not like headings" in note for note in source.notes)


def test_an_unclosed_quotation_mark_is_found_and_not_swallowed(tmp_path: Path) -> None:
    lines = ["id,name,note", '1,Ann,"fine"', '2,Bob,"not closed', *(f"{n},Cy,plain" for n in range(3, 60))]
    rows = list(open_source(write(tmp_path / "x.csv", "\n".join(lines))).rows())
    assert [(row.number, fault.severity) for row in rows for fault in row.faults] == [(3, "error")]
    assert "A quotation mark is probably not closed" in rows[-1].faults[0].message


def test_an_unclosed_quotation_mark_in_a_large_file_names_the_row(tmp_path: Path) -> None:
    text = 'a,b\n1,2\n3,"never closed\n' + "4,5\n" * 400_000
    with pytest.raises(TooLargeToRead, match="near row 3 one cell has more than"):
        open_source(write(tmp_path / "x.csv", text))


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    path = write(tmp_path / "cars.csv.gz", gzip.compress("make;price\nKia;1,50\n".encode("utf-16")))
    assert cells(path) == [["Kia", "1,50"]]


# --- workbooks and JSON ---


def test_a_workbook_keeps_the_types_of_its_cells(tmp_path: Path) -> None:
    day = datetime(2024, 2, 29)  # noqa: DTZ001 (workbooks know no zones)
    path = workbook(tmp_path / "x.xlsx", [["Make", "Price", "Sold", "On"], ["Kia", 12.345, True, day], ["VW", 7, None]])
    source = open_source(path)
    assert source.format is Format.WORKBOOK
    assert [list(row.cells) for row in source.rows()] == [["Kia", 12.345, True, day], ["VW", 7, None, None]]


def test_a_workbook_named_csv_and_a_compressed_one_are_read(tmp_path: Path) -> None:
    plain = workbook(tmp_path / "list.csv", [["a", "b"], [1, 2]])
    packed = write(tmp_path / "list.xlsx.gz", gzip.compress(plain.read_bytes()))
    assert cells(plain) == cells(packed) == [[1, 2]]


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", [], [["Stock list"], [], ["a", "b"], [1, 2], [], [3, 4, 5]], [["c", "d"], [9, 9]]
    )
    source = open_source(path)
    assert (source.sheet, source.sheets) == ("Page 2", ("Page 1", "Page 2", "Page 3"))
    assert "Page 1, Page 3" in " ".join(source.notes)
    rows = list(source.rows())
    assert [(row.number, list(row.cells), len(row.faults)) for row in rows] == [(4, [1, 2], 0), (6, [3, 4], 1)]
    assert cells(path, sheet="Page 3") == [[9, 9]]
    with pytest.raises(SheetUnknown, match=r"has no sheet named 'Stock'\. It has: Page 1, Page 2, Page 3"):
        open_source(path, sheet="Stock")


def test_formulas_without_results_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["Make", "Net", "Gross"], ["Kia", 100, "=B2*1.2"], ["VW", 200, "=B3*1.2"]])
    (note,) = open_source(path).notes
    assert note.startswith("These columns hold formulas whose results are not saved in the file")
    assert ": Gross." in note


def test_a_json_list_is_read_with_inner_objects_as_columns(tmp_path: Path) -> None:
    stock = [
        {"make": "Kia", "price": {"amount": 12345.10, "currency": "EUR"}, "features": ["Sunroof", "Isofix"]},
        {"make": "VW", "price": {"amount": 7, "currency": "EUR"}, "owners": [{"name": "A"}], "new": True},
    ]
    source = open_source(write(tmp_path / "x.json", json.dumps(stock)))
    assert source.headers == ("make", "price.amount", "price.currency", "features", "owners", "new")
    assert [list(row.cells) for row in source.rows()] == [
        ["Kia", Decimal("12345.1"), "EUR", "Sunroof; Isofix", None, None],
        ["VW", 7, "EUR", None, '[{"name": "A"}]', True],
    ]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_list_in_an_envelope_is_found(tmp_path: Path, indent: int | None) -> None:
    envelope = {"exported": "2024-01-01", "tags": ["x"], "data": {"vehicles": [{"vin": "A"}, {"vin": "B"}]}}
    assert cells(write(tmp_path / "x.json", json.dumps(envelope, indent=indent))) == [["A"], ["B"]]


def test_json_lines_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", '{"a": 1, "b": {"c": "x"}}\n\n{"a": 2.5}\n', "utf-8-sig")
    source = open_source(path)
    assert (source.format, source.headers) == (Format.JSON_LINES, ("a", "b.c"))
    assert [list(row.cells) for row in source.rows()] == [[1, "x"], [2.5, None]]


def test_a_key_that_comes_late_is_told(tmp_path: Path) -> None:
    text = "\n".join(['{"a": 1}'] * 2_500 + ['{"a": 2, "late": 3}'])
    last = list(open_source(write(tmp_path / "x.jsonl", text)).rows())[-1]
    assert last.number == 2_502
    assert "'late'" in last.faults[0].message


# --- what is refused ---


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return path


def truncated_gzip(path: Path) -> Path:
    return write(path, gzip.compress(os.urandom(200_000))[:5_000])


def truncated_workbook(path: Path) -> Path:
    return write(path, workbook(path, [["a", "b"], [1, 2]]).read_bytes()[:-300])


def workbook_without_parts(path: Path) -> Path:
    return zipped(path, **{"xl/workbook_xml": "<workbook/>"})


REFUSED = [
    ("empty.csv", lambda path: write(path, b""), FileEmpty, "'empty.csv' is empty"),
    ("blank.csv", lambda path: write(path, "\r\n ;;;\r\n"), FileEmpty, "'blank.csv' is empty"),
    ("header.csv", lambda path: write(path, "a,b,c\n"), NoRows, "has headings but no rows"),
    ("header.xlsx", lambda path: workbook(path, [["a", "b"]]), NoRows, "has headings but no rows"),
    ("empty.xlsx", lambda path: workbook(path, []), FileEmpty, "'empty.xlsx' is empty"),
    ("empties.xlsx", lambda path: workbook(path, [], []), FileEmpty, "no sheet with a table"),
    ("archive.csv", lambda path: zipped(path, cars_csv="a,b"), NotATable, "although its name ends in '.csv'.*cars.csv"),
    ("archive.zip", lambda path: zipped(path, cars_csv="a,b"), NotATable, "is a ZIP archive. Unpack it"),
    ("sheet.ods", lambda path: zipped(path, content_xml="x", mimetype="y"), NotATable, "Save it as .xlsx or CSV"),
    ("old.xls", lambda path: write(path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), NotATable, "old kind"),
    ("paper.csv", lambda path: write(path, b"%PDF-1.7\nabc"), NotATable, "a PDF document"),
    ("photo.csv", lambda path: write(path, b"\x89PNG\r\n\x1a\n" + os.urandom(5_000)), NotATable, "binary data"),
    ("program.csv", lambda path: write(path, Path(sys.executable).read_bytes()[:300_000]), NotATable, "binary data"),
    ("cut.csv.gz", truncated_gzip, FileDamaged, "damaged or cut short"),
    ("cut.xlsx", truncated_workbook, FileDamaged, "let it repair the file"),
    ("parts.xlsx", workbook_without_parts, FileDamaged, "let it repair the file"),
    ("cut.json", lambda path: write(path, '[{"a": 1}, {"a": '), FileDamaged, "is not complete JSON"),
    ("list.json", lambda path: write(path, "[1, 2, 3]"), NoRows, "no list of objects"),
    ("none.json", lambda path: write(path, "[]"), NoRows, "no list of objects"),
    ("mixed.json", lambda path: write(path, '[{"a": 1}, 2]'), NotATable, "no list of objects"),
    ("bad.jsonl", lambda path: write(path, '{"a": 1}\n{"a": 2}\n{"a"\n'), FileDamaged, "row 4 is not complete JSON"),
]


@pytest.mark.parametrize(("name", "make", "refusal", "words"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_refusal_names_the_file_and_the_way_out(tmp_path: Path, name, make, refusal, words) -> None:
    path = make(tmp_path / name)
    with pytest.raises(refusal, match=words) as refused:
        open_source(path)
    message = str(refused.value)
    assert name in message
    assert message.endswith(".")
    assert len(message.split(". ")) > 1, "what is wrong, and the way out"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"'gone\.csv' is not there any more"):
        open_source(tmp_path / "gone.csv")
    with pytest.raises(FileUnreadable, match="is a folder"):
        open_source(tmp_path)


def test_a_workbook_that_unpacks_to_more_than_memory_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("client.importing.spreadsheet._MOST_UNPACKED_MB", 0)
    path = workbook(tmp_path / "x.xlsx", [["a", "b"], *([["x" * 1_000, n] for n in range(2_000)])])
    with pytest.raises(TooLargeToRead, match="Save the sheet as CSV"):
        open_source(path)


def test_damage_further_on_is_told_when_it_is_reached(tmp_path: Path) -> None:
    text = "[" + ",".join('{"a": 1}' for _ in range(3_000)) + ', {"a": oops}]'
    source = open_source(write(tmp_path / "x.json", text))
    with pytest.raises(FileDamaged, match="is not complete JSON"):
        list(source.rows())


def test_a_file_that_has_changed_since_is_not_read(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "x.csv", "a,b\n1,2\n"))
    write(source.path, "a,b\n1,2\n3,4\n")
    with pytest.raises(FileChanged, match="has changed since it was opened"):
        source.rows()


# --- large files ---


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of more than 200 MB, written in the time it takes to copy."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    block = b"".join(b"%d;Kia;Rio;2019;12.345,00;%s\r\n" % (n, b"x" * 470) for n in range(20_000))
    with path.open("wb") as stream:
        stream.write(b"id;make;model;year;price;note\r\n")
        for _ in range(20):
            stream.write(block)
    assert path.stat().st_size > 200_000_000
    return path


def test_a_large_file_is_streamed_with_progress(large: Path) -> None:
    steps: list[tuple[int, int]] = []
    source = open_source(large)
    tracemalloc.start()
    try:
        found = sum(1 for _ in _first(source.rows(lambda done, total: steps.append((done, total))), 20_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == 20_000
    assert peak < 20_000_000
    assert len(steps) > 20
    assert steps == sorted(steps)
    assert steps[-1][1] == large.stat().st_size


def _first(rows, count: int):
    for _, row in zip(range(count), rows, strict=False):
        yield row


def test_a_large_file_can_be_cancelled(large: Path) -> None:
    asked = iter(range(10_000))
    rows = open_source(large).rows(cancelled=lambda: next(asked) > 20)
    with pytest.raises(ImportCancelled, match=r"'large\.csv' was cancelled; nothing was changed") as refused:
        for _ in rows:
            pass
    assert isinstance(refused.value, ImportRefused)
    assert refused.value.path == large


def test_a_workbook_can_be_cancelled_and_shows_progress(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["a", "b"], *([n, n] for n in range(2_000))])
    steps: list[tuple[int, int]] = []
    assert len(list(open_source(path).rows(lambda done, total: steps.append((done, total))))) == 2_000
    assert steps[-1] == (2_001, 2_001)
    with pytest.raises(ImportCancelled):
        list(open_source(path).rows(cancelled=lambda: True))
