"""Any record on paper: its fields, its small tables, where it stands; sealed texts stay sealed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from client.commands import Archive
from client.reports.record_sheet import write_record_sheet
from client.reports.refusals import Refused
from client.workspace import Workspace
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from tests.client.reports.printed import A4, EDITION, Printed, printed
from tests.client.showroom import ACME, STORE, add, add_customers, add_policies, add_vehicles, do, vehicle


def sheet(workspace: Workspace, tmp_path: Path, type_name: str, record: str) -> Printed:
    """A record's sheet, read back."""
    path = tmp_path / "sheet.pdf"
    write_record_sheet(workspace.reader, type_name, record, EDITION, path)
    return printed(path)


def test_a_vehicle_with_everything_about_it(workspace: Workspace, tmp_path: Path) -> None:
    record = add(workspace, "vehicle", **vehicle(4))
    found = sheet(workspace, tmp_path, "vehicle", record)
    assert found.sizes == {A4}
    assert found.title == "Vehicle BMW 320d"
    text = found.text
    for told in ("BMW 320d", "2023 · Comfort · 7,124 km", "Price €15,108", "Status Incoming", "Store Acme Berlin"):
        assert told in text
    assert "Features Heated seats, Tow bar" in text
    assert "by Dana Reyes. Some of it is only on the device it was printed from." in text
    assert "Registration" not in text  # nothing was entered
    assert "Page 1 of 1" in text


def test_small_tables_stand_whole_and_in_the_order_of_their_dates(workspace: Workspace, tmp_path: Path) -> None:
    days = [date(2025, 1, 1) + timedelta(days=30 * number) for number in range(120)]
    rows = {new_id(): {"due": day, "amount": Money(10_050, "EUR")} for day in reversed(days)}
    notes = "A long remark. " * 800
    record = add(
        workspace, "policy", number="POL9", insurer=ACME, status="active", expires_on=date(2026, 1, 1), notes=notes,
        instalments=rows,
    )  # fmt: skip
    found = sheet(workspace, tmp_path, "policy", record)
    assert "Instalments (120)" in found.text
    assert found.text.count("€100.50") == 120
    assert found.text.count("remark.") == 800
    assert found.text.index("1 Jan 2025") < found.text.index("31 Jan 2025") < found.text.index("2 Mar 2025")
    assert len(found.pages) > 4
    assert sum("Due Amount" in page for page in found.pages) >= 3


def test_what_is_sealed_is_not_printed(workspace: Workspace, tmp_path: Path) -> None:
    record = add(workspace, "customer", name="Zoë <Müller> & Co", licence_number=b"\x01secret-bytes")
    text = sheet(workspace, tmp_path, "customer", record).text
    assert "Zoë <Müller> & Co" in text
    assert "Driving licence number Sealed, not printed" in text
    assert "secret" not in text


def test_one_that_was_put_away_says_so(workspace: Workspace, tmp_path: Path) -> None:
    (record,) = add_customers(workspace, ("Aisha",))
    do(workspace.replica, Archive("customer", record))
    assert "Put away" in sheet(workspace, tmp_path, "customer", record).text


def test_every_type_that_is_here_can_be_printed(workspace: Workspace, tmp_path: Path) -> None:
    add_vehicles(workspace, 1)
    add_policies(workspace, 1)
    seen = 0
    for type_name, record_type in RECORD_TYPES.items():
        for record in workspace.reader.ids(type_name)[:1]:
            assert record_type.about.label in sheet(workspace, tmp_path, type_name, record).text
            seen += 1
    assert seen >= 6


def test_a_record_that_is_gone_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not on this device"):
        write_record_sheet(workspace.reader, "vehicle", STORE, EDITION, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
