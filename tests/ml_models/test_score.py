"""A score, its bands and its reasons, by themselves."""

from __future__ import annotations

import json
import math

import pytest

from ml_models.score import Bands, Reason, Score, in_words

REASONS = (Reason("a", "A: +9 points", 0.9), Reason("b", "B: −4 points", -0.4), Reason("c", "C: +1 point", 0.1))


def scored() -> Score:
    return Score(1 / (1 + math.exp(-(0.6 - 1.0))), "low", REASONS, "lead_conversion", "1")


def test_base_and_reasons_add_up_to_the_logit_of_the_value() -> None:
    score = scored()
    assert score.base == pytest.approx(-1.0, abs=1e-12)
    assert score.average == pytest.approx(1 / (1 + math.e), abs=1e-12)


def test_top_gives_what_raises_before_what_lowers() -> None:
    assert [reason.feature for reason in scored().top(up=1, down=2)] == ["a", "b"]
    assert [reason.direction for reason in REASONS] == ["up", "down", "up"]


@pytest.mark.parametrize(
    ("value", "band"), [(0.5, "low"), (0.51, "medium"), (0.70, "medium"), (0.71, "high"), (1.0, "high"), (0.0, "low")]
)
def test_a_band_begins_above_its_threshold(value: float, band: str) -> None:
    assert Bands(medium=0.5, high=0.7).of(value) == band


@pytest.mark.parametrize(("medium", "high"), [(0.8, 0.7), (-0.1, 0.5), (0.5, 1.1)])
def test_bands_that_make_no_sense_are_refused(medium: float, high: float) -> None:
    with pytest.raises(ValueError, match="bands"):
        Bands(medium, high)


@pytest.mark.parametrize(
    ("points", "words"),
    [(9.04, "X: +9 points"), (-0.96, "X: −1 point"), (12.6, "X: +13 points"), (0.01, "X: no difference")],
)
def test_words_say_points_with_their_sign(points: float, words: str) -> None:
    assert in_words("X", points) == words


def test_a_reason_survives_being_kept_as_json() -> None:
    kept = json.loads(json.dumps([vars(reason) for reason in REASONS]))
    assert tuple(Reason(**each) for each in kept) == REASONS
