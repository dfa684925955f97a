"""The icon of a record type, for programs whose theme is older than the type."""

from __future__ import annotations

from client.theme.icon_shapes import SHAPES
from shared_models.schema import Record

_ANY = "document"


def icon_of(record_type: type[Record]) -> str:
    """The icon the type asks for, or a plain document where the theme has no such icon."""
    return record_type.about.icon if record_type.about.icon in SHAPES else _ANY
