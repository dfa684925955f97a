"""Evidence packs made on this device, also without the hub: what is here, under the device's own signature."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from client.reading.queries import Reader
from client.reading.record_history import history_of
from client.replica.histories import document_with_changes
from client.replica.replica_tables import change
from client.reports.edition import Edition
from client.reports.paper import HEADING, SMALL, TITLE, Sheet
from client.reports.refusals import Refused, Told, tell, unheeding
from client.reports.whole_file import whole_file
from client.text import audit as words
from client.text import reports as report_words
from client.text import values
from shared_models.clock import system_milliseconds
from shared_models.documents import Document
from shared_models.envelopes import Envelope
from shared_models.evidence import Exhibit, Receipt, Signer, write_pack
from shared_models.kinds import Sealed
from shared_models.protocol import GENESIS
from shared_models.records import RECORD_TYPES

#: What a record's pack shows beside it: fields of its own, and types that name it by a field.
_NAMED = ("vehicle", "policy", "claim")
_NAMING: Mapping[str, Sequence[tuple[str, str]]] = {
    "claim": (("claim_decision", "claim"),),
    "policy": (("underwriting_decision", "policy"),),
}
#: The types a pack can be made of from the app.
TYPES = ("sale", "claim", "policy")
#: What a pack of a period holds.
PERIOD_TYPES = ("sale", "payment", "deposit", "claim", "claim_decision", "underwriting_decision")


@dataclass(frozen=True)
class Making:
    """Who signs, and what the pack is of."""

    reader: Reader
    signer: Signer
    edition: Edition

    def write(self, type_name: str, record: str, path: Path) -> None:
        """Write the pack of a record as one ZIP. Raises :class:`Refused`; then nothing was written."""
        self._write(self._chosen(type_name, record), path, report_words.GONE)

    def write_period(self, since: date, until: date, path: Path, told: Told = unheeding) -> int:
        """Write the pack of what was done from a day to another (both within); how many records it holds.

        Sales, payments, deposits, claims and decisions that are here and were made or changed then, by the clock of the
        edition. Raises :class:`Refused` and :class:`Stopped`; then nothing was written.
        """
        zone = self.edition.zone
        begin, end = (
            int(datetime.combine(day, time(), zone).timestamp() * 1000) for day in (since, until + timedelta(days=1))
        )
        found = []
        for name in PERIOD_TYPES:
            column = RECORD_TYPES[name].table().c.updated
            within = [column >= begin, column < end]
            found += [(name, view.id) for view in self.reader.where(name, within, "ordinal", archived=None)]
        self._write(found, path, words.NOTHING_THEN, told)
        return len(found)

    def _write(self, chosen: Sequence[tuple[str, str]], path: Path, nothing: str, told: Told = unheeding) -> None:
        exhibits = []
        for done, (_, each) in enumerate(chosen):
            tell(told, done, len(chosen))
            exhibits += [exhibit] if (exhibit := self._exhibit(each)) is not None else []
        if not exhibits:
            raise Refused(nothing)
        data = write_pack(exhibits, self.signer, system_milliseconds(), self._paper(chosen))
        with whole_file(path) as draft:
            draft.write_bytes(data)

    def _chosen(self, type_name: str, record: str) -> list[tuple[str, str]]:
        found = [(type_name, record)]
        view = self.reader.record(type_name, record)
        named = view.values if view is not None else {}
        found += [(name, named[name]) for name in _NAMED if named.get(name) and name != type_name]
        for other, field in _NAMING.get(type_name, ()):
            views = self.reader.where(other, [self.reader.column(other, field) == record])
            found += [(other, each.id) for each in views]
        return found

    def _exhibit(self, record: str) -> Exhibit | None:
        with self.reader.connect() as connection:
            told = document_with_changes(connection, record)
            if told is None:
                return None
            chunks = _chunks(told.kind, told.whole)
            rows = [dict(row) for row in told.changes]
            before = self._links(connection, rows)
        first = rows[0] if rows else {"type": "", "space": ""}
        name = first.get("type") or _type_of(told.kind, told.whole)
        receipts = [self._receipt(name, record, row, chunks, before) for row in rows]
        return Exhibit(record, name, told.kind, str(first["space"]), told.whole, receipts)

    def _receipt(
        self, name: str, record: str, row: Mapping[str, Any], chunks: Mapping[bytes, bytes],
        before: Mapping[tuple[str, int], bytes],
    ) -> Receipt:  # fmt: skip
        digest = bytes(row["hash"])
        envelope = Envelope(
            row["kind"], row["space"], record, name, row["author"], row["device"], row["stamp"], bool(row["offline"]),
            row["version"], digest, chunks.get(digest, b""), bytes(row.get("signature") or b""),
        )  # fmt: skip
        if envelope.device == self.signer.device and not envelope.signature:
            envelope = envelope.signed(self.signer.key)
        seq, chain = row["seq"] or 0, bytes(row["chain"] or b"")
        previous = GENESIS if seq == 1 else before.get((row["space"], seq - 1), b"")
        return Receipt(envelope, seq, chain, row["stamp"], previous)

    def _links(self, connection: Any, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], bytes]:
        """The links in front of the changes' own, as far as this device has seen them."""
        found: dict[tuple[str, int], bytes] = {}
        for row in rows:
            if row["seq"]:
                here = (change.c.space == row["space"], change.c.seq == row["seq"] - 1, change.c.chain.is_not(None))
                link = connection.execute(select(change.c.chain).where(*here)).scalar()
                if link is not None:
                    found[row["space"], row["seq"] - 1] = bytes(link)
        return found

    def _paper(self, chosen: Sequence[tuple[str, str]]) -> bytes:
        sheet = Sheet(words.EVIDENCE, self.edition, self.edition.line())
        sheet.add(words.EVIDENCE, TITLE)
        for type_name, record in chosen:
            view = self.reader.record(type_name, record)
            if view is not None:
                sheet.add(f"{view.record_type.about.label}: {self.reader.title(type_name, record)}", HEADING)
                sheet.add_pairs(self._pairs(view))
                for occasion in history_of(self.reader, type_name, record):
                    when = values.moment(occasion.at, self.edition.zone)
                    sheet.add(report_words.SEPARATOR.join(part for part in (when, occasion.author_name) if part), SMALL)
                    for one in occasion.happened:
                        label = one.field.label if one.field is not None else ".".join(one.path)
                        sealed = one.field is not None and isinstance(one.field.kind, Sealed)
                        pair = (report_words.SEALED,) * 2 if sealed else (one.before, one.after)
                        sheet.add(words.STEP.format(field=label, before=_said(pair[0]), after=_said(pair[1])))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "paper.pdf"
            sheet.write(path)
            return path.read_bytes()

    def _pairs(self, view: Any) -> list[tuple[str, str]]:
        shown = []
        for field in view.record_type.fields().values():
            value = view.values[field.name]
            if value not in (None, "", {}, frozenset()):
                text = report_words.SEALED if isinstance(field.kind, Sealed) else self._text(field, value)
                shown.append((field.label, text[:400]))
        return shown

    def _text(self, field: Any, value: Any) -> str:
        from client.formatting import shown

        return shown(field, value, self.edition.zone, self.reader.title)


def _said(value: Any) -> str:
    return values.NOTHING if value is None else str(value)[:400]


def _chunks(kind: str, whole: bytes) -> dict[bytes, bytes]:
    if kind == "fact":
        from shared_models.facts import fact_hash

        return {fact_hash(whole): whole}
    return {each.hash: each.chunk for each in Document.load(whole).changes()}


def _type_of(kind: str, whole: bytes) -> str:
    from shared_models.facts import decode_fact

    content = decode_fact(whole) if kind == "fact" else Document.load(whole).content()
    return str(content["_type"])
