"""How the models do on the records of this device: counted here, with or without the hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from client.reading.queries import Reader
from client.scores.released import file_in_use, released, signed_file
from shared_models.claim_counts import counts
from shared_models.clock import utc_now
from shared_models.cover import covered_on
from shared_models.rights import may_read

if TYPE_CHECKING:
    from ml_models.cases import Records, Seen
    from ml_models.drift import Health
    from ml_models.registry import Registered


@dataclass(frozen=True)
class Watched:
    """How one model does; ``labels`` are its inputs in words. ``own``: the house released it; ``here``: set right here.

    ``at_hub``: counted by the hub, over records that are not on this device.
    """

    health: Health
    labels: dict[str, str]
    own: bool
    here: bool = False
    at_hub: bool = False


def watched(reader: Reader, role: str) -> list[Watched]:
    """Every model of whose records people say the outcome, where the role may read them. Takes a while."""
    from ml_models.watching import watch

    records = records_of(reader)
    found = []
    for model in watchable(role):
        file = file_in_use(reader, model.name)
        health = watch(model, file, records, utc_now())
        here = file.version != signed_file(reader, model.name).version
        found.append(Watched(health, _labels(health), model.name in released(reader), here))
    return found


def told_by_hub(reader: Reader, ask: Callable[[str], Mapping[str, Any]]) -> list[Watched]:
    """Every model that has outcomes, as the hub counts it. ``ask`` asks for one; raises what it raises."""
    from ml_models.drift import from_plain
    from ml_models.registry import MODELS

    found = []
    for model in MODELS.values():
        if model.outcomes() is not None:
            health = from_plain(ask(model.name))
            found.append(Watched(health, _labels(health), model.name in released(reader), at_hub=True))
    return found


@dataclass(frozen=True)
class Scoring:
    """A model, the version of it that scores here, and where that came from."""

    model: str
    version: str
    own: bool
    here: bool


def scoring_here(reader: Reader) -> list[Scoring]:
    """Every model there is. Raises ModelFileBroken."""
    from ml_models.registry import MODELS

    found = []
    for name in MODELS:
        file = file_in_use(reader, name)
        here = file.version != signed_file(reader, name).version
        found.append(Scoring(name, file.version, name in released(reader), here))
    return found


def _labels(health: Health) -> dict[str, str]:
    from ml_models.registry import MODELS

    told = MODELS[health.model].outcomes()
    assert told is not None
    return {each.feature: told.label(each.feature) for each in health.inputs}


def watchable(role: str) -> list[Registered]:
    """The models whose outcomes the role may read."""
    from ml_models.registry import MODELS

    told = [(model, model.outcomes()) for model in MODELS.values()]
    return [model for model, its in told if its is not None and all(may_read(role, each) for each in its.READS)]


def records_of(reader: Reader) -> Records:
    """The records of this device as the models' outcomes read them."""
    from ml_models.cases import Records, Seen

    def read(record_type: str) -> Sequence[Seen]:
        views = reader.where(record_type, [], archived=None)
        return [Seen(view.values, view.created, view.updated, view.id, view.archived) for view in views]

    return Records(read, lambda policy, vehicle, named, day: covered_on(policy, vehicle, named, day).covered, counts)
