"""Doors for hostile bytes: files that people choose (tables of other programs, photos, saved mappings), and our own."""

from __future__ import annotations

import atexit
import gzip
import json
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from openpyxl import Workbook

from client.file_store import FileStore
from client.importing.mapping import ColumnMapping
from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.suggestion import suggest
from client.search.storage import Reader, UnusableIndex, Writer
from client.thumbnails import FileDamaged, made_at
from ml_models.labelled_table import TableFault, read_table
from ml_models.model_file import ModelFileBroken, opened
from shared_models.errors import ForecourtError
from tests.support.hostile import Door, bent

_CSV = (
    "VIN;Make;Model;Year;Mileage;Price;Bought on;Features\n"
    '1M8GDM9AXKP042788;Škoda;Octavia;2019;41.250 km;"12.345,50 €";03.02.2024;"ABS, Isofix"\n'
    '4T1BF1FK5CU123456;"Toyota";Camry;2021;12.000 km;18.500,00 €;14.02.2024;\n'
)
_ROWS = [
    {"vin": "1M8GDM9AXKP042788", "make": "Kia", "price": {"amount": 12345.5, "currency": "EUR"}, "tags": ["a", "b"]}
]
_OUTCOMES = b"a,b,won\n1,2,1\n3,4,0\n"
_TODAY = date(2026, 3, 1)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="forecourt-hostile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(data: bytes, name: str) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _read_rows(data: bytes) -> None:
    """As an import does up to the preview: opened, and every row read."""
    for _ in open_source(_file(data, "table")).rows():
        pass


def _lists() -> list[bytes]:
    return [*(_CSV.encode(name) for name in ("utf-8", "cp1252", "utf-16")), b"sep=,\na,b\n1,2\n"]


def _read_preview(data: bytes) -> None:
    source = open_source(_file(data, "table"))
    mapping = suggest("vehicle", source, today=_TODAY, currency="EUR", units={"mileage": "km"})
    Preview(source, mapping, today=_TODAY).check()


def _read_mapping(data: bytes) -> None:
    ColumnMapping.load(_file(data, "mapping.json"))


def _mapping() -> list[bytes]:
    held = ColumnMapping("vehicle", {"make": "Make", "vin": "VIN"}, templates={"notes": "{Make}"}, currency="EUR")
    return [held.to_json().encode()]


def workbook() -> bytes:
    """A stock list as Excel keeps one."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (("VIN", "Make", "Price", "Bought on"), ("1M8GDM9AXKP042788", "Kia", 12345.5, date(2024, 2, 3))):
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def bent_archive(dice: random.Random, data: bytes) -> bytes:
    """An archive with one of the files in it bent, or bent itself."""
    if dice.random() < 0.25:
        return bent(dice, data)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as made:
        names = whole.namelist()
        chosen = dice.choice([name for name in names if name.startswith("xl/") or dice.random() < 0.1])
        for name in names:
            inside = whole.read(name)
            made.writestr(name, bent(dice, inside) if name == chosen else inside)
    return out.getvalue()


def bent_inside(dice: random.Random, data: bytes) -> bytes:
    """Something compressed with its content bent, or bent itself."""
    return bent(dice, data) if dice.random() < 0.3 else gzip.compress(bent(dice, gzip.decompress(data)), 1)


def _pictures() -> list[bytes]:
    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QImage

    found = []
    for form in ("PNG", "JPG", "BMP", "WEBP", "GIF", "TIFF", "ICO", "PPM"):
        image, held = QImage(24, 16, QImage.Format.Format_RGB32), QBuffer()
        image.fill(0x336699)
        held.open(QBuffer.OpenModeFlag.WriteOnly)
        if image.save(held, form):  # type: ignore[call-overload]
            found.append(bytes(held.data().data()))
    return [*found, b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>']


@cache
def _files() -> FileStore:
    return FileStore(_folder() / "data" / "files")


def _read_picture(data: bytes) -> None:
    files = _files()
    digest = files.add_bytes(data, "photo.jpg").digest
    made_at(files, digest, files.folder / "thumbnails" / f"{digest}-512", 512)
    files.remove(digest)


def _index() -> bytes:
    writer = Writer()
    writer.plain(["a", 1])
    writer.raw(b"abc")
    writer.numbers(np.arange(5, dtype="<i8"))
    return writer.finish()


def _read_index(data: bytes) -> None:
    reader = Reader(data)
    reader.plain()
    reader.raw()
    reader.numbers()


def _model() -> list[bytes]:
    return [next(Path(__file__).parents[2].glob("ml_models/lead_conversion/weights.json")).read_bytes()]


def _read_model(data: bytes) -> None:
    opened(data, "lead_conversion", Path("model.json"))


def _read_labelled(name: str) -> Callable[[bytes], object]:
    return lambda data: read_table(_file(data, name))


DOORS = {
    "csv": Door(_read_rows, _lists, share=0.1),
    "csv preview": Door(_read_preview, lambda: [_CSV.encode()], share=0.01),
    "gzip": Door(_read_rows, lambda: [gzip.compress(_CSV.encode(), 1)], bend=bent_inside, share=0.1),
    "json": Door(
        _read_rows,
        lambda: [*(json.dumps(each).encode() for each in (_ROWS, {"rows": _ROWS})), b'{"a": 1}\n{"a": "b"}\n'],
        share=0.1,
    ),
    "xlsx": Door(_read_rows, lambda: [workbook()], bend=bent_archive, share=0.02),
    "saved mapping": Door(_read_mapping, _mapping, share=0.3),
    "picture": Door(_read_picture, _pictures, (ForecourtError, FileDamaged), share=0.05),
    "search index": Door(_read_index, lambda: [_index()], (UnusableIndex,)),
    "model file": Door(_read_model, _model, (ModelFileBroken,), share=0.02),
    "labelled table": Door(_read_labelled("t.csv"), lambda: [_OUTCOMES], (TableFault,), share=0.2),
    "labelled table, gzipped": Door(
        _read_labelled("t.csv.gz"), lambda: [gzip.compress(_OUTCOMES, 1)], (TableFault,), bend=bent_inside, share=0.2
    ),
}  # fmt: skip
