"""A device as a program without a window: replica and sync as the app has them, and a person told what to do.

``python -m tests.chaos.device FOLDER TIME-FILE CLOCK-ERROR`` reads one JSON object a line and answers each with one.
What the person was told is saved is written to ``journal.jsonl`` *after* the replica said so, and synced to the disk
before the answer: whatever happens to this program, the journal is what a person would swear to.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
from pathlib import Path
from typing import Any

from tests.chaos.simulated_time import SimulatedTime

if __name__ == "__main__":
    SimulatedTime(Path(sys.argv[2])).impose(float(sys.argv[3]))

from client import __version__
from client.commands import Archive, Command, Create, Edit, RecordFact
from client.file_store import FileStore
from client.hub.session import Session
from client.hub.sync import Sync
from client.queries import Reader
from client.replica.database import DiskFull
from client.replica.worker import open_or_recover, wait
from client.sync_state import SyncState
from shared_models.errors import ForecourtError
from shared_models.identifiers import new_id
from shared_models.money import Money

_FEATURES = ("sunroof", "towbar", "heated seats")
_MAKES = (("Toyota", "Camry"), ("Volkswagen", "Golf"), ("Škoda", "Octavia"), ("Kia", "Ceed"))


class Device:
    """One device and the person at it."""

    def __init__(self, folder: Path) -> None:
        self.session = Session(folder, __version__)
        self.replica, self._salvaged = open_or_recover(self.session.replica_path(), self.session.identity())
        self.reader = Reader(self.replica.database)
        self.sync = Sync(self.replica, self.reader, self.session, FileStore(folder / "files"), self._told)
        self._journal = (folder / "journal.jsonl").open("a", encoding="utf-8")
        self._own = sqlite3.connect(f"{self.session.replica_path().as_uri()}?mode=ro", uri=True)
        self.sync.start()

    def _told(self, state: SyncState) -> None:
        pass

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked."""
        match request["do"]:
            case "work":
                return self._work(random.Random(request["seed"]), int(request["deeds"]))
            case "sell":
                return self._deed(self._sale(request["vehicle"]))
            case "wake":
                self.sync.wake()
                return {}
            case "state":
                return self._state()
            case "vehicles":
                return {"ids": sorted(self.reader.ids("vehicle"))}
            case other:
                raise ValueError(other)

    def _state(self) -> dict[str, Any]:
        state = self.sync.state
        unsent = self.reader.unsent().changes
        return {"phase": state.phase.value, "unsent": unsent, "cursors": self.reader.cursors(), "told": state.problem}

    def _work(self, draw: random.Random, deeds: int) -> dict[str, Any]:
        saved = refused = 0
        for _ in range(deeds):
            done = self._deed(self._any_deed(draw))
            saved += bool(done.get("saved"))
            refused += bool(done.get("refused"))
        return {"saved": saved, "refused": refused}

    def _deed(self, command: Command) -> dict[str, Any]:
        """Carry out a command; what is journalled was acknowledged."""
        last = self._last()
        try:
            wait(self.replica.execute(command), 120)
        except (DiskFull, ForecourtError, OSError) as error:
            return {"refused": str(error)}
        made = self._own.execute(
            "SELECT hash, document, type FROM change WHERE number > ? AND device = ?",
            (last, self.session.standing.device),
        ).fetchall()
        for digest, document, name in made:
            self._journal.write(json.dumps({"hash": digest.hex(), "document": document, "type": name}) + "\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())
        return {"saved": len(made)}

    def _last(self) -> int:
        return int(self._own.execute("SELECT coalesce(max(number), 0) FROM change").fetchone()[0])

    def _any_deed(self, draw: random.Random) -> Command:
        cars = self.reader.ids("vehicle")
        if not cars or draw.random() < 0.2:
            make, model = draw.choice(_MAKES)
            return Create("vehicle", {"make": make, "model": model, "status": "available", "price": _price(draw)})
        # A few cars are worked on by everybody: that is where people meet.
        car = draw.choice(sorted(cars)[:12]) if draw.random() < 0.6 else draw.choice(cars)
        roll = draw.random()
        if roll < 0.55:
            return Edit("vehicle", car, {}, {"price": _price(draw)})
        if roll < 0.7:
            return Edit(
                "vehicle", car, {}, {"features": frozenset(draw.sample(["sunroof", "towbar", "heated seats"], 2))}
            )
        if roll < 0.8:
            return Create("lead", {"store": self.session.standing.store, "customer": new_id(), "status": "new"})
        if roll < 0.9:
            return self._sale(car)
        return Archive("vehicle", car)

    def _sale(self, vehicle: str) -> Command:
        me = self.session.standing
        values = {"vehicle": vehicle, "customer": new_id(), "store": me.store, "person": me.person}
        return RecordFact("sale", {**values, "price": Money(2_000_000, "EUR")})

    def close(self) -> None:
        """End as a person ends the program."""
        self.sync.close()
        self._own.close()
        self.replica.close()


def _price(draw: random.Random) -> Money:
    return Money(draw.randrange(10**7), "EUR")


def main() -> None:
    """Answer until the input ends."""
    device = Device(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({"ready": True}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(device.answer(json.loads(line))) + "\n")
        sys.stdout.flush()
    device.close()


if __name__ == "__main__":
    main()
