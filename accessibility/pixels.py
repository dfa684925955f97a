"""Colours measured from pictures: what is behind, what is written, and how far apart two pictures are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from accessibility.contrast import Rgb, ratio

Pixels = npt.NDArray[np.uint32]

_LEAST_COUNT = 24
_LEAST_RATIO = 1.15


def unpack(colour: int) -> Rgb:
    """``0xRRGGBB`` as three numbers."""
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


def _luminances(pixels: Pixels) -> npt.NDArray[np.float64]:
    table = np.arange(256) / 255
    linear = np.where(table <= 0.04045, table / 12.92, ((table + 0.055) / 1.055) ** 2.4)
    red, green, blue = (linear[(pixels >> shift) & 255] for shift in (16, 8, 0))
    result: npt.NDArray[np.float64] = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return result


def contrast_between(one: Pixels, other: Pixels) -> npt.NDArray[np.float64]:
    """Contrast ratio of each pixel with the pixel at the same place in the other picture."""
    first, second = _luminances(one), _luminances(other)
    result: npt.NDArray[np.float64] = (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)
    return result


def text_contrast(pixels: Pixels) -> tuple[float, Rgb, Rgb] | None:
    """(ratio, text colour, background) of a sharp picture of some text; None where no text is seen.

    The background is the commonest colour. The text is the commonest other colour that covers a few
    pixels and differs at all: at four times the size, strokes have a core of their exact colour.
    Gradients behind text are beyond this method.
    """
    if pixels.size == 0:
        return None
    sample, counts = np.unique(pixels[::3, ::3], return_counts=True)
    behind = int(sample[counts.argmax()])
    rest, counts = np.unique(pixels[pixels != behind], return_counts=True)
    background = unpack(behind)
    for place in counts.argsort()[::-1]:
        if counts[place] < _LEAST_COUNT:
            return None
        colour = unpack(int(rest[place]))
        found = ratio(colour, background)
        if found > _LEAST_RATIO:
            return found, colour, background
    return None
