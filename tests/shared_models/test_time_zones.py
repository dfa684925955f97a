"""A store's time zone is one that there is; what another program wrote is kept."""

from __future__ import annotations

import pytest

from shared_models.errors import InvalidRecord
from shared_models.records.store import Store
from shared_models.schema import validate


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Los_Angeles", "UTC", "Asia/Kolkata"])
def test_a_zone_there_is(name: str) -> None:
    assert validate(Store, {"name": "North", "time_zone": name}) == []


@pytest.mark.parametrize("name", ["Berlin", "europe/berlin", "GMT+1", "../../etc/passwd", "Pacific Time"])
def test_a_zone_there_is_not_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(InvalidRecord, match="such as Europe/Berlin") as refused:
        validate(Store, {"name": "North", "time_zone": name})
    assert [problem.field for problem in refused.value.problems] == ["time_zone"]


def test_a_zone_that_only_a_newer_program_knows_is_kept() -> None:
    kind = Store.fields()["time_zone"].kind
    kind.admit("Mars/Olympus_Mons")
    assert kind.decode("Mars/Olympus_Mons") == "Mars/Olympus_Mons"
