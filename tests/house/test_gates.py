"""The gates of `dev.py check` close: on a secret left in a file, and on a package with a known weakness."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.house import dependency_audit, secret_scan

RANGE = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}
AFFECTED = {"package": {"name": "weak", "ecosystem": "PyPI"}, "versions": ["1.0"], "ranges": [RANGE]}
WEAK = {"id": "PYSEC-0000-1", "summary": "seeded", "affected": [AFFECTED]}


@pytest.fixture
def index() -> Iterator[str]:
    """An index of weaknesses over a real socket, as osv.dev answers, that knows one of the package ``weak``."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = {"vulns": [WEAK]} if asked["package"]["name"] == "weak" else {}
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is told."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_weak_dependency_is_found_and_a_sound_one_is_not(index: str, tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    asked = ("--vulnerability-service", "osv", "--osv-url", index, "--no-deps", "--disable-pip", "-r", str(wanted))
    wanted.write_text("sound==2.0\n")
    assert dependency_audit.audit(asked) == ([], "")
    wanted.write_text("sound==2.0\nweak==1.0\n")
    found, silent = dependency_audit.audit(asked)
    assert [line.split(":")[0] for line in found] == ["weak 1.0"]
    assert "1.1" in found[0]
    assert not silent


def test_an_index_out_of_reach_holds_up_nothing_and_is_said(tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("weak==1.0\n")
    nowhere = ("--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/", "--no-deps", "--disable-pip")
    found, silent = dependency_audit.audit((*nowhere, "-r", str(wanted)))
    assert not found
    assert silent


@pytest.mark.parametrize(
    "parts",
    [
        ("-----BEGIN ", "RSA PRIVATE KEY-----"),
        ('key = "AKIA', 'IOSFODNN7EXAMPLQ"'),
        ('url = "postgres://hub:', 'correcthorse@db.internal/hub"'),
        ('token = "ghp_', 'abcdefghijklmnopqrstuvwxyz0123456789"'),
    ],
)
def test_a_secret_left_in_a_file_is_found(tmp_path: Path, parts: tuple[str, str]) -> None:
    """Written in two parts, lest this file be found itself."""
    path = tmp_path / "settings.py"
    path.write_text("nothing = 1\n")
    assert secret_scan.found_in([path]) == []
    path.write_text(f"nothing = 1\n{''.join(parts)}\n")
    (found,) = secret_scan.found_in([path])
    assert ":2: " in found


def test_nothing_secret_stands_in_the_working_copy() -> None:
    assert secret_scan.found_in(secret_scan.files_of(secret_scan.ROOT)) == []
