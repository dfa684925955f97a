"""May a candidate go out? Its figures on a file beside those of the model in use, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml_models.fairness import failures
from ml_models.model_file import ModelFile
from ml_models.registry import Registered


def measured(
    model: Registered, candidate: ModelFile, in_use: ModelFile, data: Path, target: str | None = None
) -> dict[str, Any]:
    """Figures of both on the same rows, and ``against``: sentences that forbid a release, empty when it may go out.

    Raises TableFault when the file cannot be measured on.
    """
    evaluate = model.evaluation().evaluate
    new, old = evaluate(candidate, data, target), evaluate(in_use, data, target)
    return {"candidate": new, "in_use": old, "against": against(model, new, old)}


def against(model: Registered, new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    """What forbids a release: worse than the model in use beyond chance, or unfair (`fairness.failures`)."""
    said = []
    name = model.measure
    now, before = new.get(name), old.get(name)
    if not isinstance(now, (int, float)) or now != now:
        said.append(f"There is no {name} of the candidate on this file: both outcomes have to be in it.")
    elif isinstance(before, (int, float)) and _worse(model, now, before, old.get(f"{name}_interval")):
        said.append(f"The candidate is worse than the model in use: {name} is {now:.4f} against {before:.4f}.")
    return said + failures(new.get("groups", {}), old.get("groups", {}))


def _worse(model: Registered, now: float, before: float, interval: Any) -> bool:
    """Beyond the 95 % interval of the model in use, where there is one."""
    if model.less_is_better:
        return now > (float(interval[1]) if interval else before)
    return now < (float(interval[0]) if interval else before)
