"""Pseudo-English: every letter accented, every text a third longer and in brackets, so that what is left out shows."""

from __future__ import annotations

import re

_ACCENTED = str.maketrans("aceilnorsuyzACEINORSUYZ", "áçéíļñóřšúýžÁÇÉÍÑÓŘŠÚÝŽ")
_PLACEHOLDER = re.compile(r"({[^}]*})")


def stretched(text: str) -> str:
    """The text in pseudo-English; what is filled in stays as it is."""
    parts = (part if part.startswith("{") else part.translate(_ACCENTED) for part in _PLACEHOLDER.split(text))
    return f"[{''.join(parts)}{'·' * (len(_PLACEHOLDER.sub('', text)) // 3)}]"
