"""Retention rules: what is due is listed, held back by law, erased in the hub's own name, and not twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from shared_models.clock import system_milliseconds
from sync_server.__main__ import main
from sync_server.accounts import create_tenant
from sync_server.administration import Administration
from sync_server.audit import ITSELF, Asked, rows
from sync_server.config import load_config
from sync_server.daily import Daily
from sync_server.database import Database, open_database
from sync_server.errors import SetupProblem
from sync_server.file_store import open_files
from sync_server.group_writer import GroupWriter
from sync_server.keys import load_key
from sync_server.retention import due, is_time
from sync_server.retention_rules import read_rules
from tests.support.processes import wait_until
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import NORTH, RunningHub

_YEARS = 40 * 2_629_746_000


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("retention") / "data").provision("acme", codes=5).start()
    yield running
    running.stop()


def test_rules_are_read_and_nonsense_is_named() -> None:
    assert read_rules("lost_leads=24, telematics = 12") == {"lost_leads": 24, "telematics": 12}
    assert read_rules("") == {}
    for wrong in ("lost_leads", "lost_leads=soon", "everything=1", "lost_leads=0"):
        with pytest.raises(SetupProblem, match="retention"):
            read_rules(wrong)


def lost_lead(seller: Device, notes: str) -> Any:
    customer, known = seller.born("customer", name="Emil Example")
    lead, birth = seller.born("lead", customer=customer.id, store=NORTH, status="lost", notes=notes)
    assert {one.status for one in seller.push(known, birth)} == {"accepted"}
    return lead


def test_lost_leads_go_when_their_time_is_over(
    own_hub: RunningHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seller, office = own_hub.device("salesperson"), own_hub.device("head_office")
    gone, held = lost_lead(seller, "Zyxmarked notes"), lost_lead(seller, "kept for the court")
    told = {"record_type": "lead", "record": held.id, "reason": "lawsuit", "person": office.principal.person}
    assert office.push_one(office.fact("legal_hold", held=True, **told)[1]).status == "accepted"
    with Administration(load_config({"data": own_hub.data}, {})) as made, made.reading() as connection:
        now = system_milliseconds()
        assert due(connection, "acme", "lost_leads", 24, now) == []
        assert [one.id for one in due(connection, "acme", "lost_leads", 24, now + _YEARS)] == [gone.id]
    (own_hub.data / "hub.toml").write_text('retention = "lost_leads=24"\n')
    monkeypatch.setattr("sync_server.record_commands.system_milliseconds", lambda: now + _YEARS)
    command = ["--data", str(own_hub.data)]
    assert main(["retention", "list", *command]) == 0
    assert gone.id in capsys.readouterr().out
    assert main(["retention", "run", *command]) == 0
    assert "1 records erased" in capsys.readouterr().out
    assert main(["retention", "run", *command]) == 0
    assert "0 records erased" in capsys.readouterr().out
    records = {one.id: one for one in seller.first(f"acme/store/{NORTH}/leads")[0]}
    assert not records[gone.id].row["notes"]
    assert records[held.id].row["notes"] == "kept for the court"
    with Administration(load_config({"data": own_hub.data}, {})) as made, made.reading() as connection:
        [row] = rows(connection, "acme", Asked(action="person_erased"))
    assert (row.who, row.detail["why"]) == (ITSELF, "lost_leads")
    assert main(["audit", "verify", *command]) == 0


def test_a_database_that_is_away_is_met_again_at_the_next_look(tmp_path: Path) -> None:
    """The first look finds the database gone; a later one runs the rules, and notes that they ran."""
    config = load_config({"data": tmp_path, "retention": "lost_leads=24"}, {})
    database = open_database(config)
    with database.write() as connection:
        create_tenant(connection, "acme", system_milliseconds())

    def they_ran() -> bool:
        with database.read() as connection:
            return not is_time(connection, system_milliseconds())

    async def look_until_they_ran(away: _AwayAtFirst) -> None:
        writer = GroupWriter(database)
        daily = Daily(config, cast(Database, away), writer, open_files(config), load_key(tmp_path), look=0.01)
        running = asyncio.create_task(daily.keep_no_longer())
        try:
            await asyncio.to_thread(wait_until, lambda: running.done() or they_ran(), "the rules ran")
        finally:
            running.cancel()
            await asyncio.wait([running])
            await writer.close()

    away = _AwayAtFirst(database)
    asyncio.run(look_until_they_ran(away))
    assert they_ran()
    assert away.asked > 1
    database.close()


class _AwayAtFirst:
    """A database whose first reading fails as that of a server that is restarted does."""

    def __init__(self, database: Database) -> None:
        self._database, self.asked = database, 0

    def read(self) -> AbstractContextManager[Connection]:
        self.asked += 1
        if self.asked == 1:
            raise OperationalError("SELECT", {}, ConnectionRefusedError())
        return self._database.read()
