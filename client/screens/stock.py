"""Stock: every vehicle as a card with its picture, or as a table, with search and filters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from client.item_models import Summary
from client.screens.parts.cards import VehicleCard
from client.screens.parts.filtered_list import FilteredList
from client.screens.record_list_cards import CardMaker
from client.text import vehicle as words


class Stock(FilteredList):
    """In the showroom what is for sale, in the fleet office what is insured."""

    record_type = "vehicle"

    def card_maker(self) -> CardMaker | None:
        return _card

    def title(self) -> str:
        return words.STOCK if self.workspace.mode == "showroom" else super().title()


def _card(summary: Summary, open_record: Callable[[], None]) -> QWidget:
    card = VehicleCard(summary)
    card.clicked.connect(lambda _checked=False: open_record())
    return card
