"""Stock: every vehicle as a card with its picture, or as a table, with search and filters; some of them to compare."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from accessibility.widgets import Button, Heading
from client.business.holders import FOR_SALE, holder_of
from client.item_models import Summary
from client.screens.parts.age import CardAge
from client.screens.parts.cards import VehicleCard, vehicle_title
from client.screens.parts.choosing import Choosing
from client.screens.record_list import ListScreen
from client.screens.record_list_cards import CardMaker
from client.screens.record_list_query import ListQuery
from client.text import compare as compare_words
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
            return query.with_filter("status", FOR_SALE)
        return query

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._marks: dict[str, tuple[VehicleCard, CardAge]] = {}
        self.choosing = Choosing(self, self._named)
        for heading in self.findChildren(Heading)[:1]:
            heading.setText(self.title())
        self.list.search.searched.connect(self._look_everywhere)
        self.compare_button = Button(
            compare_words.CHOOSE, "compare", accessible_name=f"{compare_words.CHOOSE}: {compare_words.CHOOSE_NAME}"
        )
        self.compare_button.clicked.connect(self._choose)
        self.list.tools.addWidget(self.compare_button)
        self.column.insertWidget(self.column.indexOf(self.list), self.choosing)
        self.choosing.changed.connect(self._mark)
        self.choosing.wanted.connect(self._compare)
        self.choosing.stopped.connect(self._stopped)

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
        age = CardAge(workspace, "vehicle", card)
        card.body.insertWidget(card.body.count() - 1, age)
        card.clicked.connect(lambda _checked=False: open_record())
        self._marks[summary.view.id] = (card, age)
        self._mark(summary.view.id)
        return card

    def title(self) -> str:
        return words.STOCK if self.workspace.mode == "showroom" else super().title()

    # --- comparing ---

    def open_chosen(self, record: str) -> None:
        """Opens a vehicle; while some are being chosen to compare, chooses it."""
        if self.choosing.active:
            self.choosing.toggle(record)
        else:
            super().open_chosen(record)

    def _named(self, record: str) -> str:
        view = self.workspace.reader.record("vehicle", record)
        return words.NAMED.format(title=vehicle_title(view), year=view.values["year"] or "").strip() if view else record

    def _choose(self) -> None:
        """Begin to choose: the keyboard goes to where there is something to choose."""
        self.choosing.start()
        self.compare_button.hide()  # the bar has its place
        cards = self.list.cards.cards() if self.list.views.current() == "cards" else []
        target = cards[0] if cards else self.list.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, record: str) -> None:
        known = self._marks.get(record)
        if known is None or not isValid(known[0]):
            return
        card, age = known
        chosen = record in self.choosing.chosen
        if chosen != card.chosen.isVisibleTo(card):
            card.show_chosen(chosen)
            age.after(" ".join(part for part in (compare_words.CARD_CHOSEN * chosen, card.told) if part))

    def _stopped(self) -> None:
        self.compare_button.show()
        self.compare_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _compare(self, chosen: tuple[str, ...]) -> None:
        self.compare_button.show()
        self.workspace.go.emit(Place("compare", "vehicle", presets=(("vehicles", chosen),)))
