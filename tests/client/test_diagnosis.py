"""Eight faults, injected for real, and the cause that is named for each, with its words and the next step."""

from __future__ import annotations

import json
import signal
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytestqt.qtbot import QtBot

from client import __version__
from client.care.findings import Finding
from client.commands import Create
from client.file_store import FileStore
from client.hub.diagnosis import Diagnosis
from client.hub.session import Session
from client.hub.sync import Sync
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.sync_state import Cause, SyncState
from client.text import diagnosis as words
from shared_models.clock import system_milliseconds
from tests.support.hubs import HubProcess, person
from tests.support.processes import free_port, wait_until
from tests.support.replicas import camry, create


@dataclass
class Tablet:
    """A device with somebody signed in, and what finds the cause of its trouble."""

    folder: Path
    session: Session
    replica: Replica
    reader: Reader

    def findings(
        self, state: SyncState | None = None, clock: Callable[[], int] = system_milliseconds
    ) -> tuple[Finding, ...]:
        return Diagnosis(self.session, self.reader, lambda: state or SyncState(), self.folder, clock).run()

    def call_hub_at(self, address: str) -> None:
        """The hub is to be found elsewhere from now on, as after a move: the file is what the next start reads."""
        file = self.folder / "session.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "hub": address}))
        self.session = Session(self.folder, __version__)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("hub"), [person("sam", "salesperson")], codes=30) as running:
        yield running


@contextmanager
def at(hub: HubProcess, folder: Path) -> Iterator[Tablet]:
    session = hub.session(folder, "sam")
    replica = Replica(session.replica_path(), session.identity())
    try:
        yield Tablet(folder, session, replica, Reader(replica.database))
    finally:
        replica.close()


@pytest.fixture
def tablet(hub: HubProcess, tmp_path: Path) -> Iterator[Tablet]:
    with at(hub, tmp_path) as made:
        yield made


def only(findings: tuple[Finding, ...]) -> Finding:
    """The one thing found, which says what it is and what to do."""
    (finding,) = findings
    assert finding.sentence
    assert finding.way_out
    assert "{" not in finding.title + finding.sentence + finding.way_out
    return finding


def test_where_nothing_is_wrong_nothing_is_found(tablet: Tablet) -> None:
    assert tablet.findings() == ()


@pytest.mark.parametrize(("hours", "said"), [(2.1, "2 hours fast"), (-72, "3 days slow"), (0.2, "12 minutes fast")])
def test_a_wrong_clock(tablet: Tablet, hours: float, said: str) -> None:
    found = only(tablet.findings(clock=lambda: system_milliseconds() + int(hours * 3_600_000)))
    assert found.cause is Cause.CLOCK
    assert said in found.sentence
    assert "Set the date and time" in found.way_out
    assert tablet.findings(clock=lambda: system_milliseconds() + 120_000) == (), "two minutes do no harm"


def certificate(folder: Path, name: str, days: int = 30) -> tuple[Path, Path]:
    """A certificate that nobody has signed but itself, and its key."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) + timedelta(days=min(0, days) - 30)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(began).not_valid_after(datetime.now(UTC) + timedelta(days=days))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_a_certificate_that_proves_nothing(tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain, key = certificate(tmp_path, "elsewhere.example")
    secure = HubProcess(tmp_path / "secure", [])
    secure.address = f"https://localhost:{secure.port}"
    secure.start("--certificate", str(chain), "--private-key", str(key), "--host", "localhost")
    try:
        tablet.call_hub_at(secure.address)
        unsigned = only(tablet.findings())
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        misnamed = only(tablet.findings())
    finally:
        secure.stop()
    assert unsigned.cause is misnamed.cause is Cause.CERTIFICATE
    assert words.CERTIFICATES["issuer"] in unsigned.sentence
    assert words.CERTIFICATES["host"] in misnamed.sentence
    assert "localhost" in misnamed.sentence


class _Date(BaseHTTPRequestHandler):
    """Answers anything with the time."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("behind", "causes"), [(0, ["certificate"]), (30, ["clock", "certificate"])])
def test_a_certificate_that_has_run_out_or_only_seems_so(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: int, causes: list[str]
) -> None:
    """Where this device is wrong about the date, that is said first: setting the clock may be all that is needed."""
    chain, key = certificate(tmp_path, "localhost", days=-1)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Date) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tablet.call_hub_at(f"https://localhost:{server.server_port}")
        found = tablet.findings(clock=lambda: system_milliseconds() - behind * 86_400_000)
        server.shutdown()
    assert [finding.cause.value for finding in found] == causes
    assert words.CERTIFICATES["expired"] in found[-1].sentence


def test_no_network(tablet: Tablet) -> None:
    tablet.call_hub_at("https://hub.nowhere.invalid")
    found = only(tablet.findings())
    assert found.cause is Cause.NO_NETWORK
    assert "hub.nowhere.invalid" in found.sentence
    assert "Wi-Fi" in found.way_out


def test_a_hub_that_is_down(tablet: Tablet) -> None:
    tablet.call_hub_at(f"http://127.0.0.1:{free_port()}")
    found = only(tablet.findings())
    assert found.cause is Cause.HUB_DOWN
    assert "nothing answers" in found.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file size, which Windows does not have")
def test_a_full_disk(tablet: Tablet) -> None:
    """A limit on file size stands in for the full disk: every write beyond it fails as there."""
    import resource

    before, old = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        found = only(tablet.findings())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert found.cause is Cause.DISK_FULL
    assert found.evidence["probe"] != "ok"
    assert "no room" in found.sentence
    assert not list(tablet.folder.glob("probe-*")), "the probe is gone"


def test_one_refused_change(tablet: Tablet, qtbot: QtBot) -> None:
    """The device believes its person to be of head office; the hub knows better."""
    tablet.replica.sign_in_as(replace(tablet.replica.identity, role="head_office"))
    wait(tablet.replica.execute(Create("insurer", {"name": "Geico"})))
    car = create(tablet.replica, "vehicle", **camry())
    told: list[SyncState] = []
    sync = Sync(tablet.replica, tablet.reader, tablet.session, FileStore(tablet.folder / "files"), told.append)
    sync.start()
    try:
        wait_until(lambda: sync.state.refused == 1 and not tablet.reader.only_here(car), "the refusal is known")
        found = only(tablet.findings(sync.state))
    finally:
        sync.close()
    assert found.cause is Cause.REFUSED_CHANGE
    assert found.title == "The hub refused 1 change"
    assert "your role may not write this" in found.sentence
    assert "hand it to somebody who may" in found.way_out


def test_a_revoked_device(hub: HubProcess, tmp_path: Path) -> None:
    with at(hub, tmp_path) as tablet:
        hub.command("revoke-device", tablet.session.standing.device)
        found = only(tablet.findings())
    assert found.cause is Cause.REVOKED
    assert "locked out" in found.sentence
    assert "Do not wipe it" in found.way_out


def test_a_program_that_is_too_old(tmp_path: Path) -> None:
    demanding = HubProcess(tmp_path / "hub", [person("sam", "salesperson")]).start()
    try:
        with at(demanding, tmp_path / "tablet") as tablet:
            demanding.stop()
            demanding.start("--least-version", "99.0")
            found = only(tablet.findings())
    finally:
        demanding.stop()
    assert found.cause is Cause.TOO_OLD
    assert __version__ in found.sentence
    assert "99.0" in found.sentence
    assert "Update Forecourt" in found.way_out


def test_every_cause_has_its_own_words() -> None:
    assert set(words.CAUSES) == set(Cause)
    assert len({sentence for _, sentence, _ in words.CAUSES.values()}) == len(Cause)
    assert all(name and sentence and way_out for name, sentence, way_out in words.CAUSES.values())
