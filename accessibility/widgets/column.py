"""A column of things whose gaps and margins follow what the person wants to see between things."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets.appearance import appearance, look


class Column(QVBoxLayout):
    """As QVBoxLayout; margins and spacing are given as for a comfortable look, and are less in a compact one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        self._margins, self._between = (0, 0, 0, 0), 0
        appearance().changed.connect(self._dress)
        if parent is not None:
            parent.setLayout(self)

    def setContentsMargins(self, left: int, top: int, right: int, bottom: int) -> None:  # type: ignore[override]
        """Margins in pixels, as for a comfortable look."""
        self._margins = (left, top, right, bottom)
        self._dress()

    def setSpacing(self, spacing: int) -> None:
        """The gap between two things in pixels, as for a comfortable look."""
        self._between = spacing
        self._dress()

    def _dress(self) -> None:
        super().setContentsMargins(*(look().gap(size) for size in self._margins))
        super().setSpacing(look().gap(self._between))
