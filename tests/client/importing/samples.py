"""A file written and previewed in one go, for the tests of what becomes of its rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.suggestion import suggest

TODAY = date(2026, 3, 1)
VIN = "1M8GDM9AXKP042788"


def preview(tmp_path: Path, text: str, record_type: str = "vehicle", edit: Any = None, **options: Any) -> Preview:
    path = tmp_path / "stock.csv"
    path.write_text(text, "utf-8")
    source = open_source(path)
    mapping = suggest(record_type, source, today=TODAY, currency="EUR", units={"mileage": "km"})
    if edit is not None:
        edit(mapping)
    return Preview(source, mapping, today=TODAY, **options)


def only_values(tmp_path: Path, text: str, record_type: str = "vehicle", edit: Any = None) -> list[dict[str, Any]]:
    return [values for batch in preview(tmp_path, text, record_type, edit).batches() for values in batch]
