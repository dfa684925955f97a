"""The figures in a form others can read: plain data for JSON, and rows for a table. Nothing personal is in them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from client.pace.recording import WORK, Figures, Pace

_COLUMNS = ("what", "count", "p50_ms", "p99_ms", "longest_ms")


def plain(pace: Pace) -> dict[str, Any]:
    """All figures; times in milliseconds, instants in ISO 8601."""
    return {
        "actions": {action.value: _told(figures) for action, figures in pace.times().items() if figures.count},
        "event_loop": {name: _told(figures) for name, figures in _gaps(pace)},
        "longest_gaps": [
            {
                "ms": _milliseconds(gap.nanoseconds),
                "at": gap.at.isoformat(timespec="seconds"),
                "running": [work.value for work in gap.running],
            }
            for gap in pace.worst_gaps()
        ],
    }


def as_json(pace: Pace) -> str:
    """As a document."""
    return json.dumps(plain(pace), indent=1)


def as_csv(pace: Pace) -> str:
    """A row for each action and for the gaps of the event loop."""
    named = [(action.value, figures) for action, figures in pace.times().items() if figures.count]
    named += [(f"event_loop {name}", figures) for name, figures in _gaps(pace)]
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows((name, *_told(figures).values()) for name, figures in named)
    return written.getvalue()


def _gaps(pace: Pace) -> list[tuple[str, Figures]]:
    found = [("always", pace.gaps()), *((f"during {work.value}", pace.gaps(work)) for work in WORK)]
    return [(name, figures) for name, figures in found if figures.count]


def _told(figures: Figures) -> dict[str, float]:
    return {
        "count": figures.count, "p50_ms": _milliseconds(figures.half), "p99_ms": _milliseconds(figures.most),
        "longest_ms": _milliseconds(figures.longest),
    }  # fmt: skip


def _milliseconds(nanoseconds: int) -> float:
    return round(nanoseconds / 1e6, 3)
