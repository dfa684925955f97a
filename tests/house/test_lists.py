"""The lists are complete: a record type, a screen or an audit rule that exists is in its list, once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.house.source import ROOT

# The list and the room it lists.
LISTS = (
    ("RECORD_TYPES", "shared_models.records"),
    ("RULES", "accessibility.rules"),
)


def files_of(package: str) -> set[str]:
    """The modules of a room, without those that start with an underscore."""
    return {path.stem for path in ROOT.joinpath(*package.split(".")).glob("*.py") if not path.stem.startswith("_")}


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


@pytest.mark.parametrize(("name", "package"), LISTS)
def test_every_file_of_the_room_is_in_its_list(name: str, package: str) -> None:
    entries = entries_of(name, package)
    assert len(entries) == len({id(entry) for entry in entries}), "an entry is in the list twice"
    for stem in sorted(files_of(package)):
        at_home = [entry for entry in entries if is_home_of(f"{package}.{stem}", entry)]
        assert at_home, f"{package}.{stem} has no entry in {name}"
        entries = [entry for entry in entries if entry not in at_home]
    assert not entries, "entries that come from no file of the room"


def test_every_screen_is_in_the_list_of_screens() -> None:
    package = "client.screens"
    screen = importlib.import_module(f"{package}.base").Screen
    classes = [
        value for stem in files_of(package) for value in vars(importlib.import_module(f"{package}.{stem}")).values()
    ]
    screens: set[Any] = {value for value in classes if isinstance(value, type) and issubclass(value, screen)}
    # A class that names no screen is what several screens have in common.
    shown = {value for value in screens if value.screen_name and value.__module__.count(".") == package.count(".") + 1}
    listed = entries_of("SCREENS", package)
    assert len(listed) == len(set(listed)), "a screen is in the list twice"
    assert {value.__name__ for value in shown} == {value.__name__ for value in listed}
