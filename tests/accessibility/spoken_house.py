"""The app over a small filled house, as a program of its own for those who listen to it from outside.

``python -m tests.accessibility.spoken_house MODE ROLE FOLDER``. Each line of its standard input is a price in euros
that somebody on another device gives the Camry at that moment.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from client import theme
from client.commands import Edit
from client.replica.worker import Replica, wait
from client.settings import Preferences
from client.text import app as words
from client.window.main_window import MainWindow
from client.workspace import Mode
from shared_models.kinds import Quantity
from shared_models.money import Money
from tests.client.screens.small_house import House, open_house
from tests.support.replicas import Log


class KeyboardToWhatOpens(QObject):
    """Gives a window the keyboard when it opens, as a window manager does; there is none on the screen of a test."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the keyboard once the window is there."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            watched.activateWindow()
        return False


class Elsewhere:
    """A colleague on another device, whose changes arrive here."""

    def __init__(self, house: House, folder: Path) -> None:
        self._house, self._log = house, Log()
        me = house.workspace.identity
        colleague = replace(me, person="b" * 32, device="e" * 32)
        self._replica = Replica(folder / "elsewhere.sqlite", colleague)
        self._log.take_from(house.workspace.replica)
        self._log.give_to(self._replica)

    def edit(self, record_type: str, key: str, **new: Any) -> None:
        """Change a record there, from what is known there, and let the change arrive."""
        self.edit_unheard(record_type, key, **new)
        self.meet()

    def edit_unheard(self, record_type: str, key: str, **new: Any) -> None:
        """Change a record there."""
        old = self._house.values(record_type, key)
        changed = {name: old[name] for name in new}
        wait(self._replica.execute(Edit(record_type, self._house.id(key), changed, new)))

    def meet(self) -> None:
        """Both tell each other what they have."""
        self._log.take_from(self._house.workspace.replica)
        self._log.take_from(self._replica)
        self._log.give_to(self._house.workspace.replica, self._replica)

    def close(self) -> None:
        """Close the other device."""
        self._replica.close()


def more_camrys(house: House) -> None:
    """Three more of the model, one of them too dear."""
    for number, (year, price) in enumerate(((2021, 24_900), (2022, 31_500), (2024, 43_000))):
        house.add(
            f"camry{number}", "vehicle", make="Toyota", model="Camry", year=year, fuel="hybrid", body="saloon",
            status="available", vin=f"4T1G11AK5PU12346{number}", price=Money.of(price, "EUR"),
            store=house.id("store"), gearbox="automatic", mileage=Quantity(20_000 + number, "km"),
        )  # fmt: skip


def main(mode: Mode, role: str, folder: str) -> int:
    """Fill the house, show the window, and run until ended."""
    application = QApplication(["Forecourt"])
    opens = KeyboardToWhatOpens()
    application.installEventFilter(opens)
    application.setApplicationName(words.NAMES[mode])
    house = open_house(Path(folder), mode, role)
    if mode == "showroom":
        more_camrys(house)
    elsewhere = Elsewhere(house, Path(folder))
    if mode == "fleet":
        elsewhere.edit_unheard("policy", "POL200", premium=Money.of(1_400, "EUR"))
        old = house.values("policy", "POL200")["premium"]
        here = Edit("policy", house.id("POL200"), {"premium": old}, {"premium": Money.of(1_300, "EUR")})
        wait(house.workspace.replica.execute(here))
        elsewhere.meet()
    for kind in ("vehicle", "customer", "insurer", "policy", "driver"):
        house.workspace.catalogue.wait_ready(kind)
    theme.apply(application, "light", 1.0, mode, motion=False)
    window = MainWindow(house.workspace, Preferences(mode))
    window.resize(1280, 800)
    window.show()
    threading.Thread(target=_hear_prices, args=(elsewhere,), daemon=True).start()
    return int(application.exec())


def _hear_prices(elsewhere: Elsewhere) -> None:
    for line in sys.stdin:
        elsewhere.edit("vehicle", "camry", price=Money.of(int(line), "EUR"))


if __name__ == "__main__":
    raise SystemExit(main("fleet" if sys.argv[1] == "fleet" else "showroom", *sys.argv[2:]))
