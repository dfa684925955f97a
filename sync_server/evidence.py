"""Evidence packs made by the hub: all envelopes are here, with the signatures of their devices and their receipts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from sqlalchemy import Connection, select

from shared_models.envelopes import unpack
from shared_models.erasures import hub_writes_as
from shared_models.evidence import Exhibit, Receipt, Signer, told, write_pack
from shared_models.protocol import GENESIS
from shared_models.records import RECORD_TYPES
from sync_server.config import HubConfig
from sync_server.errors import SetupProblem
from sync_server.exchange import Exchange
from sync_server.held_documents import Held, read_document
from sync_server.keys import load_key
from sync_server.tables import ACCOUNT, CHANGE, DEVICE, DOCUMENT, LOG

#: What a pack of a period holds.
PERIOD_TYPES = ("sale", "payment", "deposit", "claim", "claim_decision", "underwriting_decision")
#: What stands beside a record in its pack: the fields that name it.
_BESIDE = {"claim": (("claim_decision", "claim"),), "policy": (("underwriting_decision", "policy"),)}


def of_record(connection: Connection, tenant: str, record: str) -> list[str]:
    """The records of a pack about one: itself, what it names but for people, and the decisions about it."""
    held = read_document(connection, record)
    if held is None or not held.space.startswith(f"{tenant}/"):
        raise SetupProblem(f"record: there is none called '{record}'")
    found = [record]
    for name, field in _BESIDE.get(held.type, ()):
        table = RECORD_TYPES[name].table()
        found += connection.execute(select(table.c.id).where(table.c[field] == record)).scalars()
    record_type = RECORD_TYPES.get(held.type)
    if record_type is not None:
        table = record_type.table()
        row = connection.execute(select(table).where(table.c.id == record)).mappings().one()
        found += [row[name] for name in ("vehicle", "policy", "claim") if row.get(name)]
    return list(dict.fromkeys(found))


def of_period(connection: Connection, tenant: str, since_ms: int, until_ms: int) -> list[str]:
    """Sales, payments, deposits, claims and decisions of a tenant that were made or changed within a span."""
    stamp = DOCUMENT.c.last_stamp
    mine = (DOCUMENT.c.space.startswith(f"{tenant}/"), DOCUMENT.c.type.in_(PERIOD_TYPES))
    within = (stamp >= since_ms << 16, stamp < min(until_ms, 2**46) << 16)
    return list(connection.execute(select(DOCUMENT.c.id).where(*mine, *within).order_by(DOCUMENT.c.ordinal)).scalars())


def make(connection: Connection, config: HubConfig, tenant: str, records: Sequence[str], now_ms: int) -> bytes:
    """The pack of some records, signed by the hub. Raises SetupProblem where there is nothing to show."""
    exhibits = [_exhibit(connection, held) for one in records if (held := read_document(connection, one)) is not None]
    if not exhibits:
        raise SetupProblem("There is nothing to put into an evidence pack.")
    key, names = load_key(config.data), _names(connection, tenant)
    roster = Exchange(config.data).roster(connection, tenant, now_ms)
    us = hub_writes_as(tenant)
    signer = Signer(us, key, tenant, key.public_key().public_bytes_raw(), us, roster, names)
    return write_pack(exhibits, signer, now_ms, _paper(exhibits, names, tenant, now_ms))


def _exhibit(connection: Connection, held: Held) -> Exhibit:
    places = connection.execute(select(CHANGE.c.seq).where(CHANGE.c.ordinal == held.ordinal).order_by(CHANGE.c.seq))
    receipts = []
    for seq in places.scalars().all():
        here = (LOG.c.space == held.space, LOG.c.seq == seq)
        row = connection.execute(select(LOG.c.chain, LOG.c.stamp, LOG.c.envelope).where(*here)).one()
        before = (LOG.c.space == held.space, LOG.c.seq == seq - 1)
        previous = connection.execute(select(LOG.c.chain).where(*before)).scalar() if seq > 1 else GENESIS
        receipts.append(Receipt(unpack(row.envelope), seq, bytes(row.chain), row.stamp, bytes(previous or b"")))
    return Exhibit(held.id, held.type, "fact" if held.is_fact else "merge", held.space, held.snapshot, receipts)


def _names(connection: Connection, tenant: str) -> dict[str, str]:
    people = connection.execute(select(ACCOUNT.c.person, ACCOUNT.c.name).where(ACCOUNT.c.tenant == tenant))
    devices = connection.execute(select(DEVICE.c.id, DEVICE.c.name).where(DEVICE.c.tenant == tenant))
    return {row[0]: row[1] for row in [*people, *devices]}


def _paper(exhibits: Sequence[Exhibit], names: dict[str, str], tenant: str, now_ms: int) -> bytes:
    """The pack for people, in English; a letter that the font lacks is in ``records.json``."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

    look, target = getSampleStyleSheet(), io.BytesIO()
    story: list[Flowable] = [
        Paragraph(f"Evidence pack of {escape(tenant)}", look["Title"]),
        Paragraph(_moment(now_ms), look["Normal"]),
    ]
    for exhibit in exhibits:
        record = told(exhibit)
        story.append(Paragraph(f"{escape(_label(exhibit.type))} {exhibit.id}", look["Heading2"]))
        for name, value in record["content"].items():
            if not name.startswith("_"):
                story.append(Paragraph(f"<b>{escape(name)}</b>: {escape(str(value))}", look["Normal"]))
        deeds: dict[str, list[Any]] = {}
        for step in record["history"]:
            deeds.setdefault(step["change"], []).append(step)
        for receipt in exhibit.receipts:
            e = receipt.envelope
            who = f"{names.get(e.author, e.author)}, {names.get(e.device, e.device)}"
            at = f"{_moment(receipt.stamp >> 16)}, entry {receipt.seq}{', offline' if e.offline else ''}"
            story.append(Paragraph(f"{escape(who)}, {at}", look["Heading4"]))
            for step in deeds.get(e.hash.hex(), ()):
                line = f"{step['field']}: {step['before']!r} -> {step['after']!r}"
                story.append(Paragraph(escape(line), look["Normal"]))
    SimpleDocTemplate(target, pagesize=A4, title=f"Evidence pack of {tenant}").build(story)
    return target.getvalue()


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(sep=" ", timespec="seconds")


def _label(type_name: str) -> str:
    record_type = RECORD_TYPES.get(type_name)
    return type_name if record_type is None else record_type.about.label
