"""A photo's way from one device to another over a real hub, and what is said where it cannot come through."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Edit
from client.file_store import TRIES, FileState, FileStore
from client.forms.photograph import trouble
from client.hub.rejoining import Rejoining
from client.hub.reporting import Reporting
from client.hub.telling import Telling
from client.replica.worker import wait
from client.sync_state import Cause, Phase
from client.text import photos as photo_words
from shared_models.identifiers import new_id
from shared_models.kinds import FileRef
from tests.support.hubs import HubProcess, devices, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create

__all__ = ["devices"]

MOST = 3_000_000


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("fay", "fleet_manager")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORECOURT_HUB_MAX_FILE", str(MOST))
        with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=20) as running:
            yield running
            running.stop()


def photo(folder: Path, name: str = "front.jpg") -> Path:
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#2a5ba8"))
    assert image.save(str(folder / name))
    return folder / name


def attach(app: App, car: str, file: FileRef) -> None:
    """As the form does: the file is kept, then the record names it."""
    row = {new_id(): {"file": file, "alt": "Blue saloon from the front"}}
    before = app.workspace.reader.record("vehicle", car)
    assert before is not None
    old = before.values["photos"] or {}
    wait(app.replica.execute(Edit("vehicle", car, {"photos": old}, {"photos": {**old, **row}})))


def named(app: App, car: str, digest: str) -> bool:
    view = app.workspace.reader.record("vehicle", car)
    return view is not None and any(c["file"].digest == digest for c in (view.values["photos"] or {}).values())


def test_a_photo_taken_without_the_hub_is_shown_on_the_other_device(
    hub: HubProcess, devices: tuple[App, App], tmp_path: Path, qtbot: QtBot
) -> None:
    one, two = devices
    car = create(one.replica, "vehicle", **camry())
    eventually(lambda: in_step(one, two) and two.workspace.reader.record("vehicle", car), "both have the car")
    hub.stop()
    eventually(lambda: one.sync.state.phase is Phase.OFFLINE, "it is noticed")
    file = one.files.add(photo(tmp_path))
    attach(one, car, file)
    assert one.files.state(file.digest) is FileState.UNSENT
    eventually(lambda: one.sync.state.unsent_files == 1, "the photo counts among what is only here")
    hub.start()
    one.sync.wake()
    two.sync.wake()
    eventually(lambda: named(two, car, file.digest), "the other device knows of the photo", 60)
    assert two.files.state(file.digest) is FileState.AWAITED
    assert trouble(two.workspace.thumbnails, file)
    assert two.workspace.thumbnails.get(file.digest, 512) is None  # what a card does when it is painted
    qtbot.waitUntil(lambda: two.workspace.thumbnails.get(file.digest, 512) is not None, timeout=30_000)
    shown = two.workspace.thumbnails.get(file.digest, 512)
    assert shown is not None
    assert shown.size() == QSize(512, 384)
    assert two.files.read(file.digest) == one.files.read(file.digest) is not None
    eventually(lambda: one.sync.state.unsent_files == 0 and not one.files.unsent(), "nothing is only here")


def test_what_is_wanted_before_the_hub_has_it_comes_when_it_does(devices: tuple[App, App]) -> None:
    one, two = devices
    data = os.urandom(1_000)
    digest = FileStore(one.files.folder.parent / "elsewhere").add_bytes(data, "later.jpg").digest
    later = FileRef(digest, "later.jpg", "image/jpeg", len(data))
    car = create(one.replica, "vehicle", **camry())
    attach(one, car, later)
    two.files.want(digest)
    eventually(lambda: in_step(one, two), "both are in step")
    assert two.files.wanted() == [digest]
    one.files.add_bytes(data, "later.jpg")
    eventually(lambda: two.files.has(digest), "it came by itself", 60)
    eventually(lambda: two.files.wanted() == [], "nothing is wanted any more")


def test_a_hub_killed_while_a_photo_goes_up_has_it_whole_in_the_end(hub: HubProcess, devices: tuple[App, App]) -> None:
    one, two = devices
    eventually(lambda: in_step(one, two), "both are in step")
    folder = hub.folder / "files"
    files: list[FileRef] = []

    def begun() -> bool:
        """Part of a photo is at the hub; there is always another one to send, however quickly they go up."""
        if not one.files.unsent():
            files.extend(one.files.add_bytes(os.urandom(MOST - 1_000), f"{len(files)}.jpg") for _ in range(3))
        return any(folder.rglob("*.part"))

    eventually(begun, "an upload has begun")
    hub.kill()
    left = {part.name: part.stat().st_mtime_ns for part in folder.rglob("*.part")}
    hub.start()
    there = [part for part in folder.rglob("*.part") if part.name in left]
    assert [part for part in there if part.stat().st_mtime_ns == left[part.name]] == [], "what was cut off is gone"
    one.sync.wake()
    two.sync.wake()
    eventually(lambda: not one.files.unsent(), "all are sent", 60)
    car = create(one.replica, "vehicle", **camry())
    for file in files:
        attach(one, car, file)
        two.files.want(file.digest)
    eventually(lambda: all(two.files.has(file.digest) for file in files), "all arrived", 60)
    assert {two.files.read(file.digest) for file in files} == {one.files.read(file.digest) for file in files}


def test_a_photo_the_hub_refuses_is_said_and_holds_up_nothing(devices: tuple[App, App]) -> None:
    one, two = devices
    refused = one.files.add_bytes(os.urandom(MOST + 1), "huge.jpg")
    fine = one.files.add_bytes(os.urandom(5_000), "fine.jpg")
    car = create(one.replica, "vehicle", **camry())
    eventually(lambda: one.files.state(refused.digest) is FileState.REFUSED, "it was refused", 60)
    eventually(lambda: not one.files.unsent() and in_step(one), "the rest went on")
    assert one.files.has(refused.digest)
    assert f"{MOST:,} bytes" in trouble(one.workspace.thumbnails, refused)
    assert trouble(one.workspace.thumbnails, fine) == ""
    eventually(lambda: two.workspace.reader.record("vehicle", car), "the change too")
    assert one.sync.state.phase is Phase.LIVE


def test_a_file_damaged_at_the_hub_is_not_taken_and_comes_once_it_is_mended(
    hub: HubProcess, devices: tuple[App, App], tmp_path: Path
) -> None:
    one, two = devices
    file = one.files.add(photo(tmp_path, "mended.png"))
    attach(one, create(one.replica, "vehicle", **camry()), file)
    eventually(lambda: in_step(one) and not one.files.unsent(), "it is at the hub", 60)
    (kept,) = (hub.folder / "files").rglob(file.digest)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.MonkeyPatch.context() as patched:  # or else who has it sends it again
        patched.setattr(one.files, "send_again", lambda digest: None)
        two.files.want(file.digest)
        eventually(lambda: two.files.state(file.digest) is FileState.DAMAGED, "it is said", 60)
        assert not two.files.has(file.digest)
        assert "damaged" in trouble(two.workspace.thumbnails, file)
    kept.write_bytes(whole)
    eventually(lambda: two.files.state(file.digest) is FileState.HERE, "it came whole", 60)


def test_one_damaged_deep_inside_at_the_hub_is_told_and_sent_again_by_who_has_it(
    hub: HubProcess, devices: tuple[App, App]
) -> None:
    one, two = devices
    file = one.files.add_bytes(os.urandom(400_000), "deep.jpg")
    attach(one, create(one.replica, "vehicle", **camry()), file)
    eventually(lambda: in_step(one) and not one.files.unsent(), "it is at the hub", 60)
    (kept,) = (hub.folder / "files").rglob(file.digest)
    whole = kept.read_bytes()
    damaged = whole[:300_000] + bytes([whole[300_000] ^ 1]) + whole[300_001:]
    kept.write_bytes(damaged)
    with pytest.MonkeyPatch.context() as patched:  # its minute may come before the fifth try
        patched.setattr(one.files, "send_again", lambda digest: None)
        two.files.want(file.digest)
        eventually(lambda: two.files.given_up() == [file.digest], "time after time", 120)
        eventually(lambda: two.sync.state.damaged_files == 1, "it is counted", 60)
        [found] = [each for each in two.workspace.diagnose() if each.cause is Cause.FILE_DAMAGED]
        assert "1 photo or paper" in found.title
        assert "sends it again by itself" in found.way_out
        assert trouble(two.workspace.thumbnails, file) == photo_words.DAMAGED_AT_HUB
        assert kept.read_bytes() == damaged
    asyncio.run(_report(one))
    eventually(lambda: kept.read_bytes() != damaged, "it was sent again", 60)
    two.sync.wake()
    eventually(lambda: two.files.state(file.digest) is FileState.HERE, "it came whole", 120)
    eventually(lambda: two.sync.state.damaged_files == 0, "nothing is wrong any more", 60)


async def _report(app: App) -> None:
    """What the device does every minute."""
    session = app.session
    telling = Telling(app.workspace.reader, app.files, lambda state: None)
    connection = session.connection()
    try:
        rejoining = Rejoining(app.replica, session)
        reporting = Reporting(app.replica, app.workspace.reader, session, telling, rejoining, app.files)
        await reporting.report(connection, session.standing)
    finally:
        await connection.close()


def test_what_comes_damaged_time_after_time_is_counted_until_it_comes_whole(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    digest = FileStore(tmp_path / "elsewhere").add_bytes(b"a photo", "front.jpg").digest
    told: list[str] = []
    files.changed.append(told.append)
    for _ in range(TRIES - 1):
        files.take(digest, b"not it")
    assert (files.given_up(), told) == ([], [digest])
    files.take(digest, b"not it")
    assert (files.given_up(), told) == ([digest], [digest] * 2)
    files.take(digest, b"not it")
    assert len(told) == 2, "it is said once"
    files.take(digest, b"a photo")
    assert (files.given_up(), files.state(digest)) == ([], FileState.HERE)
    files.send_again(digest)
    assert files.unsent() == [digest]
    files.sent(digest)
    files.path(digest).write_bytes(b"damaged here too")
    files.send_again(digest)
    assert files.unsent() == []


def test_a_photo_damaged_here_is_fetched_again(devices: tuple[App, App], tmp_path: Path, qtbot: QtBot) -> None:
    one, _ = devices
    file = one.files.add(photo(tmp_path, "again.jpg"))
    eventually(lambda: not one.files.unsent(), "it is at the hub", 60)
    whole = one.files.read(file.digest)
    one.files.path(file.digest).write_bytes(b"\xff\xd8 rubbish")
    assert one.workspace.thumbnails.get(file.digest, 512) is None
    qtbot.waitUntil(lambda: one.workspace.thumbnails.get(file.digest, 512) is not None, timeout=30_000)
    assert one.files.read(file.digest) == whole


def test_a_photo_damaged_before_it_was_sent_says_so_and_can_be_added_again(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    file = files.add_bytes(b"a photo", "front.jpg")
    files.path(file.digest).write_bytes(b"something else")
    assert files.read(file.digest) is None
    files.found_damaged(file.digest)
    assert files.state(file.digest) is FileState.REFUSED
    assert "add the photo again" in files.refusal(file.digest)
    assert FileStore(tmp_path / "files").unsent() == []
    assert files.add_bytes(b"a photo", "front.jpg") == file
    assert (files.state(file.digest), files.unsent()) == (FileState.UNSENT, [file.digest])
