"""What screens share about test drives: their states, tones, and the next steps from each."""

from __future__ import annotations

from accessibility.widgets.feedback import Tone

DRIVE_TONES: dict[str, Tone] = {
    "booked": "info", "out": "warn", "returned": "ok", "no_show": "neutral", "cancelled": "neutral",
}  # fmt: skip
#: From each state, the states a person may move it to.
NEXT: dict[str, tuple[str, ...]] = {
    "booked": ("out", "no_show", "cancelled"), "out": ("returned",), "no_show": ("booked",), "cancelled": ("booked",),
}  # fmt: skip
