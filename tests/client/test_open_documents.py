"""Documents kept open, and rows and snapshots written by what changed: always the same as read and projected anew."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from client.commands import Archive, Create, Edit, Import, Together, UndoImport
from client.reading.queries import Reader
from client.replica.database import DiskFull
from client.replica.layouts import raise_layout
from client.replica.worker import Replica, wait
from shared_models.documents import Document
from shared_models.encrypted_sqlite import Connection
from shared_models.errors import DocumentDamaged, NotAllowed
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import REFUSED, PushResult
from tests.support.replicas import (
    Log,
    camry,
    create,
    is_whole,
    open_file,
    open_replica,
    other,
    replica,
    rows,
    values_of,
)

__all__ = ["other", "replica"]


def _edit(replica: Replica, record: str, **new: Any) -> None:
    wait(replica.execute(Edit("vehicle", record, {}, new)))


def _shown(replica: Replica, record: str, field: str) -> Any:
    return values_of(replica, "vehicle", record)[field]


def _euros(number: int) -> Money:
    return Money(number, "EUR")


def test_a_refused_second_step_leaves_nothing_of_the_first_in_the_open_document(tmp_path: Path) -> None:
    replica = open_replica(tmp_path, role="salesperson")
    car = create(replica, "vehicle", **camry(status="available"))
    _edit(replica, car, trim="LE")
    steps = Together((Edit("vehicle", car, {}, {"trim": "lost"}), Create("vehicle_cost", {"vehicle": car})))
    with pytest.raises(NotAllowed):
        wait(replica.execute(steps))
    _edit(replica, car, mileage=None)
    assert (_shown(replica, car, "trim"), len(wait(replica.pending(10)))) == ("LE", 3)
    is_whole(replica)
    replica.close()


def test_a_full_disk_takes_the_edit_out_of_the_open_document(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry())
    _edit(replica, car, trim="LE")
    replica.database.writer.execute("PRAGMA max_page_count = 1")
    with pytest.raises(DiskFull):
        _edit(replica, car, trim="lost", features=frozenset(f"feature {number} of many" for number in range(2_000)))
    replica.database.writer.execute("PRAGMA max_page_count = 1000000")
    _edit(replica, car, trim="XLE")
    assert _shown(replica, car, "trim") == "XLE"
    is_whole(replica)


def test_a_failure_of_the_engine_drops_what_was_open(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    car = create(replica, "vehicle", **camry())
    _edit(replica, car, trim="LE")
    apply = Document.apply

    def fails_behind(document: Document, *given: Any) -> Any:
        apply(document, *given)
        raise DocumentDamaged("panic")

    with monkeypatch.context() as patched:
        patched.setattr(Document, "apply", fails_behind)
        with pytest.raises(DocumentDamaged):
            _edit(replica, car, trim="lost")
    _edit(replica, car, price=_euros(5))
    assert (_shown(replica, car, "trim"), _shown(replica, car, "price")) == ("LE", _euros(5))
    is_whole(replica)


def test_an_edit_builds_on_what_came_from_others_meanwhile(replica: Replica, other: Replica) -> None:
    car, log = create(replica, "vehicle", **camry()), Log()
    log.take_from(replica)
    log.give_to(other)
    _edit(replica, car, trim="LE")
    _edit(other, car, trim="Sport")
    log.give_to(replica, entries=log.take_from(other))
    assert len(Reader(replica.database).disagreements(car)) == 1
    _edit(replica, car, trim="Limited")
    log.give_to(other, entries=log.take_from(replica))
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    assert (_shown(replica, car, "trim"), Reader(replica.database).disagreements(car)) == ("Limited", [])
    is_whole(replica)


def test_an_edit_does_not_build_on_a_refused_one(replica: Replica, other: Replica) -> None:
    car, log = create(replica, "vehicle", **camry()), Log()
    log.take_from(replica)
    _edit(replica, car, trim="refused")
    (refused,) = wait(replica.pending(10))
    wait(replica.refused(PushResult(refused.hash, REFUSED, code="forbidden", detail="no")))
    assert _shown(replica, car, "trim") is None
    _edit(replica, car, price=_euros(7))
    log.take_from(replica)
    log.give_to(other)
    assert rows(other, "vehicle") == rows(replica, "vehicle")
    assert (_shown(other, car, "trim"), _shown(other, car, "price")) == (None, _euros(7))
    is_whole(replica)


def test_an_edit_follows_an_import_that_was_taken_back(replica: Replica) -> None:
    car = create(replica, "vehicle", **camry(trim="LE"))
    command = Import([Edit("vehicle", car, {}, {"trim": "imported"}), *(Create("vehicle", camry()) for _ in range(3))])
    wait(replica.execute(command))
    wait(replica.execute(UndoImport(command.batch)))
    assert _shown(replica, car, "trim") == "LE"
    _edit(replica, car, price=_euros(9))
    assert (_shown(replica, car, "trim"), _shown(replica, car, "price")) == ("LE", _euros(9))
    is_whole(replica)


def test_a_long_history_is_saved_anew_now_and_then_and_keeps_every_value(replica: Replica, other: Replica) -> None:
    car, log = create(replica, "vehicle", **camry()), Log()
    for number in range(60):
        _edit(replica, car, price=_euros(number))
        log.give_to(other, entries=log.take_from(replica))
    for each in (replica, other):
        size = each.database.writer.execute("SELECT length(snapshot) FROM document").fetchone()[0]
        assert size < 3_500  # 60 changes as they came have over 6,000
        assert len(Reader(each.database).why("vehicle", car, ("price",))) == 61
        is_whole(each)
    assert rows(replica, "vehicle") == rows(other, "vehicle")


def test_many_records_are_edited_with_few_of_them_open(replica: Replica) -> None:
    steps = [Create("vehicle", camry()) for _ in range(100)]
    wait(replica.execute(Import(steps)))
    for number in (1, 2):
        for step in steps:
            _edit(replica, step.id, price=_euros(number))
    assert {_shown(replica, step.id, "price") for step in steps} == {_euros(2)}
    is_whole(replica)


@pytest.mark.parametrize("seed", range(3))
def test_days_of_two_devices_leave_what_a_rebuild_would_make(replica: Replica, other: Replica, seed: int) -> None:
    chance, log = random.Random(seed), Log()
    cars = [create(replica, "vehicle", **camry()) for _ in range(3)]
    log.take_from(replica)
    log.give_to(other)
    for number in range(40):
        device, car = chance.choice([replica, other]), chance.choice(cars)
        match chance.randrange(7):
            case 0:
                log.take_from(device)
            case 1:
                log.give_to(device)
            case 2:
                _refuse_one(device, log)
            case 3:
                wait(device.execute(Archive("vehicle", car)))
            case 4:
                _edit(device, car, trim=f"Edition {number}", features=frozenset({f"feature {number}"}))
            case _:
                _edit(device, car, price=_euros(number))
    for device in (replica, other):
        log.take_from(device)
    log.give_to(replica, other)
    assert rows(replica, "vehicle") == rows(other, "vehicle")
    for device in (replica, other):
        is_whole(device)


def _refuse_one(device: Replica, log: Log) -> None:
    """Refuse the latest change that waits, as a hub would that has none of what is built on it."""
    waiting = wait(device.pending(100))
    if waiting:
        wait(device.refused(PushResult(waiting[-1].hash, REFUSED, code="forbidden", detail="no")))


def test_a_file_of_an_older_layout_keeps_what_waits_and_what_the_hub_has(tmp_path: Path) -> None:
    replica, log = open_replica(tmp_path), Log()
    car = create(replica, "vehicle", **camry(trim="LE"))
    log.take_from(replica)
    _edit(replica, car, trim="Sport")
    born = create(replica, "vehicle", **camry(trim="new"))
    until = datetime(2026, 12, 1, 9, tzinfo=UTC)
    create(replica, "hold", vehicle=car, customer=new_id(), store=new_id(), until=until)
    before = rows(replica, "vehicle"), rows(replica, "hold"), _indexes(replica.database.writer)
    replica.close()
    _through_layout_3(tmp_path / "replica.sqlite", {car, born})
    replica = Replica(tmp_path / "replica.sqlite", replica.identity)
    assert (rows(replica, "vehicle"), rows(replica, "hold"), _indexes(replica.database.writer)) == before
    is_whole(replica)
    for waiting in wait(replica.pending(10)):
        wait(replica.refused(PushResult(waiting.hash, REFUSED, code="forbidden", detail="no")))
    assert [_shown(replica, car, "trim"), len(rows(replica, "vehicle")), rows(replica, "hold")] == ["LE", 1, []]
    replica.close()


def _indexes(connection: Connection) -> list[Any]:
    names = [row[1] for row in connection.execute("PRAGMA index_list('change')")]
    columns = connection.execute("PRAGMA table_info('document')").fetchall()
    return [columns, sorted((name, tuple(connection.execute(f"PRAGMA index_info('{name}')"))) for name in names)]


def _through_layout_3(path: Path, merged: set[str]) -> None:
    """Turn a file into what it was before snapshots were what the hub has, and take the step from there."""
    connection = open_file(path)
    held = connection.execute("SELECT id, type, kind, space, snapshot, heads, forked FROM document").fetchall()
    connection.execute("DROP TABLE document")
    connection.execute(
        "CREATE TABLE document (id VARCHAR(32) NOT NULL, type VARCHAR NOT NULL, kind VARCHAR NOT NULL, space VARCHAR "
        "NOT NULL, snapshot BLOB NOT NULL, accepted BLOB, heads BLOB NOT NULL, forked BOOLEAN NOT NULL, "
        "PRIMARY KEY (id)) WITHOUT ROWID"
    )
    for record, name, kind, space, snapshot, heads, forked in held:
        ask = connection.execute("SELECT payload FROM change WHERE document = ? AND state = 0", (record,))
        waiting = ask.fetchall()
        whole = snapshot + b"".join(row[0] for row in waiting) if record in merged else snapshot
        accepted = snapshot if record in merged else None
        row = (record, name, kind, space, whole, accepted, heads, forked)
        connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute("DROP INDEX change_document")
    connection.execute("CREATE INDEX change_document ON change (document)")
    for later in ("deed", "awaiting", "erased"):
        connection.execute(f"DROP TABLE {later}")
    connection.execute("ALTER TABLE change DROP COLUMN signature")
    raise_layout(connection, 2)
    connection.close()
