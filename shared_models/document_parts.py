"""What goes into a document and comes out of it: edits, changes, candidates. ``documents`` hands all of them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared_models.text_merge import Splice

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """Write one scalar (None clears it) at a path: ``(field,)`` or ``(field, row id, cell)``."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """Take away a word of a set or a row of rows: ``(field, word)`` or ``(field, row id)``."""

    path: Path


@dataclass(frozen=True, slots=True)
class Write:
    """Splice a text field; positions are code points of the text as it stands in the document."""

    path: Path
    splices: Sequence[Splice]


Edit = Put | Remove | Write


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its uncompressed bytes, its hash, the hashes it builds on."""

    chunk: bytes
    hash: bytes
    deps: tuple[bytes, ...]


class Birth(NamedTuple):
    """What a document says of itself from the start: its identifier and the name of its type."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the values concurrently given to a path, and the change that gave it."""

    value: Any
    change: bytes
    op_id: bytes
