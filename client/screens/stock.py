"""Stock: every vehicle as a card with its picture, or as a table, with search and filters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Heading
from client.business.holders import holder_of
from client.item_models import Summary
from client.screens.parts.age import CardAge
from client.screens.parts.cards import VehicleCard
from client.screens.record_list import ListScreen
from client.screens.record_list_cards import CardMaker
from client.screens.record_list_query import ListQuery
from client.text import vehicle as words
from client.workspace import Place, Workspace
from shared_models import vin as vin_rules


class Stock(ListScreen):
    """In the showroom what is for sale, in the fleet office what is insured."""

    record_type = "vehicle"

    def _first_query(self) -> ListQuery:
        """A showroom opens on what can be sold; the office sees every vehicle."""
        query = super()._first_query()
        asked = {name for name, _ in self.place.presets}
        if self.workspace.mode == "showroom" and not asked:
            return query.with_filter("status", frozenset({"incoming", "available", "held"}))
        return query

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        for heading in self.findChildren(Heading)[:1]:
            heading.setText(self.title())
        self.list.search.searched.connect(self._look_everywhere)

    def _look_everywhere(self, text: str) -> None:
        """Who types a VIN means that one vehicle, whatever became of it: the filters give way."""
        asked = self.list.query()
        if vin_rules.is_standard(vin_rules.normalise(text)) and asked.filters:
            self.list.set_query(ListQuery(asked.text, {}, asked.order))

    def card_maker(self) -> CardMaker | None:
        return self._card

    def _card(self, summary: Summary, open_record: Callable[[], None]) -> QWidget:
        workspace = self.workspace
        holder = holder_of(workspace.reader, summary.view.id, workspace.identity.device)
        card = VehicleCard(summary, workspace.thumbnails, holder)
        card.body.insertWidget(card.body.count() - 1, CardAge(workspace, "vehicle", card))
        card.clicked.connect(lambda _checked=False: open_record())
        return card

    def title(self) -> str:
        return words.STOCK if self.workspace.mode == "showroom" else super().title()
