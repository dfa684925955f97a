"""The policies that wait for an underwriting decision, each with what is proposed and why; and what was decided lately.

A policy waits until somebody accepts or declines it: one that was referred waits for the underwriter. Called off the
window's thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from client.business.underwriting import Underwriting, Weighing
from client.reading.queries import Reader, RecordView
from client.reading.underwriting_queries import Undecided, decided, undecided, undecided_counts

if TYPE_CHECKING:
    from client.scores.scoring import Scores

#: So many are shown at once, of those that wait, that were referred, and that were decided.
MOST, MOST_DECIDED = 50, 20


@dataclass(frozen=True)
class Waiting:
    """A policy that waits: what is proposed, how urgent it is, and the decision by which somebody referred it."""

    found: Underwriting
    urgency: Undecided
    referral: RecordView | None = None


@dataclass(frozen=True)
class UnderwritingQueue:
    """What waits, the most urgent first, and how many there are in all; ``decided`` with their policies."""

    waiting: tuple[Waiting, ...] = ()
    referred: tuple[Waiting, ...] = ()
    waiting_count: int = 0
    referred_count: int = 0
    decided: tuple[tuple[RecordView, RecordView], ...] = ()


def underwriting_queue(reader: Reader, scores: Scores, today: date) -> UnderwritingQueue:
    """The queue as it stands today."""
    weighing = Weighing(reader, scores, today)
    waiting, referred = (_waiting(reader, weighing, undecided(reader, today, which, MOST)) for which in (False, True))
    counts = undecided_counts(reader, today)
    return UnderwritingQueue(waiting, referred, *counts, _decided(reader))


def _waiting(reader: Reader, weighing: Weighing, some: list[Undecided]) -> tuple[Waiting, ...]:
    views = {view.id: view for view in reader.by_ids("policy", [one.policy for one in some])}
    referrals = [one.referral for one in some if one.referral]
    known = {view.id: view for view in reader.by_ids("underwriting_decision", referrals)}
    return tuple(
        Waiting(weighing.of(views[one.policy]), one, known.get(one.referral)) for one in some if one.policy in views
    )


def _decided(reader: Reader) -> tuple[tuple[RecordView, RecordView], ...]:
    found = reader.by_ids("underwriting_decision", decided(reader, MOST_DECIDED))
    policies = {view.id: view for view in reader.by_ids("policy", [view.values["policy"] for view in found])}
    return tuple(
        (view, policies[view.values["policy"]]) for view in found if view.values["policy"] in policies
    )  # fmt: skip
