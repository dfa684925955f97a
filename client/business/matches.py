"""New matches of the searches a person has kept and wants to hear of: the newest rings, and says how many there are.

A match is new when its record was made after the search was kept, by somebody else. One that comes to match by an edit
does not ring: the list would tell nobody what has changed about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from client.business.alarms import Alarm
from client.reading.queries import RecordView
from client.text import alarms as words
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES

#: A match that nobody has looked at for so long is news no more.
NEWS = timedelta(days=14)
#: Of all that match, so many of those that came to this device last are looked through.
_LATEST = 100


def matches(workspace: Workspace, now: datetime) -> Iterable[tuple[Alarm, str]]:
    """What rings, with its words. Searches that this program cannot read are passed over."""
    for search in workspace.reader.find("saved_search", alert=True):
        name = search.values["record_type"]
        if name not in RECORD_TYPES or not workspace.catalogue.ready(name):
            continue
        new = _new(workspace, search, name, now - NEWS)
        if new:
            newest = max(new, key=lambda view: (view.created, view.id))
            title = workspace.reader.title_of(newest)
            pattern = words.MATCH if len(new) == 1 else words.MATCHES
            alarm = Alarm("match", name, newest.id, search.id, newest.created, newest.created + NEWS)
            yield alarm, pattern.format(search=search.values["name"], title=title, count=len(new) - 1)


def _new(workspace: Workspace, search: RecordView, name: str, since: datetime) -> list[RecordView]:
    filters = _filters(search.values["filters"])
    if filters is None:
        return []
    found = workspace.catalogue.everything(name, search.values["text"] or "", filters, today=workspace.today())
    latest = sorted(found, reverse=True)[:_LATEST]
    views = workspace.reader.by_ordinals(name, latest)
    begin = max(since, search.created)
    return [view for view in views if view.created > begin and view.author != workspace.identity.person]


def _filters(text: str | None) -> Mapping[str, frozenset[str]] | None:
    """The filters of a kept search; None for what this version cannot read."""
    try:
        held: Any = json.loads(text or "{}").get("filters", {})
        return {str(name): frozenset(map(str, keys)) for name, keys in held.items()}
    except (ValueError, AttributeError, TypeError):
        return None
