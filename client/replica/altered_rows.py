"""Rows of documents altered in places that are known: these are projected, as nothing else can be different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    """A document after some changes. ``held`` is what its root now holds under the keys that they wrote (None: what
    they wrote is not known); stamp and author are those of the latest.
    """

    head: DocumentHead
    document: Document | None
    held: Mapping[str, Any] | None
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
    head, held = altered.head, altered.held
    if head.record_type is None or held is None or head.forked or stakes.bears(head.type_name):
        return None
    life = {"updated": milliseconds_of(altered.stamp), "author": altered.author}
    return {**columns_at(head.record_type, held), **life}
