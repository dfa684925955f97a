"""The lists are complete: a record type, a screen or an audit rule that has a file is in its list, once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from tests.house.source import ROOT

LISTS = {
    "RECORD_TYPES": "shared_models.records",
    "SCREENS": "client.screens",
}
if (ROOT / "accessibility" / "rules" / "__init__.py").is_file():
    LISTS["RULES"] = "accessibility.rules"


def home_of(entry: Any) -> str:
    """The module an entry of a list comes from, be it a class, a function, an instance or a module."""
    if isinstance(entry, ModuleType):
        return entry.__name__
    return str(getattr(entry, "__module__", None) or type(entry).__module__)


@pytest.mark.parametrize(("name", "package"), LISTS.items())
def test_every_file_of_the_room_is_in_its_list(name: str, package: str) -> None:
    listing = getattr(importlib.import_module(package), name)
    entries = list(listing.values() if isinstance(listing, Mapping) else listing)
    folder = ROOT.joinpath(*package.split("."))
    files = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    assert len(entries) == len({id(entry) for entry in entries}), "an entry is in the list twice"
    listed = {home_of(entry).removeprefix(f"{package}.").split(".")[0] for entry in entries}
    assert listed == files
