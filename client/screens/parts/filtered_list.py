"""A list that can be opened with some of its filters already chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from client.screens.record_list import ListScreen
from client.screens.record_list_query import ListQuery
from client.workspace import Place, Workspace


class FilteredList(ListScreen):
    """Presets of the place that name a facet (with a set of its keys) narrow the list besides its usual filters."""

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        chosen = {name: keys for name, keys in place.presets if isinstance(keys, frozenset)}
        if chosen:
            usual = ListQuery.default(self.about)
            self.list.set_query(ListQuery(filters={**usual.filters, **chosen}))
