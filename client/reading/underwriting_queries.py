"""Which policies wait for an underwriting decision, the most urgent first: one question over policies and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from client.reading.queries import Reader

#: The latest decision about each policy; a policy is to be decided about while it is offered or in force.
_OPEN = """
WITH latest AS (
  SELECT policy, decision, id FROM (
    SELECT policy, decision, id, row_number() OVER (PARTITION BY policy ORDER BY created DESC, id DESC) AS place
    FROM underwriting_decision WHERE archived = 0
  ) WHERE place = 1
), waiting AS (
  SELECT policy.*, latest.id AS referral, coalesce(latest.decision, '') = 'refer' AS referred
  FROM policy LEFT JOIN latest ON latest.policy = policy.id
  WHERE policy.archived = 0 AND policy.status IN ('draft', 'active', 'expiring') AND policy.expires_on >= :today
    AND coalesce(latest.decision, '') NOT IN ('accept', 'decline')
)
"""
_COUNTS = "SELECT count(*) FILTER (WHERE NOT referred), count(*) FILTER (WHERE referred) FROM waiting"
#: A term begins with its last renewal; exposure is how many vehicles are insured, then what is paid for them.
_FIRST = """
SELECT id, coalesce((
    SELECT max(json_extract(value, '$.effective')) FROM json_each(waiting.periods)
    WHERE json_extract(value, '$.transaction') IN ('new', 'renewal')
  ), starts_on) AS begins,
  (SELECT count(*) FROM json_each(waiting.schedule)) AS vehicles, referral
FROM waiting WHERE referred = :referred
ORDER BY begins IS NULL, begins, vehicles DESC, coalesce(premium, 0) DESC, ordinal LIMIT :most
"""
_DECIDED = """
SELECT id FROM (
  SELECT id, decision, created, row_number() OVER (PARTITION BY policy ORDER BY created DESC, id DESC) AS place
  FROM underwriting_decision WHERE archived = 0
) WHERE place = 1 AND decision IN ('accept', 'decline') ORDER BY created DESC, id DESC LIMIT :most
"""


@dataclass(frozen=True)
class Undecided:
    """A policy without a decision that counts: when its term begins, how many vehicles it insures.

    ``referral``: the decision by which somebody referred it; empty when nobody has.
    """

    policy: str
    begins: date | None
    vehicles: int
    referral: str


def undecided_counts(reader: Reader, today: date) -> tuple[int, int]:
    """How many policies nobody has decided about, and how many were referred and wait for an underwriter."""
    ((waiting, referred),) = _rows(reader, _OPEN + _COUNTS, today=today.isoformat())
    return waiting, referred


def undecided(reader: Reader, today: date, referred: bool, most: int) -> list[Undecided]:
    """The first to begin comes first; of the same day the one with the most vehicles, then the dearest."""
    given = {"today": today.isoformat(), "referred": int(referred), "most": most}
    return [
        Undecided(policy, date.fromisoformat(begins) if begins else None, vehicles, referral or "")
        for policy, begins, vehicles, referral in _rows(reader, _OPEN + _FIRST, **given)
    ]


def decided(reader: Reader, most: int) -> list[str]:
    """The decisions that count, by which a policy was accepted or declined, the newest first."""
    return [row[0] for row in _rows(reader, _DECIDED, most=most)]


def _rows(reader: Reader, query: str, **given: Any) -> Sequence[Sequence[Any]]:
    with reader.connect() as connection:
        return connection.exec_driver_sql(query, given).all()
