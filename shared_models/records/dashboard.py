"""A dashboard as one person has arranged it: which tiles stand on it, in which order, and how broad."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, number, rows

WIDTH = {"half": "Half the page", "full": "The whole page"}


class Dashboard(Record):
    """One arrangement, private to the person, on all of that person's devices; without it a board is as it comes.

    A row's identifier is the key of its tile, so a tile that two devices add at once stands there once. ``place``
    orders the tiles: one that is moved takes a number between its neighbours', and no other row changes.
    """

    __tablename__ = "dashboard"
    about = About(label="Dashboard", plural="Dashboards", icon="chart", space="private", title="My dashboard")

    board = line("Dashboard", required=True, in_list=True, longest=40)
    tiles = rows(
        "Tiles",
        {"place": number("Place", least=-1e9, most=1e9, places=6), "width": choice("Width", WIDTH)},
    )
