"""Rows of the hub's audit as people read them: who did what, about which record, with which details."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from client.reading.queries import Reader
from client.text import catalogue
from client.text import hub_audit as words
from shared_models.kinds import Choice
from shared_models.records import RECORD_TYPES
from shared_models.records.person import Person

#: Who acts beside people, as the hub writes it.
OTHERS = ("operator", "hub")
_IDENTIFIER = re.compile(r"[0-9a-f]{32,}")
_SHORT = 8
_MOST_NAMED = 3


@dataclass(frozen=True)
class AuditRow:
    """One row in words; ``at`` is UTC, ``by``, ``code`` and ``record`` are as the hub holds them."""

    number: int
    at: datetime
    by: str
    who: str
    code: str
    what: str
    record: str
    about: str
    device: str
    details: str


def other_names() -> dict[str, str]:
    """Who acts beside people, in words."""
    return dict(zip(OTHERS, (words.OPERATOR, words.HUB_ITSELF), strict=True))


def action_words(action: str) -> str:
    """What was done; a newer hub may note what this program has no words for."""
    return words.ACTIONS.get(action) or words.BY_NEWER_HUB.format(action=action.replace("_", " "))


def in_words(reader: Reader, answer: Mapping[str, Any]) -> list[AuditRow]:
    """The rows of an answer of the hub, in its order. Belongs in the background."""
    rows: Sequence[Mapping[str, Any]] = answer["rows"]
    names = {**answer["names"], **other_names()}
    told = [row["subject"] for row in rows] + [str(value) for row in rows for value in row["detail"].values()]
    unknown = {one for one in told if one not in names and _IDENTIFIER.fullmatch(one)}
    names |= _titles(reader, unknown)
    return [_row(row, names) for row in rows]


def _titles(reader: Reader, wanted: Iterable[str]) -> dict[str, str]:
    """What records that are on this device are called; the hub's audit does not say of which type they are."""
    missing, found = set(wanted), dict[str, str]()
    for type_name in RECORD_TYPES:
        if not missing:
            break
        found |= reader.titles(type_name, missing)
        missing -= found.keys()
    return found


def _row(row: Mapping[str, Any], names: Mapping[str, str]) -> AuditRow:
    device = names.get(row["device"], _named(row["device"], names))
    details = [
        words.DETAIL_LINE.format(name=words.DETAILS.get(key, key.replace("_", " ")), value=said)
        for key, value in row["detail"].items()
        if (said := _value(key, value, names))
    ]
    if device and row["device"] != row["subject"]:
        details.append(words.DETAIL_LINE.format(name=words.DEVICE, value=device))
    return AuditRow(
        row["number"], datetime.fromtimestamp(row["at"] / 1000, UTC), row["who"],
        _named(row["who"], names) or catalogue.NOTHING, row["action"], action_words(row["action"]), row["subject"],
        _named(row["subject"], names) or catalogue.NOTHING, device, " · ".join(details),
    )  # fmt: skip


def _named(told: str, names: Mapping[str, str]) -> str:
    if told in names or not _IDENTIFIER.fullmatch(told):
        return names.get(told, told)
    return words.RECORD.format(id=told[:_SHORT])


def _value(key: str, value: Any, names: Mapping[str, str]) -> str:
    """A detail's value; empty where it says nothing."""
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, list):
        some = [_value(key, one, names) for one in value]
        return ", ".join(some) if len(some) <= _MOST_NAMED else f"{len(some):,}"
    text = "" if value is None else str(value)
    if key == "type" and text in RECORD_TYPES:
        return RECORD_TYPES[text].about.label
    if key == "role" and text:
        kind = Person.fields()["role"].kind
        return kind.label(text) if isinstance(kind, Choice) else text
    if key == "action" and text:
        return action_words(text)
    if _IDENTIFIER.fullmatch(text):
        return names.get(text, text[:_SHORT])
    return words.VALUES.get(text, text)
