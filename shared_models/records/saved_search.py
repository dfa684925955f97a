"""A search a person has kept: text and filters of one list."""

from __future__ import annotations

from shared_models.schema import About, Record, flag, line


class SavedSearch(Record):
    """A kept search, private to the person who made it, on all of that person's devices."""

    __tablename__ = "saved_search"
    about = About(label="Saved search", plural="Saved searches", icon="search", space="private", title="{name}")

    name = line("Name", required=True, boost=3, in_list=True)
    record_type = line("List", required=True, longest=40)
    text = line("Text", in_list=True)
    filters = line("Filters", longest=4_000, help="The chosen filters as JSON")
    alert = flag("Tell me about new matches")
