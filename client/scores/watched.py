"""How the models do on the records of this device: counted here, with or without the hub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from client.reading.queries import Reader
from client.scores.released import file_in_use, released
from shared_models.clock import utc_now
from shared_models.cover import covered_on
from shared_models.rights import may_read

if TYPE_CHECKING:
    from ml_models.cases import Records, Seen
    from ml_models.drift import Health
    from ml_models.registry import Registered


@dataclass(frozen=True)
class Watched:
    """How one model does; ``labels`` are its inputs in words, ``own`` says that the house released it."""

    health: Health
    labels: dict[str, str]
    own: bool


def watched(reader: Reader, role: str) -> list[Watched]:
    """Every model of whose records people say the outcome, where the role may read them. Takes a while."""
    from ml_models.watching import watch

    records = records_of(reader)
    found = []
    for model in watchable(role):
        told = model.outcomes()
        assert told is not None
        health = watch(model, file_in_use(reader, model.name), records, utc_now())
        labels = {each.feature: told.label(each.feature) for each in health.inputs}
        found.append(Watched(health, labels, model.name in released(reader)))
    return found


def watchable(role: str) -> list[Registered]:
    """The models whose outcomes the role may read."""
    from ml_models.registry import MODELS

    told = [(model, model.outcomes()) for model in MODELS.values()]
    return [model for model, its in told if its is not None and all(may_read(role, each) for each in its.READS)]


def records_of(reader: Reader) -> Records:
    """The records of this device as the models' outcomes read them."""
    from ml_models.cases import Records, Seen

    def read(record_type: str) -> Sequence[Seen]:
        views = reader.where(record_type, [])
        return [Seen(view.values, view.created, view.updated, view.id) for view in views]

    return Records(read, lambda policy, vehicle, named, day: covered_on(policy, vehicle, named, day).covered)
