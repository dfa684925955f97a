"""What a device keeps on its disk: not to be read without the key, whatever becomes of key, file or process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from client.__main__ import main
from client.care import rekeying
from client.care.backing_up import BackingUp
from client.care.safekeeping import Safekeeping
from client.file_store import FileStore
from client.hub.vault import Vault
from client.replica import backups
from client.replica.file_keys import NAME, FileKeys, KeyLost
from client.replica.worker import Replica, open_or_recover
from client.thumbnails import made_at
from shared_models import encrypted_sqlite
from tests.support.replicas import camry, create, open_file, open_replica, rows

TELLING = (
    b"Quite Secret",
    b"4T1BF1FK5CU123456",
    b"Ada Lovelace",
    b"heated seats",
    b"SQLite format 3",
    b"\x10JFIF\x00",
    b"a photo of",
)


def plain_text_in(folder: Path) -> list[str]:
    """Files in which somebody's data can be read."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes() for word in TELLING)]


def worked_in(folder: Path) -> Replica:
    """A replica with a day's work in it."""
    replica = open_replica(folder)
    create(replica, "vehicle", **camry(model="Quite Secret"))
    create(replica, "customer", name="Ada Lovelace")
    return replica


def made_plain(path: Path) -> None:
    """A file as it was before files were encrypted."""
    with closing(open_file(path)) as source:
        source.execute("PRAGMA journal_mode=DELETE").fetchall()
        source.execute("PRAGMA rekey=''").fetchall()


def models(path: Path) -> list[str]:
    with closing(open_file(path, readonly=True)) as opened:
        return [model for (model,) in opened.execute("SELECT model FROM vehicle")]


def picture() -> QImage:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    return image


def test_after_a_day_s_work_nothing_in_the_folder_can_be_read(tmp_path: Path, qapp: QApplication) -> None:
    replica, files = worked_in(tmp_path), FileStore(tmp_path / "files")
    assert picture().save(str(tmp_path / "front.jpg"), "JPG")  # type: ignore[call-overload]
    digest = files.add(tmp_path / "front.jpg").digest
    (tmp_path / "front.jpg").unlink()
    assert not made_at(files, digest, tmp_path / "files" / "thumbnails" / "kept", 512).isNull()
    backups.make(replica.database.path, backups.ASKED)
    assert (tmp_path / "replica.sqlite-wal").stat().st_size > 0
    assert plain_text_in(tmp_path) == []
    replica.close()
    assert plain_text_in(tmp_path) == []
    assert len(list(tmp_path.rglob("*"))) > 8
    assert models(tmp_path / "replica.sqlite") == ["Quite Secret"]
    with pytest.raises(sqlite3.DatabaseError):
        encrypted_sqlite.connect(tmp_path / "replica.sqlite", os.urandom(32)).execute("SELECT * FROM vehicle")


def test_a_damaged_file_that_is_kept_aside_cannot_be_read_either(tmp_path: Path) -> None:
    replica = worked_in(tmp_path)
    me, path = replica.identity, replica.database.path
    replica.close()
    with closing(open_file(path)) as opened:
        opened.execute("DELETE FROM meta WHERE key = 'clean'")
    content = bytearray(path.read_bytes())
    content[4096 * 40 : 4096 * 60] = bytes(4096 * 20)
    path.write_bytes(content)
    again, _ = open_or_recover(path, me)
    again.close()
    assert len(list(tmp_path.glob("replica.damaged-*.sqlite"))) == 1
    assert plain_text_in(tmp_path) == []


def test_a_file_of_before_is_encrypted_when_it_is_opened(tmp_path: Path) -> None:
    replica = worked_in(tmp_path)
    before, me = rows(replica, "vehicle"), replica.identity
    made = backups.make(replica.database.path, backups.ASKED)
    replica.close()
    made_plain(tmp_path / "replica.sqlite")
    made_plain(made.path)
    Vault(tmp_path).forget(NAME)
    photo = tmp_path / "files" / "ab" / "abc"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo of a car")
    assert set(plain_text_in(tmp_path)) == {"replica.sqlite", made.path.name, "abc"}
    again = Replica(tmp_path / "replica.sqlite", me)
    assert rows(again, "vehicle") == before
    kept, files = Safekeeping(again), FileStore(tmp_path / "files")
    BackingUp(again.database.path, kept, pytest.fail, files)._encrypt()
    assert plain_text_in(tmp_path) == []
    assert models(made.path) == ["Quite Secret"]
    assert kept.check(made.path)
    assert files.opened(photo, "abc") == b"a photo of a car"
    again.close()


_OPENS = """
import sys
from pathlib import Path
from client.care.rekeying import rotate
from client.replica import file_keys
from client.replica.database import Database
folder, point, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def stopping(name, real):
    def done(*told, **named):
        if point == "before " + name:
            print("here", flush=True); sys.stdin.read()
        found = real(*told, **named)
        if point == "after " + name:
            print("here", flush=True); sys.stdin.read()
        return found
    return done
file_keys.encrypted_sqlite.copy = stopping("copy", file_keys.encrypted_sqlite.copy)
Path.replace = stopping("replace", Path.replace)
file_keys.FileKeys._put = stopping("put", file_keys.FileKeys._put)
rotate(folder) if what == "rotate" else Database(folder / "replica.sqlite").close()
"""


@pytest.mark.parametrize(
    ("point", "what"),
    [("after copy", "encrypt"), ("after replace", "encrypt"), ("after put", "rotate"), ("after replace", "rotate")],
)
def test_killed_while_a_file_is_encrypted_nothing_is_lost(tmp_path: Path, point: str, what: str) -> None:
    replica = worked_in(tmp_path)
    before, me = rows(replica, "vehicle"), replica.identity
    replica.close()
    if what == "encrypt":
        made_plain(tmp_path / "replica.sqlite")
        Vault(tmp_path).forget(NAME)
    told = [sys.executable, "-c", _OPENS, str(tmp_path), point, what]
    with subprocess.Popen(told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.kill()
    again = Replica(tmp_path / "replica.sqlite", me)
    assert rows(again, "vehicle") == before
    again.close()
    assert plain_text_in(tmp_path) == []
    assert rekeying.rotate(tmp_path).unread == 0
    assert len(FileKeys.of(tmp_path).all()) == 1
    assert models(tmp_path / "replica.sqlite") == ["Quite Secret"]


def test_a_key_is_rotated_by_one_command_and_old_data_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replica, files = worked_in(tmp_path), FileStore(tmp_path / "files")
    digest = files.add_bytes(b"a photo of a car", "front.jpg").digest
    made = Safekeeping(replica).make()
    (old,) = FileKeys.of(tmp_path).all()
    assert main(["rotate-key", "--data", str(tmp_path)]) == 1
    assert "already running" in capsys.readouterr().err
    assert FileKeys.of(tmp_path).all() == (old,), "nothing was begun"
    kept = Safekeeping(replica)
    replica.close()
    assert main(["rotate-key", "--data", str(tmp_path)]) == 0
    assert "encrypted with a new key" in capsys.readouterr().out
    (new,) = FileKeys.of(tmp_path).all()
    assert new != old
    assert not encrypted_sqlite.opens(tmp_path / "replica.sqlite", old)
    assert models(tmp_path / "replica.sqlite") == models(made.path) == ["Quite Secret"]
    assert FileStore(tmp_path / "files").read(digest) == b"a photo of a car"
    kept.choices = Safekeeping(replica).choices
    assert kept.check(made.path)


def test_without_its_key_a_file_stays_as_it_is_and_one_can_begin_anew(tmp_path: Path) -> None:
    replica = worked_in(tmp_path)
    me, path = replica.identity, replica.database.path
    replica.close()
    content, secrets = path.read_bytes(), (tmp_path / "secrets.json").read_bytes()
    Vault(tmp_path).forget(NAME)
    for _ in range(2):
        with pytest.raises(KeyLost, match="no longer has the key"):
            Replica(path, me)
    assert path.read_bytes() == content
    assert Vault(tmp_path).get(NAME) is None
    with pytest.raises(KeyLost):
        rekeying.rotate(tmp_path)
    aside = rekeying.start_again(tmp_path)
    anew = Replica(path, me)
    assert rows(anew, "vehicle") == []
    anew.close()
    assert (aside / "replica.sqlite").read_bytes() == content
    (aside / "secrets.json").write_bytes(secrets)
    assert models(aside / "replica.sqlite") == ["Quite Secret"], "whoever finds the key again has everything"


def test_what_apsw_says_is_what_sqlite3_says(tmp_path: Path) -> None:
    with closing(encrypted_sqlite.connect(tmp_path / "a", os.urandom(32))) as opened:
        opened.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n)")
        for wrong, kind in (
            ("NONSENSE", sqlite3.OperationalError),
            ("INSERT INTO t VALUES ('x', 1)", sqlite3.IntegrityError),
            ("SELECT :a", sqlite3.ProgrammingError),
        ):
            with pytest.raises(kind):
                opened.execute(wrong)
        many = opened.executemany("INSERT INTO t (n) VALUES (:n)", [{"n": 1}, {"n": 2}])
        assert (many.rowcount, many.lastrowid, many.description) == (2, 2, None)
        asked = opened.execute("SELECT id, n AS number FROM t WHERE id > ?", (9,))
        assert [column[0] for column in asked.description] == ["id", "number"]
        assert (asked.fetchall(), asked.rowcount) == ([], -1)
        assert opened.execute("UPDATE t SET n = 3").rowcount == 2
        assert opened.execute("SELECT * FROM t").fetchmany(1) == [(1, 3)]
        assert list(encrypted_sqlite.named(opened.execute("SELECT * FROM t WHERE id = 2"))) == [{"id": 2, "n": 3}]
        opened.execute("BEGIN")
        opened.execute("DELETE FROM t")
        opened.rollback()
        assert opened.execute("SELECT count(*) FROM t").fetchone() == (2,)
    with pytest.raises(sqlite3.ProgrammingError):
        opened.execute("SELECT 1")
