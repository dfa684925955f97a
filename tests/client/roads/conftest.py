"""A house of the tests, and two of its devices that know of each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.houses import House, Member


@pytest.fixture
def house() -> House:
    """One house, known to no hub but itself."""
    return House()


@pytest.fixture
def pair(house: House, tmp_path: Path) -> Iterator[tuple[Member, Member]]:
    """Two devices of sales managers that have heard the roster."""
    one, two = house.member(tmp_path / "one"), house.member(tmp_path / "two")
    one.hear()
    two.hear()
    yield one, two
    one.replica.close()
    two.replica.close()
