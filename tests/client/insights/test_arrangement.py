"""Arrangements as records: only what is moved changes, what two devices do at once is merged, unknown tiles stay."""

from __future__ import annotations

from pathlib import Path

from client.commands import Create
from client.insights import arrangement
from client.insights.arrangement import Arrangement, arranged, moved, read
from client.insights.tiles import BOARDS, TILES, boards_of, seen_by
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from shared_models.rights import ROLES
from tests.support.replicas import Log, open_replica, pair, replica

__all__ = ["pair", "replica"]


def board(of: Replica, key: str = "claims") -> Arrangement:
    """A board as it stands on a device."""
    return read(Reader(of.database), key, "fleet_manager")


def put(of: Replica, key: str, place: int, on: str = "claims") -> None:
    """Move a tile."""
    held = board(of, on)
    command = arranged(held, moved(held, key, place))
    assert command is not None
    wait(of.execute(command))


def test_a_board_stands_as_it_comes_until_it_is_arranged(replica: Replica) -> None:
    assert board(replica).keys() == list(BOARDS["claims"])
    assert not board(replica).own
    assert arranged(board(replica), board(replica).standing) is None
    put(replica, "fraud", 0)
    assert board(replica).keys() == ["fraud", *[key for key in BOARDS["claims"] if key != "fraud"]]
    (record,) = Reader(replica.database).find("dashboard")
    assert record.space == f"acme/user/{replica.identity.person}"


def test_a_move_changes_the_tile_that_moved_and_no_other(replica: Replica) -> None:
    put(replica, "fraud", 0)
    before = board(replica).records[0].values["tiles"]
    put(replica, "cost", 5)
    after = board(replica).records[0].values["tiles"]
    assert {key for key in before if before[key] != after[key]} == {"cost"}
    for number in range(40):  # there is always room between two tiles
        put(replica, board(replica).keys()[-1], 1 + number % 2)
    assert len(set(board(replica).keys())) == len(BOARDS["claims"])


def test_two_devices_of_a_person_move_different_tiles_at_once(tmp_path: Path) -> None:
    one = open_replica(tmp_path / "one")
    two = Replica(tmp_path / "two.sqlite", one.identity)
    log = Log()
    try:
        put(one, "fraud", 0)
        log.take_from(one)
        log.give_to(two)
        assert board(two).keys() == board(one).keys()
        put(one, "cost", 0)
        put(two, "causes", 5)
        log.take_from(one)
        log.take_from(two)
        log.give_to(one, two)
        assert board(one).keys() == board(two).keys()
        assert (board(one).keys()[0], board(one).keys()[-1]) == ("cost", "causes")
    finally:
        one.close()
        two.close()


def test_a_tile_of_a_newer_program_is_kept_and_not_shown(replica: Replica) -> None:
    rows = {"holograms": {"place": 1.5, "width": "full"}, "fraud": {"place": 1.0}, "cost": {"place": 2.0}}
    wait(replica.execute(Create("dashboard", {"board": "claims", "tiles": rows})))
    assert board(replica).keys() == ["fraud", "cost"]
    put(replica, "cost", 0)
    assert board(replica).keys() == ["cost", "fraud"]
    assert board(replica).records[0].values["tiles"]["holograms"] == {"place": 1.5, "width": "full"}


def test_what_two_devices_began_apart_is_one_board_and_is_put_back_as_one(replica: Replica) -> None:
    for key in ("fraud", "cost"):
        wait(replica.execute(Create("dashboard", {"board": "claims", "tiles": {key: {"place": 1.0}}})))
    assert board(replica).keys() == ["cost"]
    back = arrangement.reset(board(replica))
    assert back is not None
    wait(replica.execute(back))
    assert board(replica).keys() == list(BOARDS["claims"])
    assert arrangement.reset(board(replica)) is None


def test_who_sees_what() -> None:
    seen = {role: {tile.key for tile in seen_by(role)} for role in ROLES}
    assert seen["insurer"] == seen["it_admin"] == set()
    assert seen["head_office"] == seen["auditor"] == set(TILES)
    assert "conversion" not in seen["fleet_manager"]
    assert not {"claims", "premiums", "risk", "behaviour"} & seen["salesperson"]
    assert boards_of("fleet", "salesperson") == ()
    assert boards_of("showroom", "salesperson") == ("sales", "leads")
    assert boards_of("fleet", "fleet_manager") == ("policies", "claims", "risk", "compliance")


def test_every_tile_stands_on_a_board_and_has_its_words() -> None:
    assert {key for keys in BOARDS.values() for key in keys} == set(TILES)
    assert all(tile.title and tile.how for tile in TILES.values())
