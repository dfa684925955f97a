"""The two apps keep the names, colours and signs they are known by, and the colours are read with ease."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from accessibility.contrast import NON_TEXT, TEXT_AAA, ratio_of
from client.text import app, window
from client.theme.brand import SIZES, app_icon, sign
from client.theme.tokens import BRAND, PRODUCTS, colours_for

WHITE = "#ffffff"


def test_names_and_colours_are_those_of_the_trade():
    assert BRAND == {"showroom": "#1e40af", "fleet": "#2196f3"}
    assert app.FULL_NAMES == {"showroom": "Fleet Management Showroom", "fleet": "Fleet Insurance Tracker"}
    assert window.PRODUCTS == {"showroom": "FMS Showroom", "fleet": "FleetInsure"}


def test_the_showrooms_blue_is_its_accent_and_the_offices_is_darkened_along_its_own_hue():
    assert colours_for("light", "showroom").accent == BRAND["showroom"]
    brand, accent = QColor(BRAND["fleet"]), QColor(colours_for("light", "fleet").accent)
    assert abs(brand.hslHue() - accent.hslHue()) <= 10
    assert accent.lightness() < brand.lightness()


@pytest.mark.parametrize("product", PRODUCTS)
def test_text_on_the_accent_is_read_with_ease_and_the_sign_is_made_out(product):
    colours = colours_for("light", product)
    assert ratio_of(colours.on_accent, colours.accent) >= TEXT_AAA
    assert ratio_of(WHITE, BRAND[product]) >= NON_TEXT


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("size", [72, 192, 512])
def test_the_sign_is_there_at_each_size(qapp, product, size):
    assert size in SIZES
    image = sign(product, size).toImage()
    assert image.size() == QSize(size, size)
    assert image.pixelColor(0, 0).alpha() == 0, "the corners are round"
    assert image.pixelColor(size // 2, size // 12).name() == BRAND[product]
    seen = {image.pixelColor(x, y).name() for x in range(size) for y in range(size)}
    assert WHITE in seen
    assert QSize(size, size) in app_icon(product).availableSizes()
