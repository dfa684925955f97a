"""What a change in the escrow inbox would do, for the person who decides: each field from what to what, and photos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from shared_models.change_chunk import read_head
from shared_models.documents import ARCHIVED_KEY, Document
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.facts import decode_fact
from shared_models.kinds.links import digests_in
from sync_server.file_store import FileStore
from sync_server.held_documents import read_document

_LONGEST = 2_000


class Meanings:
    """Tells what changes would do, asked in the order they were made: one may build on the one before."""

    def __init__(self, connection: Connection, files: FileStore) -> None:
        self._connection, self._files = connection, files
        self._documents: dict[str, bytes] = {}

    def of(self, tenant: str, envelope: Envelope) -> dict[str, Any]:
        """``was``, ``wanted`` and ``now``: by field what documents hold (None: nothing) before and after the change as
        its author saw it, and on the hub today; ``what``: the same of a new record or fact, as text.

        ``photos`` and ``photos_missing``: how many files it names, and how many of them never reached the hub.
        """
        named = digests_in(envelope.payload)
        missing = sum(not self._files.has(tenant, digest) for digest in named)
        before, after, now, new = self._states(envelope)
        names = [name for name in {**before, **after} if not name.startswith("_") or name == ARCHIVED_KEY]
        changed = [name for name in names if _filled(before.get(name)) != _filled(after.get(name))]
        was, wanted, here = ({name: _told(held.get(name)) for name in changed} for held in (before, after, now))
        texts = {n: str(v)[:200] for n, v in wanted.items() if new and v is not None and not isinstance(v, dict)}
        photos = {"photos": len(named), "photos_missing": missing}
        return {"was": was, "wanted": wanted, "now": here, "what": texts, "new": new, **photos}

    def _states(self, envelope: Envelope) -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any], bool]:
        """What the record held before and after the change, what it holds now, and whether the change makes it."""
        try:
            if envelope.kind == "fact":
                return {}, decode_fact(envelope.payload), {}, True
            deps = read_head(envelope.payload).deps
            held = read_document(self._connection, envelope.document)
            now = held.read() if held is not None else {}
            base = self._documents.get(envelope.document, held.snapshot if held is not None else b"")
            whole = self._documents[envelope.document] = base + envelope.payload
            document = Document.load(whole)
            return document.content(deps) if deps else {}, document.content((envelope.hash,)), now, not deps
        except ForecourtError:
            return {}, {}, {}, False


def _filled(held: Any) -> Any:
    return None if held in ("", {}) else held


def _told(held: Any) -> Any:
    """A value as JSON can say it; bytes (what is sealed) are said to be there, and no more."""
    held = _filled(held)
    if isinstance(held, dict):
        return {str(key): _told(value) for key, value in held.items()}
    if isinstance(held, str):
        return held[:_LONGEST]
    return held if held is None or isinstance(held, bool | int | float) else "…"
