"""Backups as a person deals with them: two places, sealed copies, looking in, putting back, and how it can fail."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from client.care import sealed_copies
from client.care.safekeeping import Safekeeping
from client.care.second_place import CannotUse
from client.changes import Identity
from client.commands import Edit
from client.replica import backups, layouts
from client.replica.backups import BackupFailed, BackupStopped
from client.replica.restoring import NotABackup
from client.replica.worker import Replica, wait
from shared_models.money import Money
from tests.support.replicas import camry, create, identity, open_file, rows, use_keys_of

KEY = bytes(range(32))


@pytest.fixture
def me() -> Identity:
    return identity()


@pytest.fixture
def replica(tmp_path: Path, me: Identity) -> Iterator[Replica]:
    opened = Replica(tmp_path / "here" / "replica.sqlite", me)
    yield opened
    opened.close()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def safekeeping(replica: Replica) -> Safekeeping:
    return Safekeeping(replica, lambda: KEY)


def fresh(folder: Path, who: Identity, keys_of: Path | None = None) -> Replica:
    """A new file; ``keys_of``: on the device of this data folder, so that its own backups open."""
    if keys_of is not None:
        use_keys_of(keys_of, folder)
    return Replica(folder / "replica.sqlite", who)


def test_a_backup_goes_to_both_places_and_the_copy_is_sealed(replica: Replica, usb: Path) -> None:
    create(replica, "vehicle", **camry(model="Quite Secret"))
    kept = safekeeping(replica)
    kept.second.choose(usb)
    made = kept.make(backups.DAILY)
    assert kept.bring_copies() == 1
    assert kept.bring_copies() == 0, "it is there already"
    found = kept.inventory()
    assert [(one.whole, one.both) for one in found.here] == [(True, True)]
    (copy,) = found.away
    assert (copy.whole, copy.device, copy.backup.made) == (True, "", made.made)
    sealed = copy.backup.path.read_bytes()
    assert b"Quite Secret" not in made.path.read_bytes()
    with closing(open_file(made.path)) as opened:
        assert opened.execute("SELECT model FROM vehicle").fetchall() == [("Quite Secret",)]
    assert b"Quite Secret" not in sealed
    assert b"SQLite" not in sealed
    assert found.place.state == "here"
    assert found.place.same_disk


def test_a_disk_that_is_away_is_no_trouble_and_gets_its_copy_when_it_is_back(
    replica: Replica, usb: Path, tmp_path: Path
) -> None:
    kept = safekeeping(replica)
    kept.second.choose(usb)
    away = usb.rename(tmp_path / "pulled out")
    kept.make(backups.DAILY)
    assert kept.bring_copies() == 0
    assert kept.inventory().place.state == "away"
    usb.mkdir()  # where the disk was there is an empty folder now: nothing may be written to it
    assert kept.bring_copies() == 0
    assert not list(usb.iterdir())
    usb.rmdir()
    away.rename(usb)
    assert kept.bring_copies() == 1
    assert kept.inventory().place.state == "here"


def test_without_the_hubs_key_copies_wait(replica: Replica, usb: Path) -> None:
    kept = Safekeeping(replica)
    kept.second.choose(usb)
    kept.make(backups.DAILY)
    assert (kept.waits_for_key(), kept.bring_copies()) == (True, 0)
    kept.use_key(lambda: KEY)
    assert kept.bring_copies() == 1


def test_as_many_are_kept_as_was_chosen_in_both_places(replica: Replica, usb: Path) -> None:
    kept = safekeeping(replica)
    kept.second.choose(usb)
    kept.choices.change(kept=2)
    asked = kept.make(backups.ASKED)
    for _ in range(3):
        kept.make(backups.DAILY)
        kept.bring_copies()
    found = Safekeeping(replica).inventory()
    assert found.kept == 2
    assert [one.backup.reason for one in found.here] == ["daily", "daily", "asked"]
    assert [one.backup.reason for one in found.away] == ["daily", "daily", "asked"]
    assert found.here[-1].backup.path == asked.path


def test_the_second_place_cannot_be_where_the_replica_is_nor_where_nothing_can_be_written(
    replica: Replica, tmp_path: Path
) -> None:
    kept = safekeeping(replica)
    for folder in (tmp_path / "here", tmp_path / "here" / "backups"):
        with pytest.raises(CannotUse, match="own data"):
            kept.second.choose(folder)
    blocked = tmp_path / "a file"
    blocked.write_text("")
    with pytest.raises(CannotUse, match="cannot be written to"):
        kept.second.choose(blocked)
    assert kept.inventory().place.state == "none"


def test_a_look_inside_tells_what_would_come_back_and_putting_back_brings_just_that(
    replica: Replica, usb: Path, tmp_path: Path, me: Identity
) -> None:
    car = create(replica, "vehicle", **camry())
    create(replica, "customer", name="Only Here")
    kept = safekeeping(replica)
    kept.second.choose(usb)
    kept.make()
    kept.bring_copies()
    wait(replica.execute(Edit("vehicle", car, {}, {"price": Money(100, "EUR")})))
    found = kept.preview(kept.inventory().here[0].backup.path)
    assert (found.nothing, found.newer) == (True, 1)
    held = rows(replica, "customer")
    new = fresh(tmp_path / "new", me)
    try:
        theirs = safekeeping(new)
        create(new, "customer", name="Somebody Since")
        (copy,) = kept.inventory().away
        found = theirs.preview(copy.backup.path)
        assert dict(found.missing) == {"vehicle": 1, "customer": 1}
        assert (found.added_to, found.unsent, found.newer, found.nothing) == (0, 2, 1, False)
        before = rows(new, "customer")
        restored = theirs.put_back(copy.backup.path)
        assert restored.unsent == 2
        assert {row[0] for row in rows(new, "customer")} == {row[0] for row in (*held, *before)}
        assert not list(backups.folder_of(new.database.path).iterdir()), "nothing opened stays"
        assert theirs.preview(copy.backup.path).nothing
    finally:
        new.close()


def test_another_device_of_the_same_person_finds_the_copies_and_removes_none_of_them(
    replica: Replica, usb: Path, tmp_path: Path, me: Identity
) -> None:
    kept = safekeeping(replica)
    kept.second.choose(usb)
    kept.make(backups.DAILY)
    kept.bring_copies()
    second = fresh(tmp_path / "second", replace(me, device="b" * 32))
    try:
        theirs = safekeeping(second)
        theirs.second.choose(usb)
        theirs.choices.change(kept=1)
        for _ in range(2):
            theirs.make(backups.DAILY)
            theirs.bring_copies()
        assert [bool(one.device) for one in theirs.inventory().away] == [False, True]
        assert [bool(one.device) for one in kept.inventory().away] == [True, False]
    finally:
        second.close()


# --- what can be wrong with a file: said plainly, nothing applied ---


def _damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(4_096, len(data), 4_096):
        data[page : page + 64] = b"\xee" * 64
    path.write_bytes(data)


def test_damage_is_found_by_checking_and_nothing_is_applied(
    replica: Replica, usb: Path, tmp_path: Path, me: Identity
) -> None:
    for _ in range(20):
        create(replica, "vehicle", **camry())
    kept = safekeeping(replica)
    kept.second.choose(usb)
    kept.make()
    kept.bring_copies()
    new = fresh(tmp_path / "new", me)
    try:
        theirs = safekeeping(new)
        for path in (kept.inventory().here[0].backup.path, kept.inventory().away[0].backup.path):
            assert kept.check(path)
            _damaged(path)
            assert not kept.check(path)
            with pytest.raises(NotABackup, match=r"damaged|no backup"):
                theirs.preview(path)
            with pytest.raises(NotABackup, match=r"damaged|no backup"):
                theirs.put_back(path)
        assert rows(new, "vehicle") == []
    finally:
        new.close()
    assert [one.whole for one in (*kept.inventory().here, *kept.inventory().away)] == [False, False]


def _raise_version(path: Path) -> None:
    with closing(open_file(path)) as connection:
        connection.execute(f"PRAGMA user_version = {layouts.newest() + 1}")


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    ("who", "said"), [({"person": "f" * 32}, "another person"), ({"tenant": "elsewhere"}, "another house")]
)
def test_a_backup_of_somebody_else_is_refused(
    replica: Replica, usb: Path, tmp_path: Path, me: Identity, who: dict[str, Any], said: str, sealed: bool
) -> None:
    create(replica, "vehicle", **camry())
    kept = safekeeping(replica)
    kept.second.choose(usb)
    path = kept.make().path
    kept.bring_copies()
    if sealed:
        path = kept.inventory().away[0].backup.path
    stranger = fresh(tmp_path / "stranger", replace(me, **who), None if sealed else tmp_path / "here")
    try:
        for look in (safekeeping(stranger).preview, safekeeping(stranger).put_back):
            with pytest.raises(NotABackup, match=said):
                look(path)
        assert rows(stranger, "vehicle") == []
    finally:
        stranger.close()


def test_a_newer_version_a_file_that_is_gone_and_a_copy_without_its_key_are_each_told_apart(
    replica: Replica, usb: Path
) -> None:
    kept = safekeeping(replica)
    kept.second.choose(usb)
    path = kept.make().path
    kept.bring_copies()
    (copy,) = kept.inventory().away
    newer = path.with_name("newer.sqlite")
    shutil.copy(path, newer)
    _raise_version(newer)
    with pytest.raises(NotABackup, match="newer version"):
        kept.preview(newer)
    with pytest.raises(NotABackup, match="not there any more"):
        kept.preview(usb / "gone" / "it.sqlite")
    with pytest.raises(NotABackup, match="sealed"):
        Safekeeping(replica).preview(copy.backup.path)
    with pytest.raises(NotABackup, match="damaged"):
        Safekeeping(replica, lambda: b"another key".ljust(32)).preview(copy.backup.path)
    told = bytearray(copy.backup.path.read_bytes())
    told[len(sealed_copies.MAGIC)] = 9
    copy.backup.path.write_bytes(told)
    with pytest.raises(NotABackup, match="newer version"):
        kept.preview(copy.backup.path)


def test_no_room_is_told_before_anything_is_written(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(replica.database.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    with pytest.raises(BackupFailed, match="no room"):
        safekeeping(replica).make()
    assert not list(backups.folder_of(replica.database.path).iterdir())


def test_whoever_stops_has_changed_nothing(replica: Replica, usb: Path, tmp_path: Path, me: Identity) -> None:
    for _ in range(3):
        create(replica, "vehicle", **camry())
    kept = safekeeping(replica)
    kept.second.choose(usb)
    with pytest.raises(BackupStopped):
        kept.make(progress=lambda _done, _all: False)
    made = kept.make()
    with pytest.raises(BackupStopped):
        kept.bring_copies(lambda _done, _all: False)
    left = [path for folder in (made.path.parent, usb) for path in folder.rglob("*.part")]
    assert not left
    new = fresh(tmp_path / "new", me, tmp_path / "here")
    try:
        with pytest.raises(BackupStopped):
            safekeeping(new).put_back(made.path, lambda done, everything: done < everything)
        assert rows(new, "vehicle") == []
        assert new.database.writer.execute("SELECT count(*) FROM change").fetchone() == (0,)
    finally:
        new.close()
