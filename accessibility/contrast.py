"""Contrast between two sRGB colours as WCAG 2.1 defines it."""

from __future__ import annotations

TEXT_AAA = 7.0
LARGE_TEXT_AAA = 4.5
NON_TEXT = 3.0

Rgb = tuple[int, int, int]


def rgb(colour: str) -> Rgb:
    """Read ``#rrggbb``. Raises ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"not a #rrggbb colour: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2.1, definition of relative luminance)."""
    red, green, blue = (_channel(value) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21, the same whichever colour comes first."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ratio_of(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours."""
    return ratio(rgb(one), rgb(other))
