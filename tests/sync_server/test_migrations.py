"""The hub's tables grow by revisions that can be taken back, are tried on a copy first, and lose no row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.pool import StaticPool

from sync_server import migrating
from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.config import HubConfig, load_config
from sync_server.errors import SetupProblem
from sync_server.migrations import HEAD
from sync_server.tables import HUB_TABLES
from tests.support.hub_files import opened_file
from tests.sync_server.running_hub import RunningHub, plan


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as made:
        yield made


def schema(connection: Connection) -> dict[str, Any]:
    """Every table of a database with its columns, key and indexes."""
    look = inspect(connection)
    return {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)),
            look.get_pk_constraint(name)["constrained_columns"],
            sorted((str(i["name"]), tuple(i["column_names"])) for i in look.get_indexes(name)),
        )
        for name in look.get_table_names()
    }


def first(connection: Connection) -> None:
    """Make the tables of the first revision, as a hub before migrations had them: without Alembic's mark."""
    migrating._go(connection, "upgrade", migrating.FIRST)
    connection.exec_driver_sql("DROP TABLE alembic_version")


def test_a_database_grown_step_by_step_is_the_one_made_at_once(connection: Connection) -> None:
    first(connection)
    migrating.bring_up_to_date(connection)
    assert migrating.revision_of(connection) == HEAD
    assert compare_metadata(MigrationContext.configure(connection), HUB_TABLES) == []


def test_an_empty_database_is_made_at_once_and_says_its_revision(connection: Connection) -> None:
    migrating.bring_up_to_date(connection)
    assert migrating.revision_of(connection) == HEAD
    made = schema(connection)
    migrating.bring_up_to_date(connection)
    assert schema(connection) == made


def test_up_down_and_up_again_ends_with_the_same_tables(connection: Connection) -> None:
    for step in migrating._line():
        migrating._go(connection, "upgrade", step.revision)
        up = schema(connection)
        migrating._go(connection, "downgrade", str(step.down_revision or "base"))
        assert schema(connection) != up
        migrating._go(connection, "upgrade", step.revision)
        assert schema(connection) == up, step.revision


def test_every_revision_says_whether_it_adds_or_takes_away_and_the_newest_is_the_head() -> None:
    line = migrating._line()
    assert line[-1].revision == HEAD
    assert {step.module.phase for step in line} <= {"expand", "contract"}
    assert all(step.doc for step in line)


@pytest.fixture
def config(tmp_path: Path) -> HubConfig:
    """A hub as it was before migrations: its tables are those of the first revision, with people in them."""
    config = load_config({"data": tmp_path}, {})
    with Administration(config) as administration:
        administration.provision(plan("acme", codes=3))
    later = set(HUB_TABLES.tables) - set(_first_tables())
    with closing(opened_file(config.data)) as file:
        for name in [*later, "alembic_version"]:
            file.execute(f"DROP TABLE {name}")
        file.commit()
    return config


def _first_tables() -> list[str]:
    with create_engine("sqlite://", poolclass=StaticPool).connect() as connection:
        first(connection)
        return inspect(connection).get_table_names()


def tables_of(config: HubConfig) -> set[str]:
    with closing(opened_file(config.data)) as file:
        return {name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_a_dry_run_tells_every_table_and_writes_nothing(config: HubConfig, capsys: pytest.CaptureFixture[str]) -> None:
    before = config.database_file.read_bytes()
    assert main(["migrate", "--data", str(config.data), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert f'"after": "{HEAD}"' in told
    assert '"account"' in told
    assert config.database_file.read_bytes() == before
    assert not list(config.data.glob("migrate-*"))


def test_migrating_keeps_every_row(config: HubConfig) -> None:
    done = migrating.migrate(config)
    assert (done.before, done.after, done.changed) == (migrating.FIRST, HEAD, ())
    people = next(each for each in done.tables if each.name == "account")
    assert people.rows == 8
    assert set(HUB_TABLES.tables) <= tables_of(config)
    with Administration(config) as administration:
        assert administration.tenant(None) == "acme"


def test_an_empty_folder_gets_its_database(tmp_path: Path) -> None:
    config = load_config({"data": tmp_path / "new"}, {})
    config.make_folder()
    assert migrating.dry_run(config).before == ""
    assert migrating.migrate(config).after == HEAD
    assert set(HUB_TABLES.tables) <= tables_of(config)


def test_a_hub_whose_tables_are_behind_is_not_ready(fresh_hub: RunningHub) -> None:
    fresh_hub.start()
    assert httpx.get(f"{fresh_hub.url}/ready", timeout=60).json() == {"status": "ready"}
    fresh_hub.sql("UPDATE alembic_version SET version_num = '0000'")
    answer = httpx.get(f"{fresh_hub.url}/ready", timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (503, "migration_needed")
    assert httpx.get(f"{fresh_hub.url}/health", timeout=60).status_code == 200
    fresh_hub.stop()


def test_a_revision_that_is_not_there_is_refused_and_nothing_is_done(config: HubConfig) -> None:
    with pytest.raises(SetupProblem, match="no revision 9999"):
        migrating.migrate(config, "9999")


def test_a_hub_goes_on_beside_a_newer_one_that_has_only_added(config: HubConfig) -> None:
    migrating.migrate(config)
    with closing(opened_file(config.data)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.execute("CREATE TABLE newer (id INTEGER PRIMARY KEY)")
        file.commit()
    with Administration(config) as administration:
        assert administration.tenant(None) == "acme"
    assert "newer" in tables_of(config)


def test_a_step_that_changes_rows_is_found_and_undone(config: HubConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    go = migrating._go

    def careless(connection: Connection, direction: str, revision: str) -> None:
        go(connection, direction, revision)
        connection.exec_driver_sql("UPDATE account SET name = 'somebody'")

    migrating_to = migrating.dry_run(config).after
    monkeypatch.setattr(migrating, "_go", careless)
    monkeypatch.setattr(migrating, "bring_up_to_date", lambda connection: None)
    with pytest.raises(SetupProblem, match="account"):
        migrating.migrate(config, migrating_to)
    assert migrating_to == HEAD
    with closing(opened_file(config.data)) as file:
        assert file.execute("SELECT count(*) FROM account WHERE name = 'somebody'").fetchone() == (0,)
