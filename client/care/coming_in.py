"""Who may come in at this device with a PIN, and what a PIN may be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from client.text import locking as words

LEAST, MOST = 6, 12
"""How many digits a PIN has."""


@dataclass(frozen=True)
class PersonHere:
    """Somebody who may come in with a PIN."""

    person: str
    name: str
    role: str


def objection(pin: str) -> str:
    """Why a PIN is no good; empty when it is."""
    if not pin.isdigit() or not pin.isascii() or not LEAST <= len(pin) <= MOST:
        return words.PIN_SHAPE.format(least=LEAST, most=MOST)
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return words.PIN_EASY if steps in ({0}, {1}, {-1}) else ""
