"""A car found and sold with Orca running, the keyboard alone, and what Orca says. It takes minutes: part of the soak.

The same path is read from the bus, without Orca, by ``test_heard_showroom``.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.accessibility.bus import Reader, accessible_screen, lacking, running
from tests.accessibility.listener import Listener
from tests.accessibility.orca import Orca, lacking_orca, orca_running

_MISSING = ", ".join(filter(None, (lacking(), lacking_orca())))
pytestmark = [
    pytest.mark.soak,
    pytest.mark.display,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Orca is Linux's screen reader"),
    pytest.mark.skipif(bool(_MISSING), reason=f"not installed: {_MISSING}"),
    pytest.mark.timeout(900),
]

_HOUSE = [sys.executable, "-m", "tests.accessibility.spoken_house", "showroom", "salesperson"]


def test_orca_says_what_is_there_and_what_happens(tmp_path: Path) -> None:
    with (
        accessible_screen(tmp_path) as environment,
        orca_running(environment, tmp_path / "orca") as orca,
        closing(Reader(environment["DBUS_SESSION_BUS_ADDRESS"])) as reader,
        running([*_HOUSE, str(tmp_path / "house")], environment) as program,
    ):
        listener = Listener(reader, "Showroom", print)
        orca.says("Today – ", "Walk-in push button.")
        find(orca, listener)
        sell(orca, listener)
        assert program.poll() is None


def find(orca: Orca, listener: Listener) -> None:
    """Every stop on the way has a name, a role and, where it can be on or off, a state."""
    listener.go_to(listener.find("Stock", "page tab"))
    orca.says("Stock page tab.")
    listener.key("Return")
    orca.says("Search vehicles text.")
    listener.type("toyta camri hybird")
    listener.hears("4 vehicles")
    listener.go_to(listener.find("Price", "list"))
    orca.says("20,000 to 40,000, 3 not checked.")
    listener.key("Down")
    orca.says("40,000 and above, 1 not checked.")
    listener.key("Up")
    orca.says("20,000 to 40,000, 3 not checked.")
    listener.go_to(listener.starts("View details for Toyota Camry, VIN 4T1G11AK5PU123459", "push button", "button"))
    orca.says("View details for Toyota Camry, VIN 4T1G11AK5PU123459, priced at €28,450 push button.")
    listener.key("Return")
    orca.says("Schedule Test Drive push button.")


def sell(orca: Orca, listener: Listener) -> None:
    """The dialog, its fields, what is offered, and the notice that it is done."""
    listener.go_to(listener.find("Mark as sold"))
    orca.says("Mark as sold push button.")
    listener.key("Return")
    orca.says("Sell Toyota Camry dialog.", "Customer (required) text.")
    listener.type("Maria")
    listener.hears("suggestion")
    listener.key("Down")
    orca.says("Maria Lopez")
    listener.key("Return")
    listener.at("Customer")
    listener.key("Tab")
    orca.says("Clear Customer push button.")
    listener.key("Tab")
    orca.says("Choose Customer from a list push button.")
    listener.key("Tab")
    orca.says("Price (required) text.")
    listener.key("Tab")
    orca.says("Price, currency combo box.")
    listener.key("Tab")
    orca.says("Paid by combo box.")
    listener.key("Tab")
    orca.says("Deposit text.")
    listener.go_to(listener.find("Sell the car"))
    orca.says("Sell the car push button.")
    listener.key("Return")
    orca.says("notification Toyota Camry is sold.", "Success.")
