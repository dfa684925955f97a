"""Ready mappings for well-known files, one JSON file each: the headings it is for, and the mapping.

A recipe may hold ``{year}`` where the year of the import is meant. ``french_motor_policies.json`` is for
freMTPL2freq, the French motor third-party portfolio (CASdatasets): a row becomes a policy of the year with
its rating factors in the notes, and as many claims as ``ClaimNb`` says, each linked to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from importlib import resources

from client.importing.mapping import ColumnMapping


def recipe_for(record_type: str, headers: Iterable[str], today: date) -> ColumnMapping | None:
    """The ready mapping for a file with these headings, or None."""
    there = set(headers)
    for entry in sorted(resources.files(__name__).iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".json"):
            continue
        text = entry.read_text("utf-8")
        recipe = json.loads(text)
        if recipe["record_type"] == record_type and there.issuperset(recipe["for_headings"]):
            return ColumnMapping.from_json(text.replace("{year}", str(today.year)))
    return None
