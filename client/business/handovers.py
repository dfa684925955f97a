"""Handing refused work to a colleague who may do it: who may, the fact that carries it, and what became of it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgpack

from client.commands import RecordFact, Settling, Together
from client.reading.log_queries import Refusal
from client.reading.queries import Reader, RecordView
from shared_models.documents import ARCHIVED_KEY
from shared_models.errors import ForecourtError
from shared_models.projection import field_value
from shared_models.records import RECORD_TYPES
from shared_models.rights import ROLES, Principal, may_read_space, may_write_field
from shared_models.schema import Values

#: Bytes of wanted values that are opened; a fact is no larger anyway.
_LARGEST = 60_000


class HandoverUnreadable(ForecourtError):
    """What was handed over cannot be read by this version."""

    code = "handover_unreadable"


@dataclass(frozen=True)
class Handed:
    """Work handed from ``sender`` to ``to``; ``answer`` is empty while it waits. ``wanted`` as documents hold it."""

    id: str
    what: str
    record_type: str
    record: str
    deed: str
    reason: str
    field: str
    note: str
    sender: str
    to: str
    at: datetime
    wanted: Mapping[str, Any]
    answer: str = ""
    answer_note: str = ""


def wanted_values(record_type: str, wanted: Mapping[str, Any]) -> Values:
    """Values out of what documents hold; fields that this version does not know are left out."""
    fields = RECORD_TYPES[record_type].fields()
    return {name: field_value(fields[name], held) for name, held in wanted.items() if name in fields}


def able(reader: Reader, refusal: Refusal, tenant: str, me: str) -> list[RecordView]:
    """The people who work here and may do what was refused: they read its space and may write each of its fields."""
    record_type = RECORD_TYPES.get(refusal.record_type)
    if record_type is None:
        return []
    names = [name for name in refusal.wanted if name != ARCHIVED_KEY]
    found = []
    for person in reader.find("person", order="name"):
        role, store = person.values["role"], person.values["store"]
        if person.id == me or role not in ROLES or person.values["active"] is False:
            continue
        reads = may_read_space(Principal(person.id, tenant, role, store), refusal.space, RECORD_TYPES)
        if reads and all(may_write_field(role, record_type, name) for name in names or [""]):
            found.append(person)
    return found


def handing(refusal: Refusal, to: str, me: str, what: str, note: str) -> RecordFact:
    """The fact that gives refused work to somebody."""
    deed = _deed_of(refusal)
    values = {
        "to": to, "sender": me, "what": what[:400], "deed": deed, "record_type": refusal.record_type,
        "record": refusal.record, "reason": refusal.reason[:2_000] or refusal.code, "field": refusal.field[:100],
        "wanted": base64.b64encode(msgpack.packb(dict(refusal.wanted))).decode(), "note": note,
    }  # fmt: skip
    return RecordFact("handover", {name: value for name, value in values.items() if value})


def discarding(refusal: Refusal, me: str, note: str) -> Settling:
    """Let refused work go, with the fact that tells those who answer for it: who, what kind of work, and why."""
    values = {
        "person": me, "deed": _deed_of(refusal), "record_type": refusal.record_type, "record": refusal.record,
        "reason": refusal.reason[:2_000] or refusal.code, "field": refusal.field[:100], "note": note,
    }  # fmt: skip
    fact = RecordFact("discard", {name: value for name, value in values.items() if value})
    return Settling(fact, refusal.cause, "discarded", note)


def _deed_of(refusal: Refusal) -> str:
    return "fact" if refusal.kind == "fact" else "create" if refusal.birth else "edit"


def answering(handed: Handed, me: str, answer: str, note: str = "") -> Together:
    """The facts that say what became of work that was handed over; ``answer`` is applied or declined.

    One goes to who asked, the other stays in one's own inbox, so that one's other devices know as well.
    """
    values = {"sender": me, "handover": handed.id, "what": handed.what, "answer": answer}
    if note:
        values["note"] = note
    return Together(tuple(RecordFact("handover_answer", {**values, "to": to}) for to in (handed.sender, me)))


def given_to(reader: Reader, person: str) -> list[Handed]:
    """What was given to the person and waits for an answer, oldest first."""
    mine = {view.values["handover"] for view in reader.find("handover_answer", sender=person)}
    found = [view for view in reader.find("handover", order="ordinal", to=person) if view.id not in mine]
    return list(_readable(found, {}))


def given_by(reader: Reader, person: str, most: int = 20) -> list[Handed]:
    """What the person has given away, newest first, with the answers that have come."""
    answers = {view.values["handover"]: view for view in reader.find("handover_answer", order="-ordinal", to=person)}
    return list(_readable(reader.find("handover", sender=person, limit=most), answers))


def handed(reader: Reader, identifier: str) -> Handed | None:
    """One piece of work that was handed over."""
    view = reader.record("handover", identifier)
    return next(iter(_readable([view], {})), None) if view is not None else None


def _readable(views: Iterable[RecordView], answers: Mapping[str, RecordView]) -> Iterable[Handed]:
    for view in views:
        try:
            wanted = _opened(view.values["wanted"])
        except HandoverUnreadable:
            continue
        v, answer = view.values, answers.get(view.id)
        yield Handed(
            view.id, v["what"], v["record_type"], v["record"], v["deed"], v["reason"], v["field"] or "",
            v["note"] or "", v["sender"], v["to"], view.created, wanted,
            answer.values["answer"] if answer else "", (answer.values["note"] or "") if answer else "",
        )  # fmt: skip


def _opened(text: str | None) -> Mapping[str, Any]:
    try:
        found = msgpack.unpackb(base64.b64decode((text or "")[:_LARGEST], validate=True), strict_map_key=True)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException, RecursionError) as error:
        raise HandoverUnreadable("these are no values of a record") from error
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise HandoverUnreadable("these are no values of a record")
    return found
