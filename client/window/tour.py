"""The tour: selling the demo car, step by step, in the real window. What is done is seen from the window itself.

A step is over when what it asks for has come true, however the person did it; somebody who wanders off is met where
they are. So the tour can be left and taken up at any point, and nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from accessibility.widgets import Card
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.stock import Stock
from client.screens.vehicle import Vehicle
from client.text import deeds as deed_words
from client.text import tour as words
from client.text import vehicle as vehicle_words
from client.text import window as window_words
from shared_models.records import RECORD_TYPES

if TYPE_CHECKING:
    from client.window.main_window import MainWindow

W = TypeVar("W", bound=QWidget)
CAR, CUSTOMER = "Toyota Camry", "Maria Lopez"


@dataclass(frozen=True)
class Step:
    """One thing to do: its words, what they point at, and whether it has come about."""

    name: str
    target: Callable[[], QWidget | None]
    done: Callable[[], bool]


class Tour:
    """The steps over one window. ``car`` is the demo car's record; ``sold`` whether its sale is on the disk."""

    def __init__(self, window: MainWindow, car: str, sold: Callable[[], bool]) -> None:
        self._window, self._car, self._sold = window, car, sold
        self.steps = tuple(self._steps())

    def current(self) -> int:
        """The step to do now: the one after the last that has come about."""
        return max((at + 1 for at, step in enumerate(self.steps) if step.done()), default=0)

    def text(self, step: int) -> str:
        """What to do, in the words that stand on the screen."""
        label = RECORD_TYPES["sale"].fields()["customer"].label
        return words.STEPS[self.steps[step].name].format(
            stock=self._stock_label(), search=self._search_label(), car=CAR, sell=vehicle_words.SELL, customer=label,
            confirm=deed_words.SELL_SAVE, undo=window_words.UNDO, finish=words.FINISH,
        )  # fmt: skip

    def _steps(self) -> Iterator[Step]:
        yield Step("stock", self._stock_button, lambda: self._stock() is not None or self._page() is not None)
        yield Step("search", self._search, lambda: self._found() is not None or self._page() is not None)
        yield Step("open", self._found, lambda: self._page() is not None)
        yield Step("sell", self._sell, lambda: self._dialog() is not None)
        yield Step("customer", self._customer, lambda: self._chosen() is not None)
        yield Step("confirm", self._confirm, self._sold)
        yield Step("done", lambda: None, lambda: False)

    # --- what is in sight ---

    def _stock(self) -> Stock | None:
        return _shown(self._window.current_screen(), Stock)

    def _page(self) -> Vehicle | None:
        page = _shown(self._window.current_screen(), Vehicle)
        return page if page is not None and page.place.record == self._car else None

    def _dialog(self) -> SellVehicle | None:
        open_now = [one for one in QApplication.topLevelWidgets() if isinstance(one, SellVehicle) and one.isVisible()]
        return next((one for one in open_now if self._is_mine(one.parentWidget())), None)

    def _is_mine(self, parent: QWidget | None) -> bool:
        return parent is not None and parent.window() is self._window

    # --- what the steps point at ---

    def _stock_label(self) -> str:
        return next((stop.label for stop in self._window.stops if stop.key == "vehicle"), "")

    def _search_label(self) -> str:
        stock = self._stock()
        return stock.list.search.edit.accessibleName() if stock is not None else ""

    def _stock_button(self) -> QWidget | None:
        buttons = self._window.rail.findChildren(QAbstractButton)
        return next((one for one in buttons if one.accessibleName() == self._stock_label()), None)

    def _search(self) -> QWidget | None:
        stock = self._stock()
        return stock.list.search.edit if stock is not None else None

    def _found(self) -> QWidget | None:
        """The demo car among what the search left; None while nothing was searched for."""
        stock = self._stock()
        if stock is None or not stock.list.query().text:
            return None
        cards = [one for one in stock.list.findChildren(Card) if one.isVisible() and CAR in one.accessibleName()]
        if cards:
            return cards[0]
        return stock.list.table if stock.list.table.isVisible() else None

    def _sell(self) -> QWidget | None:
        page = self._page()
        return page.deeds.sell if page is not None else None

    def _customer(self) -> QWidget | None:
        dialog = self._dialog()
        return dialog.asked["customer"] if dialog is not None else None

    def _chosen(self) -> str | None:
        dialog = self._dialog()
        return dialog.asked.value("customer") if dialog is not None else None

    def _confirm(self) -> QWidget | None:
        dialog = self._dialog()
        return dialog.confirm_button if dialog is not None else None


def _shown(screen: QWidget | None, kind: type[W]) -> W | None:
    return screen if isinstance(screen, kind) else None
