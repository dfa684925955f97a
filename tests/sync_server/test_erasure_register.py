"""The register of erasures beside the backups: closed like them, an older plain one taken over, and told in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from sync_server import backups
from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.audit import note
from sync_server.config import HubConfig
from sync_server.database import Database
from sync_server.erased_log import LIST_CHANGED, PERSON_ERASED, digest_of, recorded_remnants, tell
from sync_server.erasure_register import NAME, enter, read_register, tell_again, write_register
from sync_server.errors import SetupProblem
from sync_server.file_keys import file_keys
from sync_server.restoring import restore
from sync_server.tables import AUDIT, ERASED_ENTRY, ERASURE
from tests.support.hub_files import opened_database

_SUBJECT = "7" * 32


def _erasure(number: int) -> dict[str, Any]:
    told = {"id": f"{number:032x}", "tenant": "acme", "type": "customer", "why": "asked", "subject": _SUBJECT}
    documents = [[_SUBJECT, "customer", "acme/store/1/leads", "gone"]]
    return {**told, "by": "8" * 32, "at": 1_000 + number, "documents": documents, "files": []}


@pytest.fixture
def config(tmp_path: Path) -> HubConfig:
    made = HubConfig(data=tmp_path / "hub")
    with Administration(made) as administration:
        administration.provision({"tenant": "acme", "people": [], "codes": 1})
    return made


@contextmanager
def writing(config: HubConfig) -> Iterator[Connection]:
    database = opened_database(config.data)
    try:
        with database.write() as connection:
            yield connection
    finally:
        database.close()


@pytest.mark.parametrize("by", ["this", "older", "newer"])
def test_what_insurers_lost_is_known_by_its_own_name_and_by_that_of_other_hubs(database: Database, by: str) -> None:
    """A hub of any version takes what another wrote down about an erasure for what it is."""
    taken = {"id": "1" * 32, "tenant": "acme", "type": "policy", "subject": "0" * 32, "by": "hub", "why": LIST_CHANGED}
    entry = {"space": "acme/agreed/1", "seq": 1, "hash": b"h" * 32}
    with database.write() as connection:
        connection.execute(insert(ERASURE).values(**taken, at=1_000))
        connection.execute(insert(ERASED_ENTRY).values(**entry, erasure=taken["id"]))
        said = {"digest": digest_of(connection, taken["id"]), "files": ["f" * 64]}
        action = {"this": "agreed_copies_taken_back", "older": PERSON_ERASED, "newer": "lent_cars_forgotten"}[by]
        if by != "this":
            note(connection, "acme", "hub", "", action, taken["subject"], {"erasure": taken["id"], **said})
        else:
            tell(connection, taken, "", said)
        [row] = connection.execute(select(AUDIT.c.action, AUDIT.c.subject))
        assert tuple(row) == (action, "" if by == "this" else taken["subject"])
        assert recorded_remnants(connection) == {("acme/agreed/1", 1): b"h" * 32}
        tell_again(connection, [taken["id"]])
        assert len(connection.execute(select(AUDIT.c.number)).all()) == 1, "it is told already"
        note(connection, "acme", "somebody", "", "audit_shown", "", {"record": f'"erasure":"{taken["id"]}"'})
        note(connection, "acme", "somebody", "", "signed_in", "", {"erasure": taken["id"]})
        assert recorded_remnants(connection) == {("acme/agreed/1", 1): b"h" * 32}, "which say nothing of an erasure"


def erased(config: HubConfig, number: int) -> None:
    """The hub knows of an erasure; what stands beside the backups is for the next one to say."""
    with writing(config) as connection:
        enter(connection, [_erasure(number)])


def known(config: HubConfig) -> list[str]:
    return [one["id"] for one in read_register(backups.folder_of(config), file_keys(config))]


def test_it_is_closed_and_a_plain_one_of_before_is_taken_over(config: HubConfig) -> None:
    folder = backups.folder_of(config)
    folder.mkdir()
    (folder / NAME).write_text(json.dumps([_erasure(1)], indent=1), "utf-8")
    assert read_register(folder, file_keys(config)) == [_erasure(1)], "as an older hub wrote it"
    erased(config, 2)
    with writing(config) as connection:
        write_register(connection, folder, file_keys(config))
    assert [one["id"] for one in read_register(folder, file_keys(config))] == [_erasure(n)["id"] for n in (1, 2)]
    assert _SUBJECT.encode() not in (folder / NAME).read_bytes()
    assert [path.name for path in folder.iterdir()] == [NAME], "nothing half-written is left"


@pytest.mark.parametrize("plain", [True, False])
def test_a_new_key_reaches_it(config: HubConfig, plain: bool) -> None:
    erased(config, 1)
    backups.make(config)
    register = backups.folder_of(config) / NAME
    if plain:
        register.write_text(json.dumps([_erasure(1)]), "utf-8")
    [old], before = file_keys(config), known(config)
    assert main(["rotate-key", "--data", str(config.data)]) == 0
    assert _SUBJECT.encode() not in register.read_bytes()
    assert known(config) == before == [_erasure(1)["id"]]
    with pytest.raises(SetupProblem, match=r"erasures\.json cannot be opened: .* a key that is not here"):
        read_register(register.parent, [old])


def test_it_is_done_again_after_a_restore_across_a_change_of_the_key(config: HubConfig) -> None:
    made = backups.make(config)
    erased(config, 1)
    backups.make(config)
    assert main(["rotate-key", "--data", str(config.data)]) == 0
    for path in config.data.glob("hub.sqlite*"):
        path.unlink()
    (config.data / "files.key").unlink()  # the hub's own are lost: those beside the backups open them
    restore(config, made.path)
    with writing(config) as connection:
        assert connection.exec_driver_sql("SELECT id, subject FROM erasure").all() == [(_erasure(1)["id"], _SUBJECT)]


@pytest.mark.parametrize("harm", ["another key", "altered", "cut off", "no register"])
def test_what_cannot_be_read_is_told_in_words_and_nothing_is_put_over_it(config: HubConfig, harm: str) -> None:
    erased(config, 1)
    made = backups.make(config)
    register = made.path.with_name(NAME)
    written = register.read_bytes()
    if harm == "another key":
        with writing(config) as connection:
            register.unlink()
            write_register(connection, register.parent, [b"k" * 32])
    else:
        spoilt = {"altered": written[:-1] + bytes([written[-1] ^ 1]), "cut off": written[:40], "no register": b"{"}
        register.write_bytes(spoilt[harm])
    lies, before = register.read_bytes(), config.database_file.read_bytes()
    said = {"another key": "FORECOURT_HUB_KEY", "altered": "not what was written", "cut off": "not what was written"}
    expected = rf"erasures\.json.*{said.get(harm, 'Fetch it from another copy')}"
    with pytest.raises(SetupProblem, match=expected):
        restore(config, made.path)
    with pytest.raises(SetupProblem, match=expected):
        backups.make(config)
    assert register.read_bytes() == lies
    assert config.database_file.read_bytes() == before, "nothing was put in its place"
    assert [one.path for one in backups.listed(register.parent)] == [made.path]


def lost(config: HubConfig) -> None:
    """The hub's machine is gone but for its keys."""
    for path in config.data.glob("hub.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("harm", ["an older copy", "missing"])
def test_a_register_that_was_rolled_back_is_made_good_by_the_hub(config: HubConfig, harm: str) -> None:
    """The hub's own database knows: the next backup, or the next erasure, writes all of them down again."""
    erased(config, 1)
    register = backups.make(config).path.with_name(NAME)
    older = register.read_bytes()
    erased(config, 2)
    backups.make(config)
    if harm == "missing":
        register.unlink()
    else:
        register.write_bytes(older)
    backups.make(config)
    assert known(config) == [_erasure(1)["id"], _erasure(2)["id"]]


@pytest.mark.parametrize("harm", ["an older copy", "missing"])
def test_an_older_backup_brings_nobody_back_though_the_register_was_rolled_back(config: HubConfig, harm: str) -> None:
    """With the database lost as well, the newer backups beside it tell what was erased; one that cannot be read is
    passed over."""
    made = backups.make(config)
    register = made.path.with_name(NAME)
    erased(config, 1)
    backups.make(config)
    older = register.read_bytes()
    erased(config, 2)
    backups.make(config)
    after = backups.make(config).path
    after.write_bytes(after.read_bytes()[:5_000])
    if harm == "missing":
        register.unlink()
    else:
        register.write_bytes(older)
    lost(config)
    restore(config, made.path)
    with writing(config) as connection:
        asked = "SELECT id, subject FROM erasure ORDER BY at"
        assert connection.exec_driver_sql(asked).all() == [(_erasure(n)["id"], _SUBJECT) for n in (1, 2)]
        found = connection.exec_driver_sql("SELECT id FROM erased_document").all()
        assert found == [(_SUBJECT,)]


def test_what_another_hub_wrote_under_its_key_is_never_put_over(config: HubConfig, tmp_path: Path) -> None:
    """Its register lies in our folder, by mistake or by an attack: nothing goes over it, nothing of it is ours."""
    other = HubConfig(data=tmp_path / "other")
    with Administration(other) as administration:
        administration.provision({"tenant": "other", "people": [], "codes": 1})
    erased(other, 5)
    theirs = backups.make(other).path.with_name(NAME).read_bytes()
    erased(config, 1)
    made = backups.make(config)
    register = made.path.with_name(NAME)
    register.write_bytes(theirs)
    for deed in (lambda: backups.make(config), lambda: restore(config, made.path)):
        with pytest.raises(SetupProblem, match=r"erasures\.json cannot be opened: .* a key that is not here"):
            deed()
    assert register.read_bytes() == theirs
    with writing(config) as connection:
        assert connection.exec_driver_sql("SELECT id FROM erasure").all() == [(_erasure(1)["id"],)]
    assert main(["rotate-key", "--data", str(config.data)]) == 1, "named among what could not be read"
    assert register.read_bytes() == theirs
