"""Vehicles are drawn by body and colour, apart from each other, sharp, and only once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from client.theme.silhouette_shapes import SHAPES
from client.theme.silhouettes import body_style, paint_colour, silhouette

SIZE = QSize(200, 112)


def _bytes(body, colour):
    return bytes(silhouette(body, colour, SIZE).toImage().constBits())


def test_each_body_has_its_own_shape(qapp):
    assert len({_bytes(style, "blue") for style in SHAPES}) == len(SHAPES) == 9


def test_each_colour_is_seen(qapp):
    assert _bytes("saloon", "red") != _bytes("saloon", "white")


@pytest.mark.parametrize("style", sorted(SHAPES))
def test_the_paint_covers_the_body_and_the_corners_stay_clear(qapp, style):
    image = silhouette(style, "#00a000", QSize(400, 225)).toImage()
    green = sum(
        1
        for x in range(0, 400, 4)
        for y in range(0, 225, 4)
        if image.pixelColor(x, y).green() > 80 and image.pixelColor(x, y).red() < 60
    )
    assert green > 200
    assert image.pixelColor(1, 1).alpha() == 0


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("Sedan", "saloon"), ("4-door saloon", "saloon"), ("Station Wagon", "estate"), ("SUV", "suv"),
        ("Minivan", "mpv"), ("Panel van", "van"), ("Coupé", "coupe"), ("Cabriolet", "convertible"),
        ("Pickup truck", "pickup"), ("5 door hatchback", "hatchback"), ("", "hatchback"), ("spaceship", "hatchback"),
    ],
)  # fmt: skip
def test_words_of_records_are_understood(words, style):
    assert body_style(words) == style


def test_colour_words():
    assert paint_colour("#123456").name() == "#123456"
    assert paint_colour("Pearl White") == paint_colour("white")
    assert paint_colour("dark blue").lightness() < paint_colour("blue").lightness()
    assert paint_colour("unheard of").isValid()
    assert paint_colour("#nonsense") == paint_colour("")
    assert paint_colour("Silver") != QColor("#000000")


def test_a_picture_is_drawn_once_and_fits_the_pixel_ratio(qapp):
    first = silhouette("suv", "black", SIZE, 2.0)
    assert first.size() == SIZE * 2
    assert first.devicePixelRatio() == 2.0
    assert silhouette("suv", "black", SIZE, 2.0).cacheKey() == first.cacheKey()
