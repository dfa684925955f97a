"""Candidates for the lead model, and rows to measure them on, made out of the bundled one."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np

from ml_models.additive import AdditiveModel, Block
from ml_models.lead_conversion import model
from ml_models.model_file import read, write
from tests.ml_models import made_data

NAME = "lead_conversion"


def candidate(braver: float, turned: bool = False) -> bytes:
    """The bundled model, so many logits braver; ``turned``: what speaks for a sale speaks against it."""
    bundled = read(model.BUNDLED, NAME)
    tables = bundled.additive
    blocks = tuple(Block(block.axes, -block.table) for block in tables.blocks) if turned else tables.blocks
    made = AdditiveModel(tables.axes, blocks, tables.base + braver, tables.importance)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.json"
        write(path, NAME, made, bundled.settings)
        return path.read_bytes()


def held_out(harm: bool = False) -> bytes:
    """Sales calls whose outcomes come true as the bundled model says; ``harm``: a quarter as often for the young."""
    columns = made_data.bank(3000)
    names = [name for name in columns if name != "y"]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*(columns[name] for name in names), strict=True)]
    chance = model.chances(read(model.BUNDLED, NAME), rows)
    if harm:
        chance = np.where(np.array(columns["age"]) < 30, chance / 4, chance)
    happened = np.random.default_rng(3).random(len(rows)) < chance
    columns["y"] = ["yes" if each else "no" for each in happened]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode()
