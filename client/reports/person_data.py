"""Everything about one person that the person asking may see, as one ZIP: PDF for people, JSON, and the files."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from client.file_store import FileStore
from client.formatting import shown
from client.reading.queries import Reader, RecordView
from client.reports.edition import Edition
from client.reports.paper import HEADING, TITLE, Sheet
from client.reports.refusals import Refused
from client.reports.whole_file import whole_file
from client.text import privacy as words
from client.text import reports as report_words
from shared_models.errors import NotAllowed
from shared_models.kinds import Sealed
from shared_models.privacy import concerned, files_in
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read
from shared_models.schema import Field
from shared_models.sealing import Seals


class PersonData:
    """What this device knows of a person. ``seals`` are the keys of sealed fields the asking person holds, by type."""

    def __init__(self, reader: Reader, role: str, files: FileStore, seals: dict[str, Seals], edition: Edition) -> None:
        self._reader, self._role, self._files, self._seals = reader, role, files, seals
        self._edition = edition

    def write(self, type_name: str, record: str, path: Path) -> int:
        """Write the ZIP; returns how many records are in it. Raises :class:`Refused`; then nothing was written."""
        with self._reader.connect() as connection:
            found = [one for one in concerned(connection, type_name, record) if may_read(self._role, one.type)]
        views = [view for one in found if (view := self._reader.record(one.type, one.id)) is not None]
        if not views:
            raise Refused(report_words.GONE)
        told = [self._told(view) for view in views]
        with whole_file(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=1, default=str))
            pack.writestr("person.pdf", self._paper(views))
            for digest in sorted(set().union(*(files_in(view.values) for view in views))):
                data = self._files.read(digest)
                if data is not None:
                    pack.writestr(f"files/{digest}", data)
        return len(views)

    def _told(self, view: RecordView) -> dict[str, Any]:
        record_type = view.record_type
        values = {
            name: self._plain(view, field) for name, field in record_type.fields().items()
            if view.values[name] not in (None, "", {}, frozenset())
        }  # fmt: skip
        times = {"created": view.created.isoformat(), "updated": view.updated.isoformat()}
        return {"type": record_type.type_name(), "id": view.id, "space": view.space, **times, "values": values}

    def _plain(self, view: RecordView, field: Field) -> Any:
        value = view.values[field.name]
        if isinstance(field.kind, Sealed):
            return self._unsealed(view, field)
        if isinstance(value, frozenset):
            return sorted(value)
        return value if isinstance(value, str | int | float | bool) else str(value)

    def _unsealed(self, view: RecordView, field: Field) -> str:
        """What is sealed is the person's own: told where the asking person holds the key."""
        seals = self._seals.get(view.record_type.type_name())
        try:
            return report_words.SEALED if seals is None else seals.unseal(view.values[field.name], view.id, field.name)
        except NotAllowed:
            return report_words.SEALED

    def _paper(self, views: Sequence[RecordView]) -> bytes:
        sheet = Sheet(words.PAPER, self._edition, self._edition.line())
        sheet.add(words.PAPER, TITLE)
        for view in views:
            about = view.record_type.about
            sheet.add(f"{about.label}: {self._reader.title(view.record_type.type_name(), view.id)}", HEADING)
            pairs = [
                (field.label, self._text(view, field)[:600]) for field in view.record_type.fields().values()
                if view.values[field.name] not in (None, "", {}, frozenset())
            ]  # fmt: skip
            sheet.add_pairs(pairs)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "person.pdf"
            sheet.write(path)
            return path.read_bytes()

    def _text(self, view: RecordView, field: Field) -> str:
        if isinstance(field.kind, Sealed):
            return self._unsealed(view, field)
        return shown(field, view.values[field.name], self._edition.zone, self._reader.title)


def types_with_seals() -> list[str]:
    """The record types that have sealed fields."""
    return [n for n, t in RECORD_TYPES.items() if any(isinstance(f.kind, Sealed) for f in t.fields().values())]
