"""A hub that asks devices for a certificate: fetched by the device itself, shown at each contact, worth nothing once
the device is struck off, and no use to anybody else."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytestqt.qtbot import QtBot
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from client import __version__
from client.app import App
from client.commands import Create
from client.hub.session import Session, SignInNeeded
from client.hub.trust import tls, with_fingerprint
from client.replica.worker import wait
from shared_models.identifiers import new_id
from sync_server.__main__ import main
from sync_server.device_certificates import LIFE, RENEW_BEFORE, SHOWN, needs_one
from sync_server.device_certificates import Authority as DeviceAuthority
from sync_server.devices import Device
from tests.support.authority import Authority
from tests.support.hubs import PASSWORD, HubProcess, in_step, person
from tests.support.patience import LEAST


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "house.pem")


@pytest.fixture(scope="module")
def options(folder: Path, authority: Authority) -> tuple[str, ...]:
    """How the hub speaks TLS."""
    chain, key = folder / "chain.pem", folder / "chain.key"
    authority.certify(chain, key, 2)
    return "--certificate", str(chain), "--private-key", str(key), "--authority", str(authority.file)


@pytest.fixture(scope="module")
def hub(folder: Path) -> Iterator[HubProcess]:
    """Not started yet."""
    hub = HubProcess(folder / "hub", [person("dana", "sales_manager"), person("sam", "salesperson")])
    hub.address = f"https://127.0.0.1:{hub.port}"
    yield hub
    hub.kill()


@pytest.fixture
def asking(hub: HubProcess, options: tuple[str, ...]) -> HubProcess:
    """The hub, asking for certificates."""
    return hub if hub.running else hub.start(*options, "--client-certificates", "required")


def enrolled(hub: HubProcess, authority: Authority, folder: Path, login: str) -> Session:
    """A device with somebody signed in."""
    session = Session(folder, __version__)
    session.enrol_now(with_fingerprint(hub.address, authority.pem), hub.codes.pop(), folder.name)
    session.sign_in_now(login, PASSWORD)
    return session


def in_step_once_woken(app: App) -> bool:
    """Whether the app is in step; asked to try now, since after some failures it would wait half a minute by itself."""
    app.sync.wake()
    return in_step(app)


def token_of(session: Session) -> str:
    """A token, fetched as sync does."""

    async def ask() -> str:
        connection = session.connection()
        try:
            return await session.token(connection)
        finally:
            await connection.close()

    return asyncio.run(ask())


def showing(session: Session) -> ssl.SSLContext:
    """TLS that shows the device's certificate."""
    context = tls(session.standing.authority)
    assert session.certificate.show_in(context)
    return context


def answer(context: ssl.SSLContext, hub: HubProcess, token: str) -> tuple[int, str]:
    """Status and code of the answer to who asks with a token."""
    with httpx.Client(verify=context, timeout=LEAST / 1000) as http:
        told = http.get(f"{hub.address}/v1/session/me", headers={"Authorization": f"Bearer {token}"})
    return told.status_code, str(told.json().get("code", ""))


def refusal_of_listening(context: ssl.SSLContext, hub: HubProcess, token: str) -> str:
    """Code of the refusal to who would listen with a token.

    On one thread: the blocking client reads and writes at once, and TLS of Python 3.11 may lose the answer then.
    """

    async def listen() -> None:
        address, headers = f"{hub.address.replace('http', 'ws', 1)}/v1/live", {"Authorization": f"Bearer {token}"}
        async with connect(address, additional_headers=headers, ssl=context, open_timeout=60):
            pytest.fail("let in")

    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(listen())
    return str(json.loads(refused.value.response.body)["code"])


def test_devices_of_before_go_on_when_the_hub_begins_to_ask(
    hub: HubProcess, options: tuple[str, ...], authority: Authority, tmp_path: Path, qtbot: QtBot
) -> None:
    hub.start(*options)
    session = enrolled(hub, authority, tmp_path / "one", "dana")
    assert session.vault.get("certificate") is None, "nobody asked"
    app = App(tmp_path / "one", "showroom", session)
    try:
        app.start()
        qtbot.waitUntil(lambda: in_step(app), timeout=LEAST)
        hub.kill()
        wait(app.replica.execute(Create("vehicle", {"make": "Dacia", "model": "Jogger"}, new_id())))
        hub.start(*options, "--client-certificates", "required")
        qtbot.waitUntil(lambda: in_step_once_woken(app), timeout=2 * LEAST)
    finally:
        app.close()
    assert session.vault.get("certificate") is not None
    other = enrolled(hub, authority, tmp_path / "two", "sam")
    token = token_of(other)
    assert answer(showing(other), hub, token) == (200, "")


def test_a_token_is_of_no_use_without_its_own_device_s_certificate(
    asking: HubProcess, authority: Authority, tmp_path: Path
) -> None:
    one, two = (enrolled(asking, authority, tmp_path / name, "sam") for name in ("one", "two"))
    token, bare = token_of(one), tls(authority.pem)
    assert answer(showing(one), asking, token) == (200, "")
    assert answer(bare, asking, token) == (401, "certificate_required")
    assert answer(showing(two), asking, token) == (401, "certificate_of_another")
    assert refusal_of_listening(bare, asking, token) == "certificate_required"
    assert refusal_of_listening(showing(two), asking, token) == "certificate_of_another"
    with httpx.Client(verify=bare, timeout=LEAST / 1000) as http:
        assert http.get(f"{asking.address}/sign-in").status_code == 200, "browsers and monitors are no devices"
        assert http.get(f"{asking.address}/ready").status_code == 200


def test_a_certificate_of_another_authority_opens_nothing_and_the_device_fetches_its_own(
    asking: HubProcess, authority: Authority, tmp_path: Path
) -> None:
    session = enrolled(asking, authority, tmp_path / "tablet", "sam")
    device = Device(session.standing.device, "acme", session.key().public_key(), False)
    session.certificate.keep(DeviceAuthority(Ed25519PrivateKey.generate()).certify(device, datetime.now(UTC)))
    token = token_of(session)
    with pytest.raises(httpx.TransportError):
        answer(showing(session), asking, token)
    session.forget_token()
    token = token_of(session)
    assert answer(showing(session), asking, token) == (200, "")


def test_a_device_that_is_struck_off_is_refused_with_and_without_a_certificate(
    asking: HubProcess, authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = enrolled(asking, authority, tmp_path / "lost", "sam")
    token, data = token_of(session), ("--data", str(asking.folder))
    assert main(["device-certificate", *data, "--device", session.standing.device]) == 0
    session.certificate.keep(json.loads(capsys.readouterr().out)["certificate"])
    assert answer(showing(session), asking, token) == (200, "")
    assert main(["revoke-device", *data, session.standing.device]) == 0
    assert main(["device-certificate", *data, "--device", session.standing.device]) == 1
    assert "locked out" in capsys.readouterr().err
    assert answer(showing(session), asking, token) == (401, "device_revoked")
    session.certificate.forget()
    session.forget_token()
    with pytest.raises(SignInNeeded, match="locked out"):
        token_of(session)
    assert session.vault.get("certificate") is None


def test_a_certificate_is_renewed_in_time_and_not_shown_too_late(tmp_path: Path) -> None:
    key, now = Ed25519PrivateKey.generate(), datetime.now(UTC)
    device = Device(new_id(), "acme", key.public_key(), False)
    for ends, wanted in ((LIFE, False), (RENEW_BEFORE, False), (RENEW_BEFORE - timedelta(seconds=1), True)):
        assert needs_one({SHOWN: (device.id, now + ends)}, device.id, required=True, now=now) is wanted
    assert needs_one({SHOWN: (new_id(), now + LIFE)}, device.id, required=True, now=now)
    assert needs_one({}, device.id, required=True, now=now)
    assert not needs_one({}, device.id, required=False, now=now)
    session = Session(tmp_path, __version__)
    session.vault.put("device-key", key.private_bytes_raw())
    issuing = DeviceAuthority(Ed25519PrivateKey.generate())
    for made, shown in ((now, True), (now - LIFE, False)):
        session.certificate.keep(issuing.certify(device, made))
        assert session.certificate.show_in(tls()) is shown
    session.vault.put("device-key", Ed25519PrivateKey.generate().private_bytes_raw())
    session.certificate.keep(issuing.certify(device, now))
    assert not session.certificate.show_in(tls()), "of a key of before"
