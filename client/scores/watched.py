"""How the models do on the records of this device: counted here, with or without the hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from client.reading.queries import Reader
from client.scores.released import file_in_use, released
from shared_models.clock import utc_now
from shared_models.rights import may_read

if TYPE_CHECKING:
    from ml_models.drift import Health


@dataclass(frozen=True)
class Watched:
    """How one model does; ``labels`` are its inputs in words, ``own`` says that the house released it."""

    health: Health
    labels: dict[str, str]
    own: bool


def watched(reader: Reader, role: str) -> list[Watched]:
    """Every model of whose records people say the outcome, where the role may read them. Takes a while."""
    from ml_models.registry import MODELS
    from ml_models.watching import Seen, watch

    found = []
    for model in MODELS.values():
        told = model.outcomes()
        if told is None or not may_read(role, told.RECORD):
            continue
        views = reader.by_ids(told.RECORD, reader.ids(told.RECORD))
        seen = [Seen(view.values, view.created, view.updated) for view in views]
        health = watch(model, file_in_use(reader, model.name), seen, utc_now())
        labels = {each.feature: told.label(each.feature) for each in health.inputs}
        found.append(Watched(health, labels, model.name in released(reader)))
    return found
