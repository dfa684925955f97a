"""Requests for approval and how they stand: the first answer of somebody other than who asked holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from client.changes import Identity
from client.reading.queries import Reader, RecordView
from client.text import approvals as words
from shared_models.claims import consents, consents_to_reward
from shared_models.rights import may_write

#: How long an answer stays among what concerns the person.
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Approval:
    """A request and the answer that holds, if there is one yet."""

    request: RecordView
    answer: RecordView | None = None

    @property
    def state(self) -> str:
        """``waiting``, ``granted`` or ``declined``."""
        return str(self.answer.values["answer"]) if self.answer is not None else "waiting"


def settled(request: RecordView, answers: Sequence[RecordView]) -> Approval:
    """The request with the answer that holds: the earliest; nobody answers themselves."""
    valid = [a for a in answers if a.values["request"] == request.id and a.author != request.author]
    return Approval(request, min(valid, key=lambda one: (one.created, one.id), default=None))


def gather(reader: Reader, since: datetime) -> list[Approval]:
    """All requests that wait, and those made since an instant, newest first. Not on the window's thread."""
    answers = reader.find("approval_answer")
    every = [settled(request, answers) for request in reader.find("approval_request")]
    found = [a for a in every if a.answer is None or max(a.request.created, a.answer.created) >= since]
    return sorted(found, key=lambda one: one.request.created, reverse=True)


def consent_for(reader: Reader, vehicle: str, person: str, since: datetime) -> str | None:
    """The granted answer by which a person may release what has held a vehicle since an instant, or None."""
    for request in reader.find("approval_request", vehicle=vehicle, person=person):
        approval = settled(request, reader.find("approval_answer", request=request.id))
        answer = approval.answer
        newer = answer is not None and request.created >= since
        if answer is not None and newer and consents(request.values, answer.values, vehicle, person):
            return answer.id
    return None


def reward_consent(reader: Reader, reward: str, person: str) -> str | None:
    """The granted answer by which a person may give out a reward, or None."""
    for request in reader.find("approval_request", kind="reward", what=reward, person=person):
        answer = settled(request, reader.find("approval_answer", request=request.id)).answer
        if answer is not None and consents_to_reward(request.values, answer.values, reward, person):
            return answer.id
    return None


def name_of(reader: Reader, person: str) -> str:
    """How somebody is called, also before their record has arrived."""
    return reader.titles("person", [person]).get(person) or words.COLLEAGUE


def may_answer(approval: Approval, identity: Identity) -> bool:
    """Whether this person is one to answer it."""
    asked = approval.request.values["asked"]
    return (
        approval.answer is None
        and may_write(identity.role, "approval_answer")
        and identity.person not in (approval.request.author, approval.request.values["person"])
        and asked in (None, identity.person)
    )


def asked_by(approval: Approval, identity: Identity) -> bool:
    """Whether this person asked."""
    return approval.request.author == identity.person
