"""Marked secrets go through hub and device and their failures: none is in a log, a bundle, an export or an error."""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from client import __version__
from client.care.kept_log import KeptLog
from client.care.support_bundle import write_bundle
from client.commands import Create
from client.file_store import FileStore
from client.hub.session import Session
from client.hub.sync import Sync
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.roads.change_files import export_changes
from client.roads.vouching import NoRoster
from client.sync_state import Phase, SyncState
from shared_models.errors import ForecourtError
from shared_models.identifiers import new_id
from tests.support.hubs import HubProcess, person
from tests.support.processes import wait_until

PASSWORD, WRONG, PIN, LICENCE = "marked-password-77", "marked-wrong-88", "918273645091", "MARKED-LICENCE-99"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    dana = {**person("dana", "sales_manager"), "password": PASSWORD}
    hub = HubProcess(tmp_path / "hub", [dana])
    hub.start("--log-level", "debug")
    yield hub
    hub.stop()


@pytest.fixture
def logged() -> Iterator[tuple[KeptLog, list[str]]]:
    """All that this process logs, down to debug level: as it is kept for support, and as a console would show it."""
    kept, shown = KeptLog(), list[str]()

    class Shown(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            shown.append(self.format(record))

    root, also = logging.getLogger(), Shown()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(kept)
    root.addHandler(also)
    yield kept, shown
    root.setLevel(level)
    root.removeHandler(kept)
    root.removeHandler(also)


def test_no_secret_is_told_to_anybody(hub: HubProcess, tmp_path: Path, logged: tuple[KeptLog, list[str]]) -> None:
    kept, shown = logged
    code, told = hub.codes.pop(), list[str]()
    session = Session(tmp_path / "tablet", __version__)
    session.enrol_now(hub.address, code, "tablet")
    session.sign_in_now("dana", PASSWORD)
    session.people.set_pin(PIN)
    with suppress(ForecourtError):
        session.people.pins.check(session.standing.person, "000111")
    replica = Replica(session.replica_path(), session.identity())
    seals, record = session.seals("customer"), new_id()
    assert seals is not None
    sealed = seals.seal(LICENCE, record, "licence_number")
    wait(replica.execute(Create("customer", {"name": "Ada", "licence_number": sealed}, record)))
    sync = Sync(replica, Reader(replica.database), session, FileStore(tmp_path / "tablet" / "files"), lambda _: None)
    sync.start()
    wait_until(lambda: sync.state.phase is Phase.LIVE and not sync.state.unsent, "all of it is at the hub", every=0.1)
    wait_until(lambda: _exported(replica, session, tmp_path / "changes.forecourt"), "its house is known", every=0.1)
    sync.close()
    for failing in (
        lambda: session.sign_in_now("dana", WRONG),
        lambda: Session(tmp_path / "other", __version__).enrol_now(hub.address, code, "other"),
        lambda: wait(replica.execute(Create("customer", {"name": LICENCE, "no_such_field": WRONG}))),
    ):
        with pytest.raises((ForecourtError, KeyError, TypeError)) as caught:
            failing()
        told.append(str(caught.value))
    refresh = (session.vault.get("refresh-token") or b"").decode()
    for body in ({"login": "dana", "password": WRONG}, {"refresh_token": refresh + "x"}, {"password": [WRONG]}):
        path = "/v1/session/refresh" if "refresh_token" in body else "/v1/session/sign-in"
        told.append(httpx.post(f"{hub.address}{path}", json=body, timeout=60).text)
    told.append(httpx.get(f"{hub.address}/v1/escrow", headers={"Authorization": f"Bearer {refresh}"}, timeout=60).text)
    write_bundle(tmp_path / "support.zip", Reader(replica.database), "d", SyncState(), (), ())
    with zipfile.ZipFile(tmp_path / "support.zip") as bundle:
        told += [bundle.read(name).decode() for name in bundle.namelist()]
    told.append((tmp_path / "changes.forecourt").read_bytes().decode("latin-1"))
    told.append(crash_of(tmp_path / "tablet"))
    replica.close()
    hub.stop()
    told += [(hub.folder / "hub.log").read_text("utf-8"), *kept.lines(), *shown]
    told += [str(logging.getLogger()), repr(session.vault), repr(session), repr(replica.database.keys)]
    keys = [session.vault.get(name) or b"" for name in ("device-key", "file-keys", "exchange", "seals")]
    (first, *_) = json.loads(keys[1])
    secrets = {PASSWORD, WRONG, PIN, refresh, code, session._token, first, base64.b64decode(first).hex()}
    of_before = seals.key or b""
    for key in (keys[0], of_before, *seals.ring, session.vault.get("seal-key") or b""):
        secrets |= {base64.b64encode(key).decode(), key.hex()}
    secrets |= {key for one in keys[2:] for key in json.loads(one or b"{}").values()}
    assert all(len(secret) >= len(PIN) for secret in secrets)
    leaks = [(secret[:20], text[:300]) for secret in secrets for text in told if secret in text]
    assert leaks == []
    assert not [text for text in told if LICENCE in text and "no_such_field" not in text]


def _exported(replica: Replica, session: Session, path: Path) -> bool:
    try:
        export_changes(replica, session, path)
    except NoRoster:
        return False
    return True


def crash_of(folder: Path) -> str:
    """What a program says that ends with an unexpected error while it holds secrets."""
    script = (
        "import sys; from pathlib import Path\n"
        "from client.hub.session import Session; from client.replica.worker import Replica\n"
        "s = Session(Path(sys.argv[1]), '0'); key, keys = s.key(), s.vault.get('file-keys')\n"
        "Replica(Path(sys.argv[1]) / 'new.sqlite', s.identity()).database.writer.execute('nonsense')\n"
    )
    line = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False, env={**os.environ})
    assert done.returncode != 0
    assert "nonsense" in done.stderr
    return done.stdout + done.stderr
