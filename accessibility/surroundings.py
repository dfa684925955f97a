"""What a program tells the audit of itself: how its text is enlarged, whether motion is unwanted, its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NARROWEST = 320
"""WCAG 1.4.10 asks for no sideways scrolling at this width in pixels: 1280 pixels enlarged four times."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Surroundings:
    """Every part is optional: without it, a rule that needs it does what it can and says so.

    ``enlarge`` sets the size of text (1.0 is as designed, 2.0 is 200 %) the way the program's own settings do.
    ``still`` says that the person wants no motion. ``language`` is that of the words on the window, such as ``de``.
    ``busy`` says whether the program is still at work on what it shows; the audit waits until it is not.
    ``narrowest`` is the width in pixels at which nothing may scroll sideways.
    """

    enlarge: Callable[[float], None] | None = None
    still: bool = False
    language: str = ""
    busy: Callable[[], bool] = _never
    narrowest: int = NARROWEST
