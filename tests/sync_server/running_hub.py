"""A real hub for tests: a process of its own on a free port, with people of every role in two tenants."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from shared_models.identifiers import new_id
from sync_server.administration import Administration
from sync_server.config import load_config
from sync_server.database import database_of
from tests.support.passwords import hashed_once
from tests.support.processes import Program
from tests.sync_server.hub_client import Device

PASSWORD = "correct horse battery"
NORTH, SOUTH = new_id(), new_id()
ROLES = ("salesperson", "sales_manager", "fleet_manager", "insurer", "head_office", "it_admin", "auditor")
TENANTS = ("acme", "other")


def plan(tenant: str, codes: int = 200) -> dict[str, Any]:
    """Everybody: one person of each role at the store North, and a seller at South."""
    people = [{"login": role, "name": role, "role": role, "store": NORTH, "password": PASSWORD} for role in ROLES]
    south = {"login": "south", "name": "South", "role": "salesperson", "store": SOUTH, "password": PASSWORD}
    return {"tenant": tenant, "people": [*people, south], "codes": codes}


@dataclass
class RunningHub:
    """A hub that serves the folder ``data``; ``codes`` enrol devices, by tenant."""

    data: Path
    codes: dict[str, list[str]] = field(default_factory=dict)
    people: dict[tuple[str, str], str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def provision(self, *tenants: str, codes: int = 200) -> RunningHub:
        """Make tenants, people and codes."""
        with hashed_once(), Administration(load_config({"data": self.data}, {})) as administration:
            for tenant in tenants:
                made = administration.provision(plan(tenant, codes))
                self.codes[tenant] = made["codes"]
                self.people |= {(tenant, person["login"]): person["person"] for person in made["people"]}
        return self

    def start(self, port: int = 0) -> RunningHub:
        """Start the process, on a free port unless one is named, and wait until it is ready."""
        self.program = Program("-m", "sync_server", "serve", "--data", self.data, "--port", str(port), env=self.env)
        self.url = self.program.wait_for(r"ready on (http://\S+)")[1]
        return self

    def device(self, login: str, tenant: str = "acme", **options: Any) -> Device:
        """A newly enrolled device on which somebody has signed in."""
        device = Device(self.url, **options)
        device.enrol(self.codes[tenant].pop())
        device.sign_in(login, PASSWORD)
        return device

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """Read or change its database behind its back; the rows, if there are any."""
        database = database_of(load_config({"data": self.data}, {}))
        try:
            with database.write() as connection:
                found = connection.execute(text(statement), values)
                return list(found.all()) if found.returns_rows else []
        finally:
            database.close()

    def log_lines(self) -> list[dict[str, Any]]:
        """What the hub logged so far."""
        return [json.loads(line) for line in self.program.lines if line.startswith("{")]

    def stop(self) -> None:
        """End it, and see that it ended in order."""
        self.program.stop()
        self.program.wait_for("forecourt-hub: stopped")
        self.program.close()
