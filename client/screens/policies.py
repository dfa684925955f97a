"""The list of policies, opened at one bucket of expiry where Today asks for it."""

from __future__ import annotations

from client.screens.parts.filtered_list import FilteredList


class Policies(FilteredList):
    """Policies as articles: the cards are those of every record that expires."""

    record_type = "policy"
