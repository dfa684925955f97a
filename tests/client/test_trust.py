"""A device and its hub over TLS: 1.3 alone, the house's own authority and no other, certificates renewed in passing."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from client import __version__
from client.care.keeping import enrol_link, read_enrol_link
from client.hub.session import HubSilent, Session
from client.hub.transports import by_websocket
from client.hub.trust import WrongAuthority, fingerprint, with_fingerprint
from tests.support.authority import Authority
from tests.support.hubs import PASSWORD, HubProcess, person
from tests.support.processes import wait_until


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "house.pem")


@pytest.fixture(scope="module")
def hub(folder: Path, authority: Authority) -> Iterator[HubProcess]:
    chain, key = folder / "chain.pem", folder / "chain.key"
    authority.certify(chain, key, 2)
    hub = HubProcess(folder / "hub", [person("dana", "sales_manager")])
    hub.address = f"https://127.0.0.1:{hub.port}"
    told = ("--certificate", str(chain), "--private-key", str(key), "--authority", str(authority.file))
    hub.start(*told)
    yield hub
    hub.stop()


def session(folder: Path) -> Session:
    return Session(folder, __version__)


def shaken_with(hub: HubProcess, newest: ssl.TLSVersion, authority: Authority) -> tuple[str | None, int]:
    """What was agreed on with a client that knows TLS up to ``newest``, and the serial number that was shown."""
    context = ssl.create_default_context(cadata=authority.pem)
    context.maximum_version = newest
    with (
        socket.create_connection(("127.0.0.1", hub.port), 60) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as shaken,
    ):
        shown = shaken.getpeercert(binary_form=True)
        assert shown is not None
        return shaken.version(), x509.load_der_x509_certificate(shown).serial_number


def test_an_older_tls_is_refused(hub: HubProcess, authority: Authority) -> None:
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        shaken_with(hub, ssl.TLSVersion.TLSv1_2, authority)
    assert shaken_with(hub, ssl.TLSVersion.TLSv1_3, authority)[0] == "TLSv1.3"


def test_a_device_believes_the_authority_of_its_link_and_no_other(
    hub: HubProcess, authority: Authority, folder: Path, tmp_path: Path
) -> None:
    told = read_enrol_link(enrol_link(with_fingerprint(hub.address, authority.pem), hub.codes[-1]))
    assert told is not None
    tablet = session(tmp_path / "tablet")
    tablet.enrol_now(*told, "tablet")
    hub.codes.pop()
    tablet.sign_in_now("dana", PASSWORD)
    assert tablet.standing.hub == hub.address
    assert fingerprint(session(tmp_path / "tablet").standing.authority) == fingerprint(authority.pem)

    async def listen() -> object:
        connection = tablet.connection()
        try:
            return await anext(by_websocket(connection, await tablet.token(connection), {}))
        finally:
            await connection.close()

    assert asyncio.run(listen()) is not None
    other = Authority(folder / "other.pem")
    with pytest.raises(WrongAuthority, match="does not show the authority"):
        session(tmp_path / "x").enrol_now(with_fingerprint(hub.address, other.pem), "code", "x")
    with pytest.raises(HubSilent):  # without a link: nobody this system knows has signed it
        session(tmp_path / "y").enrol_now(hub.address, "code", "y")
    with pytest.raises(WrongAuthority):
        session(tmp_path / "z").enrol_now(with_fingerprint("http://127.0.0.1:9", authority.pem), "code", "z")


def test_a_certificate_of_another_authority_is_refused_by_a_device_that_was_enrolled(
    hub: HubProcess, authority: Authority, folder: Path, tmp_path: Path
) -> None:
    connection = session(tmp_path).connection(hub.address, Authority(folder / "third.pem").pem)

    async def ask() -> None:
        try:
            await connection.enrol("code", "x", b"", "0")
        finally:
            await connection.close()

    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        asyncio.run(ask())


def test_a_renewed_certificate_is_shown_without_a_restart(hub: HubProcess, authority: Authority, folder: Path) -> None:
    authority.certify(folder / "chain.pem", folder / "chain.key", 3)
    wait_until(lambda: shaken_with(hub, ssl.TLSVersion.TLSv1_3, authority)[1] == 3, "the new one is shown", every=0.2)
