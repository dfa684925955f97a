"""Putting a backup back: it is merged into what is here now, so that nobody's later work is rolled back.

What the backup has and this file lacks is added: documents, what had not been sent when the backup was made, work that
was set aside. What is here stays. The next contact with the hub brings the rest.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from client.changes import Changes, Identity, Touched
from client.replica import layouts
from client.replica.backups import BackupStopped, Progress, unheeding
from client.replica.database import get_meta
from client.replica.document_store import DocumentStore, Held, split_heads
from client.replica.file_keys import WrongKey, opened
from client.replica.histories import change_rows
from client.replica.incarnation import OWNER, owner_of
from client.replica.intake import Intake
from client.replica.replica_tables import ACCEPTED, PENDING
from client.text import backups as words
from shared_models import encrypted_sqlite
from shared_models.documents import Document, joined
from shared_models.encrypted_sqlite import Connection, named
from shared_models.errors import ForecourtError

_STEP = 500


class NotABackup(ForecourtError):
    """The file is no backup that this version can read; nothing was changed."""

    code = "not_a_backup"


@dataclass(frozen=True)
class Restored:
    """What a backup has given back: records that were not here, records it added to, and work that was never sent."""

    new: int
    added_to: int
    unsent: int
    touched: tuple[Touched, ...]


@dataclass(frozen=True)
class Preview:
    """What a backup would bring: records by type that are not here, records it adds to, work never sent.

    ``newer`` changes are here and not in the backup: they stay.
    """

    missing: Mapping[str, int]
    added_to: int
    unsent: int
    newer: int

    @property
    def nothing(self) -> bool:
        """Whether everything in it is here."""
        return not (self.missing or self.added_to or self.unsent)


def restore(
    store: DocumentStore, intake: Intake, path: Path, me: Identity, keys: Sequence[bytes],
    progress: Progress = unheeding, called: Path | None = None,
) -> Restored:  # fmt: skip
    """Merge a backup in, within the caller's transaction; ``called`` is the file in words, where it is another.

    One of ``keys`` opens it.

    Raises NotABackup, and BackupStopped when ``progress`` says so: nothing is applied then.
    """
    try:
        with _opened(path, me, keys, called or path) as backup:
            return _merge(store, intake, backup, me, progress)
    except sqlite3.DatabaseError as error:
        raise NotABackup(_why(error).format(path=called or path)) from error


def preview(path: Path, replica: Path, me: Identity, keys: Sequence[bytes], called: Path) -> Preview:
    """What :func:`restore` would bring, by reading both files; people may go on working. Raises NotABackup."""
    try:
        with (
            _opened(path, me, keys, called) as backup,
            closing(opened(replica, keys)) as connection,
        ):
            return _compared(connection, backup)
    except sqlite3.DatabaseError as error:
        raise NotABackup(_why(error).format(path=called)) from error


def _why(error: sqlite3.DatabaseError) -> str:
    return words.OTHER_KEY if isinstance(error, WrongKey) else words.NOT_A_BACKUP


def _compared(connection: Connection, backup: Connection) -> Preview:
    here = {row["hash"] for row in _changes(connection)}
    held = {row[0] for row in connection.execute("SELECT id FROM document")}
    kinds = dict(backup.execute("SELECT id, type FROM document"))
    added_to, both, unsent = set[str](), 0, 0
    for row in _changes(backup):
        if row["hash"] in here:
            both += 1
        elif row["state"] == PENDING and row["payload"] is not None:
            unsent += 1
        if row["hash"] not in here and row["document"] in held:
            added_to.add(row["document"])
    missing = Counter(kind for record, kind in kinds.items() if record not in held)
    return Preview(missing, len(added_to), unsent, len(here) - both)


@contextmanager
def _opened(path: Path, me: Identity, keys: Sequence[bytes], called: Path) -> Iterator[Connection]:
    """The backup, checked, in today's layout: an older one is brought up to date in a copy, never in its file."""
    if not path.is_file():
        raise NotABackup((words.NOT_A_BACKUP if called.parent.is_dir() else words.GONE).format(path=called))
    with ExitStack() as held:
        source = held.enter_context(closing(opened(path, keys)))
        layout = source.execute("PRAGMA user_version").fetchone()[0]
        if layout > layouts.newest():
            raise NotABackup(words.TOO_NEW.format(path=called))
        if layout <= 0:
            raise NotABackup(words.NOT_A_BACKUP.format(path=called))
        if source.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise NotABackup(words.DAMAGED.format(path=called))
        _check_owner(source, me, called)
        if layout < layouts.newest():
            draft = Path(held.enter_context(TemporaryDirectory()), "backup")
            key = keys[0] if keys else None
            encrypted_sqlite.copy(source, draft, key)
            source = held.enter_context(closing(encrypted_sqlite.connect(draft, key)))
            layouts.raise_layout(source, layout)
        yield source


def _check_owner(backup: Connection, me: Identity, called: Path) -> None:
    """A backup of another house or person is not for here: rights are each person's own. An old one tells neither."""
    for (space,) in backup.execute("SELECT space FROM document UNION SELECT space FROM cursor"):
        parts = str(space).split("/")
        if parts[0] != me.tenant:
            raise NotABackup(words.OTHER_HOUSE.format(path=called))
        if len(parts) == 3 and parts[1] == "user" and parts[2] != me.person:
            raise NotABackup(words.OTHER_PERSON.format(path=called))
    owner = get_meta(backup, OWNER)
    if owner is not None and owner.decode() != owner_of(me):
        house = owner.decode().partition("/")[0] == me.tenant
        raise NotABackup((words.OTHER_PERSON if house else words.OTHER_HOUSE).format(path=called))


def _merge(store: DocumentStore, intake: Intake, backup: Connection, me: Identity, progress: Progress) -> Restored:
    here = {row["hash"] for row in _changes(store.connection)}
    gone = {row[0] for row in store.connection.execute("SELECT document FROM erased")}
    missing = [row for row in _changes(backup) if row["hash"] not in here and row["document"] not in gone]
    store.put_changes(row for row in missing if row["state"] == ACCEPTED)
    touched: list[Touched] = []
    new = added_to = 0
    total = backup.execute("SELECT count(*) FROM document").fetchone()[0]
    documents = backup.execute("SELECT id, type, kind, space, heads, forked, snapshot FROM document")
    done, rows = 0, named(documents)
    while some := list(islice(rows, _STEP)):
        if not progress(done, total):
            raise BackupStopped(words.STOPPED)
        done += len(some)
        some = [row for row in some if row["id"] not in gone]
        held_here = store.held_many([row["id"] for row in some])
        changed = [held for row in some if (held := _joined(held_here.get(row["id"]), row)) is not None]
        new += sum(held.id not in held_here for held in changed)
        added_to += sum(held.id in held_here for held in changed)
        store.put_documents(changed)
        touched += store.write_rows([(held, None) for held in changed])
    waiting = [row for row in missing if row["state"] == PENDING and row["payload"] is not None]
    adopted: Changes = intake.adopt(waiting, me)
    if not progress(total, total):
        raise BackupStopped(words.STOPPED)
    _keep_set_aside(store.connection, backup, gone)
    _keep_cursors(store.connection, backup)
    return Restored(new, added_to, len(waiting), (*touched, *adopted.touched))


def _changes(connection: Connection) -> Iterator[dict[str, Any]]:
    """All changes of a file: those that came with a first sync, then those of the table."""
    packed = connection.execute("SELECT id, type, space, history FROM document WHERE history IS NOT NULL")
    for record, type_name, space, history in packed:
        yield from change_rows(record, type_name, space, history)
    since = connection.execute("SELECT * FROM change ORDER BY number")
    for change in named(since):
        del change["number"]
        yield change


def _rows(backup: Connection, statement: str) -> Iterator[dict[str, Any]]:
    for row in named(backup.execute(statement)):
        yield {key: value for key, value in row.items() if key != "number"}


def _joined(held: Held | None, row: Mapping[str, Any]) -> Held | None:
    """The document with what the backup has of it; None where that adds nothing."""
    if held is None:
        heads = split_heads(row["heads"])
        if row["kind"] == "fact":
            return Held(row["id"], row["type"], "fact", row["space"], heads, False, row["snapshot"])
        if not row["snapshot"]:
            return None  # born and not sent: it comes with what waits
        document = Document.load(row["snapshot"])
        return Held(row["id"], row["type"], "merge", row["space"], document.heads, bool(row["forked"]), row["snapshot"])
    if held.kind == "fact" or not row["snapshot"]:
        return None
    document = Document.load(held.snapshot + row["snapshot"])
    if document.heads == held.heads:
        return None
    if held.accepted is not None:
        held.accepted = joined(held.accepted, row["snapshot"])
    held.snapshot, held.heads, held.forked = document.save(), document.heads, True
    return held


def _keep_set_aside(connection: Connection, backup: Connection, gone: set[str]) -> None:
    """What was refused when the backup was made, unless it has entered since, or its record was erased."""
    entered = {row[0] for row in connection.execute("SELECT hash FROM change WHERE state = ?", (ACCEPTED,))}
    refused = _rows(backup, "SELECT * FROM set_aside")
    _insert(
        connection, "set_aside", (row for row in refused if row["hash"] not in entered and row["document"] not in gone)
    )


def _keep_cursors(connection: Connection, backup: Connection) -> None:
    """A file that has never heard a hub goes on where the backup was."""
    if connection.execute("SELECT count(*) FROM cursor").fetchone()[0] == 0:
        _insert(connection, "cursor", _rows(backup, "SELECT * FROM cursor"))


def _insert(connection: Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        names, places = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})", tuple(row.values()))
