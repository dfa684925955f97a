"""What a seller may not see is in no byte of the seller's device, whoever opens the file: rows, history or words.

A demonstration house is synced to a seller's and to a manager's device; each file is decrypted, its documents and their
changes are unpacked, and all of it is searched for whatever the seller has no right to. The same search finds it in
the manager's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.demo.hub_process import DemoHub
from client.demo.seeding import PASSWORD, TENANT, Seed, accounts, dealership, seed
from client.hub.session import Session
from client.replica.file_keys import FileKeys, opened
from shared_models.change_chunk import read_head
from shared_models.documents import Document
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, may_read_space, space_of
from tests.support.hubs import in_step
from tests.support.processes import ROOT, wait_until
from tests.support.replicas import open_replica

#: Types whose words are searched for, and the index of each in the files.
_LISTS = ("vehicle", "customer", "lead", "vehicle_cost")
_WORD = re.compile(r"[a-z]{7,}")


@dataclass
class Told:
    """What records say: their identifiers, whole texts, sums as documents hold them, and the longer words in them."""

    identifiers: set[bytes]
    texts: set[bytes]
    sums: set[bytes]
    words: set[bytes]

    def but(self, other: Told, program: bytes) -> Told:
        """Without what another says as well, or a part of it is; and without the program's own words."""
        said = b"\n".join((*(one for some in vars(other).values() for one in some), program.lower()))
        return Told(*({one for one in mine if one not in said} for mine in vars(self).values()))

    def found_in(self, data: bytes) -> dict[str, list[bytes]]:
        """What of it is in some bytes, by kind."""
        lowered = data.lower()
        told = {name: sorted(one for one in wanted if one in lowered) for name, wanted in vars(self).items()}
        return {name: found for name, found in told.items() if found}


def told_by(records: Iterable[Seed]) -> Told:
    """Everything that some records say."""
    told = Told(set(), set(), set(), set())
    for _, record, values in records:
        told.identifiers.add(record.encode())
        for value in _plain_values(values):
            if isinstance(value, Money):
                told.sums.add(f"{value.minor} {value.currency}".lower().encode())
            elif isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value):
                told.identifiers.add(value.encode())
            elif isinstance(value, str):
                told.texts |= {value.lower().encode()} if len(value) > 11 else set()
                told.words |= {word.encode() for word in _WORD.findall(value.lower())}
    return told


def _plain_values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _plain_values(inner)
    elif isinstance(value, frozenset):
        yield from value
    else:
        yield value


def everything_in(folder: Path) -> bytes:
    """All bytes of a device: every file as it lies there, and the replica's own with all that is packed in it."""
    parts = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    (replica,) = folder.glob("replica*.sqlite")
    with closing(opened(replica, FileKeys.of(folder).all())) as file:
        parts.append(file.serialize("main"))
        for kind, snapshot in file.execute("SELECT kind, snapshot FROM document").fetchall():
            if kind != "fact":
                parts += [read_head(change.chunk).raw for change in Document.load(snapshot).changes()]
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%fts5%'").fetchall():
            file.execute(f"CREATE VIRTUAL TABLE temp.words_of_{name} USING fts5vocab(main, {name}, row)")
            parts += [term.encode() for (term,) in file.execute(f"SELECT term FROM temp.words_of_{name}").fetchall()]
        parts += [bytes(blob) for (blob,) in file.execute("SELECT data FROM search_blob").fetchall()]
    return b"\n".join(parts)


@dataclass
class House:
    """A demonstration house, and the folders of devices: two that have all that they may have, and one with nothing."""

    records: list[Seed]
    seller: tuple[Principal, Path]
    manager: tuple[Principal, Path]
    empty: Path

    def hidden(self) -> Told:
        """What the records say that the seller may not receive, and nothing else says that may be received."""
        open_to: list[Seed] = []
        shut: list[Seed] = []
        for record in self.records:
            name, _, values = record
            space = space_of(RECORD_TYPES[name], values, self.seller[0])
            (open_to if may_read_space(self.seller[0], space, RECORD_TYPES) else shut).append(record)
        reasons = [path.read_bytes() for path in (ROOT / "ml_models").rglob("*.py")]  # stored beside one's own leads
        return told_by(shut).but(told_by(open_to), b"\n".join([everything_in(self.empty), *reasons]))

    def open_to_manager(self) -> Told:
        """Of what is hidden from the seller, what costs and the manager's own store's leads say."""
        mine = [one for one in self.records if one[0] == "vehicle_cost" or one[2].get("store") == self.manager[0].store]
        return told_by(mine)


def synced(hub: DemoHub, folder: Path, login: str, code: str) -> tuple[Principal, Path]:
    """A device of somebody, who has everything, has searched in it and has closed it again."""
    session = Session(folder, "0.1.0")
    session.enrol_now(hub.address, code, login)
    session.sign_in_now(login, PASSWORD)
    me = session.identity()
    with closing(App(folder, "showroom", session)) as app:
        app.start()
        wait_until(lambda: in_step(app), "it has everything", 300)
        for name in _LISTS:
            app.workspace.catalogue.wait_ready(name, 300)
    return Principal(me.person, me.tenant, me.role, me.store), folder


@pytest.fixture(scope="module", params=[240, pytest.param(None, marks=pytest.mark.soak)])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, qapp: Any) -> Iterator[House]:
    """Of 240 records; of all the thousands in the soak."""
    folder, records = tmp_path_factory.mktemp("house"), dealership(request.param)
    people = accounts(records)
    hub = DemoHub(folder / "hub")
    codes = hub.provision(TENANT, [person.plan() for person in people], 3)
    hub.start()
    try:
        seed(hub, folder / "set-up", records, codes.pop(), people, lambda done, expected: None)
        seller = next(one for one in people if one.role == "salesperson")
        others = [one for one in people if one.role == "sales_manager" and one.store != seller.store]
        mine, managers = (synced(hub, folder / one.login, one.login, codes.pop()) for one in (seller, others[0]))
        open_replica(folder / "empty", "salesperson").close()
        yield House(records, mine, managers, folder / "empty")
    finally:
        hub.stop()


def test_no_byte_of_a_sellers_device_tells_what_is_not_theirs_and_a_managers_does(house: House, qtbot: QtBot) -> None:
    hidden = house.hidden()
    assert all(len(wanted) >= 10 for wanted in vars(hidden).values()), "there is enough to be searched for"
    of_managers = everything_in(house.manager[1])
    found, wanted = hidden.found_in(of_managers), house.open_to_manager()
    for kind, some in vars(hidden).items():
        theirs = some & getattr(wanted, kind)
        assert len(theirs) >= 5
        assert theirs <= set(found[kind]), f"{kind}: the search finds what is there"
    assert hidden.found_in(everything_in(house.seller[1])) == {}
