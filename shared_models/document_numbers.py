"""Document numbers: how a series is called and how a number of it is written.

A *series* is the contracts, or the receipts, of one store: ``contract:{store}``. Its numbers are given out in blocks
(``number_block``), each to one incarnation of one device's replica, which draws from it without gaps and without
asking anybody. A device that has no block left goes on with numbers of its own, which carry the first eight hex digits
of its replica's actor: nobody else can make them.
"""

from __future__ import annotations

import re

#: The letter that begins a number, by what is numbered.
LETTERS = {"contract": "C", "receipt": "R"}
#: The least a block holds, and how many times the use of four weeks.
LEAST, TIMES, DAYS = 50, 2, 28
#: The most a block may hold.
MOST = 10_000
#: Numbers left out when a hub was put back from a backup: more than are given out between two backups.
LEAP = 10_000
_STORE_DIGITS = 6


def series_of(numbered: str, store: str) -> str:
    """The series of a store's contracts or receipts."""
    return f"{numbered}:{store}"


def block_size(used: int) -> int:
    """How many numbers a device asks for that has used so many in the last four weeks."""
    return min(MOST, max(LEAST, TIMES * used))


def mark_of(store: str, code: str | None) -> str:
    """What stands for the store in its numbers: its short code, or where it has none the end of its identifier."""
    return (re.sub(r"\W|_", "", code or "") or store[-_STORE_DIGITS:]).upper()


def number_text(numbered: str, mark: str, number: int) -> str:
    """A number out of a block, such as ``C-MUE-00042``."""
    return f"{LETTERS[numbered]}-{mark}-{number:05}"


def own_number_text(numbered: str, mark: str, writer: str, number: int) -> str:
    """A number of a device that has no block left, such as ``C-MUE-4F3A9C21-1``; ``writer`` is its actor in hex."""
    return f"{LETTERS[numbered]}-{mark}-{writer[:8].upper()}-{number}"
