"""How a hub is set up: from the command line, the environment and a TOML file, in this order of precedence."""

from __future__ import annotations

import ipaddress
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from shared_models.protocol import STREAM_SILENCE
from sync_server.errors import SetupProblem
from sync_server.retention_rules import read_rules
from sync_server.versions import read_version

ENVIRONMENT_PREFIX = "FORECOURT_HUB_"
CONFIG_FILE = "hub.toml"
#: What ``key_file`` says where the hub's key is in the system's keyring.
KEYRING = "keyring"
_ABOVE_ZERO = (
    "access_life", "refresh_life", "enrol_life", "max_file", "slow_consumer", "heartbeat", "most_streams",
    "most_connections", "silence",
)  # fmt: skip
_LEAST_HEARTBEAT = 0.05
#: Settings that may name a bucket instead of a folder.
_PLACES = ("files",)
DEFAULT_DATA = Path(platformdirs.user_data_dir("forecourt-hub", appauthor=False))


@dataclass(frozen=True, slots=True)
class HubConfig:
    """All knobs of a hub; times in seconds, sizes in bytes.

    A backup is made every ``backup_every`` hours (0: never) into ``backup_folder`` (``backups`` among the data unless
    named: another disk is better); the newest ``backup_keep`` are kept.
    Beside them the log is archived every ``archive_every`` seconds (0: never), for ``restore --to`` a moment.

    ``authority`` is the certificate of the house's own authority, for devices to believe that one alone.

    ``client_certificates`` (off or required) says whether devices must show the certificate that the hub gives each of
    them (``device_certificates``); the hub then ends TLS itself.

    ``metrics_token`` is asked of whoever reads ``/metrics``; without one only this machine may.
    ``rate_`` are requests a second (bursts of ten times as many; 0: no limit) by device, person, tenant, and by address
    for what comes without a good token. ``hosts`` (the names by which the hub is called) and ``origins`` (other sites'
    pages that may speak to it) are apart by commas. ``silence``: until a connection that asks nothing is cut.

    ``retention`` names the rules that run daily (``lost_leads=24, telematics=12``, in months; see ``retention``).

    ``key``, or the file named by ``key_file``, holds the hub's key, under which the keys of its files are kept
    (``file_keys``); the environment is the place for the first.

    ``data`` is the folder that holds everything durable: database, files, the hub's own key. With ``database``, such
    as ``postgresql://user:password@host/name``, the database is there instead, and several hubs may share it;
    they tell each other what is new over the NATS server ``bus``, such as ``nats://host``, or over the database.
    ``files`` is then a folder that all of them see, for photos and papers (``files`` among the data unless named), or a
    bucket of an S3-compatible store, such as ``s3://bucket/folder?region=eu-central-1`` (``file_bucket``).
    """

    data: Path = DEFAULT_DATA
    key: str = field(default="", repr=False)
    key_file: str = ""
    database: str = field(default="", repr=False)
    bus: str = field(default="", repr=False)
    files: Path | str | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    certificate: Path | None = None
    private_key: Path | None = None
    authority: Path | None = None
    client_certificates: str = "off"
    access_life: int = 600
    refresh_life: int = 400 * 24 * 3600
    enrol_life: int = 24 * 3600
    max_file: int = 50_000_000
    slow_consumer: int = 1_000_000
    heartbeat: float = 20.0
    least_free_disk: int = 200_000_000
    least_version: str = ""
    log_level: str = "info"
    backup_every: float = 24.0
    archive_every: float = 30.0
    backup_folder: Path | None = None
    backup_keep: int = 14
    metrics_token: str = ""
    hosts: str = ""
    origins: str = ""
    rate_device: float = 300.0
    rate_person: float = 600.0
    rate_tenant: float = 6_000.0
    rate_address: float = 50.0
    most_streams: int = 16
    most_connections: int = 20_000
    silence: float = 15.0
    retention: str = ""

    @property
    def rates(self) -> dict[str, float]:
        """The limits of :mod:`sync_server.limits`, by kind of asker."""
        kinds = ("device", "person", "tenant", "address")
        return {kind: getattr(self, f"rate_{kind}") for kind in kinds}

    @property
    def secure(self) -> bool:
        """Whether the hub speaks TLS."""
        return self.certificate is not None and self.private_key is not None

    @property
    def asks_certificates(self) -> bool:
        """Whether devices must show a certificate."""
        return self.client_certificates == "required"

    def make_folder(self) -> None:
        """Make the data folder, for its owner's eyes only. Raises SetupProblem."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SetupProblem(f"data: the folder {self.data} cannot be made: {error.strerror}") from error

    @property
    def files_place(self) -> Path | str:
        """The folder or the bucket of the photos and papers that devices sent."""
        return self.files or self.data / "files"

    @property
    def database_file(self) -> Path:
        """The database file, where no other database is named."""
        return self.data / "hub.sqlite"


def load_config(arguments: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> HubConfig:
    """Put a configuration together; ``arguments`` that are None were not given.

    Read are ``hub.toml`` in the data folder (or the file named by ``config``), then variables such as
    ``FORECOURT_HUB_PORT``, then ``arguments``. Raises SetupProblem naming the setting that makes no sense.
    """
    environment = os.environ if environment is None else environment
    names = {knob.name for knob in fields(HubConfig)}
    given = {name: value for name, value in arguments.items() if value is not None and name in names}
    from_environment = {
        name: environment[key] for name in names if (key := ENVIRONMENT_PREFIX + name.upper()) in environment
    }
    data = Path(given.get("data") or from_environment.get("data") or DEFAULT_DATA)
    written = arguments.get("config")
    from_file = _read_toml(Path(written) if written else data / CONFIG_FILE, must_exist=bool(written))
    unknown = sorted(set(from_file) - names)
    if unknown:
        raise SetupProblem(f"The configuration file has a setting that does not exist: {unknown[0]}")
    merged = {**from_file, **from_environment, **given}
    return checked(replace(HubConfig(), **{name: _converted(name, value) for name, value in merged.items()}))


def checked(config: HubConfig) -> HubConfig:
    """The configuration, if it makes sense. Raises SetupProblem."""
    _check_numbers(config)
    if config.log_level not in ("debug", "info", "warning", "error"):
        raise SetupProblem("log_level: must be debug, info, warning or error")
    if config.least_version and read_version(config.least_version) is None:
        raise SetupProblem("least_version: must be numbers with dots, such as 1.4.0")
    _check_shared(config)
    read_rules(config.retention)
    if (config.certificate is None) != (config.private_key is None):
        raise SetupProblem("certificate and private_key belong together: give both or none")
    for name in ("certificate", "private_key", "authority"):
        path = getattr(config, name)
        if path is not None and not path.is_file():
            raise SetupProblem(f"{name}: there is no file {path}")
    _check_doors(config)
    return config


def _check_doors(config: HubConfig) -> None:
    if config.client_certificates not in ("off", "required"):
        raise SetupProblem("client_certificates: must be off or required")
    if config.asks_certificates and not config.secure:
        raise SetupProblem(
            "client_certificates: only a hub that speaks TLS itself can ask for them. Give --certificate and "
            "--private-key, and have a proxy in front pass the connections on unopened."
        )
    if 0 < len(config.metrics_token) < 16:
        raise SetupProblem("metrics_token: at least 16 characters, or none")
    if not config.secure and not is_loopback(config.host):
        raise SetupProblem(
            f"host: {config.host} can be reached from other machines, so the hub must speak TLS there. "
            "Give --certificate and --private-key, or listen on 127.0.0.1."
        )


def _check_numbers(config: HubConfig) -> None:
    if not 0 <= config.port <= 65_535:
        raise SetupProblem(f"port: {config.port} is not between 0 and 65535")
    for name in _ABOVE_ZERO:
        if not 0 < getattr(config, name) < math.inf:
            raise SetupProblem(f"{name}: must be above zero")
    for name in (f"rate_{kind}" for kind in config.rates):
        if not 0 <= getattr(config, name) < math.inf:
            raise SetupProblem(f"{name}: requests a second, 0 for as many as there are")
    if config.heartbeat < _LEAST_HEARTBEAT:
        raise SetupProblem(f"heartbeat: {_LEAST_HEARTBEAT} seconds at least, or the hub does nothing else")
    if config.heartbeat > STREAM_SILENCE / 2:
        raise SetupProblem(f"heartbeat: {STREAM_SILENCE // 2} seconds at most, or devices take their streams for dead")
    if not 60 <= config.access_life <= 3600:
        raise SetupProblem("access_life: an access token lives between 60 and 3600 seconds")
    if config.archive_every < 0:
        raise SetupProblem("archive_every: seconds, 0 for never")
    if config.backup_every < 0 or config.backup_keep < 1:
        raise SetupProblem("backup_every: hours, 0 for never; backup_keep: at least 1")


def _check_shared(config: HubConfig) -> None:
    """What several hubs share. Raises SetupProblem."""
    if config.database and not config.database.startswith(("postgresql://", "postgres://")):
        raise SetupProblem("database: must be the URL of a PostgreSQL, postgresql://user:password@host/name, or empty")
    if config.bus and (not config.database or not config.bus.startswith(("nats://", "tls://"))):
        raise SetupProblem("bus: must be the URL of a NATS server, nats://host, and is of use only with a database")
    for name in _PLACES:
        if isinstance(where := getattr(config, name), str):
            from sync_server.file_bucket import check_url

            check_url(where, name)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read_toml(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        if must_exist:
            raise SetupProblem(f"config: there is no file {path}") from error
        return {}
    except (OSError, ValueError) as error:
        raise SetupProblem(f"The configuration file {path} cannot be read: {error}") from error


def _converted(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Path):
        raise SetupProblem(f"{name}: {value!r} makes no sense here")
    if name in _PLACES and str(value).startswith("s3://"):
        return str(value)
    if name in ("data", "certificate", "private_key", "authority", "backup_folder", "files"):
        return Path(str(value))
    try:
        return type(getattr(HubConfig(), name))(value)
    except (TypeError, ValueError) as error:
        raise SetupProblem(f"{name}: {value!r} is not a number") from error
