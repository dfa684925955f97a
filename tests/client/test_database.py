"""The replica's file: opened once, refused plainly, and never lost, whatever happens to it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from client.commands import Create
from client.reading.queries import Reader
from client.replica import layouts, rebuilding
from client.replica.database import Database, ReplicaDamaged, ReplicaInUse, ReplicaTooNew, ReplicaUnwritable
from client.replica.rebuilding import RebuildStopped
from client.replica.worker import Replica, open_or_recover, wait
from tests.support.replicas import Log, camry, create, identity, open_file, open_replica, rows


def test_a_replica_opens_once(tmp_path: Path) -> None:
    first = open_replica(tmp_path)
    with pytest.raises(ReplicaInUse, match="already running"):
        open_replica(tmp_path)
    first.close()
    open_replica(tmp_path).close()


def test_a_file_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_replica(tmp_path).close()
    path = tmp_path / "replica.sqlite"
    with closing(open_file(path)) as connection:
        connection.execute(f"PRAGMA user_version = {layouts.newest() + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ReplicaTooNew, match="newer version"):
        open_replica(tmp_path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_kept_and_what_was_unsent_is_salvaged(tmp_path: Path) -> None:
    log = Log()
    hub_side = open_replica(tmp_path / "hub")
    device = open_replica(tmp_path / "device")
    sent = create(device, "vehicle", **camry(model="Sent"))
    log.take_from(device)
    for number in range(30):
        create(device, "vehicle", **camry(model=f"Unsent {number}"))
    unsent = {e.hash for e in wait(device.pending(100))}
    me = device.identity
    device.close()
    path = tmp_path / "device" / "replica.sqlite"
    _damage_table(path, "vehicle")
    aside_before = path.read_bytes()

    again, salvaged = open_or_recover(path, me)
    (aside,) = path.parent.glob("replica.damaged-*.sqlite")
    assert aside.read_bytes() == aside_before
    assert {row["hash"] for row in salvaged} == unsent
    log.give_to(again)
    wait(again.adopt(salvaged))
    assert {e.hash for e in wait(again.pending(100))} == unsent
    log.take_from(again)
    log.give_to(hub_side)
    assert rows(again, "vehicle") == rows(hub_side, "vehicle")
    assert len(rows(hub_side, "vehicle")) == 31
    assert Reader(hub_side.database).record("vehicle", sent) is not None
    again.close()
    hub_side.close()


def test_rubbish_where_the_replica_should_be_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "replica.sqlite"
    path.write_bytes(b"this is no database " * 500)
    with pytest.raises(ReplicaDamaged, match="kept as it is"):
        Replica(path, identity())
    replica, salvaged = open_or_recover(path, identity())
    assert salvaged == []
    assert next(tmp_path.glob("replica.damaged-*")).read_bytes().startswith(b"this is no database")
    replica.close()


def _damage_table(path: Path, table: str) -> None:
    """Overwrite a table's root page and mark the file as not closed."""
    with closing(open_file(path)) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'clean'")
        root, size = (
            connection.execute(f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'").fetchone()[0],
            4096,
        )
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = b"\xee" * size
    path.write_bytes(bytes(data))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file size, which Windows does not have")
def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """A limit on file size stands in for the full disk: SQLite sees the same failing write."""
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from client.commands import Create
from client.replica.database import DiskFull
from client.replica.worker import wait
from tests.support.replicas import camry, open_replica
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
replica = open_replica(Path({str(tmp_path)!r}))
saved = 0
wal = Path({str(tmp_path)!r}, "replica.sqlite-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 200_000, resource.RLIM_INFINITY))
try:
    for number in range(2000):
        wait(replica.execute(Create("vehicle", camry(model=str(number)))))
        saved += 1
except DiskFull as error:
    print("full", saved, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
wait(replica.execute(Create("vehicle", camry(model="after"))))
replica.close()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    word, saved, *sentence = done.stdout.split()
    assert word == "full"
    assert "free some space" in " ".join(sentence)
    replica = open_replica(tmp_path)
    assert len(rows(replica, "vehicle")) == int(saved) + 1
    replica.close()


def test_what_a_person_does_is_synced_and_what_the_hub_tells_is_not(tmp_path: Path) -> None:
    replica, log = open_replica(tmp_path), Log()
    modes: list[int] = []
    ask = replica.database.writer.execute
    replica.listen(lambda _: modes.append(ask("PRAGMA synchronous").fetchone()[0]))
    create(replica, "vehicle", **camry())
    log.take_from(replica)
    log.give_to(replica)
    create(replica, "vehicle", **camry())
    with pytest.raises(TypeError):
        wait(replica.receive(None))  # type: ignore[arg-type]
    create(replica, "vehicle", **camry())
    full, normal = 2, 1
    assert modes == [full, normal, full, full]
    replica.close()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a file where a folder should be")
    with pytest.raises(ReplicaUnwritable, match="may not write"):
        Database(in_the_way / "replica.sqlite")


def test_rows_are_rebuilt_when_the_schema_has_changed(tmp_path: Path) -> None:
    replica = open_replica(tmp_path)
    create(replica, "vehicle", **camry())
    create(replica, "customer", name="Ada", notes="Likes red")
    before = rows(replica, "vehicle"), rows(replica, "customer")
    replica.close()
    with closing(open_file(tmp_path / "replica.sqlite")) as connection:
        connection.execute("UPDATE meta SET value = x'00' WHERE key = 'schema'")
        connection.execute("UPDATE vehicle SET make = 'wrong'")
    connection.close()
    seen: list[tuple[int, int]] = []

    def progress(done: int, all_of_them: int) -> bool:
        seen.append((done, all_of_them))
        return True

    again = Replica(tmp_path / "replica.sqlite", replica.identity, progress)
    assert (rows(again, "vehicle"), rows(again, "customer")) == before
    assert seen[-1] == (2, 2)
    assert Reader(again.database).full_text("vehicle", "toyota") != []
    again.close()


def test_a_rebuild_can_be_stopped_and_leaves_the_replica_as_it_was(tmp_path: Path) -> None:
    replica = open_replica(tmp_path)
    create(replica, "vehicle", **camry())
    replica.close()
    path = tmp_path / "replica.sqlite"
    with closing(open_file(path)) as connection:
        connection.execute("UPDATE meta SET value = x'00' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(RebuildStopped):
        Replica(path, replica.identity, lambda _done, _all: False)
    again = Replica(path, replica.identity)
    assert len(rows(again, "vehicle")) == 1
    again.close()


def test_salvage_of_a_healthy_copy_finds_every_unsent_change(tmp_path: Path) -> None:
    replica = open_replica(tmp_path)
    wait(replica.execute(Create("vehicle", camry())))
    replica.close()
    copy = tmp_path / "copy.sqlite"
    shutil.copy(tmp_path / "replica.sqlite", copy)
    assert len(rebuilding.salvage(copy)) == 1
