"""A revoked device: it locks, hands in what it had not sent, wipes itself; a manager applies or drops what it left."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Edit
from client.hub import handing_in
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.locking import is_locked, mark_of
from client.replica.worker import ReplicaClosed, wait
from client.screens.sign_in.dialogs import SignInDialog
from client.sync_state import Phase
from shared_models.identifiers import new_id
from shared_models.salvage import Piece
from tests.support.hub_files import opened_file
from tests.support.hubs import PASSWORD, STORE, HubProcess, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create, values_of


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson"), person("ada", "it_admin")]
    with HubProcess(tmp_path / "hub", people, codes=6) as running:
        yield running


def _token(app: App) -> dict[str, str]:
    return {"Authorization": f"Bearer {app.session._token}"}


def _escrow(hub: HubProcess, app: App) -> list[dict[str, Any]]:
    answer = httpx.get(f"{hub.address}/v1/escrow", headers=_token(app), timeout=60)
    assert answer.status_code == 200, answer.text
    changes: list[dict[str, Any]] = answer.json()["changes"]
    return changes


def _decide(hub: HubProcess, app: App, decision: str, hashes: list[str]) -> list[dict[str, str]]:
    body = {"hashes": hashes, "decision": decision}
    answer = httpx.post(f"{hub.address}/v1/escrow/decide", json=body, headers=_token(app), timeout=60)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, str]] = answer.json()["results"]
    return results


def _log_length(hub: HubProcess) -> int:
    with closing(opened_file(hub.folder)) as database:
        return int(database.execute("SELECT count(*) FROM log").fetchone()[0])


def _revoke(hub: HubProcess, by: App, device: str) -> None:
    answer = httpx.post(f"{hub.address}/v1/devices/{device}/revoke", headers=_token(by), timeout=60)
    assert answer.status_code == 204, answer.text


def _leads(app: App) -> list[str]:
    return [_lead(app, name) for name in ("Ann", "Ben", "Cy")]


def _lead(app: App, wanted: str) -> str:
    return create(app.replica, "lead", customer=new_id(), status="new", store=STORE, wanted=wanted)


def test_a_tablet_lost_in_the_middle_of_a_shift(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    """IT-6: three leads were not sent; they reach a manager, nothing is applied unseen, the tablet keeps nothing."""
    manager, tablet = hub.device(tmp_path / "manager", "dana"), hub.device(tmp_path / "tablet", "sam")
    eventually(lambda: in_step(manager, tablet), "both are in step")
    lost = tablet.session.standing.device
    tablet.close()
    tablet = App(tmp_path / "tablet", "showroom")
    leads = _leads(tablet)
    folder = tmp_path / "tablet"
    (folder / "files").mkdir(exist_ok=True)
    (folder / "files" / "photo").write_bytes(b"a face")
    before = _log_length(hub)
    _revoke(hub, manager, lost)
    tablet.start()
    eventually(lambda: tablet.sync.state.phase is Phase.LOCKED, "the tablet locks")
    tablet.close()
    assert is_locked(folder)
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"locked.json"}
    assert "locked out" in _sign_in_answer(hub, lost)
    waiting = _escrow(hub, manager)
    assert [(each["author"], each["what"]["wanted"]) for each in waiting] == [("Sam", n) for n in ("Ann", "Ben", "Cy")]
    assert _log_length(hub) == before
    assert not any(manager.workspace.reader.record("lead", lead) for lead in leads)
    results = _decide(hub, manager, "applied", [each["hash"] for each in waiting[:2]])
    assert [each["status"] for each in results] == ["accepted", "accepted"]
    _decide(hub, manager, "dropped", [waiting[2]["hash"]])
    eventually(lambda: manager.workspace.reader.record("lead", leads[1]), "the leads are there")
    (why,) = manager.workspace.reader.why("lead", leads[0], ("status",))
    assert why.device == lost
    assert manager.workspace.reader.record("lead", leads[2]) is None
    assert _escrow(hub, manager) == []
    manager.close()


def test_photos_are_handed_in_piece_by_piece_and_an_edit_is_told_in_words(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut in the middle of a photo costs nothing; one that is damaged is left behind, and the manager is told so."""
    manager, tablet = hub.device(tmp_path / "manager", "dana"), hub.device(tmp_path / "tablet", "sam")
    eventually(lambda: in_step(manager, tablet), "both are in step")
    car = create(manager.replica, "vehicle", **camry())
    eventually(lambda: tablet.workspace.reader.record("vehicle", car), "the tablet has the car")
    lost = tablet.session.standing.device
    tablet.close()
    tablet = App(tmp_path / "tablet", "showroom")
    good, bad = tablet.files.add_bytes(b"front" * 1_000, "front.jpg"), tablet.files.add_bytes(b"rear", "rear.jpg")
    tablet.files.path(bad.digest).write_bytes(b"gone")
    photos = {new_id(): {"file": good, "alt": "Front"}, new_id(): {"file": bad, "alt": "Rear"}}
    wait(tablet.replica.execute(Edit("vehicle", car, {}, {"photos": photos})))
    wait(tablet.replica.execute(Edit("vehicle", car, {}, {"mileage": None})))
    sent: list[Piece] = []
    hand_in = handing_in._Files._piece

    async def cut_once(files: Any, piece: Piece) -> int:
        sent.append(piece)
        if len(sent) == 3:
            raise ConnectionError
        return await hand_in(files, piece)

    monkeypatch.setattr(handing_in, "_PIECE_BYTES", 2_000)
    monkeypatch.setattr(handing_in._Files, "_piece", cut_once)
    _revoke(hub, manager, lost)
    tablet.start()
    eventually(lambda: tablet.sync.state.phase is Phase.LOCKED, "the tablet locks")
    tablet.close()
    mark = mark_of(tmp_path / "tablet") or {}
    assert (mark["given"], mark["photos"], mark["photos_left"]) == (2, 1, 1)
    assert [(each.offset, len(each.data)) for each in sent if each.digest == good.digest] == [
        (0, 0), (0, 2_000), (2_000, 2_000), (0, 0), (2_000, 2_000), (4_000, 1_000)
    ], "it goes on where the cut left it"  # fmt: skip
    pictures, mileage = _escrow(hub, manager)
    assert (pictures["photos"], pictures["photos_missing"], pictures["new"]) == (2, 1, False)
    assert {row["alt"] for row in pictures["wanted"]["photos"].values()} == {"Front", "Rear"}
    assert (mileage["was"], mileage["wanted"]) == ({"mileage": "41000 km"}, {"mileage": None})
    _decide(hub, manager, "applied", [pictures["hash"]])
    eventually(lambda: values_of(manager.replica, "vehicle", car)["photos"], "the photos are named")
    manager.files.want(good.digest)
    eventually(lambda: manager.files.has(good.digest), "the photo is there")
    manager.close()


def test_a_device_on_which_nobody_is_signed_in_locks_at_its_next_contact_all_the_same(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    manager, tablet = hub.device(tmp_path / "manager", "dana"), hub.device(tmp_path / "tablet", "sam")
    eventually(lambda: in_step(manager, tablet), "both are in step")
    lost = tablet.session.standing.device
    tablet.close()
    tablet = App(tmp_path / "tablet", "showroom")
    _leads(tablet)
    tablet.close()
    session = tablet.session
    session.sign_out()
    assert not handing_in.lock_if_revoked(session), "it is trusted still"
    _revoke(hub, manager, lost)
    dialog = SignInDialog(session, hub.address, "sam", revoked=lambda: handing_in.lock_if_revoked(session))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.rejected, timeout=30_000):
        dialog.open()
    assert is_locked(tmp_path / "tablet")
    assert {path.name for path in (tmp_path / "tablet").rglob("*") if path.is_file()} == {"locked.json"}
    assert len(_escrow(hub, manager)) == 3
    manager.close()


def _sign_in_answer(hub: HubProcess, lost: str) -> str:
    challenge = httpx.post(f"{hub.address}/v1/session/challenge", json={"device": lost}, timeout=60).json()["challenge"]
    body = {"device": lost, "login": "sam", "password": PASSWORD, "challenge": challenge, "signature": "AAAA"}
    answer = httpx.post(f"{hub.address}/v1/session/sign-in", json=body, timeout=60)
    assert answer.status_code == 401
    return str(answer.json()["detail"])


def test_an_open_stream_ends_at_once_and_unsent_work_is_not_lost(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    manager, tablet = hub.device(tmp_path / "manager", "dana"), hub.device(tmp_path / "tablet", "sam")
    eventually(lambda: in_step(manager, tablet), "both are in step")
    hub.command("revoke-device", tablet.session.standing.device)  # by another process than the hub's
    eventually(lambda: tablet.sync.state.phase is Phase.LOCKED, "the tablet is told over the open stream")
    tablet.close()
    assert is_locked(tmp_path / "tablet")
    manager.close()


def test_who_leaves_keeps_nothing_and_others_go_on_using_the_device(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    manager, tablet = hub.device(tmp_path / "manager", "dana"), hub.device(tmp_path / "tablet", "sam")
    eventually(lambda: in_step(manager, tablet), "both are in step")
    path = tablet.session.replica_path()
    tablet.close()
    tablet = App(tmp_path / "tablet", "showroom")
    _leads(tablet)
    hub.command("close-account", "--login", "sam")
    tablet.start()
    eventually(lambda: tablet.sync.state.phase is Phase.LOCKED, "the person's work is locked")
    tablet.close()
    assert not path.exists()
    assert mark_of(tmp_path / "tablet") is None
    assert len(_escrow(hub, manager)) == 3
    tablet.session.sign_in_now("dana", PASSWORD)
    assert tablet.session.signed_in
    manager.close()


def test_a_word_without_the_hubs_signature_wipes_nothing(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    """Somebody in between (or another hub at that address) says the device was revoked: no roster, no wipe."""
    tablet = hub.device(tmp_path / "tablet", "sam")
    eventually(lambda: in_step(tablet), "in step")
    tablet.close()
    hub.stop()
    (hub.folder / "hub.key").unlink()
    hub.command("revoke-device", tablet.session.standing.device)
    hub.start()
    tablet = App(tmp_path / "tablet", "showroom")
    car = create(tablet.replica, "vehicle", **camry())
    tablet.start()
    eventually(lambda: tablet.sync.state.cause.value == "revoked", "the device was told")
    assert tablet.workspace.reader.record("vehicle", car)

    def works() -> str:
        """While it hears that word, it would hand in what waits and takes nothing new: but only for that moment."""
        try:
            return create(tablet.replica, "vehicle", **camry())
        except ReplicaClosed:
            return ""

    eventually(works, "work goes on")
    tablet.close()
    assert mark_of(tmp_path / "tablet") is None


def test_the_escrow_is_for_managers_and_for_struck_off_devices_alone(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    seller = hub.device(tmp_path / "seller", "sam")
    eventually(lambda: in_step(seller), "in step")
    for method, path in (
        ("GET", "/v1/escrow"),
        ("POST", f"/v1/devices/{'0' * 32}/revoke"),
        ("POST", "/v1/devices/code"),
    ):
        assert httpx.request(method, hub.address + path, headers=_token(seller), timeout=60).status_code == 403

    async def hand_in() -> None:
        connection = HubConnection(hub.address)
        try:
            await connection.salvage(seller.session.standing.device, seller.session.key(), "", b"")
        finally:
            await connection.close()

    with pytest.raises(HubRefused) as refusal:
        asyncio.run(hand_in())
    assert (refusal.value.status, refusal.value.code) == (409, "still_trusted")
    assert json.loads(hub.command("enrol-code"))["code"]
    seller.close()
