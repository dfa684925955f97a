"""Trains forest and rarity: `python -m ml_models.unusual_record.train [--data FILE]`; without a file on made bookings.

Deterministic: the same file and seed give the same bytes. Fakes are never learned from: they only measure.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import IsolationForest

from ml_models import measures
from ml_models.additive import AdditiveModel, Floats, Slots, logistic
from ml_models.labelled_table import TableFault
from ml_models.model_file import write
from ml_models.unusual_record import card
from ml_models.unusual_record.dataset import Records, made_records, read_records
from ml_models.unusual_record.features import NAME
from ml_models.unusual_record.forest import Forest, parts_of
from ml_models.unusual_record.measuring import by_kind, figures_of
from ml_models.unusual_record.rarity import scaled, slots_of, tables_of

HERE = Path(__file__).parent
TREES = 100
SAMPLE = 256
MADE = 4_000
FLAGGED = 0.02
"""So many of the training rows are flagged: the mean of depth and rarity they exceed is where the score is one half."""
AT_BOUND = 2.0
"""How far below one half, as a logit, the average training row is."""
BANDS = {"medium": 0.3, "high": 0.5}
ENOUGH = 0.5
PARITY = 1e-6


def mean_path(rows: Floats) -> Floats:
    """Mean depth of an unsuccessful search among so many rows (Liu, Ting and Zhou 2008, equation 1)."""
    safe = np.maximum(rows, 3)
    long = 2 * (np.log(safe - 1) + np.euler_gamma) - 2 * (safe - 1) / safe
    return np.where(rows > 2, long, np.where(rows == 2, 1.0, 0.0))


def flattened(library: Any) -> Forest:
    """The library's trees as flat tables."""
    tables: dict[str, list[Any]] = {name: [] for name in Forest.__dataclass_fields__}
    count = 0
    for each in library.estimators_:
        tree = each.tree_
        inner = tree.children_left >= 0
        depth = mean_path(tree.n_node_samples.astype(float))
        steps = np.zeros(len(inner))
        for node in range(len(inner)):  # children come after their parent
            if inner[node]:
                steps[[tree.children_left[node], tree.children_right[node]]] = steps[node] + 1
        depth = np.where(inner, 0.0, depth + steps)
        for node in range(len(inner) - 1, -1, -1):
            if inner[node]:
                below = np.array([tree.children_left[node], tree.children_right[node]])
                depth[node] = np.average(depth[below], weights=tree.n_node_samples[below])
        tables["roots"].append(count)
        tables["column"].append(np.where(inner, tree.feature, -1))
        tables["threshold"].append(np.where(inner, tree.threshold, 0.0))
        tables["left"].append(np.where(inner, tree.children_left + count, -1))
        tables["right"].append(np.where(inner, tree.children_right + count, -1))
        tables["depth"].append(depth)
        count += len(inner)
    whole = {name: np.concatenate(tables[name]).astype(np.int32) for name in ("column", "left", "right")}
    return Forest(
        roots=np.array(tables["roots"], np.int32), threshold=np.concatenate(tables["threshold"]),
        depth=np.concatenate(tables["depth"]), **whole,
    )  # fmt: skip


def library_depths(library: Any, values: Floats) -> Floats:
    """The depth of each row as the library has it."""
    return np.asarray(-np.log2(-library.score_samples(values)) * mean_path(np.array([library.max_samples_], float))[0])


def learn(values: Floats, seed: int) -> tuple[Any, Floats]:
    """A forest over rows that are not fakes, and the middle of each column (0 where nothing is known)."""
    known = ~np.isnan(values).all(axis=0)
    middle = np.zeros(values.shape[1])
    middle[known] = np.nanmedian(values[:, known], axis=0)
    filled = np.where(np.isnan(values), middle, values)
    library = IsolationForest(n_estimators=TREES, max_samples=min(SAMPLE, len(values)), random_state=seed, n_jobs=1)
    return library.fit(filled), middle


@dataclass(frozen=True)
class Fitted:
    """A forest and tables of rarity, of equal weight. ``answer`` is the logit: 0 where ``FLAGGED`` rows exceed it."""

    library: Any
    middle: Floats
    tables: AdditiveModel
    usual_depth: float
    slope: float

    def filled(self, values: Floats) -> Floats:
        """Rows with the middle of the training rows where nothing is known."""
        return np.where(np.isnan(values), self.middle, values)

    def answer(self, values: Floats) -> Floats:
        """The logit of each row, by the library's own depths."""
        rare = self.tables.base + self.tables.contributions(slots_of(self.tables, values)).sum(axis=1)
        answers: Floats = rare + self.slope * (self.usual_depth - library_depths(self.library, self.filled(values)))
        return answers


def fitted(columns: Sequence[str], values: Floats, seed: int) -> Fitted:
    """Forest and tables over rows that are no fakes, each in standard deviations of those rows, and their mean."""
    library, middle = learn(values, seed)
    depths = library_depths(library, np.where(np.isnan(values), middle, values))
    tables = tables_of(columns, values)
    rare = tables.contributions(slots_of(tables, values)).sum(axis=1)
    deep, wide = (1 / max(float(each.std()), 1e-6) for each in (depths, rare))
    mean = (deep * (depths.mean() - depths) + wide * (rare - rare.mean())) / 2
    bound = float(np.quantile(mean, 1 - FLAGGED))
    slope = AT_BOUND / max(bound, 1e-6) / 2
    tables = scaled(tables, values, slope * wide, -AT_BOUND)
    return Fitted(library, middle, tables, float(depths.mean()), slope * deep)


def train(records: Records, out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Measure on held-out rows, train on all that are no fakes, write weights and card. Returns the card's figures."""
    generator = np.random.default_rng(seed)
    usual = generator.permutation(np.flatnonzero(records.fake == 0))
    seen, unseen = np.sort(usual[len(usual) // 4 :]), np.sort(usual[: len(usual) // 4])
    figures = measured(records, seen, unseen, seed)
    found = fitted(records.columns, records.values[np.sort(usual)], seed)
    settings = {
        "columns": list(records.columns), "middle": [round(each, 6) for each in found.middle.tolist()],
        "usual_depth": found.usual_depth, "slope": found.slope, "bands": BANDS, "enough": ENOUGH,
    }  # fmt: skip
    file = write(out / "weights.json", NAME, found.tables, settings, parts_of(flattened(found.library)))
    from ml_models.unusual_record.model import answers

    tried = _tried(records.values, generator)
    rows = [dict(zip(records.columns, row, strict=True)) for row in tried.tolist()]
    own = replace(found, middle=np.round(found.middle, 6)).answer(tried)
    figures["parity"] = float(np.abs(own - answers(file, rows)).max())
    if not figures["parity"] <= PARITY:
        raise RuntimeError(f"tables and trained forest differ by {figures['parity']:.2g}, more than {PARITY:.0e}")
    if vector_file is not None:
        blank = [{name: None if value != value else value for name, value in row.items()} for row in rows]
        made = [{"row": row, "answer": answer} for row, answer in zip(blank, own.tolist(), strict=True)]
        vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    figures |= {"learned": len(usual), "seed": seed, "trees": TREES, "bound": FLAGGED}
    (out / "CARD.md").write_text(card.text(file, records.source, figures), encoding="utf-8", newline="\n")
    return figures


def measured(records: Records, seen: Slots, unseen: Slots, seed: int) -> dict[str, Any]:
    """Figures on rows held out and all fakes, beside the forest by itself and the plain distance from the middle."""
    found = fitted(records.columns, records.values[seen], seed)
    rows = np.concatenate([unseen, np.flatnonzero(records.fake == 1)])
    values, fake = records.values[rows], records.fake[rows]
    chance = logistic(found.answer(values))
    figures = figures_of(fake, chance, BANDS["high"])
    held = found.filled(values)
    away = np.abs(held - found.middle) / (found.filled(records.values[seen]).std(axis=0) + 1e-9)
    figures["baseline_auc"] = measures.auc(fake, away.max(axis=1))
    figures["forest_auc"] = measures.auc(fake, -library_depths(found.library, held))
    if records.kinds:
        figures["kinds"] = by_kind(records.kinds, chance[fake == 1], BANDS["high"])
    return figures


def _tried(values: Floats, generator: np.random.Generator) -> Floats:
    """Rows to compare device and library on: some as they are, some with blanks, zeros and the largest numbers."""
    tried = values[generator.integers(0, len(values), 120)].copy()
    for odd in (np.nan, 0.0, -1.0, 1e9, -1e9):
        tried[generator.random(tried.shape) < 0.03] = odd
    return tried


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog=f"python -m ml_models.{NAME}.train", description=__doc__)
    parser.add_argument("--data", type=Path, help="CSV file of records; without it bookings are made up")
    parser.add_argument("--target", help="a column that marks fakes (they are measured, never learned from)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        records = (
            made_records(MADE, options.seed) if options.data is None else read_records(options.data, options.target)
        )
        figures = train(records, options.out, options.seed, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    print(
        f"of {figures['fakes']} fakes {figures['recall']:.1%} are flagged; false alarms {figures['false_alarms']:.1%}"
    )
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
