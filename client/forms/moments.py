"""The editor for a moment: a date and a time of day at the store."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets import DateField, LineEdit, appearance, look
from client.text import forms as words

_EXAMPLE = time(14, 30)
_TIME = re.compile(r"(\d{1,2})[:.h ]?(\d{2})?\s*(am|pm)?", re.IGNORECASE)


def read_time(text: str) -> time | None:
    """Read ``14:30``, ``1430``, ``9`` or ``2:30 pm``; None for anything else."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_BESIDE = 290
"""The width in pixels, at text scale 1, from which day and time stand side by side."""


class InstantField(QWidget):
    """A moment. ``value()`` is an aware datetime in UTC, or None; it is written in ``zone``."""

    changed = Signal()
    committed = Signal()

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._held: datetime | None = None
        self.day = DateField()
        self.time = LineEdit()
        self.time.set_hint(words.TIME_HINT, f"{_EXAMPLE:%H:%M}")
        appearance().changed.connect(self._dress)
        self._dress()
        self.time.setAccessibleDescription(words.IN_ZONE.format(zone=zone))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.day, 3)
        row.addWidget(self.time, 2)
        for part in (self.day, self.time):
            part.changed.connect(self.changed)
            part.committed.connect(self._tidy)
        self.setFocusProxy(self.day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for both, the time stands below the day."""
        super().resizeEvent(event)
        stacked = event.size().width() < look().px(_BESIDE)
        self._row.setDirection(
            QHBoxLayout.Direction.TopToBottom if stacked else QHBoxLayout.Direction.LeftToRight
        )  # LeftToRight is where reading begins, in whatever language

    def _dress(self) -> None:
        self.time.setMaximumWidth(look().px(190))

    def _tidy(self) -> None:
        at = read_time(self.time.value())
        if at is not None:
            self.time.set_value(f"{at:%H:%M}")
        self.committed.emit()

    def value(self) -> datetime | None:
        """The moment, None while a part is missing or unreadable."""
        day, at = self.day.value(), read_time(self.time.value())
        if day is None or at is None:
            return None
        written = datetime.combine(day, at, self._zone).astimezone(UTC)
        # Seconds are not shown; what was not touched keeps them.
        same = self._held is not None and self._held.replace(second=0, microsecond=0) == written
        return self._held if same else written

    def set_value(self, value: datetime | None) -> None:
        """Show a moment."""
        self._held = value
        there = value.astimezone(self._zone) if value else None
        self.day.set_value(there.date() if there else None)
        self.time.set_value(f"{there:%H:%M}" if there else "")

    def problem(self) -> str:
        """A part is missing or unreadable."""
        if self.day.problem():
            return self.day.problem()
        at = self.time.value()
        if at and read_time(at) is None:
            return words.TIME_PROBLEM
        if at and self.day.value() is None:
            return words.DAY_MISSING
        return words.TIME_MISSING if self.day.value() is not None and not at else ""

    def naming_target(self) -> QWidget:
        """The date's line."""
        return self.day.naming_target()

    def set_label(self, label: str) -> None:
        """The time is named after the field."""
        self.day.set_label(label)
        self.time.setAccessibleName(words.TIME_OF.format(label=label))
