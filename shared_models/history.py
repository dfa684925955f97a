"""What every change of a document did, field by field: values, words and rows, texts.

A step compares the document as its author saw it (the change's parents, merged) with what the change made of it. So a
text is told as before and after, and what was taken away is told too, which the operations that are left cannot say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared_models.documents import ID_KEY, TYPE_KEY, Document, Path

Deed = Literal["set", "added", "removed", "rewritten"]


@dataclass(frozen=True, slots=True)
class Step:
    """What one change did at one path.

    ``set``: an atom ``(field,)`` or a cell ``(field, row, cell)``; ``before`` is what it replaced. ``added`` and
    ``removed``: a word ``(field, word)`` or a row ``(field, row)``, whose cells are in ``after`` or ``before``.
    ``rewritten``: a text ``(field,)``, whole before and after. Values are atoms as in the document.
    """

    change: bytes
    path: Path
    deed: Deed
    before: Any
    after: Any


def steps(document: Document) -> list[Step]:
    """Every step of a document's life, parents first; a value given again (which settles rivals) is one too."""
    given: dict[bytes, list[tuple[Path, Any]]] = {}
    for path, written in document.writings().items():
        for candidate in written:
            given.setdefault(candidate.change, []).append((path, candidate.value))
    found: list[Step] = []
    last: tuple[tuple[bytes, ...], dict[str, Any]] = ((), {})
    for change in document.changes():
        before = last[1] if change.deps == last[0] else document.content(change.deps) if change.deps else {}
        after = document.content((change.hash,))
        last = ((change.hash,), after)
        found += _steps_of(change.hash, before, after, given.get(change.hash, []))
    return found


def _steps_of(
    change: bytes, before: Mapping[str, Any], after: Mapping[str, Any], given: list[tuple[Path, Any]]
) -> Iterator[Step]:
    for path, value in given:
        seen = _at(before, path)
        if path[0] in (ID_KEY, TYPE_KEY) or (seen is None and value is None) or _row_is_new(before, path):
            continue
        yield Step(change, path, "set", seen, value)
    for name, content in after.items():
        held = before.get(name)
        if isinstance(content, dict):
            yield from _members(change, name, held if isinstance(held, dict) else {}, content)
        elif _is_text(name, content, held, given) and (held or "") != content:
            yield Step(change, (name,), "rewritten", held or "", content)


def _is_text(name: str, content: Any, held: Any, given: list[tuple[Path, Any]]) -> bool:
    """A string that the change made otherwise without giving it as a whole."""
    return isinstance(content, str) and isinstance(held, str | None) and all(path != (name,) for path, _ in given)


def _members(change: bytes, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Step]:
    for key, content in after.items():
        if key not in before:
            yield Step(change, (name, key), "added", None, content)
    for key, content in before.items():
        if key not in after:
            yield Step(change, (name, key), "removed", content, None)


def _row_is_new(before: Mapping[str, Any], path: Path) -> bool:
    """A cell of a row that the same change added is told with the row."""
    return len(path) == 3 and path[1] not in (before.get(path[0]) or {})


def _at(content: Mapping[str, Any], path: Path) -> Any:
    found: Any = content
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def difference(before: str, after: str, around: int = 24) -> tuple[str, str]:
    """The parts of two texts that differ, each in whole words with a little of what stands around it.

    An ellipsis marks where something is left out. Both are empty when the texts are equal.
    """
    if before == after:
        return "", ""
    most = min(len(before), len(after))
    start = next((n for n in range(most) if before[n] != after[n]), most)
    end = next((n for n in range(most - start) if before[-1 - n] != after[-1 - n]), most - start)
    return tuple(_part(text, start, len(text) - end, around) for text in (before, after))  # type: ignore[return-value]


def _part(text: str, start: int, end: int, around: int) -> str:
    first, last = max(0, start - around), min(len(text), end + around)
    if first:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
