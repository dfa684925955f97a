"""Kinds that point elsewhere: another record, a file, a text that only a role's key opens."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.types import LargeBinary, Text, TypeEngine

from shared_models import check_words as words
from shared_models.kinds.base import Kind


@dataclass(frozen=True)
class Reference(Kind):
    """The identifier of another record, of the type named ``to``."""

    name: ClassVar[str] = "reference"
    to: str = ""

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{32}", value):
            raise ValueError(words.CHOSEN)


@dataclass(frozen=True)
class Sealed(Kind):
    """Text kept encrypted under a role's key, in document and table alike; see ``sealing``. The value is bytes."""

    name: ClassVar[str] = "sealed"
    sql: ClassVar[type[TypeEngine[Any]]] = LargeBinary

    def check(self, value: Any) -> None:
        if not isinstance(value, bytes) or len(value) > 20_000:
            raise ValueError(words.SEALED)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file kept beside the records: ``digest`` is its SHA-256 in hex, ``size`` is in bytes."""

    digest: str
    name: str
    media_type: str
    size: int


#: How a value names a file, in a document or (with its quotes escaped) in a fact: a list that begins with the digest.
_NAMED = re.compile(rb'\[\\?"([0-9a-f]{64})\\?", ?\\?"')


def digests_in(change: bytes) -> set[str]:
    """The digests of the files that a change names, out of its bytes."""
    return {match.decode() for match in _NAMED.findall(change)}


@dataclass(frozen=True)
class File(Kind):
    """A photo or paper: the document holds the digest, the bytes travel apart."""

    name: ClassVar[str] = "file"
    sql: ClassVar[type[TypeEngine[Any]]] = Text

    def check(self, value: Any) -> None:
        if not isinstance(value, FileRef) or not re.fullmatch(r"[0-9a-f]{64}", value.digest):
            raise ValueError(words.FILE)

    def encode(self, value: Any) -> Any:
        return json.dumps([value.digest, value.name, value.media_type, value.size], ensure_ascii=False)

    def decode(self, atom: Any) -> Any:
        try:
            digest, name, media_type, size = json.loads(atom)
            reference = FileRef(str(digest), str(name), str(media_type), int(size))
        except (TypeError, ValueError) as error:
            raise ValueError(words.FILE) from error
        self.check(reference)
        return reference

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else self.encode(value)}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else self.decode(row[name])
