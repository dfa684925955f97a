"""Configuration: where it comes from, which place wins, and what is refused in clear words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync_server.config import HubConfig, is_loopback, load_config
from sync_server.errors import SetupProblem


def test_the_command_line_beats_the_environment_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text("port = 1\naccess_life = 300\nheartbeat = 5\n", "utf-8")
    config = load_config({"data": tmp_path, "port": 3}, {"FORECOURT_HUB_PORT": "2", "FORECOURT_HUB_ACCESS_LIFE": "400"})
    assert (config.data, config.port, config.access_life, config.heartbeat) == (tmp_path, 3, 400, 5.0)


def test_defaults(tmp_path: Path) -> None:
    config = load_config({"data": tmp_path, "port": None, "run": print}, {})
    assert (config.host, config.port, config.secure) == ("127.0.0.1", HubConfig().port, False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"port": 70_000}, "port"),
        ({"port": "http"}, "port"),
        ({"access_life": 5}, "access_life"),
        ({"refresh_life": 0}, "refresh_life"),
        ({"log_level": "loud"}, "log_level"),
        ({"host": "0.0.0.0"}, "TLS"),
        ({"host": "hub.example"}, "TLS"),
        ({"certificate": "no.pem"}, "belong together"),
        ({"certificate": "no.pem", "private_key": "no.key"}, "no.pem"),
        ({"config": "nowhere.toml"}, "nowhere.toml"),
        ({"heartbeat": True}, "heartbeat"),
        ({"heartbeat": 21}, "heartbeat: 20 seconds at most"),
        ({"heartbeat": 20.000001}, "heartbeat: 20 seconds at most"),
        ({"heartbeat": 0}, "heartbeat: must be above zero"),
        ({"heartbeat": -1}, "heartbeat: must be above zero"),
        ({"heartbeat": "nan"}, "heartbeat: must be above zero"),
        ({"heartbeat": "inf"}, "heartbeat: must be above zero"),
        ({"heartbeat": "1e999"}, "heartbeat: must be above zero"),
        ({"heartbeat": 1e-300}, "heartbeat: 0.05 seconds at least"),
        ({"heartbeat": "now"}, "heartbeat"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, given: dict[str, object], words: str) -> None:
    with pytest.raises(SetupProblem, match=words):
        load_config({"data": tmp_path, **given}, {})


@pytest.mark.parametrize("text", ["colour = 1", "port = [1]", "port = = 1", "\xff"])
def test_files_that_make_no_sense_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "hub.toml").write_text(text, "latin-1")
    with pytest.raises(SetupProblem):
        load_config({"data": tmp_path}, {})


def test_beyond_this_machine_only_with_a_certificate(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).touch()
    tls = {"certificate": tmp_path / "cert.pem", "private_key": tmp_path / "key.pem"}
    assert load_config({"data": tmp_path, "host": "0.0.0.0", **tls}, {}).secure


@pytest.mark.parametrize(
    ("host", "inside"), [("localhost", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False)]
)
def test_loopback(host: str, inside: bool) -> None:
    assert is_loopback(host) is inside
