"""What a list shows when nothing was found: why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from accessibility.widgets import EmptyState
from client.screens.record_icons import icon_of
from client.screens.record_list_query import ListQuery
from client.text import records as words
from shared_models.schema import Record


def nothing_found(
    record_type: type[Record], query: ListQuery, add: Callable[[], object] | None, clear: Callable[[], object]
) -> EmptyState:
    """Of a search, of filters, or of a list that is empty. ``add`` makes a record, where the person may."""
    about = record_type.about
    plural, label = words.in_sentence(about.plural), words.in_sentence(about.label)
    making = (words.NEW.format(label=label), add) if add is not None else None
    clearing = (words.CLEAR_FILTERS, clear) if query.filters else None
    if query.text:
        title = words.NONE_OF.format(label=about.label)
        return EmptyState(title, words.NONE_FOUND_FOR.format(text=query.text), "search", clearing or making)
    if clearing:
        return EmptyState(words.NONE_FOUND, words.NONE_FOUND_FILTERS.format(plural=plural), "filter", clearing)
    return EmptyState(words.NONE_YET.format(plural=plural), words.NONE_YET_TEXT, icon_of(record_type), making)
