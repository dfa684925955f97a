"""Rows of documents altered in places that are known: these are projected, as nothing else can be different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from client.changes import Touched
from client.replica import stakes
from client.replica.document_store import DocumentHead, DocumentStore
from client.replica.record_tables import Row, table_of
from shared_models.clock import milliseconds_of
from shared_models.documents import Document
from shared_models.projection import columns_at
from shared_models.records import RECORD_TYPES


@dataclass(frozen=True, slots=True)
class Altered:
    """A document after some changes: the root keys they wrote (None: not known), stamp and author of the latest."""

    head: DocumentHead
    document: Document | None
    keys: frozenset[str] | None
    stamp: int
    author: str


def write_altered(store: DocumentStore, altered: Sequence[Altered]) -> list[Touched]:
    """Bring rows in line with their documents: what :meth:`DocumentStore.write_rows` does, for less."""
    by_type: dict[str, dict[str, Row]] = {}
    for each in altered:
        row = _different(each)
        if row is not None:
            by_type.setdefault(each.head.type_name, {})[each.head.id] = row
    done: list[Touched] = []
    for name, rows in by_type.items():
        ordinals = table_of(RECORD_TYPES[name]).alter_many(store.connection, rows)
        done += [Touched(name, record, ordinal) for record, ordinal in ordinals.items()]
    written = {touched.id for touched in done}
    rest = [(each.head, each.document) for each in altered if each.head.id not in written]
    return done + store.write_rows(rest) if rest else done


def _different(altered: Altered) -> Row | None:
    """The columns that may differ from before. None where any may: rivals decide about a document that had two heads,
    and facts that bear on a thing about each other.
    """
    head, document, keys = altered.head, altered.document, altered.keys
    if head.record_type is None or document is None or keys is None or head.forked or stakes.bears(head.type_name):
        return None
    life = {"updated": milliseconds_of(altered.stamp), "author": altered.author}
    return {**columns_at(head.record_type, document, keys), **life}
