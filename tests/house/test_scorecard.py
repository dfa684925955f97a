"""The formula of the scorecard: a bar kept is worth 90, what nobody would bear 50, and it is told as it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.scorecard import FIGURES, LEAST, total

CURVES = [name for name, figure in FIGURES.items() if figure.good is not None]
PAGE = Path(__file__).parents[2] / "docs" / "scorecard.md"


@pytest.mark.parametrize("name", CURVES)
def test_a_figure_is_worth_90_at_its_bar_and_50_where_people_turn_away(name: str) -> None:
    figure = FIGURES[name]
    assert figure.good is not None
    assert figure.poor is not None
    assert figure.score(figure.good) == pytest.approx(0.9)
    assert figure.score(figure.poor) == pytest.approx(0.5)
    between = [figure.score(figure.good * share / 10) for share in range(1, 60)]
    assert between == sorted(between, reverse=True)
    assert figure.score(0) == 1


def test_whoever_keeps_every_bar_has_at_least_what_is_asked_for_and_nothing_is_left_out() -> None:
    bars = {name: figure.good or 1.0 for name, figure in FIGURES.items()}
    assert total(bars) >= LEAST
    assert total({**bars, "accessibility": 0.5}) < LEAST
    with pytest.raises(KeyError):
        total({name: value for name, value in bars.items() if name != "size"})
    with pytest.raises(ValueError, match="no share"):
        FIGURES["accessibility"].score(1.2)


def test_the_page_tells_the_weights_and_points_that_are_used() -> None:
    told = PAGE.read_text("utf-8")
    for figure in FIGURES.values():
        points = "the share itself" if figure.good is None else f"{figure.good:g} {figure.unit}"
        at_half = "" if figure.poor is None else f"{figure.poor:g} {figure.unit}"
        assert f"| {figure.what} | {figure.weight} | {points} | {at_half} |" in told
