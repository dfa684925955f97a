"""What a dashboard needs to know before it can count: how its tiles stand, and the stores and insurers there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from client.insights import arrangement
from client.insights.arrangement import Arrangement
from client.workspace import Workspace


@dataclass(frozen=True)
class BoardGround:
    """``stores`` and ``insurers`` are (identifier, name) pairs by name; ``zones`` those of the stores.

    ``fiscal_month`` is the month in which the fiscal year of the person's store begins.
    """

    arrangement: Arrangement
    stores: tuple[tuple[str, str], ...]
    insurers: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, tzinfo], ...]
    fiscal_month: int = 1


def gather(workspace: Workspace, board: str) -> BoardGround:
    """Read it. Not on the window's thread."""
    reader, identity = workspace.reader, workspace.identity
    stores = reader.find("store", order="name")
    insurers = reader.find("insurer", order="name")
    own = next((store for store in stores if store.id == identity.store), None)
    return BoardGround(
        arrangement.read(reader, board, identity.role),
        tuple((store.id, store.values["name"] or "") for store in stores),
        tuple((insurer.id, insurer.values["name"] or "") for insurer in insurers),
        tuple((store.id, zone_named(store.values["time_zone"])) for store in stores),
        own.values["fiscal_month"] or 1 if own else 1,
    )


def zone_named(name: str | None) -> tzinfo:
    """A time zone by its name; UTC for none or one that is not known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
