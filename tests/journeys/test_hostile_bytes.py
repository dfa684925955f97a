"""Hostile bytes at every door that reads some: refused with our own error, or read; nothing else ever comes of them.

A thousand inputs at each quick door here, fewer at slow ones, and a million in the soak.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import hostile
from tests.support.hostile import Door, attack, doors, knock, seeds_of, shares, soak


@pytest.mark.parametrize("name", doors())
def test_whole_bytes_are_read(name: str) -> None:
    """Else nothing but the first check of a door would be attacked."""
    door = doors()[name]
    try:
        for data in seeds_of(door):
            door.read(data)
    finally:
        door.closing()


@pytest.mark.no_qt_log  # Qt says what is wrong with each picture
@pytest.mark.parametrize("name", doors())
def test_hostile_bytes_are_refused_or_read(name: str) -> None:
    attack(name, max(10, round(1_000 * min(1, doors()[name].share))))


def test_another_error_is_a_find() -> None:
    def read(data: bytes) -> None:
        raise KeyError(data)

    assert "KeyError" in knock(Door(read, lambda: [b""]), b"x")
    assert not knock(Door(read, lambda: [b""], (KeyError,)), b"x")


def test_the_inputs_are_shared_out_and_every_door_gets_some() -> None:
    told = shares(1_000_000, list(doors()))
    assert abs(sum(told.values()) - 1_000_000) < len(told)
    assert min(told.values()) >= 100


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_million_hostile_inputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        done = soak(1_000_000, list(doors()), hostile.a_seed(), processes=2, finds=tmp_path)
    found = {path.name: path.read_text("utf-8") for path in hostile.found(tmp_path)}
    assert not found, f"the inputs lie in {tmp_path}"
    assert sum(done.values()) > 999_900
