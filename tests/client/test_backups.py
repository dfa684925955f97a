"""Backups of a replica, putting them back, and files that were copied: nobody's work is rolled back or lost."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from client.care import backing_up
from client.care.safekeeping import Safekeeping
from client.changes import Identity
from client.commands import Edit
from client.replica import backups, layouts
from client.replica.database import get_meta, set_meta
from client.replica.restoring import NotABackup
from client.replica.worker import Replica, wait
from shared_models.money import Money
from tests.support.processes import wait_until
from tests.support.replicas import Log, camry, create, identity, open_file, open_replica, rows, use_keys_of


@pytest.fixture
def me() -> Identity:
    return identity()


def open_at(folder: Path, who: Identity) -> Replica:
    return Replica(folder / "replica.sqlite", who)


def price(replica: Replica, car: str, minor: int) -> None:
    wait(replica.execute(Edit("vehicle", car, {}, {"price": Money(minor, "EUR")})))


def actor(replica: Replica) -> bytes | None:
    return get_meta(replica.database.writer, "actor")


def test_a_backup_is_made_while_people_work_and_is_a_whole_file(tmp_path: Path, me: Identity) -> None:
    replica = open_at(tmp_path, me)
    create(replica, "vehicle", **camry())
    made = backups.make(replica.database.path, backups.ASKED)
    create(replica, "vehicle", **camry())
    replica.close()
    assert [each.path for each in backups.listed(tmp_path / "replica.sqlite")] == [made.path]
    with closing(open_file(made.path)) as connection:
        assert connection.execute("SELECT count(*) FROM vehicle").fetchone() == (1,)
    assert sorted(path.name for path in made.path.parent.iterdir()) == [made.path.name]


def test_old_backups_of_the_same_reason_give_way(tmp_path: Path, me: Identity) -> None:
    replica = open_at(tmp_path, me)
    asked = backups.make(replica.database.path, backups.ASKED)
    made = [backups.make(replica.database.path, backups.DAILY, kept=2) for _ in range(4)]
    replica.close()
    kept = {each.path for each in backups.listed(replica.database.path)}
    assert kept == {asked.path, made[2].path, made[3].path}


def test_the_daily_backup_is_due_after_a_day(tmp_path: Path, me: Identity) -> None:
    replica = open_at(tmp_path, me)
    now = datetime.now(UTC)
    assert backups.due(replica.database.path, now)
    backups.make(replica.database.path, backups.DAILY)
    replica.close()
    assert not backups.due(replica.database.path, now + timedelta(hours=23))
    assert backups.due(replica.database.path, now + timedelta(hours=25))


def test_putting_back_an_old_backup_rolls_nobody_back(tmp_path: Path, me: Identity) -> None:
    hub = Log()
    mine, other = open_at(tmp_path / "mine", me), open_replica(tmp_path / "other")
    car = create(mine, "vehicle", **camry())
    unsent = create(mine, "vehicle", **camry(model="Never sent"))
    made = backups.make(mine.database.path, backups.ASKED)
    hub.take_from(mine)
    hub.give_to(other)
    price(other, car, 111)
    hub.take_from(other)
    hub.give_to(mine)
    price(mine, car, 222)
    before = rows(mine, "vehicle")
    restored = wait(mine.restore(made.path))
    assert (restored.new, restored.added_to, restored.unsent) == (0, 0, 0)
    assert rows(mine, "vehicle") == before
    assert unsent in {row[0] for row in before}
    mine.close()
    other.close()


def test_a_new_file_gets_everything_out_of_a_backup_and_sends_what_was_not_sent(tmp_path: Path, me: Identity) -> None:
    hub = Log()
    old, other = open_at(tmp_path / "old", me), open_replica(tmp_path / "other")
    sent = create(old, "vehicle", **camry())
    hub.take_from(old)
    price(old, sent, 333)
    create(old, "vehicle", **camry(model="Unsent"))
    made = backups.make(old.database.path, backups.ASKED)
    held = rows(old, "vehicle")
    old.close()
    use_keys_of(tmp_path / "old", tmp_path / "new")
    new = open_at(tmp_path / "new", me)
    restored = wait(new.restore(made.path))
    assert (restored.new, restored.unsent) == (1, 2)
    assert rows(new, "vehicle") == held
    hub.take_from(new)
    hub.give_to(other)
    assert rows(other, "vehicle") == rows(new, "vehicle")
    new.close()
    other.close()


def test_a_device_enrolled_anew_sends_what_it_had_not_sent_and_what_a_backup_had_not(tmp_path: Path) -> None:
    mine, enrolled_anew = identity(device="a" * 32), identity(device="b" * 32)
    enrolled_anew = replace(enrolled_anew, person=mine.person)
    old = open_at(tmp_path / "here", mine)
    car = create(old, "vehicle", **camry())
    made = backups.make(old.database.path, backups.ASKED)
    old.close()
    use_keys_of(tmp_path / "here", tmp_path / "fresh")
    here, fresh = open_at(tmp_path / "here", enrolled_anew), open_at(tmp_path / "fresh", enrolled_anew)
    wait(fresh.restore(made.path))
    for replica in (here, fresh):
        (waiting,) = wait(replica.pending(10))
        assert (waiting.document, waiting.device) == (car, enrolled_anew.device)
        replica.close()


def test_what_was_undone_at_the_hub_since_stays_as_the_hub_has_it(tmp_path: Path, me: Identity) -> None:
    """A backup from before a colleague's edit, put back on a new file that has just had its first sync."""
    hub = Log()
    mine, other = open_at(tmp_path / "mine", me), open_replica(tmp_path / "other")
    car = create(mine, "vehicle", **camry())
    hub.take_from(mine)
    made = backups.make(mine.database.path, backups.ASKED)
    mine.close()
    hub.give_to(other)
    price(other, car, 444)
    hub.take_from(other)
    use_keys_of(tmp_path / "mine", tmp_path / "fresh")
    fresh = open_at(tmp_path / "fresh", me)
    hub.give_to(fresh)
    wait(fresh.restore(made.path))
    assert rows(fresh, "vehicle") == rows(other, "vehicle")
    fresh.close()
    other.close()


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_what_is_no_backup_is_said_to_be_none_and_nothing_is_applied(
    tmp_path: Path, me: Identity, content: bytes
) -> None:
    replica = open_at(tmp_path, me)
    create(replica, "vehicle", **camry())
    before = rows(replica, "vehicle")
    path = tmp_path / "mail attachment.sqlite"
    path.write_bytes(content)
    for given in (path, tmp_path / "missing.sqlite"):
        with pytest.raises(NotABackup, match="no backup"):
            wait(replica.restore(given))
    assert rows(replica, "vehicle") == before
    replica.close()


def test_a_file_of_an_older_layout_is_backed_up_before_it_is_raised(
    tmp_path: Path, me: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = open_at(tmp_path, me)
    create(replica, "vehicle", **camry())
    replica.close()
    path, newest = replica.database.path, layouts.newest()
    monkeypatch.setattr(layouts, "newest", lambda *_: newest + 1)
    monkeypatch.setattr(layouts, "STEPS", {newest + 1: ("CREATE TABLE later (word)",)})
    monkeypatch.setattr(layouts.raise_layout, "__defaults__", (layouts.STEPS,))
    open_at(tmp_path, me).close()
    (made,) = backups.listed(path)
    assert made.reason == backups.UPGRADE
    with closing(open_file(made.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (newest,)


def test_opening_a_file_again_keeps_its_actor(tmp_path: Path, me: Identity) -> None:
    replica = open_at(tmp_path, me)
    first = actor(replica)
    replica.close()
    again = open_at(tmp_path, me)
    assert actor(again) == first
    again.close()


def test_a_copied_folder_writes_under_an_actor_of_its_own_and_both_can_be_merged(tmp_path: Path, me: Identity) -> None:
    hub = Log()
    here, other = open_at(tmp_path / "here", me), open_replica(tmp_path / "other")
    car = create(here, "vehicle", **camry())
    hub.take_from(here)
    here.close()
    shutil.copytree(tmp_path / "here", tmp_path / "copy")
    here, copy = open_at(tmp_path / "here", me), open_at(tmp_path / "copy", me)
    assert actor(here) != actor(copy)
    price(here, car, 1)
    price(copy, car, 2)
    hub.take_from(here)
    hub.take_from(copy)
    hub.give_to(here, copy, other)
    assert rows(here, "vehicle") == rows(copy, "vehicle") == rows(other, "vehicle")
    for replica in (here, copy, other):
        replica.close()


def test_a_file_put_back_in_its_own_place_gets_another_actor(tmp_path: Path, me: Identity) -> None:
    replica = open_at(tmp_path, me)
    first = actor(replica)
    replica.close()
    kept = replica.database.path.read_bytes()
    open_at(tmp_path, me).close()
    with replica.database.path.open("rb+") as file:  # as some tools do: the same file, written over
        file.truncate()
        file.write(kept)
    again = open_at(tmp_path, me)
    assert actor(again) != first
    again.close()


def test_a_rolled_back_machine_is_found_out_by_what_the_hub_has_and_its_double_work_is_set_aside(
    tmp_path: Path, me: Identity
) -> None:
    hub = Log()
    replica, other = open_at(tmp_path / "mine", me), open_replica(tmp_path / "other")
    car = create(replica, "vehicle", **camry())
    hub.take_from(replica)
    replica.close()
    kept = {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir() if path.is_file()}
    replica = open_at(tmp_path / "mine", me)
    price(replica, car, 5)
    hub.take_from(replica)
    used = actor(replica)
    replica.close()
    for name, content in kept.items():  # the machine's snapshot: files, places and tokens as they were
        with (tmp_path / "mine" / name).open("rb+") as file:
            file.truncate()
            file.write(content)
    replica = open_at(tmp_path / "mine", me)
    assert actor(replica) == used, "this rollback must not be visible by itself, or the test says nothing"
    price(replica, car, 6)
    hub.give_to(replica, other)
    assert actor(replica) != used
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    aside = replica.database.writer.execute("SELECT code FROM set_aside").fetchall()
    assert aside == [("copied_device",)]
    price(replica, car, 7)
    hub.take_from(replica)
    hub.give_to(other)
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    replica.close()
    other.close()


def test_the_daily_backup_is_made_while_the_app_runs_and_a_full_disk_is_told_once(
    tmp_path: Path, me: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backing_up, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(backing_up, "LOOK", 0.02)
    replica = open_at(tmp_path, me)
    path = replica.database.path
    create(replica, "vehicle", **camry())
    blocked = backups.folder_of(path)
    blocked.write_text("no folder")
    told: list[str] = []
    looks: list[bool] = []
    due = backups.due

    def noted(path: Path, now: datetime) -> bool:
        looks.append(True)
        return due(path, now)

    monkeypatch.setattr(backups, "due", noted)
    daily = backing_up.BackingUp(path, Safekeeping(replica), told.append)
    daily.start()
    wait_until(lambda: len(looks) > 3, "several looks")
    assert len(told) == 1
    assert "backup" in told[0]
    blocked.unlink()
    wait_until(lambda: backups.listed(path), "the backup is made as soon as it can be")
    daily.close()
    replica.close()
    assert [each.reason for each in backups.listed(path)] == [backups.DAILY]


def test_rows_are_made_anew_for_another_schema_only_after_a_backup(
    tmp_path: Path, me: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = open_at(tmp_path, me)
    create(replica, "vehicle", **camry())
    wait(replica.write(lambda writer: set_meta(writer, "schema", b"an older one")))
    before = rows(replica, "vehicle")
    replica.close()
    again = open_at(tmp_path, me)
    assert rows(again, "vehicle") == before
    again.close()
    assert [each.reason for each in backups.listed(again.database.path)] == [backups.UPGRADE]
