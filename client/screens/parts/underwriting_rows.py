"""The underwriting queue in words: rows of what waits, with proposal and reasons, and cards of what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accessibility.widgets import ArticleCard, Button, StatusPill, Text
from client import formatting
from client.business.underwriting_queue import UnderwritingQueue, Waiting
from client.formatting import labels
from client.reading.queries import RecordView
from client.screens.parts.page import deeds, only_if
from client.screens.parts.row_list import Row
from client.screens.parts.underwriting_words import TONES, decision_detail, grounds_of_proposal
from client.text import underwriting as words
from client.text import values
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES


@dataclass(frozen=True)
class Decided:
    """A decision that counts, in words."""

    policy: RecordView
    title: str
    detail: str
    decision: str
    tone: str


@dataclass(frozen=True)
class Shown:
    """The queue with its rows."""

    queue: UnderwritingQueue
    waiting: tuple[Row, ...]
    referred: tuple[Row, ...]
    decided: tuple[Decided, ...]


def shown_queue(workspace: Workspace, queue: UnderwritingQueue) -> Shown:
    """The queue in words. Not on the window's thread."""
    reader = workspace.reader
    policies = [*(one.found.view for one in (*queue.waiting, *queue.referred)), *(held for _, held in queue.decided)]
    holders = reader.titles("customer", [view.values["holder"] for view in policies])
    decisions = [*(one.referral for one in queue.referred if one.referral), *(one for one, _ in queue.decided)]
    people = reader.titles("person", [view.values["person"] for view in decisions])
    waiting, referred = (tuple(_row(one, holders, people) for one in some) for some in (queue.waiting, queue.referred))
    decided = tuple(_decided(workspace, *one, holders, people) for one in queue.decided)
    return Shown(queue, waiting, referred, decided)


def _row(one: Waiting, holders: Mapping[str, str], people: Mapping[str, str]) -> Row:
    view, proposal = one.found.view, one.found.proposal
    reasons = "; ".join(grounds_of_proposal(one.found))
    if one.referral is not None:
        person = people.get(one.referral.values["person"], values.NOTHING)
        reasons = f"{words.ROW_REFERRED.format(person=person, reason=one.referral.values['reason'])} · {reasons}"
    detail = words.ROW_DETAIL.format(
        day=values.day(one.urgency.begins) if one.urgency.begins else values.NOTHING, vehicles=one.urgency.vehicles,
        premium=values.money(view.values["premium"]), reasons=reasons,
    )  # fmt: skip
    title = words.ROW.format(number=view.values["number"], holder=holders.get(view.values["holder"], values.NOTHING))
    called = labels("underwriting_decision", "proposal")[proposal.decision]
    proposed = words.ROW_PROPOSED.format(proposal=called)
    spoken = words.ROW_SPOKEN.format(title=title, proposed=proposed, detail=detail)
    return Row(view.id, title, detail, proposed, TONES[proposal.decision], "policy", spoken)  # type: ignore[arg-type]


def _decided(
    workspace: Workspace, one: RecordView, policy: RecordView, holders: Mapping[str, str], people: Mapping[str, str]
) -> Decided:
    held, field = one.values, RECORD_TYPES["underwriting_decision"].fields()["decision"]
    holder = holders.get(policy.values["holder"], values.NOTHING)
    person = people.get(held["person"], values.NOTHING)
    said = words.DECIDED_DETAIL.format(person=person, detail=decision_detail(workspace, one))
    title = words.ROW.format(number=policy.values["number"], holder=holder)
    return Decided(policy, title, said, formatting.shown(field, held["decision"]), TONES[held["decision"]])


class DecidedCard(ArticleCard):
    """A decision with the way to its policy, and to take it back."""

    def __init__(self, one: Decided, may_decide: bool) -> None:
        super().__init__(one.title)
        number = one.policy.values["number"]
        self.opened = Button(
            words.OPEN_POLICY, kind="link", accessible_name=words.OPEN_POLICY_NAME.format(number=number)
        )
        self.take_back = Button(
            words.TAKE_BACK, "undo", "link", accessible_name=words.TAKE_BACK_NAME.format(number=number)
        )
        only_if(self.take_back, may_decide)
        pill = StatusPill("")
        pill.set_state(one.decision, one.tone)  # type: ignore[arg-type]
        for part in (Text(one.title, "strong"), deeds(pill), Text(one.detail, "soft"),
                     deeds(self.opened, self.take_back)):  # fmt: skip
            self.body.addWidget(part)
