"""Tool tips that show what stands in them: Qt would take a name such as ``<b>`` for markup and hide it."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def tip(text: str) -> str:
    """The text as a tool tip shows it literally; words without a sign of markup stay as they are."""
    return f"<span>{escape(text)}</span>".replace("\n", "<br>") if Qt.mightBeRichText(text) else text
