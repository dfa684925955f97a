"""What a French bonus-malus coefficient tells of past claims, worked out from the rule that makes it.

The rule (Code des assurances, annex to article A121-1): entry at 100; each year without a claim times 0.95, each
claim at fault times 1.25, rounded down to whole points, never below 50 nor above 350. A coefficient that claim-free
years alone can reach says something else than one just above or below it.
"""

from __future__ import annotations

import functools
import heapq

LEAST, ENTRY, MOST = 50, 100, 350
_FEWEST_CLAIMS_TRIED = 6


@functools.cache
def histories() -> dict[int, tuple[int, int]]:
    """Per coefficient: the fewest claims that reach it, and then the years since the last one (or since entry).

    Histories are searched by claims, then by years, so the shortest with the fewest claims is found first.
    """
    found: dict[int, tuple[int, int]] = {}
    visited: set[tuple[int, int]] = set()
    waiting = [(0, 0, ENTRY, 0)]
    while waiting:
        claims, years, coefficient, since = heapq.heappop(waiting)
        if (coefficient, claims) in visited or claims > _FEWEST_CLAIMS_TRIED:
            continue
        visited.add((coefficient, claims))
        found.setdefault(coefficient, (claims, since))
        better = max(LEAST, coefficient * 95 // 100)
        worse = min(MOST, coefficient * 125 // 100)
        heapq.heappush(waiting, (claims, years + 1, better, since + 1))
        heapq.heappush(waiting, (claims + 1, years + 1, worse, 0))
    return found


def history(coefficient: int) -> tuple[int, int]:
    """Fewest claims and years since the last for a coefficient; many and none where no history was found."""
    return histories().get(coefficient, (_FEWEST_CLAIMS_TRIED + 1, 0))
