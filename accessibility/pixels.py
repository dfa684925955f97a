"""Colours measured from pictures: what is behind, what is written, and how far apart two pictures are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from accessibility.contrast import Rgb, ratio

Pixels = npt.NDArray[np.uint32]
"""Rows of ``0xRRGGBB``; the highest byte is of no account."""

_LEAST_COUNT = 24
_LEAST_RATIO = 1.15
_COLOUR = np.uint32(0xFFFFFF)


def unpack(colour: int) -> Rgb:
    """``0xRRGGBB`` as three numbers."""
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


def _linear() -> npt.NDArray[np.float64]:
    table = np.arange(256) / 255
    result: npt.NDArray[np.float64] = np.where(table <= 0.04045, table / 12.92, ((table + 0.055) / 1.055) ** 2.4)
    return result


_LINEAR = _linear()


def luminances(pixels: Pixels) -> npt.NDArray[np.float64]:
    """Relative luminance of each pixel, as WCAG 2.1 defines it."""
    red, green, blue = (_LINEAR[(pixels >> shift) & 255] for shift in (16, 8, 0))
    result: npt.NDArray[np.float64] = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return result


def contrast_between(one: Pixels, other: Pixels) -> npt.NDArray[np.float64]:
    """Contrast ratio of each pixel with the pixel at the same place in the other picture."""
    first, second = luminances(one), luminances(other)
    result: npt.NDArray[np.float64] = (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)
    return result


def changed_by(one: Pixels, other: Pixels, least: float) -> int:
    """How many pixels stand ``least``:1 or more apart in two pictures; only those that differ are worked out."""
    differ = one != other
    return int(np.count_nonzero(contrast_between(one[differ], other[differ]) >= least))


def commonest(pixels: Pixels) -> int:
    """The colour that covers most of a picture, judged by one pixel in nine where there are many."""
    sample = pixels[1::3, 1::3] if pixels.size > 900 else pixels
    colours, counts = np.unique(sample & _COLOUR, return_counts=True)
    return int(colours[counts.argmax()])


def solid(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """Which pixels lie in a patch of their own colour, three by three: strokes have such a core, their edges none.

    The pixels of the rim of the picture have no patch, so the result is smaller by one pixel on each side.
    """
    plain = pixels & _COLOUR
    down, across = plain[:-1] == plain[1:], plain[:, :-1] == plain[:, 1:]
    columns = down[:-1] & down[1:]
    sides = (across[:, :-1] & across[:, 1:])[1:-1]
    result: npt.NDArray[np.bool_] = columns[:, 1:-1] & columns[:, :-2] & columns[:, 2:] & sides
    return result


@dataclass(frozen=True)
class Seen:
    """What was measured of a piece of text: ``share`` is how much of the picture is neither text nor background."""

    ratio: float
    colour: Rgb
    behind: Rgb
    share: float = 0.0


def strokes(pixels: Pixels, behind: int) -> list[tuple[int, int]]:
    """(colour, pixels of solid core) of all that is not the background, the commonest first."""
    if min(pixels.shape) < 3:
        return []
    plain = pixels[1:-1, 1:-1] & _COLOUR
    colours, counts = np.unique(plain[solid(pixels) & (plain != behind)], return_counts=True)
    return [(int(colours[place]), int(counts[place])) for place in counts.argsort()[::-1]]


def _leftover(pixels: Pixels, text: int, behind: int) -> float:
    """The share of pixels that are neither text nor background; much of it means a gradient or a picture."""
    sample = pixels[::2, ::2] & _COLOUR
    return float(np.count_nonzero((sample != text) & (sample != behind))) / sample.size


def text_seen(pixels: Pixels, every: bool = False) -> Seen | None:
    """Text and background of a sharp picture of some text; None where no text is seen.

    The background is the commonest colour; the text is the commonest other colour with a solid core, at four times
    the size. ``every`` looks at all such colours and tells the worst: for rich text, where nothing but text can be.
    """
    if pixels.size == 0:
        return None
    behind = commonest(pixels)
    background = unpack(behind)
    found: list[tuple[float, int]] = []
    for colour, count in strokes(pixels, behind):
        if count < _LEAST_COUNT:
            break
        apart = ratio(unpack(colour), background)
        if apart > _LEAST_RATIO:
            found.append((apart, colour))
            if not every:
                break
    if not found:
        return None
    apart, colour = min(found)
    return Seen(apart, unpack(colour), background, _leftover(pixels, found[0][1], behind))


def colour_seen_against(pixels: Pixels, colour: int) -> Seen | None:
    """How a known text colour stands against the commonest colour round it; None where it is not seen."""
    plain = pixels & _COLOUR
    around = plain[plain != colour]
    if around.size in (0, plain.size):
        return None
    colours, counts = np.unique(around, return_counts=True)
    behind = int(colours[counts.argmax()])
    return Seen(ratio(unpack(colour), unpack(behind)), unpack(colour), unpack(behind))


def worst_where_text_was(with_text: Pixels, without: Pixels) -> Seen | None:
    """The differential way: where text was painted, its colour against the pixel beneath it; the worst of all.

    Exact for gradients and pictures. Only the cores of the strokes count: the pixels that changed to the colour
    most of them changed to.
    """
    differ = (with_text & _COLOUR) != (without & _COLOUR)
    if np.count_nonzero(differ) < _LEAST_COUNT:
        return None
    colours, counts = np.unique(with_text[differ] & _COLOUR, return_counts=True)
    text = int(colours[counts.argmax()])
    cores = differ & ((with_text & _COLOUR) == text)
    beneath = without[cores] & _COLOUR
    apart = contrast_between(np.full_like(beneath, text), beneath)
    place = int(apart.argmin())
    return Seen(float(apart[place]), unpack(text), unpack(int(beneath[place])))
