"""Every colour pair of every palette is measured, and sizes follow the text scale."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from accessibility.contrast import NON_TEXT, TEXT_AAA, ratio_of
from client.theme.tokens import BOUNDARY_PAIRS, MODES, PRODUCTS, TARGET, TEXT_PAIRS, colours_for, make_tokens

LOOKS = [(mode, product) for mode in MODES for product in PRODUCTS]


@pytest.mark.parametrize(("mode", "product"), LOOKS)
def test_text_reaches_seven_to_one_on_every_background_it_is_put_on(mode, product):
    colours = colours_for(mode, product)
    low = {
        pair: round(ratio_of(getattr(colours, pair[0]), getattr(colours, pair[1])), 2)
        for pair in TEXT_PAIRS
        if ratio_of(getattr(colours, pair[0]), getattr(colours, pair[1])) < TEXT_AAA
    }
    assert not low


@pytest.mark.parametrize(("mode", "product"), LOOKS)
def test_edges_reach_three_to_one(mode, product):
    colours = colours_for(mode, product)
    low = {pair for pair in BOUNDARY_PAIRS if ratio_of(getattr(colours, pair[0]), getattr(colours, pair[1])) < NON_TEXT}
    assert not low


def test_known_ratios():
    assert ratio_of("#000000", "#ffffff") == pytest.approx(21.0)
    assert ratio_of("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert ratio_of("#2196f3", "#ffffff") < TEXT_AAA, "the office's given blue is why ours is darker"


def test_products_are_told_apart_by_their_accent():
    for mode in ("light", "dark"):
        assert colours_for(mode, "showroom").accent != colours_for(mode, "fleet").accent


def test_sizes_grow_with_the_text_and_targets_never_shrink():
    normal, large, small = make_tokens(), make_tokens(scale=2.0), make_tokens(scale=0.75)
    assert large.type.body == 2 * normal.type.body
    assert large.density.control > normal.density.control
    assert small.density.control >= TARGET
    assert small.density.table_row >= TARGET


@pytest.mark.parametrize("scale", [0.5, 4.0])
def test_a_scale_nobody_can_read_is_refused(scale):
    with pytest.raises(ValueError, match="text scale"):
        make_tokens(scale=scale)


def test_no_motion_means_no_durations():
    assert make_tokens(motion=False).motion.calm == 0


def test_compact_takes_the_air_and_leaves_what_a_finger_presses():
    usual, compact = make_tokens(), make_tokens(spacing="compact")
    assert compact.density.table_row < usual.density.table_row
    assert compact.space.l < usual.space.l
    assert compact.type == usual.type
    for scale in (1.0, 2.0):
        small = make_tokens(scale=scale, spacing="compact").density
        assert min(small.control, small.row, small.table_row) >= TARGET
    assert min(astuple(compact.space)[1:]) >= 8, "what is pressed must not touch"
