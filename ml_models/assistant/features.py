"""From a question to what the model reads.

A row may give:

    text  the question as it was typed, in English
"""

from __future__ import annotations

from ml_models.additive import Row

NAME = "assistant"
OUT_OF_SCOPE = "oos"
"""The label of questions that are about something else altogether."""


def question(row: Row) -> str:
    """The question of a row; "" when it is none. Whatever is no text counts as none."""
    text = row.get("text")
    return " ".join(text.split()) if isinstance(text, str) else ""
