"""Rewards that can be had once: which were given out, to whom, and whether somebody else gave the same one out too."""

from __future__ import annotations

from dataclasses import dataclass

from client.reading.queries import Reader, RecordView
from shared_models.claims import reward_thing

_GIVEN = """
SELECT fact, seq, lost_to FROM stake WHERE thing >= 'reward:' AND thing < 'reward;' AND NOT ended
ORDER BY stamp DESC LIMIT ?
"""


@dataclass(frozen=True)
class Given:
    """A redemption. ``told``: the hub has heard of it; ``lost``: somebody else gave the reward out, and first."""

    redemption: RecordView
    told: bool
    lost: bool


def rewards_given(reader: Reader, most: int = 200) -> list[Given]:
    """The redemptions that stand, the latest first."""
    with reader.connect() as connection:
        rows = connection.exec_driver_sql(_GIVEN, (most,)).all()
    views = {view.id: view for view in reader.by_ids("redemption", [row[0] for row in rows])}
    return [Given(views[fact], seq is not None, bool(lost)) for fact, seq, lost in rows if fact in views]


def given_already(reader: Reader, reward: str) -> RecordView | None:
    """The redemption that has a reward, if it was given out."""
    query = "SELECT fact FROM stake WHERE thing = ? AND NOT ended AND lost_to = ''"
    with reader.connect() as connection:
        row = connection.exec_driver_sql(query, (reward_thing(reward),)).first()
    return reader.record("redemption", row[0]) if row is not None else None


def tidy_reward(reward: str) -> str:
    """A reward's code as it is kept, however it was typed: capitals, single spaces."""
    return " ".join(reward.split()).upper()
