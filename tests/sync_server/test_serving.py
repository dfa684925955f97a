"""The hub as a process: TLS, the reference page, health, and what it says when it cannot start."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.client import connect

from shared_models.protocol import pack
from sync_server.__main__ import main
from tests.support.processes import ROOT, Program
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import PASSWORD, RunningHub


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(key.private_bytes(*form))
    return paths


def test_with_tls_for_requests_and_live(fresh_hub_on_sqlite: RunningHub, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    arguments = ("--data", fresh_hub_on_sqlite.data, "--port", "0", "--certificate", cert, "--private-key", key)
    with Program("-m", "sync_server", "serve", *arguments) as program:
        url = program.wait_for(r"ready on (https://\S+)")[1]
        trust = ssl.create_default_context(cafile=str(cert))
        device = Device(url)
        device.http = httpx.Client(base_url=url, verify=trust, timeout=60)
        device.enrol(fresh_hub_on_sqlite.codes["acme"].pop())
        device.sign_in("salesperson", PASSWORD)
        headers = {"Authorization": device.http.headers["Authorization"]}

        async def listen() -> None:
            # On one thread: the blocking client reads and writes at once, which TLS of Python 3.11 does not bear.
            async with (
                connect(
                    url.replace("http", "ws", 1) + "/v1/live", additional_headers=headers, ssl=trust, open_timeout=60
                ) as live,
                asyncio.timeout(60),
            ):
                await live.send(pack({"cursors": {"acme/stock": 0}}))
                assert await live.recv() == pack([])
                born = device.born("vehicle", make="A", model="B")[1]
                assert (await asyncio.to_thread(device.push_one, born)).status == "accepted"
                assert len(await live.recv()) > 100

        asyncio.run(listen())
        device.http.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--host", "0.0.0.0"), "must speak TLS"),
        (("--port", "99999"), "port: 99999"),
        (("--client-certificates", "required"), "client_certificates: only a hub that speaks TLS itself"),
        (("--certificate", "nowhere.pem", "--private-key", "nowhere.pem"), "nowhere.pem"),
    ],
)
def test_what_cannot_be_served_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert main(["serve", "--data", str(tmp_path / "data"), *arguments]) == 1
    assert words in capsys.readouterr().err


def test_a_port_that_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--data", str(tmp_path / "data"), "--port", port]) == 1
    assert "Is a hub running already?" in capsys.readouterr().err


def test_a_data_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    assert main(["init", "--tenant", "acme", "--data", str(tmp_path / "file" / "data")]) == 1
    assert "cannot be made" in capsys.readouterr().err


def test_health_and_readiness(hub: RunningHub, fresh_hub_on_sqlite: RunningHub) -> None:
    assert httpx.get(f"{hub.url}/health", timeout=60).json() == {"status": "ok"}
    assert httpx.get(f"{hub.url}/ready", timeout=60).json() == {"status": "ready"}
    fresh_hub_on_sqlite.env["FORECOURT_HUB_LEAST_FREE_DISK"] = str(10**18)
    answer = httpx.get(f"{fresh_hub_on_sqlite.start().url}/ready", timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (503, "disk_nearly_full")


@pytest.mark.parametrize(("method", "status", "said"), [("GET", 200, b'{"status":"ok"}'), ("HEAD", 405, b"")])
def test_head_and_body_of_an_answer_come_in_one_piece(hub: RunningHub, method: str, status: int, said: bytes) -> None:
    host, port = hub.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as speaking:
        for _ in range(3):  # on a connection that stays open, too
            speaking.sendall(f"{method} /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            head, _, body = speaking.recv(65_536).partition(b"\r\n\r\n")
            assert head.startswith(f"HTTP/1.1 {status} ".encode())
            assert body == said


def test_the_reference_names_every_route(hub: RunningHub) -> None:
    page = httpx.get(f"{hub.url}/docs", timeout=60)
    assert page.headers["content-type"].startswith("text/html")
    described = httpx.get(f"{hub.url}/openapi.json", timeout=60).json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in page.text
            assert operation["summary"], path
            assert operation["description"], path
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_the_command_without_arguments_says_what_there_is() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "sync_server", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"serve", "init", "provision", "verify"} <= set(said.stdout.replace(",", " ").split())
