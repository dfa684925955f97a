"""The hub's hash chains as this device has seen them: a log that does not go on from its own past is found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared_models.clock import system_milliseconds
from shared_models.encrypted_sqlite import Connection
from shared_models.protocol import GENESIS, Entry, chain_hash

#: Values in one question: SQLite allows some thousands.
_PLACES = 500


class Chains:
    """Follows the chain of every space. Every method runs within the caller's transaction.

    What arrives is taken in all the same (a merge loses nothing); the break is written down for a person to read.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def follow(self, entries: Sequence[Entry]) -> None:
        """Check entries, before they are taken in, against the cursors and against our own receipts."""
        heads = self._heads({entry.space for entry in entries})
        receipts = self._receipts([entry.envelope.hash for entry in entries])
        for entry in entries:
            seq, chain = heads[entry.space]
            kept = receipts.get(entry.envelope.hash)
            if kept is not None and kept != (entry.seq, entry.chain):
                self._note(entry.space, kept[0], kept[1], entry.chain)
            if entry.seq <= seq:
                if entry.seq == seq and entry.chain != chain:
                    self._note(entry.space, seq, chain, entry.chain)
                continue
            follows = entry.seq == seq + 1
            if not follows or chain_hash(chain, entry.seq, entry.envelope.hash, entry.stamp) != entry.chain:
                self._note(entry.space, entry.seq, chain, entry.chain)
            heads[entry.space] = entry.seq, entry.chain

    def compare(self, shown: Mapping[str, tuple[int, bytes]]) -> None:
        """Check what the hub says stands in its log at numbers this device has seen; empty bytes: nothing any more."""
        heads = self._heads(set(shown))
        for space, (seq, chain) in shown.items():
            if seq and heads[space][0] == seq and heads[space][1] != chain:
                self._note(space, seq, heads[space][1], chain)

    def _heads(self, spaces: set[str]) -> dict[str, tuple[int, bytes]]:
        found = dict.fromkeys(spaces, (0, GENESIS))
        for space, seq, chain in self._connection.execute("SELECT space, seq, chain FROM cursor").fetchall():
            if space in found:
                found[space] = seq, chain
        return found

    def _receipts(self, hashes: Sequence[bytes]) -> dict[bytes, tuple[int, bytes]]:
        found: dict[bytes, tuple[int, bytes]] = {}
        for at in range(0, len(hashes), _PLACES):
            some = hashes[at : at + _PLACES]
            places = ", ".join("?" * len(some))
            asked = f"SELECT hash, seq, chain FROM change WHERE chain IS NOT NULL AND hash IN ({places})"
            found.update((row[0], (row[1], row[2])) for row in self._connection.execute(asked, some))
        return found

    def _note(self, space: str, seq: int, ours: bytes, shown: bytes) -> None:
        self._connection.execute(
            "INSERT OR IGNORE INTO chain_break VALUES (?, ?, ?, ?, ?)", (space, seq, ours, shown, system_milliseconds())
        )
