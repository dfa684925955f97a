"""How many of the injected fakes are flagged, and how many of the others: recall, false alarms, and the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml_models import measures
from ml_models.additive import Floats


def figures_of(fake: Floats, chance: Floats, flagged_above: float) -> dict[str, Any]:
    """Recall, false alarms and precision at the bound above which a record is flagged, with 95 % intervals."""
    flagged = (chance > flagged_above).astype(float)
    own, others = flagged[fake == 1], flagged[fake == 0]

    def mean(values: Floats) -> float:
        return float(values.mean()) if len(values) else float("nan")

    return {
        "rows": len(fake), "fakes": int(fake.sum()), "flagged": int(flagged.sum()),
        "recall": mean(own), "recall_interval": list(measures.interval(mean, own)) if len(own) else None,
        "false_alarms": mean(others),
        "false_alarms_interval": list(measures.interval(mean, others)) if len(others) else None,
        "precision": float(fake[flagged == 1].mean()) if flagged.any() else None,
        "auc": measures.auc(fake, chance),
    }  # fmt: skip


def by_kind(kinds: Sequence[str], chance: Floats, flagged_above: float) -> dict[str, float]:
    """The share flagged of each kind of fake."""
    names = np.array(kinds)
    return {kind: float((chance[names == kind] > flagged_above).mean()) for kind in sorted(set(kinds))}
