"""``python -m client.demo``: a dealership in a minute. Opens two windows, or walks the demonstration by itself."""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from client.demo.hub_process import DemoFailed, DemoHub
from client.demo.seeding import AGREED, PASSWORD, TENANT, Account, accounts, dealership, seed
from client.hub.session import Session


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration; 0 when all of it came about."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    folder = options.folder or Path(tempfile.mkdtemp(prefix="forecourt-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _headless(folder, options.records) if options.headless else _windows(folder, options.records)
    except DemoFailed as failure:
        print(f"The demonstration stopped: {failure}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="forecourt-demo", description="A dealership with a hub and two devices.")
    parser.add_argument("--headless", action="store_true", help="walk the demonstration without a screen")
    parser.add_argument("--folder", type=Path, help="where to keep hub, devices and pictures (a new folder otherwise)")
    parser.add_argument("--records", type=int, help="about how many records the dealership has (about 3,200)")
    return parser


class Dealership:
    """The hub of the demonstration, filled, with the people the walk needs."""

    def __init__(self, folder: Path, records: int | None) -> None:
        self.folder = folder
        self.hub = DemoHub(folder / "hub")
        made = dealership(records)
        self.records = len(made)
        self.people = accounts(made)
        print(f"Starting the hub on {self.hub.address} …")
        self._codes = self.hub.provision(TENANT, [person.plan() for person in self.people], 6)
        self.hub.agree(TENANT, AGREED)
        self.hub.start()
        seed(self.hub, folder / "set-up", made, self._codes.pop(), self.people, _progress)
        print()

    def somebody(self, role: str, store: str | None = None) -> Account:
        """The first person of a role (at a store, where one is named)."""
        return next(p for p in self.people if p.role == role and (store is None or p.store == store))

    def device(self, name: str, person: Account) -> Session:
        """A new device, enrolled, with somebody signed in on it."""
        from client import __version__

        session = Session(self.folder / name.lower().replace(" ", "-"), __version__)
        session.enrol_now(self.hub.address, self._codes.pop(), name)
        session.sign_in_now(person.login, PASSWORD)
        return session


def _progress(done: int, expected: int) -> None:
    print(f"\rFilling it with the demo dealership: {done:,} of {expected:,} records", end="", flush=True)


def _windows(folder: Path, records: int | None) -> int:
    """Open both windows, each a program of its own, and stop the hub when both are closed."""
    dealership = Dealership(folder, records)
    seller, manager = dealership.somebody("salesperson"), dealership.somebody("fleet_manager")
    windows = [
        _window(dealership.device("Showroom tablet", seller), folder / "showroom-tablet", "showroom"),
        _window(dealership.device("Office desktop", manager), folder / "office-desktop", "fleet"),
    ]
    print(f"Two windows are open: Showroom ({seller.name}) and Fleet office ({manager.name}).")
    print(
        f"The hub's own page is {dealership.hub.address}/docs. Close both windows to end; the data stays in {folder}."
    )
    threading.Thread(target=_switch, args=(dealership.hub,), daemon=True).start()
    for window in windows:
        window.wait()
    dealership.hub.stop()
    return 0


def _switch(hub: DemoHub) -> None:
    """Each Enter stops the hub, or starts it again."""
    print("Press Enter here to stop the hub, and again to start it.")
    running = True
    for _ in sys.stdin:
        hub.stop() if running else hub.start()
        running = not running
        print(
            "The hub is running again." if running else "The hub is stopped; the windows go on. Enter starts it again."
        )


def _window(session: Session, folder: Path, mode: str) -> subprocess.Popen[bytes]:
    assert session.signed_in
    command = [sys.executable, "-m", "client", "--mode", mode, "--data", str(folder)]
    return subprocess.Popen(command, env=dict(os.environ))


def _headless(folder: Path, records: int | None) -> int:
    """Walk the demonstration offscreen; the last line printed is what was counted, as JSON."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from client.demo.walk import walk

    started = time.monotonic()
    dealership = Dealership(folder, records)
    try:
        counted: dict[str, Any] = walk(dealership, folder / "pictures", print)
    finally:
        dealership.hub.stop()
    counted["seconds"] = round(time.monotonic() - started, 1)
    print(f"Pictures are in {folder / 'pictures'}")
    print(json.dumps(counted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
