"""All models there are: where each lives and what it scores, for every loop over them. Imports none of them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ml_models.additive import Floats, Row
from ml_models.model_file import ModelFile, read
from ml_models.score import Score
from ml_models.scoring import Scoring

HERE = Path(__file__).parent
MOST_BYTES = 8_000_000
"""What all bundled model files may weigh together. The sentence encoder is a dependency, not one of them."""


@dataclass(frozen=True)
class Registered:
    """A model: the folder ``ml_models/NAME`` with features, model, train, evaluate, CARD.md and a signed weights file.

    ``scores`` is the record type whose records it scores, empty for one that scores none (a forecast, an assistant).
    ``parity`` is how far its answers may be from those of the library that trained it. ``measure`` names the figure of
    `evaluate` by which a candidate is compared with the model in use.
    """

    name: str
    scores: str = ""
    weights: str = "weights.json"
    parity: float = 1e-6
    measure: str = "auc"
    less_is_better: bool = False

    @property
    def folder(self) -> Path:
        """Where it lives."""
        return HERE / self.name

    @property
    def bundled(self) -> Path:
        """Its bundled model file."""
        return self.folder / self.weights

    @property
    def card(self) -> Path:
        """Its card."""
        return self.folder / "CARD.md"

    def outcomes(self) -> ModuleType | None:
        """Its ``outcomes`` module, imported now; None where records tell no outcome of what it scores."""
        if not (self.folder / "outcomes.py").exists():
            return None
        return importlib.import_module(f"ml_models.{self.name}.outcomes")

    def module(self) -> ModuleType:
        """Its ``model`` module, imported now."""
        return importlib.import_module(f"ml_models.{self.name}.model")

    def evaluation(self) -> ModuleType:
        """Its ``evaluate`` module, imported now."""
        return importlib.import_module(f"ml_models.{self.name}.evaluate")

    def read_bundled(self) -> ModelFile:
        """Its bundled model file, read. Raises ModelFileBroken."""
        return read(self.bundled, self.name)

    def in_use(self) -> ModelFile:
        """The file it scores with where nothing else was released. Raises ModelFileBroken."""
        module = self.module()
        asked = getattr(module, "in_use", None) or module.score_or_reason.__self__.in_use
        file: ModelFile = asked()
        return file

    def scored(self, file: ModelFile, rows: Sequence[Row], *told: Any) -> list[Score | str]:
        """What `score_or_reason` answers with this file. ``told``: what else it takes (a tenant's preferences)."""
        asked = self.module().score_or_reason.__self__
        assert isinstance(asked, Scoring)
        found: list[Score | str] = asked.scored_with(file, rows, *told)
        return found

    def answers(self, file: ModelFile, rows: Sequence[Row]) -> Floats:
        """One number per row of trained columns, as the library that trained it gives it, before any words or bands.

        That of ``model.answers`` where the module has one, else the sum of the tables (a logit or a log rate).
        """
        own = getattr(self.module(), "answers", None)
        if own is not None:
            answers: Floats = own(file, rows)
            return answers
        return file.additive.answers(rows)


_ALL = (
    Registered("lead_conversion", scores="lead"),
    Registered("accident_risk", scores="vehicle", measure="gini"),
    Registered("feedback_sentiment", scores="test_drive"),
    Registered("unusual_record", scores="test_drive"),
    Registered("recommendation", measure="hit_at_10"),
    Registered("assistant", measure="accuracy"),
    Registered("claim_fraud", scores="claim"),
    # a step of 1e-7 lifts every cell of the two columns of price, so that no rounding lets lapses fall with the price
    Registered("renewal", scores="policy", parity=5e-6),
    # trees in ONNX add in float32; the answer is the logarithm of a price, about 10
    Registered("vehicle_price", parity=1e-4, measure="mape", less_is_better=True),
    Registered("demand", measure="mase", less_is_better=True),
)
MODELS: Mapping[str, Registered] = {model.name: model for model in _ALL}
"""By name, in the order in which people read of them."""
