"""How each model in use treats groups of people: the report its training wrote into the model file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from client.reading.queries import Reader
from client.scores.released import file_in_use
from client.scores.scoring import SCORED
from shared_models.rights import may_read


@dataclass(frozen=True)
class Fairness:
    """One model: its version, the groups of each attribute with their figures, and what the gate says against it."""

    model: str
    version: str
    groups: Mapping[str, Sequence[Mapping[str, Any]]]
    figures: Mapping[str, Mapping[str, Any]]
    failures: tuple[str, ...]


def reports(reader: Reader, role: str) -> list[Fairness]:
    """Of the models whose records the role may read. Imports what scores; not for the window's thread."""
    from ml_models.fairness import failures, figures

    found = []
    for record_type, scored in SCORED.items():
        if may_read(role, record_type):
            file = file_in_use(reader, scored.model)
            groups = file.settings.get("fairness", {})
            each = {name: figures(rows) for name, rows in groups.items()}
            found.append(Fairness(scored.model, file.version, groups, each, tuple(failures(groups))))
    return found
