"""Numbers of charts: how they are written in the locale's way, and which ones stand on an axis."""

from __future__ import annotations

import math
from decimal import Decimal

from PySide6.QtCore import QLocale

from accessibility.widgets.quantities import write_decimal

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LONG = 100_000


def plain(value: float) -> str:
    """A number with as many decimals as it needs: 1,250 or 3.5; two at most, but for what is below a tenth."""
    small = 2 - math.floor(math.log10(abs(value))) - 1 if 0 < abs(value) < 0.1 else 2
    for decimals in range(min(small, 9) + 1):
        if math.isclose(value, round(value, decimals), rel_tol=1e-9, abs_tol=1e-9):
            break
    return write_decimal(Decimal(repr(round(value, decimals))), decimals).replace("-", "−")


def per_cent(value: float) -> str:
    """A share of a hundred in the locale's way: 37 %."""
    return f"{plain(round(value, 1))}\u00a0%"


def compact(value: float) -> str:
    """A number for an axis: from a hundred thousand up with the locale's short word for thousands and millions."""
    if abs(value) < _LONG:
        return plain(value)
    from babel.numbers import format_compact_decimal  # late: only axes with long numbers need it

    name = QLocale().name()
    return str(format_compact_decimal(value, locale="en" if name == "C" else name, fraction_digits=1))


def ticks(low: float, high: float, most: int = 5, whole: bool = False) -> list[float]:
    """Round numbers from ``low`` or less to ``high`` or more, ``most`` steps at most; at least two of them.

    ``whole``: nothing between whole numbers, as of things that are counted.
    """
    if high - low < 1e-12:
        high = low + (abs(low) or 1.0)
    step = _step((high - low) / max(1, most))
    if whole:
        step = max(1.0, step if step == int(step) else math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def _step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * one for one in _STEPS if power * one >= raw * (1 - 1e-9))


def are_whole(values: list[float]) -> bool:
    """Whether every value is a whole number."""
    return all(float(value).is_integer() for value in values)
