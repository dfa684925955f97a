"""Decisions that undo takes back: the fact stays, and another of the same type says that it no longer counts.

Of other facts (a sale, a hold, a payment) there is no such other: a later record of its own corrects them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from client.replica.database import quoted
from client.text import replica as words
from shared_models.encrypted_sqlite import Connection
from shared_models.facts import TAKEN_BACK, decode_fact
from shared_models.projection import field_value
from shared_models.records import RECORD_TYPES
from shared_models.schema import Values


@dataclass(frozen=True)
class Counter:
    """How a type of decision is taken back: ``about`` names the field it decides about, by record.

    ``taken_back`` gives, from the values of a decision, what else the fact says that takes it back.
    """

    about: str
    taken_back: Callable[[Values], dict[str, Any]]


def _price_taken_back(held: Values) -> dict[str, Any]:
    """The price goes the other way; of one that was declined it stayed."""
    stood = held["before"] if held["before"] is not None else held["proposed"]
    was = held["proposed"] if held["decision"] == "approve" else stood
    return {"vehicle": held["vehicle"], "before": was, "proposed": stood}


#: By record type; in a fact of each ``decision`` says what was decided, ``person`` who did, ``reason`` why.
COUNTERS: Mapping[str, Counter] = {
    "price_decision": Counter("vehicle", _price_taken_back),
    "underwriting_decision": Counter("policy", lambda held: {"policy": held["policy"]}),
}


@dataclass(frozen=True)
class Decision:
    """A decision as a fact holds it. ``about``: the record it decides about."""

    record_type: str
    id: str
    values: Values

    @property
    def about(self) -> str:
        """The record that is decided about."""
        return str(self.values[COUNTERS[self.record_type].about])


def decision_in(record_type: str, record: str, payload: bytes) -> Decision:
    """The decision that the bytes of a fact hold."""
    content, fields = decode_fact(payload), RECORD_TYPES[record_type].fields()
    values = {name: field_value(field, content.get(name)) for name, field in fields.items()}
    return Decision(record_type, record, values)


def decisions_about(connection: Connection, one: Decision) -> list[str]:
    """The identifiers of all decisions about the same record, the latest first: that one counts."""
    field = quoted(COUNTERS[one.record_type].about)
    query = f"SELECT id FROM {quoted(one.record_type)} WHERE {field} = ? ORDER BY created DESC, id DESC"
    return [row[0] for row in connection.execute(query, (one.about,))]


def counter(one: Decision, before: Decision | None, person: str) -> dict[str, Any] | None:
    """What is to be recorded so that a decision no longer counts; None: nothing could.

    One that took another back is answered by that other, ``before``, under the name of who does so now.
    """
    if one.values["decision"] == TAKEN_BACK:
        return None if before is None else {**before.values, "person": person}
    said = {"decision": TAKEN_BACK, "person": person, "reason": words.UNDONE}
    return {**COUNTERS[one.record_type].taken_back(one.values), **said}
