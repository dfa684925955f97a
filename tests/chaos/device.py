"""A device as a program without a window: replica and sync as the app has them, and a person told what to do.

``python -m tests.chaos.device FOLDER TIME-FILE CLOCK-ERROR`` reads one JSON object a line and answers each with one.
What the person was told is saved is written to ``journal.jsonl`` *after* the replica said so, and synced to the disk
before the answer: whatever happens to this program, the journal is what a person would swear to.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.chaos.simulated_time import SimulatedTime

if __name__ == "__main__":
    SimulatedTime(Path(sys.argv[2])).impose(float(sys.argv[3]))

from client import __version__
from client.commands import Archive, Command, Create, Edit, RecordFact, Restore, Together, Undo
from client.file_store import FileStore
from client.hub.session import Session
from client.hub.sync import Sync
from client.reading.queries import Reader
from client.replica.database import DiskFull
from client.replica.worker import open_or_recover, wait
from client.roads.neighbours import Neighbours, Pace
from client.sync_state import Phase, SyncState
from shared_models.errors import ForecourtError
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.chaos.checker import marker
from tests.chaos.reading import opened

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
        self._deeds: list[str] = []
        self._own = opened(self.session.replica_path())
        self._near: Neighbours | None = None
        self._told_near = threading.Event()
        self.sync.start()

    def _told(self, state: SyncState) -> None:
        pass

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked."""
        match request["do"]:
            case "work":
                if self.sync.state.phase is Phase.SIGNED_OUT:
                    self._sign_in(request["password"])
                return self._work(random.Random(request["seed"]), int(request["deeds"]))
            case "sell":
                return self._deed(self._sale(request["vehicle"]))
            case "deliver":
                return self._deed(Edit("vehicle", request["vehicle"], {}, {"status": "delivered"}))
            case "wake":
                self.sync.wake()
                return {}
            case "state":
                return self._state()
            case "sign_in":
                return self._sign_in(request["password"])
            case "neighbour":
                return self._be_near()
            case "meet":
                return self._meet(request["address"])
            case "vehicles":
                return {"ids": sorted(self.reader.ids("vehicle"))}
            case other:
                raise ValueError(other)

    def _be_near(self) -> dict[str, Any]:
        """Open the road through the network, whatever the hub does; where the others can call."""
        if self._near is None:
            self._near = Neighbours(
                self.replica, self.session, host="127.0.0.1", port=0, interfaces=["127.0.0.1"], look_around=False,
                pace=Pace(grace=0.0, patience=0.05, tries=(0.05, 0.5), leave=5.0, tell=0.02),
            )  # fmt: skip
            self._near.start()
            self._near.follow(Phase.OFFLINE)
        near, until = self._near, time.monotonic() + 60
        while not near.state.addresses and not near.state.problem and time.monotonic() < until:
            self._told_near.wait(0.02)
        return {"address": near.state.addresses[0]} if near.state.addresses else {"refused": near.state.problem}

    def _meet(self, address: str) -> dict[str, Any]:
        """Exchange everything with a neighbour once."""
        here = self._be_near()
        if "refused" in here or self._near is None:
            return here
        try:
            met = self._near.exchange_with(address).result(60)
        except (ForecourtError, OSError, TimeoutError) as error:
            return {"refused": f"{type(error).__name__}: {error}"}
        return {"got": met.got, "given": met.given}

    def _sign_in(self, password: str) -> dict[str, Any]:
        """What a person does whose session has ended; the network may be too bad for it now."""
        try:
            self.session.sign_in_now(self.session.standing.name.lower(), password)
        except (ForecourtError, OSError) as error:
            return {"refused": str(error)}
        self.sync.wake()
        return {}

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
            deed = wait(self.replica.execute(command, noted=True), 120).deed
        except (DiskFull, ForecourtError, OSError) as error:
            return {"refused": str(error)}
        self._deeds += [deed] if deed else []
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
        """What this person does next; what they may not do is refused here or, if they knew no better, by the hub."""
        self._decide(draw)
        cars = self.reader.ids("vehicle")
        if not cars or draw.random() < 0.15:
            make, model = draw.choice(_MAKES)
            return Create("vehicle", {"make": make, "model": model, "status": "available", "price": _price(draw)})
        # A few cars are worked on by everybody: that is where people meet.
        car = draw.choice(sorted(cars)[:12]) if draw.random() < 0.6 else draw.choice(cars)
        deeds: list[tuple[int, Callable[[], Command]]] = [
            (25, lambda: Edit("vehicle", car, {}, {"price": _price(draw)})),
            (8, lambda: Edit("vehicle", car, {}, {"features": frozenset(draw.sample(_FEATURES, 2))})),
            (2, lambda: Edit("vehicle", car, {}, {"status": "delivered"})),
            (4, lambda: draw.choice((Archive, Restore))("vehicle", car)),
            (10, lambda: self._sale(car)),
            (8, lambda: self._hold(car)),
            (4, lambda: self._end_of_a_stake(draw) or self._hold(car)),
            (8, lambda: self._drive(car, draw)),
            (10, lambda: self._prose(draw)),
            (15, lambda: self._paper(car, draw)),
            (6, lambda: Undo(draw.choice(self._deeds)) if self._deeds else self._hold(car)),
        ]
        (deed,) = draw.choices([each for _, each in deeds], [weight for weight, _ in deeds])
        return deed()

    def _sale(self, vehicle: str) -> Command:
        return RecordFact("sale", {**self._of(vehicle), "customer": new_id(), "price": Money(2_000_000, "EUR")})

    def _hold(self, vehicle: str) -> Command:
        until = _now() + timedelta(days=2)
        return RecordFact("hold", {**self._of(vehicle), "customer": new_id(), "until": until})

    def _of(self, vehicle: str) -> dict[str, Any]:
        me = self.session.standing
        return {"vehicle": vehicle, "store": me.store, "person": me.person}

    def _drive(self, car: str, draw: random.Random) -> Command:
        starts = _now().replace(hour=draw.choice((9, 10, 11)), minute=0, second=0, microsecond=0)
        when = {**self._of(car), "starts_at": starts, "ends_at": starts + timedelta(hours=1)}
        booked = Create("test_drive", {**when, "status": "booked"})
        return Together((booked, RecordFact("slot", {**when, "test_drive": booked.id})))

    def _end_of_a_stake(self, draw: random.Random) -> Command | None:
        """Close a case, promising more than a seller may; or give up what one has."""
        stakes = self._own.execute("SELECT fact, lost_to FROM stake WHERE ended = 0 ORDER BY fact").fetchall()
        if not stakes:
            return None
        fact, lost_to = draw.choice([each for each in stakes if each[1]] or stakes)
        if not lost_to:
            return RecordFact("release", {"stake": fact, "reason": "withdrawn"})
        refund = Money(draw.choice((50_000, 500_000)), "EUR")
        closed = {"stake": fact, "lost_to": lost_to, "resolution": "refunded", "refund": refund}
        return RecordFact("case_closure", {**closed, "person": self.session.standing.person})

    def _paper(self, car: str, draw: random.Random) -> Command:
        """A record of one of the other spaces, with a word in it that is written in that space only."""
        store = self.session.standing.store
        about = marker(f"acme/store/{store}/leads")
        lead = Create("lead", {"store": store, "customer": new_id(), "status": "new", "wanted": f"a {about} car"})
        paid = {"store": store, "vehicle": car, "amount": _price(draw), "way": "cash", "receipt_number": about}
        name = draw.choice(("Ada", "Berta", "Çelik"))
        policy = {"number": new_id()[:8], "status": "active", "expires_on": date(2027, 1, 1)}
        return draw.choice((
            lead, lead, RecordFact("payment", paid),
            Create("customer", {"name": name, "notes": f"met {marker('acme/customers')}"}),
            Create("policy", {**policy, "notes": f"covers {marker('acme/insurance')}"}),
            Create("vehicle_cost", {"vehicle": car, "purchase_price": _price(draw), "notes": marker("acme/costs")}),
        ))  # fmt: skip

    def _prose(self, draw: random.Random) -> Command:
        """Write into the text of a lead or customer, where somebody else may be writing."""
        name, field = draw.choice((("lead", "wanted"), ("customer", "notes")))
        known = sorted(self.reader.ids(name))[:6]
        if not known:
            return self._paper(new_id(), draw)
        record = draw.choice(known)
        view = self.reader.record(name, record)
        before = (view.values[field] if view is not None else None) or ""
        at = draw.randint(0, len(before.split(" ")))
        words = before.split(" ")
        return Edit(
            name, record, {field: before}, {field: " ".join([*words[:at], f"w{draw.randrange(999)}", *words[at:]])}
        )

    def _decide(self, draw: random.Random) -> None:
        """Now and then look at what the hub refused."""
        waiting = self._own.execute("SELECT coalesce(cause, hash) FROM set_aside WHERE decision IS NULL").fetchall()
        if waiting and draw.random() < 0.5:
            try:
                wait(self.replica.settle(waiting[0][0], draw.choice(("mended", "handed", "discarded")), "seen"), 120)
            except (DiskFull, ForecourtError, OSError):
                return

    def close(self) -> None:
        """End as a person ends the program."""
        if self._near is not None:
            self._near.close()
        self.sync.close()
        self._own.close()
        self.replica.close()


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


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
