"""Every model there is: signed, small, carded, equal to the library that trained it, and proof against bad input."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ml_models import signing
from ml_models.registry import HERE, MODELS, MOST_BYTES, Registered
from ml_models.signing import require_signed

VECTORS = Path(__file__).parent
EVERY = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
RECORDS = [pytest.param(model, id=model.name) for model in MODELS.values() if model.scores]
ODD: tuple[object, ...] = (
    None,
    "",
    "never seen",
    math.nan,
    math.inf,
    -math.inf,
    1e300,
    -1,
    "inf",
    [],
    {},
    b"\x00",
    10**400,
)


def test_every_model_is_in_the_registry() -> None:
    assert {path.parent.name for path in HERE.glob("*/model.py")} == set(MODELS)


@EVERY
def test_a_model_has_all_its_parts_and_is_what_its_card_tells_of(model: Registered) -> None:
    there = {path.name for path in model.folder.iterdir()}
    assert {"features.py", "model.py", "train.py", "evaluate.py", "CARD.md", model.weights} <= there
    assert model.read_bundled().version in model.card.read_text("utf-8"), "the card is of another training"


@EVERY
def test_the_bundled_file_is_signed_by_the_release_key(model: Registered) -> None:
    require_signed(model.bundled, signing.RELEASE)


@EVERY
def test_what_is_in_use_is_the_bundled_file_until_another_is_released(model: Registered) -> None:
    assert model.in_use().version == model.read_bundled().version


def test_all_bundled_models_together_are_small() -> None:
    sizes = {name: model.bundled.stat().st_size for name, model in MODELS.items()}
    assert sum(sizes.values()) < MOST_BYTES, sizes


@EVERY
def test_device_and_hub_answer_as_the_library_that_trained_the_model(model: Registered) -> None:
    """The vector holds made rows with every oddity and the library's own answers; both ends run this very code."""
    vector = json.loads((VECTORS / f"{model.name}_vector.json").read_text("utf-8"))
    assert len(vector) >= 100
    expected = np.array([each["answer"] for each in vector])
    file, rows = model.read_bundled(), [each["row"] for each in vector]
    together = model.answers(file, rows)
    assert np.abs(together - expected).max() <= model.parity
    alone = [float(model.answers(file, [row])[0]) for row in rows[:40]]
    assert np.abs(together[:40] - alone).max() <= 1e-12


@pytest.mark.parametrize("model", RECORDS)
def test_no_value_breaks_a_score(model: Registered) -> None:
    names = {
        name for each in json.loads((VECTORS / f"{model.name}_vector.json").read_text("utf-8")) for name in each["row"]
    }
    rows = [dict.fromkeys(names, odd) for odd in ODD] + [{name: odd} for name in sorted(names) for odd in ODD] + [{}]
    for each in model.module().score_or_reason(rows):
        assert (each and isinstance(each, str)) or 0 <= each.value <= 1


def test_neither_app_nor_hub_loads_a_model_or_what_trains_when_it_starts() -> None:
    program = (
        "import sys\n"
        "import client.start, client.app, client.scores.scoring, client.window.main_window, sync_server.app\n"
        "import ml_models.registry as registry\n"
        "heavy = {'sklearn', 'scipy', 'pandas', 'interpret', 'onnxruntime', 'joblib'} & set(sys.modules)\n"
        "models = {name for name in registry.MODELS if f'ml_models.{name}.model' in sys.modules}\n"
        "sys.exit(', '.join(heavy | models) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
