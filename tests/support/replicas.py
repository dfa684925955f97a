"""Replicas for tests: a device's replica in a folder, values of typical records, and a log as the hub would keep it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import msgpack
import pytest

from client.changes import Changes, Identity
from client.commands import Create, Edit
from client.reading.queries import Reader
from client.replica.document_store import split_heads
from client.replica.file_keys import FileKeys, key_of
from client.replica.rebuilding import rebuild_if_needed
from client.replica.replica_tables import PENDING
from client.replica.worker import Replica, wait
from shared_models import encrypted_sqlite
from shared_models.clock import bounded, system_milliseconds
from shared_models.documents import Document
from shared_models.encrypted_sqlite import Connection
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.protocol import ACCEPTED, GENESIS, Entry, FirstPage, PushResult, chain_hash, pack

TENANT = "acme"
STORE = new_id()


def identity(role: str = "sales_manager", person: str | None = None, device: str | None = None) -> Identity:
    """Somebody on some device."""
    return Identity(TENANT, device or new_id(), person or new_id(), role, STORE, "0.1.0")


def open_replica(folder: Path, role: str = "sales_manager") -> Replica:
    """A replica of its own device and person; one that is new begins with a copy of an empty file, made once."""
    file = folder / "replica.sqlite"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        use_keys_of(_template(), folder)
        file.write_bytes(_empty_file())
    return Replica(file, identity(role))


def open_file(path: Path, readonly: bool = False) -> Connection:
    """A replica's file or a backup of it as SQLite shows it, with the key of its data folder."""
    folder = path.parent.parent if path.parent.name == "backups" else path.parent
    return encrypted_sqlite.connect(path, key_of(path, FileKeys.of(folder).all()), readonly=readonly)


def use_keys_of(folder: Path, other: Path) -> None:
    """Files of one data folder open in another, too: as if the two were one device's."""
    other.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "secrets.json", other / "secrets.json")


@cache
def _template() -> Path:
    """A data folder with a replica in which nothing was ever written, and which no device has called its own."""
    folder = Path(tempfile.mkdtemp(prefix="forecourt-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Replica(folder / "replica.sqlite", identity()).close()
    with closing(open_file(folder / "replica.sqlite")) as connection:
        connection.execute("DELETE FROM meta WHERE key IN ('actor', 'place', 'opened', 'owner')")
    return folder


@cache
def _empty_file() -> bytes:
    return (_template() / "replica.sqlite").read_bytes()


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    """A sales manager's replica."""
    opened = open_replica(tmp_path / "one")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Replica]:
    """The replica of another device and person."""
    opened = open_replica(tmp_path / "two")
    yield opened
    opened.close()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Replica, Replica]]:
    """The replicas of two devices and people."""
    one, two = open_replica(tmp_path / "one"), open_replica(tmp_path / "two")
    yield one, two
    one.close()
    two.close()


def values_of(replica: Replica, record_type: str, record: str) -> dict[str, Any]:
    """What a replica holds of a record."""
    view = Reader(replica.database).record(record_type, record)
    assert view is not None
    return view.values


def edit(replica: Replica, record: str, **new: Any) -> None:
    """Change a vehicle, as a form does that has just read it."""
    old = {name: values_of(replica, "vehicle", record)[name] for name in new}
    wait(replica.execute(Edit("vehicle", record, old, new)))


def camry(**values: Any) -> dict[str, Any]:
    """A car as it stands in stock."""
    usual: dict[str, Any] = {
        "make": "Toyota",
        "model": "Camry",
        "vin": "4T1BF1FK5CU123456",
        "year": 2021,
        "fuel": "hybrid",
        "status": "available",
        "price": Money(2_500_000, "EUR"),
        "mileage": Quantity(41_000, "km"),
        "features": frozenset({"heated seats"}),
    }
    return {**usual, **values}


def create(replica: Replica, record_type: str, **values: Any) -> str:
    """Create a record and return its identifier."""
    command = Create(record_type, values)
    wait(replica.execute(command))
    return command.id


def arrives(replica: Replica, folder: Path, record_type: str, **values: Any) -> str:
    """Have a replica receive a record that somebody else made on another device (of the record's store)."""
    here, store = replica.identity, values.get("store") or new_id()
    someone = Identity(here.tenant, new_id(), new_id(), "sales_manager", store, here.version)
    other = Replica(folder / someone.device / "replica.sqlite", someone)
    try:
        record = create(other, record_type, **values)
        log = Log()
        log.take_from(other)
        log.give_to(replica)
    finally:
        other.close()
    return record


class Log:
    """What a hub does with changes it accepts, without one: numbers them, keeps them, hands them out."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._heads: dict[str, tuple[int, bytes]] = {}

    def take_from(self, replica: Replica, hear: bool = True, most: int = 10_000) -> list[Entry]:
        """Take what a replica has pending (the first ``most``); with ``hear`` it gets its receipts."""
        taken = []
        for envelope in wait(replica.pending(most)):
            if any(entry.envelope.hash == envelope.hash for entry in self.entries):
                continue
            seq, chain = self._heads.get(envelope.space, (0, GENESIS))
            stamp = bounded(envelope.stamp, system_milliseconds())
            link = chain_hash(chain, seq + 1, envelope.hash, stamp)
            self._heads[envelope.space] = (seq + 1, link)
            taken.append(Entry(envelope.space, seq + 1, link, stamp, envelope))
        self.entries += taken
        if hear:
            wait(replica.receipts([receipt(entry) for entry in taken]))
        return taken

    def give_to(self, *replicas: Replica, entries: Iterable[Entry] | None = None) -> Changes:
        """Hand the log (or some of it) to replicas."""
        changes = Changes()
        for replica in replicas:
            changes = wait(replica.receive(list(self.entries if entries is None else entries)))
        return changes


def receipt(entry: Entry) -> PushResult:
    """What the hub answers for an entry it has taken."""
    return PushResult(entry.envelope.hash, ACCEPTED, entry.seq, entry.chain, entry.stamp)


def rows(replica: Replica, record_type: str) -> list[tuple[Any, ...]]:
    """All rows of a type but for their local ordinals, in a fixed order: equal on replicas that agree."""
    connection = replica.database.writer
    cursor = connection.execute(f"SELECT * FROM {record_type} ORDER BY id")
    place = [column[0] for column in cursor.description].index("ordinal")
    return [row[:place] + row[place + 1 :] for row in cursor.fetchall()]


def is_whole(replica: Replica, *types: str) -> None:
    """Documents end where their rows say, and rows (of vehicles, or these types), rivals and words are those a
    rebuild would make."""
    ask = replica.database.writer.execute
    for record, heads, snapshot in ask("SELECT id, heads, snapshot FROM document WHERE kind = 'merge'").fetchall():
        waiting = ask("SELECT payload FROM change WHERE document = ? AND state = ? ORDER BY number", (record, PENDING))
        whole = Document.load(snapshot + b"".join(payload for (payload,) in waiting))
        assert whole.heads == split_heads(heads)
    names = types or ("vehicle",)
    before = [rows(replica, name) for name in names], rival_rows(replica)
    for name in names:
        ask(f"INSERT INTO {name}_text ({name}_text, rank) VALUES ('integrity-check', 1)")
    ask("UPDATE meta SET value = x'00' WHERE key = 'schema'")
    assert rebuild_if_needed(replica._store)
    assert ([rows(replica, name) for name in names], rival_rows(replica)) == before


def rival_rows(replica: Replica) -> list[tuple[Any, ...]]:
    """All rivals, in a fixed order: equal on replicas that agree."""
    return replica.database.writer.execute("SELECT * FROM rival ORDER BY document, path, change").fetchall()


_HISTORY = "SELECT hash, kind, author, device, stamp, offline, version, seq FROM change WHERE document = ?"


def first_page(replica: Replica) -> FirstPage:
    """Everything a replica holds, as one page of a first sync; what it made must have its receipts."""
    connection = replica.database.writer
    records, columns = [], {}
    for document, name, kind, heads, forked, snapshot in connection.execute(
        "SELECT id, type, kind, heads, forked, snapshot FROM document ORDER BY id"
    ).fetchall():
        cursor = connection.execute(f"SELECT * FROM {name} WHERE id = ?", (document,))
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        del row["ordinal"]
        columns[name] = tuple(row)
        changes = connection.execute(_HISTORY, (document,)).fetchall()
        rivals = connection.execute("SELECT path, value, change, shown FROM rival WHERE document = ?", (document,))
        running = tuple((tuple(p.split("\n")), msgpack.unpackb(v), c, bool(s)) for p, v, c, s in rivals)
        ends = tuple(sorted(split_heads(heads)))
        records.append(
            (document, name, kind, snapshot, ends, bool(forked), tuple(row.values()), running, pack(changes))
        )  # fmt: skip
    return FirstPage(tuple(records), columns, None, 1, GENESIS)
