"""What would stand in a document if some of its changes had not been made: what an undo needs to know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from shared_models.documents import Candidate, Document, Path


class Lineage:
    """The writers of every path of one document and their descent. Made once for a document that stays as it is."""

    def __init__(self, document: Document, stamp_of: Callable[[bytes], int]) -> None:
        self._deps: Mapping[bytes, tuple[bytes, ...]] = {change.hash: change.deps for change in document.changes()}
        self._writings = document.writings()
        self._stamp_of = stamp_of

    def writers(self, path: Path) -> frozenset[bytes]:
        """The changes that ever gave a value to a path."""
        return frozenset(candidate.change for candidate in self._writings.get(path, ()))

    def standing(self, path: Path, without: Collection[bytes] = (), seen_from: bytes | None = None) -> Candidate | None:
        """The value shown at a path had the changes ``without`` not been made; None when nobody else gave one.

        With ``seen_from`` only what that change had seen counts. The rule among rivals is that of ``projection``.
        """
        seen = None if seen_from is None else self._ancestors(seen_from)
        running: list[Candidate] = []
        overtaken: set[bytes] = set()
        for candidate in reversed(self._writings.get(path, [])):  # children first: each overtakes its ancestors
            change = candidate.change
            if change in without or change in overtaken or (seen is not None and change not in seen):
                continue
            running.append(candidate)
            overtaken |= self._ancestors(change)
        return max(running, key=lambda each: (self._stamp_of(each.change), each.op_id), default=None)

    def _ancestors(self, change: bytes) -> set[bytes]:
        waiting, seen = list(self._deps.get(change, ())), set[bytes]()
        while waiting:
            parent = waiting.pop()
            if parent not in seen:
                seen.add(parent)
                waiting.extend(self._deps.get(parent, ()))
        return seen
