"""The errors both sides know: each says what was wrong, where, and how to get out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class ForecourtError(Exception):
    """Root of all errors that are expected in operation and shown to a person.

    ``code`` is stable and machine-readable; the message is a sentence for people.
    """

    code = "error"


@dataclass(frozen=True)
class Problem:
    """One finding about one field of one record.

    ``field`` is the field's name, or ``""`` when the whole record is meant. An ``error`` blocks saving,
    a ``warning`` is shown and may be overridden.
    """

    field: str
    message: str
    severity: Literal["error", "warning"] = "error"


class InvalidRecord(ForecourtError):
    """The values do not fit the schema; ``problems`` lists every one of them."""

    code = "invalid_record"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems))


class DocumentDamaged(ForecourtError):
    """Bytes that are no Automerge document or change, or that the engine could not digest."""

    code = "document_damaged"


class TooLarge(ForecourtError):
    """Bytes beyond what any honest device sends; refused before they are opened."""

    code = "too_large"


class EnvelopeRefused(ForecourtError):
    """An envelope that cannot be read, or whose hash or signature does not hold."""

    code = "envelope_refused"


class Refusal(ForecourtError):
    """A change that may not enter; ``code`` says why to programs, the message to people, ``field`` what is to blame."""

    def __init__(self, code: str, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.field = field


class NotAllowed(ForecourtError):
    """The person has no right to do this; ``field`` names the field where one is to blame."""

    code = "not_allowed"

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)
