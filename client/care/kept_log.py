"""The last lines of the log, kept in memory without personal data: templates, numbers and places in the code only."""

from __future__ import annotations

import logging
import re
import traceback
from collections import deque
from datetime import UTC, datetime
from pathlib import PurePath

_LINES = 500
#: What could be a number, an address or an identifier of somebody or something.
_TELLING = re.compile(r"\S+@\S+|\b[\w-]+(?:\.[\w-]+){2,}|[A-HJ-NPR-Z0-9]{11,}|\+?\d[\d ./-]{3,}|/\S+|[A-Za-z]:\\\S+")
_OURS = ("client", "shared_models", "accessibility", "ml_models")
_LEFT_OUT = "…"


class KeptLog(logging.Handler):
    """Keeps the latest lines. Arguments other than numbers, and the words of exceptions, are never kept."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = [f"{at} {record.levelname} {record.name}: {_template(record)}"]
        error = record.exc_info[1] if record.exc_info else None
        self._lines.append("\n".join([*told, *(place_of(error) if error is not None else [])]))

    def lines(self) -> list[str]:
        """What was kept, newest last."""
        return list(self._lines)


def begin() -> KeptLog:
    """Keep the log of this process from now on."""
    kept = KeptLog()
    logging.getLogger().addHandler(kept)
    return kept


def kept_lines() -> list[str]:
    """What the log of this process kept; nothing where it was never begun."""
    kept = [handler for handler in logging.getLogger().handlers if isinstance(handler, KeptLog)]
    return [line for handler in kept for line in handler.lines()]


def place_of(error: BaseException) -> list[str]:
    """The kinds of errors and the places in the code they went through; no words, no values."""
    found = []
    for one in _chain(error):
        found.append(f"  {type(one).__module__}.{type(one).__qualname__}")
        frames = traceback.extract_tb(one.__traceback__)[-12:]
        found += [f"    {PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return found


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def _template(record: logging.LogRecord) -> str:
    """What the program says, without what it says it of."""
    words = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if not record.args and record.name.split(".")[0] not in _OURS:
        return _LEFT_OUT  # somebody else's finished sentence could hold anything
    return _TELLING.sub(_LEFT_OUT, _filled(words, record.args))


def _filled(words: str, args: object) -> str:
    if not isinstance(args, tuple):
        return words
    try:
        return words % tuple(arg if isinstance(arg, int | float) else _Hidden() for arg in args)
    except (TypeError, ValueError):
        return words


class _Hidden:
    """Stands for what is not kept."""

    def __str__(self) -> str:
        return _LEFT_OUT

    __repr__ = __str__
