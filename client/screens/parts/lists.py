"""Opening a list that is already narrowed."""

from __future__ import annotations

from collections.abc import Set

from client.workspace import Place, Workspace


def open_filtered(workspace: Workspace, record_type: str, **filters: Set[str]) -> None:
    """Show a type's list with these facet values chosen (facet name -> keys) besides its usual filters."""
    presets = tuple((name, frozenset(keys)) for name, keys in filters.items())
    workspace.go.emit(Place("list", record_type, presets=presets))
