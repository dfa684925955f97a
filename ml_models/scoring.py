"""How a model is asked: by row or by thousands, with the bundled file or another. What it answers is the model's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, Generic, ParamSpec

from ml_models.additive import Row
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Score
from ml_models.signing import RELEASE, Trusted

P = ParamSpec("P")


class Scoring(Generic[P]):
    """One model as its callers have it. What else ``scored`` takes (a tenant's preferences), every question takes."""

    def __init__(
        self,
        in_use: InUse,
        scored: Callable[Concatenate[ModelFile, Sequence[Row], P], list[Score | str]],
    ) -> None:
        """``scored`` answers for each row with a score or with a sentence saying why there is none."""
        self._in_use = in_use
        self._scored = scored

    def score_or_reason(self, rows: Sequence[Row], *more: P.args, **named: P.kwargs) -> list[Score | str]:
        """The score of each row or, where too little is known, a sentence saying so.

        Raises ModelFileBroken when the weights cannot be read.
        """
        return self._scored(self._in_use.get(), rows, *more, **named)

    def scored_with(self, file: ModelFile, rows: Sequence[Row], *more: P.args, **named: P.kwargs) -> list[Score | str]:
        """The same with a file of the caller's, whatever model is in use in this process."""
        return self._scored(file, rows, *more, **named)

    def score_many(self, rows: Sequence[Row], *more: P.args, **named: P.kwargs) -> list[Score | None]:
        """The score of each row, None where too little is known: not enough data is not a score."""
        return [None if isinstance(each, str) else each for each in self.score_or_reason(rows, *more, **named)]

    def score(self, values: Row, *more: P.args, **named: P.kwargs) -> Score | None:
        """The score of one row, None when too little is known (`why_absent` says what)."""
        return self.score_many([values], *more, **named)[0]

    def why_absent(self, values: Row, *more: P.args, **named: P.kwargs) -> str:
        """Why a row has no score, in a sentence; empty when it has one."""
        found = self.score_or_reason([values], *more, **named)[0]
        return found if isinstance(found, str) else ""

    def in_use(self) -> ModelFile:
        """The file in use, read when first asked for. Raises ModelFileBroken."""
        return self._in_use.get()

    def use(self, path: Path, trusted: Trusted = RELEASE) -> str:
        """Score with this model file from now on; returns its version. ``trusted``: who must have signed it.

        Raises ModelFileBroken, naming the file, when it is not whole or not theirs; the model before then goes on.
        """
        return self._in_use.replace(path, trusted).version

    def use_bundled(self) -> None:
        """Score with the bundled model again."""
        self._in_use.restore()

    def version(self) -> str:
        """The version of the model in use, made from its content."""
        return self._in_use.get().version
