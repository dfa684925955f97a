"""Whatever devices push, in whatever pieces and as often as they like: one gapless log, and each receipt honoured."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from shared_models.change_chunk import read_head
from shared_models.documents import Document, Put
from shared_models.envelopes import Envelope
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import GENESIS, PushResult, chain_hash
from shared_models.records import RECORD_TYPES
from shared_models.rights import space_of
from sync_server.app import create_app
from sync_server.config import HubConfig
from sync_server.hub import Hub
from sync_server.tables import CHANGE, DOCUMENT
from sync_server.update_log import BadEntry, verify
from tests.sync_server.hub_client import Device, Record
from tests.sync_server.running_hub import NORTH, PASSWORD, RunningHub

_LOGINS = ("salesperson", "sales_manager", "salesperson")
_STOCK, _LEADS = "acme/stock", f"acme/store/{NORTH}/leads"
_who, _any = st.integers(0, 2), st.integers(0, 1_000)


class _InProcess(httpx.BaseTransport):
    """A hub in this process, on a loop of its own that runs while somebody asks."""

    def __init__(self, data: Path) -> None:
        self._config = HubConfig(data, access_life=3_600)
        self.start()

    def start(self) -> None:
        """Start it."""
        self._runner = asyncio.Runner()
        app = create_app(self._config)
        self.hub = app.state.hub = self._runner.run(_started(self._config))
        self._asgi = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application."""
        return self._runner.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._asgi.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

    def stop(self) -> None:
        """End it as an administrator does."""
        self._runner.run(self.hub.close())
        self._runner.close()


async def _started(config: HubConfig) -> Hub:
    return Hub(config)


@cache
def _enrolled() -> tuple[Path, list[tuple[Ed25519PrivateKey, str, dict[str, Any]]]]:
    """A hub's folder in which three devices are enrolled and signed in: each play begins with a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="forecourt-protocol-"))
    codes = RunningHub(folder).provision("acme", codes=3).codes["acme"]
    transport, kept = _InProcess(folder), []
    for login in _LOGINS:
        device = Device("http://hub", transport=transport)
        device.enrol(codes.pop())
        device.sign_in(login, PASSWORD)
        kept.append((device.key, device.id, device.session))
    transport.stop()
    return folder, kept


@dataclass
class Side:
    """What a device has: its queue, and how far it has read each space."""

    device: Device
    queue: list[Envelope] = field(default_factory=list)
    read: dict[str, list[Envelope]] = field(default_factory=lambda: {_STOCK: [], _LEADS: []})

    def document(self, record: str) -> Document | None:
        """A record as this device sees it: what it has heard, and what it has made itself."""
        heard = [e for entries in self.read.values() for e in entries]
        chunks = {e.hash: e.payload for e in (*heard, *self.queue) if e.document == record and e.kind == "merge"}
        return Document.load(b"".join(chunks.values())) if chunks else None


class Protocol(RuleBasedStateMachine):
    """Three devices and a hub. ``log`` is what the hub must have: by space, each change with its receipt."""

    @initialize()
    def open(self) -> None:
        prepared, devices = _enrolled()
        self.folder = tempfile.TemporaryDirectory()
        self.data = Path(self.folder.name) / "hub"
        shutil.copytree(prepared, self.data)
        self.transport = _InProcess(self.data)
        self.sides = [Side(Device("http://hub", key, name, transport=self.transport)) for key, name, _ in devices]
        for side, (_, _, session) in zip(self.sides, devices, strict=True):
            side.device._begin(session)
        self.log: dict[str, list[tuple[Envelope, PushResult]]] = {_STOCK: [], _LEADS: []}
        self.bad: dict[bytes, str] = {}
        self.records: list[tuple[str, str, str]] = []

        for kind in ("vehicle", "lead"):
            self.makes(0, kind, 1)
        self.push(self.sides[0], list(self.sides[0].queue))
        for who in range(3):
            for space in (_STOCK, _LEADS):
                self.hears(who, space, 5)

    def teardown(self) -> None:
        try:
            for side in self.sides:
                self.push(side, list(side.queue))
            self.holds()
            for space, log in self.log.items():
                for cursor in range(len(log) + 1):
                    self._pulled(self.sides[1], space, cursor, 3)
        finally:
            self.transport.stop()
            self.folder.cleanup()

    # --- what people do ---

    @rule(who=_who, name=st.sampled_from(["vehicle", "lead", "sale"]), n=_any)
    def makes(self, who: int, name: str, n: int) -> None:
        side = self.sides[who]
        if name == "vehicle":
            record, made = side.device.born(name, make="Toyota", model="Camry", price=Money(n, "EUR"))
        elif name == "lead":
            record, made = side.device.born(name, customer=new_id(), store=NORTH, status="new")
        else:
            sold: dict[str, Any] = {"vehicle": new_id(), "customer": new_id(), "store": NORTH, "price": Money(n, "EUR")}
            record, made = side.device.fact(name, person=side.device.session["person"], **sold)
        side.queue.append(made)
        if name != "sale":
            self.records.append((record.id, name, record.space))

    @rule(who=_who, which=_any, n=_any)
    def edits(self, who: int, which: int, n: int) -> None:
        self._edit(who, which, "notes_unknown_here", f"word {n}")

    @rule(who=_who, which=_any, n=_any)
    def enters_what_does_not_fit(self, who: int, which: int, n: int) -> None:
        self._edit(who, which, "store", f"nowhere {n}", "invalid_record")

    @rule(who=_who, which=_any, n=_any)
    def is_refused_in_the_middle(self, who: int, which: int, n: int) -> None:
        """Good work, something that does not fit, and what builds on that, all in one push."""
        self.edits(who, which, n)
        self.enters_what_does_not_fit(who, which, n)
        self.edits(who, which, n + 1)
        self.makes(who, "sale", n)
        self.push(self.sides[who], list(self.sides[who].queue))

    @rule(who=_who)
    def enters_what_is_not_theirs(self, who: int) -> None:
        side = self.sides[who]
        device = side.device
        record_type = RECORD_TYPES["insurer"]
        record, made = device.born("insurer", name="Northern")
        assert record.space == space_of(record_type, {}, device.principal)
        side.queue.append(made)
        self.bad[made.hash] = "not_allowed"

    @rule(who=_who)
    def signs_badly(self, who: int) -> None:
        side = self.sides[who]
        _, made = side.device.born("vehicle", make="Kia", model="Ceed")
        side.queue.append(replace(made, stamp=made.stamp + 1))
        self.bad[made.hash] = "envelope_refused"

    def _edit(self, who: int, which: int, name: str, value: str, code: str = "") -> None:
        side = self.sides[who]
        if not self.records:
            return
        record, kind, space = self.records[which % len(self.records)]
        document = side.document(record)
        if document is None:
            return
        if document.content().get(name) == value:
            return
        made = side.device.edited(Record(record, kind, space, document), Put((name,), value))
        side.queue.append(made)
        if code:
            self.bad[made.hash] = code

    # --- how it travels ---

    @rule(who=_who, most=st.integers(1, 8), heard=st.booleans())
    def pushes(self, who: int, most: int, heard: bool) -> None:
        """The first of what waits, as a device does; the answer may be lost."""
        self.push(self.sides[who], self.sides[who].queue[:most], heard)

    @rule(who=_who, pick=st.sets(st.integers(0, 9), min_size=1, max_size=5), twice=st.booleans())
    def pushes_in_pieces(self, who: int, pick: set[int], twice: bool) -> None:
        """Some of what waits with gaps between, and perhaps each twice: what lacks its parent has to wait."""
        side = self.sides[who]
        some = [each for at, each in enumerate(side.queue) if at in pick]
        self.push(side, [each for each in some for _ in range(1 + twice)])

    @rule(who=_who, first=_any, count=st.integers(1, 6))
    def replays(self, who: int, first: int, count: int) -> None:
        """What anybody sent long ago comes once more, by anybody."""
        known = [envelope for space in self.log.values() for envelope, _ in space]
        if known:
            self.push(self.sides[who], [known[(first + n) % len(known)] for n in range(count)])

    @rule(who=_who, space=st.sampled_from([_STOCK, _LEADS]), limit=st.integers(1, 7))
    def hears(self, who: int, space: str, limit: int) -> None:
        side = self.sides[who]
        side.read[space] += self._pulled(side, space, len(side.read[space]), limit)
        heard = {each.hash for each in side.read[space]}
        side.queue = [each for each in side.queue if each.hash not in heard]

    @rule(who=_who, space=st.sampled_from([_STOCK, _LEADS]), cursor=_any, limit=st.integers(1, 50))
    def asks_from_anywhere(self, who: int, space: str, cursor: int, limit: int) -> None:
        self._pulled(self.sides[who], space, cursor % (len(self.log[space]) + 2), limit)

    @rule()
    def the_hub_is_restarted(self) -> None:
        self.transport.stop()
        self.transport.start()

    def _pulled(self, side: Side, space: str, cursor: int, limit: int) -> list[Envelope]:
        """One page from a cursor: exactly what the log has from there."""
        entries, heads = side.device.pull({space: cursor}, limit)
        expected = self.log[space][cursor : cursor + limit]
        assert heads == {space: len(self.log[space])}
        assert [e.envelope for e in entries] == [envelope for envelope, _ in expected]
        assert [(e.seq, e.chain, e.stamp) for e in entries] == [(r.seq, r.chain, r.stamp) for _, r in expected]
        return [e.envelope for e in entries]

    # --- what the hub must answer ---

    def push(self, side: Side, envelopes: Sequence[Envelope], heard: bool = True) -> None:
        """Push; each answer must be the one the protocol asks for."""
        if not envelopes:
            return
        results = side.device.push(*envelopes)
        assert len(results) == len(envelopes)
        refused: set[bytes] = set()
        for envelope, result in zip(envelopes, results, strict=True):
            self._judge(envelope, result, refused)
        if heard:
            side.queue = list(self._left(side, refused))

    def _judge(self, envelope: Envelope, result: PushResult, refused: set[bytes]) -> None:
        log = self.log.get(envelope.space, [])
        logged = {each.hash: its for each, its in log}
        parents = read_head(envelope.payload).deps if envelope.kind == "merge" else ()
        forged = self.bad.get(envelope.hash) == "envelope_refused"
        assert result.hash == envelope.hash
        if envelope.hash in logged:
            receipt = logged[envelope.hash]
            assert result.status == "known"
            assert (result.seq, result.chain, result.stamp) == (receipt.seq, receipt.chain, receipt.stamp)
        elif not forged and any(parent in refused for parent in parents):
            assert (result.status, result.code) == ("refused", "built_on_refused")
            refused.add(envelope.hash)
        elif not forged and any(parent not in logged for parent in parents):
            assert result.status == "waiting", result
        elif envelope.hash in self.bad:
            assert (result.status, result.code) == ("refused", self.bad[envelope.hash]), result
            assert result.detail
            refused.add(envelope.hash)
        else:
            before = log[-1][1].chain if log else GENESIS
            assert (result.status, result.seq) == ("accepted", len(log) + 1), result
            assert result.chain == chain_hash(before, result.seq, envelope.hash, result.stamp)
            log.append((envelope, result))

    def _left(self, side: Side, refused: set[bytes]) -> Iterator[Envelope]:
        """What still waits on a device that has heard the answers: what built on a refused change goes with it."""
        logged = {each.hash for space in self.log.values() for each, _ in space}
        gone = set(refused)
        for envelope in side.queue:
            parents = read_head(envelope.payload).deps if envelope.kind == "merge" else ()
            if envelope.hash in gone or any(parent in gone for parent in parents):
                gone.add(envelope.hash)
            elif envelope.hash not in logged or envelope.hash not in self._read(side):
                yield envelope

    def _read(self, side: Side) -> set[bytes]:
        return {each.hash for space in side.read.values() for each in space}

    # --- what must hold at any time ---

    @invariant()
    def holds(self) -> None:
        with self.transport.hub.database.read() as connection:
            found = list(verify(connection))
            changes = set(connection.execute(select(CHANGE.c.hash)).scalars())
            documents = set(connection.execute(select(DOCUMENT.c.id)).scalars())
        assert not [each for each in found if isinstance(each, BadEntry)]
        assert dict(found) == {space: len(log) for space, log in self.log.items() if log}  # type: ignore[arg-type]
        logged = [envelope for log in self.log.values() for envelope, _ in log]
        assert changes == {envelope.hash for envelope in logged}
        assert documents == {envelope.document for envelope in logged}
        assert not changes & set(self.bad)


Protocol.TestCase.settings = settings(max_examples=settings().max_examples // 12, stateful_step_count=20, deadline=None)
TestProtocol = Protocol.TestCase
