"""A list as a file: every row that matches, in order, with typed cells, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.suggestion import suggest
from client.reports import list_pdf, list_xlsx
from client.reports.list_export import export
from client.reports.listing import Listing, Wanted, answered
from client.reports.refusals import Refused, Stopped
from client.workspace import Workspace
from shared_models.money import Money
from tests.client.reports.printed import A4, EDITION, printed
from tests.client.showroom import TODAY, add, add_customers, add_lead, add_policies, add_vehicles, identity


def listing(workspace: Workspace, type_name: str = "vehicle", **asked: Any) -> Listing:
    """What is exported, once the list's index is there."""
    workspace.catalogue.wait_ready(type_name)
    return Listing(
        workspace.reader, answered(workspace.catalogue, workspace.reader, Wanted(type_name, **asked), EDITION)
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file as programs read it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet_of(path: Path) -> list[dict[str, Any]]:
    """The first sheet of a spreadsheet as rows of cells by their heading."""
    head, *rows = load_workbook(path).worksheets[0].iter_rows()
    return [{str(h.value): cell for h, cell in zip(head, row, strict=True)} for row in rows]


# --- CSV ---


def test_csv_has_every_row_in_the_order_of_the_list(workspace: Workspace, tmp_path: Path) -> None:
    add_vehicles(workspace, 1_203)
    path = tmp_path / "stock.csv"
    assert export(listing(workspace, order="-price"), path) == 1_203
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(path)
    prices = [float(row["Price"]) for row in rows]
    assert len({row["Stock number"] for row in rows}) == 1_203
    assert prices == sorted(prices, reverse=True)


def test_csv_keeps_values_apart_and_exact(workspace: Workspace, tmp_path: Path) -> None:
    add_policies(workspace, 1)
    export(listing(workspace, "policy"), tmp_path / "policies.csv")
    (row,) = rows_of(tmp_path / "policies.csv")
    assert (row["Annual premium"], row["Annual premium, currency"]) == ("480.50", "EUR")
    assert (row["Expires"], row["Policyholder"], row["Status"]) == ("2025-11-01", "Fleet GmbH", "Active")
    assert (row["Deductible"], row["Deductible, currency"], row["Renews by itself"]) == ("", "", "")
    assert "Cover" not in row


def test_csv_tells_the_time_at_the_store(workspace: Workspace, tmp_path: Path) -> None:
    add_lead(workspace, add_customers(workspace)[0])
    workspace.replica.sign_in_as(identity("sales_manager"))
    export(listing(workspace, "lead"), tmp_path / "leads.csv")
    (row,) = rows_of(tmp_path / "leads.csv")
    assert row["Last contact (Europe/Berlin)"] == "2025-11-20T14:05+01:00"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+49 30 1", "-2+3", "@SUM(A1)"])
def test_nothing_is_run_as_a_formula(workspace: Workspace, tmp_path: Path, name: str) -> None:
    add(workspace, "customer", name=name)
    export(listing(workspace, "customer"), tmp_path / "list.csv")
    assert rows_of(tmp_path / "list.csv")[0]["Name"] == f"'{name}"
    export(listing(workspace, "customer"), tmp_path / "list.xlsx")
    cell = sheet_of(tmp_path / "list.xlsx")[0]["Name"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+49 30 1", "'quoted' by hand", "'=kept as typed"])
def test_what_was_exported_is_imported_as_it_was(workspace: Workspace, tmp_path: Path, name: str) -> None:
    add(workspace, "customer", name=name)
    export(listing(workspace, "customer"), tmp_path / "list.csv")
    source = open_source(tmp_path / "list.csv")
    made = Preview(source, suggest("customer", source, today=TODAY), today=TODAY)
    assert [values["name"] for batch in made.batches() for values in batch] == [name]


def test_a_negative_amount_stays_a_number(workspace: Workspace, tmp_path: Path) -> None:
    workspace.replica.sign_in_as(identity("head_office"))
    add(workspace, "store", name="South", latitude=-33.86879, longitude=151.20929)
    export(listing(workspace, "store"), tmp_path / "stores.csv")
    by_name = {row["Name"]: row for row in rows_of(tmp_path / "stores.csv")}
    assert by_name["South"]["Latitude (°)"] == "-33.86879"


# --- XLSX ---


def test_xlsx_cells_are_typed(workspace: Workspace, tmp_path: Path) -> None:
    add(
        workspace, "policy", number="POL1", status="active", starts_on=date(2025, 1, 2), expires_on=date(2026, 1, 1),
        premium=Money(129_950, "EUR"), deductible=Money(30_000, "JPY"), auto_renew=True,
    )  # fmt: skip
    add_lead(workspace, add_customers(workspace)[0])
    export(listing(workspace, "policy"), tmp_path / "p.xlsx")
    (row,) = sheet_of(tmp_path / "p.xlsx")
    assert (str(row["Expires"].value), row["Expires"].number_format) == ("2026-01-01 00:00:00", "yyyy-mm-dd")
    assert (row["Annual premium"].value, row["Annual premium"].number_format) == (1299.5, "#,##0.00")
    assert row["Annual premium, currency"].value == "EUR"
    assert (row["Deductible"].value, row["Deductible"].number_format) == (30_000, "#,##0")
    assert row["Renews by itself"].value is True
    workspace.replica.sign_in_as(identity("sales_manager"))
    export(listing(workspace, "lead"), tmp_path / "l.xlsx")
    (lead,) = sheet_of(tmp_path / "l.xlsx")
    seen = lead["Last contact (Europe/Berlin)"]
    assert (seen.is_date, str(seen.value)) == (True, "2025-11-20 14:05:00")


def test_xlsx_has_every_row_with_its_own_values(workspace: Workspace, tmp_path: Path) -> None:
    """Cells are used again from row to row: none may show another row's value."""
    add_vehicles(workspace, 620)
    export(listing(workspace, order="stock_number"), tmp_path / "v.xlsx")
    rows = sheet_of(tmp_path / "v.xlsx")
    assert [row["Stock number"].value for row in rows] == [f"S{number:05d}" for number in range(620)]
    assert [row["Mileage"].value for row in rows] == [4_200 + n * 731 % 90_000 for n in range(620)]
    assert {row["Mileage, unit"].value for row in rows} == {"km"}


def test_xlsx_can_be_filtered_and_says_what_it_is(workspace: Workspace, tmp_path: Path) -> None:
    add_vehicles(workspace, 12)
    asked: dict[str, Any] = {"text": "camry", "filters": {"status": frozenset({"available", "held"})}}
    export(listing(workspace, **asked), tmp_path / "v.xlsx")
    book = load_workbook(tmp_path / "v.xlsx")
    sheet, about = book.worksheets
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
    lines = [(row[0].value, row[1].value) for row in about.iter_rows()]
    assert ("Rows", 2) in lines
    assert ("Filters", "Search: “camry”") in lines
    assert ("Filters", "Status: Available or Held") in lines
    assert any(label == "How fresh" and "Hub last heard 21 Nov 2025, 11:05" in str(text) for label, text in lines)


def test_a_date_before_spreadsheets_is_kept_as_text(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, "customer", name="Ada", born_on=date(1815, 12, 10))
    add(workspace, "customer", name="Bell\x7f", born_on=date(1947, 3, 3))
    export(listing(workspace, "customer", order="name"), tmp_path / "c.xlsx")
    first, second = sheet_of(tmp_path / "c.xlsx")
    assert first["Date of birth"].value == "1815-12-10"
    assert str(second["Date of birth"].value) == "1947-03-03 00:00:00"
    assert second["Date of birth"].is_date


def test_more_rows_than_a_sheet_holds_are_refused(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_vehicles(workspace, 6)
    monkeypatch.setattr(list_xlsx, "MOST_ROWS", 5)
    monkeypatch.setattr(list_pdf, "MOST_ROWS", 5)
    for name in ("v.xlsx", "v.pdf"):
        with pytest.raises(Refused, match="6 rows are"):
            export(listing(workspace), tmp_path / name)
        assert not [path for path in tmp_path.iterdir() if path.suffix in (".xlsx", ".pdf", ".part")]


# --- PDF ---


def test_pdf_has_every_row_on_numbered_a4_pages(workspace: Workspace, tmp_path: Path) -> None:
    add_vehicles(workspace, 130)
    export(listing(workspace, order="vin"), tmp_path / "v.pdf")
    found = printed(tmp_path / "v.pdf")
    vins = [view.values["vin"] for view in workspace.reader.find("vehicle")]
    assert found.sizes == {(A4[1], A4[0])}
    assert len(vins) == 130
    assert all(found.text.count(vin) == 1 for vin in vins)
    count = len(found.pages)
    assert count > 3
    for number, page in enumerate(found.pages, start=1):
        assert f"Page {number} of {count}" in page
        assert "VIN Make Model Year Mileage Price Status" in page
        assert "Acme Berlin · As of 21 Nov 2025, 14:05 (Europe/Berlin)" in page


def test_pdf_says_what_it_shows_and_how_fresh_it_is(workspace: Workspace, tmp_path: Path) -> None:
    add_vehicles(workspace, 24)
    filters = {"status": frozenset({"held"}), "make": frozenset({"Kia", "BMW"})}
    export(listing(workspace, filters=filters, order="-price"), tmp_path / "v.pdf")
    found = printed(tmp_path / "v.pdf")
    first = found.pages[0]
    assert first.startswith("Vehicles")
    assert "Status: Held" in first
    assert "Make: BMW or Kia" in first
    assert "Order: Price, falling" in first
    assert "Hub last heard 21 Nov 2025, 11:05 (3 h ago)" in first
    assert (found.title, found.author, found.language) == ("Vehicles", "Acme Berlin", "en-GB")
    assert found.fonts == {"Inter-Regular", "Inter-SemiBold"}


def test_pdf_keeps_the_columns_of_the_screen_and_wraps_what_is_long(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, "customer", name="A" * 90, company="The very long name of a company that goes on and on " * 3)
    export(listing(workspace, "customer", columns=("name", "company")), tmp_path / "c.pdf")
    text = printed(tmp_path / "c.pdf").text
    assert "Name Company" in text
    assert text.replace(" ", "").count("A") >= 90
    assert "Phone" not in text


def test_an_empty_list_is_a_page_that_says_so(workspace: Workspace, tmp_path: Path) -> None:
    export(listing(workspace), tmp_path / "v.pdf")
    assert "Nothing in this list." in printed(tmp_path / "v.pdf").text
    for ending in ("csv", "xlsx"):
        assert export(listing(workspace), tmp_path / f"v.{ending}") == 0
    assert rows_of(tmp_path / "v.csv") == sheet_of(tmp_path / "v.xlsx") == []


def test_scripts_the_font_has_are_printed_and_others_are_owned_up_to(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("Nguyễn Thị Hoa", "Ярослав", "Ελένη Παπά", "Łukasz Žižka"):
        add(workspace, "customer", name=name)
    export(listing(workspace, "customer"), tmp_path / "a.pdf")
    text = printed(tmp_path / "a.pdf").text
    assert all(name in text for name in ("Nguyễn Thị Hoa", "Ярослав", "Ελένη Παπά", "Łukasz Žižka"))
    assert "cannot be printed" not in text
    add(workspace, "customer", name="สมชาย")
    export(listing(workspace, "customer"), tmp_path / "b.pdf")
    assert "Characters of some scripts cannot be printed" in printed(tmp_path / "b.pdf").text


# --- stopping ---


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_stopped_work_leaves_no_file(workspace: Workspace, tmp_path: Path, ending: str) -> None:
    add_vehicles(workspace, 1_100)
    folder = tmp_path / "out"
    folder.mkdir()
    heard: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        heard.append((done, total))
        return done < 1_000

    with pytest.raises(Stopped):
        export(listing(workspace), folder / f"v.{ending}", told)
    assert heard == [(0, 1_100), (500, 1_100), (1_000, 1_100)]
    assert not list(folder.iterdir())
