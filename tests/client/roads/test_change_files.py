"""Changes carried in a file: two devices that share no network agree; what is not to be believed is refused whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgpack
import pytest

from client.commands import Edit, RecordFact
from client.file_store import FileStore
from client.reading.queries import Reader
from client.replica.worker import wait
from client.roads import change_files
from client.roads.change_files import ENDING, export_changes, import_changes
from client.roads.vouching import NoRoster
from shared_models.bundles import MAGIC, space_key, write_bundle
from shared_models.errors import ForecourtError
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.protocol import REFUSED, PushResult
from tests.support.houses import House, Member
from tests.support.replicas import STORE, Log, camry, create, is_whole, rows, values_of


def _price(member: Member, car: str, amount: int) -> None:
    old = values_of(member.replica, "vehicle", car)["price"]
    wait(member.replica.execute(Edit("vehicle", car, {"price": old}, {"price": Money(amount, "EUR")})))


def _carry(giver: Member, taker: Member, path: Path) -> tuple[int, int, int]:
    export_changes(giver.replica, giver.session, path)
    taken = import_changes(taker.replica, taker.session, path).taken
    assert taken.left_out == ()
    return taken.new, taken.known, taken.awaiting


def test_two_devices_that_share_no_network_agree(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    stick = tmp_path / f"stick{ENDING}"
    car = create(one.replica, "vehicle", **camry())
    _price(one, car, 1)
    assert _carry(one, two, stick) == (2, 0, 0)
    _price(two, car, 2)
    hold = create(one.replica, "customer", name="Walk In")
    assert _carry(two, one, stick) == (1, 2, 0)
    assert _carry(one, two, stick) == (1, 3, 0)
    assert _carry(one, two, stick) == (0, 4, 0)
    for kind in ("vehicle", "customer"):
        assert rows(one.replica, kind) == rows(two.replica, kind)
    assert values_of(one.replica, "vehicle", car)["price"] == Money(2, "EUR")
    assert values_of(two.replica, "customer", hold)["name"] == "Walk In"
    is_whole(two.replica)


def test_what_is_carried_keeps_its_maker_and_reaches_the_hub_once(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    car = create(one.replica, "vehicle", **camry())
    made = wait(one.replica.pending(10))[0].signed(one.session.key())
    _carry(one, two, tmp_path / "stick")
    assert wait(two.replica.pending(10)) == [made]
    _price(two, car, 2)
    log = Log()
    log.take_from(two.replica)
    log.take_from(one.replica, hear=False)
    assert len(log.entries) == 2
    log.give_to(one.replica, two.replica)
    assert wait(one.replica.pending(10)) == wait(two.replica.pending(10)) == []
    assert rows(one.replica, "vehicle") == rows(two.replica, "vehicle")
    is_whole(one.replica)
    is_whole(two.replica)


def test_a_change_waits_for_what_it_builds_on(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    car = create(one.replica, "vehicle", **camry())
    log = Log()
    log.take_from(one.replica)
    _price(one, car, 7)
    assert _carry(one, two, tmp_path / "stick") == (0, 0, 1)
    assert rows(two.replica, "vehicle") == []
    log.give_to(two.replica)
    assert values_of(two.replica, "vehicle", car)["price"] == Money(7, "EUR")
    assert len(wait(two.replica.pending(10))) == 1
    assert rows(one.replica, "vehicle") == rows(two.replica, "vehicle")
    is_whole(two.replica)


def test_each_takes_what_they_may_see_and_no_more(house: House, tmp_path: Path) -> None:
    dana, sam = house.member(tmp_path / "dana"), house.member(tmp_path / "sam", "salesperson")
    dana.hear()
    car = create(dana.replica, "vehicle", **camry())
    create(dana.replica, "vehicle_cost", vehicle=car, purchase_price=Money(1, "EUR"))
    stick = tmp_path / "stick"
    export_changes(dana.replica, dana.session, stick)
    found = import_changes(sam.replica, sam.session, stick)
    assert (found.taken.new, found.closed, found.taken.left_out) == (1, 1, ())
    assert len(rows(sam.replica, "vehicle")) == 1
    assert rows(sam.replica, "vehicle_cost") == []
    dana.replica.close()
    sam.replica.close()


def test_the_author_needs_the_right_and_the_values_must_fit(house: House, tmp_path: Path) -> None:
    """A device whose program was tampered with: its person has another role in the roster than it believes."""
    eve, dana = house.member(tmp_path / "eve"), house.member(tmp_path / "dana")
    create(eve.replica, "vehicle", **camry())
    create(eve.replica, "customer", name="Walk In")
    house.people[eve.me.person][1] = "fleet_manager"
    eve.hear()
    wait(eve.replica.write(lambda c: c.execute("UPDATE change SET type = 'lead' WHERE type = 'customer'")))
    export_changes(eve.replica, eve.session, tmp_path / "stick")
    taken = import_changes(dana.replica, dana.session, tmp_path / "stick").taken
    assert taken.new == 1
    assert [code for _, code, _ in taken.left_out] == ["not_allowed"]
    house.people[eve.me.person][1] = "auditor"
    eve.hear()
    create(eve.replica, "vehicle", **camry(vin="WVWZZZ1JZXW000001"))
    export_changes(eve.replica, eve.session, tmp_path / "stick")
    taken = import_changes(dana.replica, dana.session, tmp_path / "stick").taken
    assert (taken.new, taken.known, len(taken.left_out)) == (0, 1, 2)
    eve.replica.close()
    dana.replica.close()


def test_a_revoked_device_is_found_out_without_the_hub(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    stick = tmp_path / "stick"
    export_changes(one.replica, one.session, stick)
    one.house.devices[one.me.device][3] = True
    two.hear()
    with pytest.raises(ForecourtError, match="locked out"):
        import_changes(two.replica, two.session, stick)
    assert rows(two.replica, "vehicle") == []
    third = one.house.member(tmp_path / "three")
    export_changes(two.replica, two.session, stick)
    import_changes(third.replica, third.session, stick)
    export_changes(one.replica, one.session, stick)
    with pytest.raises(ForecourtError, match="locked out"):
        import_changes(third.replica, third.session, stick)
    third.replica.close()


def _with_photos(member: Member, *contents: bytes) -> list[str]:
    """A car with photos that the hub does not have."""
    taken = [FileStore(member.session.folder / "files").add_bytes(data, "front.jpg") for data in contents]
    create(member.replica, "vehicle", **camry(photos={new_id(): {"file": one, "alt": "Front"} for one in taken}))
    return [one.digest for one in taken]


def test_photos_travel_with_the_changes_that_name_them(
    pair: tuple[Member, Member], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes them carries them on; what is damaged, does not fit, or nobody names stays and is counted."""
    one, two = pair
    files = FileStore(one.session.folder / "files")
    small, damaged, large = _with_photos(one, b"small", b"damaged", b"large" * 30)
    files.path(damaged).write_bytes(b"gone")
    files.add_bytes(b"nobody names me", "x.jpg")
    monkeypatch.setattr(change_files, "_MOST_PHOTO_BYTES", 100)
    stick = tmp_path / "stick"
    told = export_changes(one.replica, one.session, stick)
    assert (told.photos, told.photos_left) == (1, 3)
    assert " 1 photo is with them. 3 photos did not go in: " in told.sentence()
    found = import_changes(two.replica, two.session, stick)
    theirs = FileStore(two.session.folder / "files")
    assert (found.photos, theirs.unsent(), theirs.read(small), theirs.has(large)) == (1, [small], b"small", False)
    assert found.sentence() == "1 changes are new here, 0 were here already. 1 photo came with them."
    assert import_changes(two.replica, two.session, stick).photos == 0


def _truncated(data: bytes) -> bytes:
    return data[:-40]


def _altered(data: bytes) -> bytes:
    return data[:-150] + bytes([data[-150] ^ 1]) + data[-149:]


def _newer(data: bytes) -> bytes:
    return MAGIC + b"\x03" + data[len(MAGIC) + 1 :]


def _bomb(data: bytes) -> bytes:
    return MAGIC + b"\x01" + b"\xdd\xff\xff\xff\xff" * 1000


def _nested(data: bytes) -> bytes:
    return MAGIC + b"\x01" + b"\x91" * 100_000


def _zip(data: bytes) -> bytes:
    return b"PK\x03\x04" + bytes(1000)


_SPOILT: list[tuple[Callable[[bytes], bytes], str]] = [
    (_truncated, "damaged"), (_altered, "damaged"), (_newer, "newer version"), (_bomb, "damaged"),
    (_nested, "damaged"), (_zip, "no file of changes"), (lambda _: b"", "no file of changes"),
    (lambda _: MAGIC, "no file of changes"), (lambda _: os.urandom(5000), "no file of changes"),
    (lambda _: MAGIC + b"\x01" + bytes(msgpack.packb([b"", [], b""])), "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), _SPOILT)
def test_a_spoilt_file_is_refused_whole(
    spoil: Callable[[bytes], bytes], message: str, pair: tuple[Member, Member], tmp_path: Path
) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    stick = tmp_path / "stick"
    export_changes(one.replica, one.session, stick)
    stick.write_bytes(spoil(stick.read_bytes()))
    with pytest.raises(ForecourtError, match=message):
        import_changes(two.replica, two.session, stick)
    assert rows(two.replica, "vehicle") == []


@pytest.mark.parametrize("photo", [False, True])
def test_every_byte_of_a_file_counts(pair: tuple[Member, Member], tmp_path: Path, photo: bool) -> None:
    one, two = pair
    create(one.replica, "customer", name="Walk In")
    if photo:
        _with_photos(one, b"front")
    stick = tmp_path / "stick"
    export_changes(one.replica, one.session, stick)
    whole = stick.read_bytes()
    assert whole[len(MAGIC)] == 1 + photo, "a file without photos is one that an older version reads"
    for at in range(0, len(whole), 29):
        stick.write_bytes(whole[:at] + bytes([whole[at] ^ 0x11]) + whole[at + 1 :])
        with pytest.raises(ForecourtError):
            import_changes(two.replica, two.session, stick)
    assert rows(two.replica, "customer") == []
    assert FileStore(two.session.folder / "files").unsent() == []


def test_a_file_of_another_house_is_refused(pair: tuple[Member, Member], tmp_path: Path) -> None:
    _, two = pair
    for number, tenant in enumerate(("other", two.me.tenant)):  # another name; our name, but another hub
        stranger = House(tenant).member(tmp_path / f"stranger{number}")
        stranger.hear()
        create(stranger.replica, "vehicle", **camry())
        export_changes(stranger.replica, stranger.session, tmp_path / "stick")
        with pytest.raises(ForecourtError, match="another house"):
            import_changes(two.replica, two.session, tmp_path / "stick")
        stranger.replica.close()
    assert rows(two.replica, "vehicle") == []


def test_one_forged_change_spoils_the_file(pair: tuple[Member, Member], tmp_path: Path) -> None:
    """The bringer is genuine and signs the file, but one change in it says to be somebody else's."""
    one, two = pair
    create(one.replica, "vehicle", **camry())
    create(one.replica, "customer", name="Walk In")
    key = one.session.key()
    good, bad = [each.signed(key) for each in wait(one.replica.pending(10))]
    for forged in (replace(bad, stamp=bad.stamp + 1), replace(bad, device=two.me.device), replace(bad, hash=bytes(32))):
        keys = {each.space: space_key(one.house.master, each.space) for each in (good, bad)}
        data = write_bundle(one.me.device, key, one.house.roster(), [good, forged], keys, 0)
        (tmp_path / "stick").write_bytes(data)
        with pytest.raises(ForecourtError):
            import_changes(two.replica, two.session, tmp_path / "stick")
        assert rows(two.replica, "vehicle") == []


def test_without_a_roster_there_is_a_clear_word(house: House, tmp_path: Path) -> None:
    alone = house.member(tmp_path / "alone")
    with pytest.raises(NoRoster, match="reach the hub once"):
        export_changes(alone.replica, alone.session, tmp_path / "stick")
    alone.replica.close()


def test_a_carried_change_that_the_hub_refuses_leaves_the_queue(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    car = create(one.replica, "vehicle", **camry())
    _carry(one, two, tmp_path / "stick")
    (carried,) = wait(two.replica.pending(10))
    wait(two.replica.refused(PushResult(carried.hash, REFUSED, code="not_allowed", detail="no")))
    assert wait(two.replica.pending(10)) == []
    assert rows(two.replica, "vehicle") == []
    assert Reader(two.replica.database).refused() == []
    assert _carry(one, two, tmp_path / "stick") == (0, 1, 0)
    assert values_of(one.replica, "vehicle", car)["model"] == "Camry"


def test_own_work_on_a_refused_carried_change_waits_for_a_decision(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    car = create(one.replica, "vehicle", **camry())
    _carry(one, two, tmp_path / "stick")
    _price(two, car, 2)
    carried, own = wait(two.replica.pending(10))
    wait(two.replica.refused(PushResult(carried.hash, REFUSED, code="not_allowed", detail="no")))
    assert [bytes(row["hash"]) for row in Reader(two.replica.database).refused()] == [own.hash]


def test_a_fact_is_carried_and_decides(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, two = pair
    car = create(one.replica, "vehicle", **camry())
    values = {"vehicle": car, "customer": new_id(), "store": STORE, "until": datetime(2030, 1, 1, tzinfo=UTC)}
    wait(one.replica.execute(RecordFact("hold", values)))
    assert _carry(one, two, tmp_path / "stick") == (2, 0, 0)
    held = two.replica.database.writer.execute("SELECT author, seq FROM stake").fetchall()
    assert held == [(one.me.person, None)]
