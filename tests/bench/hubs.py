"""What the benchmarks of the hub share: a hub without limits, many devices of it, its processor time and memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import insert

from shared_models.identifiers import new_id
from sync_server.config import load_config
from sync_server.database import database_of
from sync_server.keys import load_key
from sync_server.tables import DEVICE
from sync_server.tokens import TokenMint
from tests.sync_server.running_hub import RunningHub

#: One device holds many sockets here, and asks more often than any person could.
NO_LIMITS = {
    f"FORECOURT_HUB_{name}": value
    for name, value in {
        "MOST_STREAMS": "100000",
        "LOG_LEVEL": "warning",
        **{f"RATE_{kind}": "0" for kind in ("DEVICE", "PERSON", "TENANT", "ADDRESS")},
    }.items()
}


def unlimited_hub(data: Path, *tenants: str, codes: int = 5, **settings: str) -> RunningHub:
    """A hub that puts up with any number of questions, with its tenants; not started yet."""
    env = {**NO_LIMITS, **{f"FORECOURT_HUB_{name.upper()}": value for name, value in settings.items()}}
    return RunningHub(data, env=env).provision(*(tenants or ("acme",)), codes=codes)


def tokens_of(hub: RunningHub, who: Sequence[tuple[str, str, str]]) -> list[str]:
    """An ``Authorization`` header for each (person, device, tenant), made with the hub's own key: 10,000 people who
    signed in one after the other would take their argon2 time."""
    config = load_config({"data": hub.data}, {})
    mint = TokenMint(load_key(config.data), 24 * 3600)
    return [f"Bearer {mint.access(*each)}" for each in who]


def more_devices(hub: RunningHub, tenant: str, login: str, count: int) -> list[tuple[str, str, str]]:
    """Enrol that many devices of a person straight in the database: (person, device, tenant) of each."""
    person = hub.people[tenant, login]
    common = {"tenant": tenant, "name": "bench", "app_version": "bench", "enrolled": 1}
    rows = [{"id": new_id(), "public_key": os.urandom(32), **common} for _ in range(count)]
    database = database_of(load_config({"data": hub.data}, {}))
    try:
        with database.write() as connection:
            connection.execute(insert(DEVICE), rows)
    finally:
        database.close()
    return [(person, str(row["id"]), tenant) for row in rows]


def cpu_seconds(process: int) -> float:
    """Processor time a process has used, in its own code and in the system's for it (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_memory(process: int) -> float:
    """The most memory a process has held so far, in MB (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(each.split()[1]) / 1000 for each in lines if each.startswith("VmHWM"))
