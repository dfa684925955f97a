"""The demo dealership in a replica of one device, made once: what figures are counted over in tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from client.changes import Identity
from client.commands import Create, Import, RecordFact, Together
from client.demo.dealership import generate
from client.replica.worker import Replica, wait
from client.workspace import Mode, Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write
from shared_models.schema import Values
from tests.support.replicas import use_keys_of

#: A day that has begun at every store, wherever it is.
TODAY = datetime.now(UTC).date() + timedelta(days=1)
_ROLES = ("sales_manager", "fleet_manager", "head_office", "it_admin")


def identity(role: str, store: str | None = None, person: str = "e" * 32) -> Identity:
    """Somebody of the house on its one device."""
    return Identity("northgate", "d" * 32, person, role, store, "1.0")


@cache
def _made() -> Path:
    """The replica's file, closed."""
    file = Path(mkdtemp(prefix="forecourt-demo-")) / "replica.sqlite"
    by_type: dict[str, list[tuple[str, Values]]] = {}
    for name, record, values in generate():
        by_type.setdefault(name, []).append((record, values))
    replica = Replica(file, identity("head_office"))
    for name in sorted(by_type, key=lambda one: RECORD_TYPES[one].about.fact):
        replica.sign_in_as(identity(next(role for role in _ROLES if may_write(role, name))))
        some = by_type[name]
        if RECORD_TYPES[name].about.fact:
            wait(replica.execute(Together(tuple(RecordFact(name, values, record) for record, values in some))))
        else:
            wait(replica.execute(Import(Create(name, values, record) for record, values in some)), 600)
    replica.close()
    return file


@contextmanager
def demo_workspace(folder: Path, mode: Mode = "fleet", role: str = "head_office") -> Iterator[Workspace]:
    """A workspace over a copy of it, in Munich."""
    use_keys_of(_made().parent, folder)
    file = folder / "replica.sqlite"
    shutil.copy(_made(), file)
    replica = Replica(file, identity(role))
    workspace = Workspace(replica, mode)
    (munich,) = workspace.reader.find("store", town="München")
    replica.sign_in_as(identity(role, munich.id))
    try:
        yield workspace
    finally:
        workspace.close()
        replica.close()
