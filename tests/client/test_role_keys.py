"""Keys of sealed fields, from device to device: nobody at the hub can open them, whatever of the hub they hold."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from client.__main__ import main
from client.commands import Archive, Create, SealAnew
from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.resealing import PATIENCE, Resealing
from client.hub.session import Session
from client.reading.deed_queries import newest_done
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from shared_models import role_keys
from shared_models.errors import NotAllowed
from shared_models.identifiers import new_id
from shared_models.sealing import Seals, keys_for, unseal
from sync_server.administration import Administration
from sync_server.backups import make as make_backup
from sync_server.config import load_config
from sync_server.file_keys import file_keys
from sync_server.keys import load_seal_master
from tests.support.hub_files import dumped, opened_file
from tests.support.hubs import HubProcess, person

LICENCE = "ZYX-4711-0815"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson"), person("fay", "fleet_manager")]
    with HubProcess(tmp_path_factory.mktemp("hub") / "data", [*people, person("olga", "head_office")], 30) as running:
        yield running


def settled(session: Session) -> None:
    """As at each of its reports to the hub."""
    asyncio.run(_with_token(session, session.role_keys.settle))


async def _with_token(session: Session, step: Any, *given: Any) -> Any:
    connection = session.connection()
    try:
        return await step(connection, await session.token(connection), *given)
    finally:
        await connection.close()


def seals_of(session: Session, record_type: str = "customer") -> Seals:
    found = session.seals(record_type)
    assert found is not None
    return found


def test_what_one_device_seals_another_of_the_role_opens_and_the_hub_never_could(
    hub: HubProcess, tmp_path: Path
) -> None:
    one, two = hub.session(tmp_path / "one", "dana"), hub.session(tmp_path / "two", "sam")
    record = new_id()
    sealed = seals_of(one).seal(LICENCE, record, "licence_number")
    settled(one)
    settled(two)
    assert seals_of(two).unseal(sealed, record, "licence_number") == LICENCE
    back = seals_of(two).seal(LICENCE, record, "licence_number")
    settled(one)
    assert seals_of(one).unseal(back, record, "licence_number") == LICENCE
    assert hub.session(tmp_path / "office", "olga").seals("customer") is None, "who may not write it has no key"

    config = load_config({"data": hub.folder}, {})
    make_backup(config)
    everything = dumped(hub.folder).encode() + b"".join(
        path.read_bytes() for path in hub.folder.rglob("*") if path.is_file()
    )
    assert LICENCE.encode() not in everything
    for session in (one, two):
        ring = seals_of(session).ring
        assert ring
        for key in (*ring, session.vault.get("seal-key") or b""):
            for shown in (key, key.hex().encode(), base64.b64encode(key)):
                assert shown not in everything
    master = load_seal_master(hub.folder)
    at_hand = [master, *file_keys(config), *keys_for("sales_manager", "acme", master).values()]
    at_hand += [(hub.folder / "hub.key").read_bytes()]
    wraps = opened_file(hub.folder)
    for kind, number, holder, wrapped in wraps.execute("SELECT type, number, holder, wrapped FROM key_wrap").fetchall():
        at_hand += [wrapped[:32], wrapped[32:64]]
        bound = role_keys.about("acme", kind, number, holder)
        for key in list(at_hand):
            with pytest.raises(NotAllowed):
                role_keys.unwrap(wrapped, X25519PrivateKey.from_private_bytes(key), bound)
    wraps.close()
    for key in at_hand:
        for whole in (sealed, sealed[12:]):
            with pytest.raises(NotAllowed):
                unseal(whole, key, record, "licence_number")


def test_a_revoked_device_is_given_no_key_of_what_is_written_after(hub: HubProcess, tmp_path: Path) -> None:
    one, lost = hub.session(tmp_path / "one", "fay"), hub.session(tmp_path / "lost", "fay")
    settled(one)
    settled(lost)
    settled(one)
    before = seals_of(one, "claim")
    assert set(seals_of(lost, "claim").ring) == set(before.ring)
    with Administration(load_config({"data": hub.folder}, {})) as administration:
        administration.revoke_device(lost.standing.device)
    settled(one)
    after = seals_of(one, "claim")
    assert after.ring[1:] == before.ring, "what was written before stays readable"
    sealed = after.seal("whiplash", "r", "injury_notes")
    with pytest.raises(HubRefused):
        settled(lost)
    with pytest.raises(NotAllowed):
        seals_of(lost, "claim").unseal(sealed, "r", "injury_notes")
    with opened_file(hub.folder) as file:
        asked = "SELECT count(*) FROM key_wrap WHERE holder = ? AND number = ? AND type = 'claim'"
        assert file.execute(asked, (lost.standing.device, len(after.ring))).fetchone() == (0,)
    file.close()


def replica_of(session: Session) -> tuple[Replica, Reader]:
    replica = Replica(session.replica_path(), session.identity())
    return replica, Reader(replica.database)


def licences(reader: Reader) -> list[bytes]:
    return [view.values["licence_number"] for view in reader.find("customer", order="ordinal", archived=None)]


def test_after_a_revocation_what_was_sealed_before_is_closed_with_a_key_the_lost_device_has_not(
    hub: HubProcess, tmp_path: Path
) -> None:
    """Also an archived record and a value of before; it is no deed of the person, and says the same as ever."""
    one, two, lost = (hub.session(tmp_path / name, "dana") for name in ("one", "two", "lost"))
    for session in (lost, one, two, one):
        settled(session)
    (replica, reader), before = replica_of(one), seals_of(one)
    assert before.key is not None
    told = [before, before, Seals(before.key)]
    records = [new_id() for _ in told]
    for number, (seals, record) in enumerate(zip(told, records, strict=True)):
        sealed = seals.seal(f"{LICENCE}-{number}", record, "licence_number")
        wait(replica.execute(Create("customer", {"name": "Ada", "licence_number": sealed}, record), noted=True))
    wait(replica.execute(Archive("customer", records[1]), noted=True))
    made = newest_done(reader, one.standing.person)
    assert seals_of(lost).unseal(licences(reader)[0], records[0], "licence_number") == f"{LICENCE}-0"
    with Administration(load_config({"data": hub.folder}, {})) as administration:
        administration.revoke_device(lost.standing.device)
    assert not before.stale
    settled(one)
    resealing = Resealing(replica, reader, one)
    assert asyncio.run(resealing.look()) == 3
    assert asyncio.run(resealing.look()) == 0
    assert newest_done(reader, one.standing.person) == made, "nothing to take back"
    now = seals_of(one)
    for number, (sealed, record) in enumerate(zip(licences(reader), records, strict=True)):
        assert now.unseal(sealed, record, "licence_number") == f"{LICENCE}-{number}"
        assert not now.is_outdated(sealed)
        for old in (seals_of(lost), before):
            with pytest.raises(NotAllowed):
                old.unseal(sealed, record, "licence_number")
    settled(two)
    pairs = zip(licences(reader), records, strict=True)
    again = [seals_of(two).renewed(sealed, record, "licence_number") for sealed, record in pairs]
    assert again == licences(reader), "who does it at the same time writes the same"
    wait(replica.execute(SealAnew("customer", records[0], "licence_number", b"another one", b"x")))
    assert licences(reader) == again, "what somebody has written meanwhile stands"
    replica.close()


def test_the_device_that_made_the_key_begins_and_others_wait(hub: HubProcess, tmp_path: Path) -> None:
    maker, other = hub.session(tmp_path / "maker", "fay"), hub.session(tmp_path / "other", "fay")
    for session in (maker, other, maker):
        settled(session)
    replica, reader = replica_of(other)
    record, seals = new_id(), seals_of(other, "driver")
    sealed = Seals(seals.key).seal(LICENCE, record, "licence_number")
    wait(replica.execute(Create("driver", {"name": "Ida", "licence_number": sealed}, record)))
    first = [session for session in (maker, other) if session.role_keys.made_here("driver")]
    looks, resealing = 0, Resealing(replica, reader, other)
    while not asyncio.run(resealing.look()):
        looks += 1
        assert looks <= PATIENCE
    assert looks == (0 if other in first else PATIENCE)
    replica.close()


def test_as_long_as_nothing_has_happened_nobodys_keys_are_read(hub: HubProcess, tmp_path: Path) -> None:
    one = hub.session(tmp_path / "one", "dana")
    settled(one)
    settled(one)

    def asked(known: str) -> tuple[Any, str]:
        found: tuple[Any, str] = asyncio.run(_with_token(one, _ask, known))
        return found

    told, tag = asked("")
    assert told is not None
    assert asked(tag) == (None, tag)
    assert one.role_keys._settled[1] == tag, "it asks so itself"
    another = hub.session(tmp_path / "two", "sam")
    told, later = asked(tag)
    assert told is not None, "somebody came who wants keys"
    assert later != tag
    for session in (one, another, one, another):
        settled(session)
    tag = asked("")[1]
    assert asked(tag) == (None, tag)
    with Administration(load_config({"data": hub.folder}, {})) as administration:
        administration.revoke_device(another.standing.device)
    told, _ = asked(tag)
    assert told["types"]["customer"]["due"], "and somebody went"


async def _ask(connection: HubConnection, token: str, known: str) -> Any:
    return await connection.asked_anew(token, "/v1/seals", known)


def test_with_every_device_lost_the_recovery_key_opens_what_there_was(hub: HubProcess, tmp_path: Path) -> None:
    one, printed = hub.session(tmp_path / "one", "fay"), X25519PrivateKey.generate()
    told = role_keys.as_words(printed)
    asyncio.run(_with_token(one, one.role_keys.keep_recovery, printed.public_key().public_bytes_raw()))
    sealed = seals_of(one, "driver").seal(LICENCE, "r", "licence_number")
    settled(one)
    with Administration(load_config({"data": hub.folder}, {})) as administration:
        administration.revoke_device(one.standing.device)
    new = hub.session(tmp_path / "new", "fay")
    with pytest.raises(NotAllowed):
        seals_of(new, "driver").unseal(sealed, "r", "licence_number")
    asyncio.run(_with_token(new, new.role_keys.recover, role_keys.from_words(told.lower())))
    assert seals_of(new, "driver").unseal(sealed, "r", "licence_number") == LICENCE
    with pytest.raises(NotAllowed, match="slip"):
        role_keys.from_words(told[:-1] + ("A" if told[-1] != "A" else "B"))
    seller = hub.session(tmp_path / "seller", "sam")
    with pytest.raises(HubRefused, match="Managers"):
        asyncio.run(_with_token(seller, seller.role_keys.keep_recovery, printed.public_key().public_bytes_raw()))


def test_the_recovery_key_at_the_command_line(
    hub: HubProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = hub.session(tmp_path / "one", "dana")
    held = set(seals_of(session).ring)
    command = ["--data", str(session.folder), "recovery-key"]
    assert main([*command, "make"]) == 0
    printed = capsys.readouterr().out.splitlines()[1]
    session.vault.forget("role-keys")
    monkeypatch.setattr("sys.stdin", io.StringIO(printed + "\n"))
    assert main([*command, "use"]) == 0
    assert "come back" in capsys.readouterr().out
    assert held <= set(seals_of(session).ring)
    assert main([*command, "name", "no key"]) == 1
    assert "32 bytes in base64" in capsys.readouterr().err
    public = base64.b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert main([*command, "name", public]) == 0


def test_what_the_hub_makes_up_is_not_believed(hub: HubProcess, tmp_path: Path) -> None:
    """A key of the hub's own in the name of a device, and a public key that no device signed for."""
    one = hub.session(tmp_path / "one", "dana")
    ours = seals_of(one).ring
    mine = X25519PrivateKey.generate()
    public, device = mine.public_key().public_bytes_raw(), one.standing.device
    private = X25519PrivateKey.from_private_bytes(one.vault.get("seal-key") or b"")
    forged = role_keys.wrap(
        b"k" * 32, private.public_key().public_bytes_raw(), role_keys.about("acme", "customer", 77, device)
    )
    hub.stop()
    with opened_file(hub.folder) as file:
        file.execute(
            "INSERT INTO key_wrap VALUES ('acme', 'customer', 77, ?, ?, zeroblob(64), ?, 0)", (device, forged, device)
        )
        file.execute("INSERT INTO key_generation VALUES ('acme', 'customer', 77, zeroblob(8), ?, 0)", (device,))
        file.execute("UPDATE key_holder SET public = ? WHERE holder != ?", (public, device))
        file.execute("DELETE FROM key_wrap WHERE holder != ?", (device,))
    file.close()
    hub.start()
    settled(one)
    settled(one)
    assert b"k" * 32 not in seals_of(one).ring
    assert set(ours) <= set(seals_of(one).ring)
    with opened_file(hub.folder) as file:
        others = file.execute("SELECT count(*) FROM key_wrap WHERE holder != ?", (device,)).fetchone()
    file.close()
    assert others == (0,), "nothing was wrapped for a key that its device never signed"


def test_values_of_before_stay_readable_and_are_known_as_such() -> None:
    key, ring = b"o" * 32, (role_keys.new_key(), role_keys.new_key())
    old, both = Seals(key), Seals(key, ring)
    sealed = old.seal(LICENCE, "r", "f")
    assert both.unseal(sealed, "r", "f") == LICENCE
    assert both.is_of_before(sealed)
    assert not both.is_of_before(both.seal(LICENCE, "r", "f"))
    assert Seals(key, ring[1:]).can_seal
    waiting = Seals(key, waits=True)
    assert waiting.unseal(sealed, "r", "f") == LICENCE
    with pytest.raises(NotAllowed, match="not arrived"):
        waiting.seal(LICENCE, "r", "f")
    with pytest.raises(NotAllowed):
        Seals(None, ring[1:]).unseal(both.seal(LICENCE, "r", "f"), "r", "f")
