"""The lists are complete: a record type, a screen or an audit rule that has a file is in its list, once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.house.source import ROOT

# The list, the room it lists, and files there that are not entries themselves.
LISTS: tuple[tuple[str, str, set[str]], ...] = (
    ("RECORD_TYPES", "shared_models.records", set()),
    ("SCREENS", "client.screens", {"base"}),
    ("RULES", "accessibility.rules", set()),
)


def entries_of(name: str, package: str) -> list[Any]:
    """What a list holds, be it a sequence or a mapping by name."""
    listing = getattr(importlib.import_module(package), name)
    return list(listing.values() if isinstance(listing, Mapping) else listing)


def is_home_of(module_name: str, entry: Any) -> bool:
    """Is the entry made in this module: a class defined there, or an object it calls by a name in capitals?"""
    if isinstance(entry, type) or callable(entry):
        return bool(entry.__module__ == module_name)
    module = importlib.import_module(module_name)
    return any(value is entry for name, value in vars(module).items() if name.isupper())


@pytest.mark.parametrize(("name", "package", "others"), LISTS)
def test_every_file_of_the_room_is_in_its_list(name: str, package: str, others: set[str]) -> None:
    entries = entries_of(name, package)
    assert len(entries) == len({id(entry) for entry in entries}), "an entry is in the list twice"
    files = {path.stem for path in ROOT.joinpath(*package.split(".")).glob("*.py") if not path.stem.startswith("_")}
    for stem in sorted(files - others):
        at_home = [entry for entry in entries if is_home_of(f"{package}.{stem}", entry)]
        assert at_home, f"{package}.{stem} has no entry in {name}"
        entries = [entry for entry in entries if entry not in at_home]
    assert not entries, "entries that come from no file of the room"
