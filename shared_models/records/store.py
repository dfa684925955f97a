"""A store: a showroom or office with an address, a time zone and a currency."""

from __future__ import annotations

from shared_models import time_zones
from shared_models.schema import About, Record, line, number


class Store(Record):
    """One place of the dealer group. Its time zone decides what "today" is there."""

    __tablename__ = "store"
    about = About(
        label="Store", plural="Stores", icon="store", space="directory", title="{name}", subtitle="{town}",
        card="View store {name}, {town}",
    )  # fmt: skip

    name = line("Name", required=True, boost=3, in_list=True)
    code = line("Short code", help="A few letters that stand in document numbers, such as MUE", longest=8)
    street = line("Street")
    town = line("Town", boost=1, facet=True, in_list=True)
    country = line("Country", facet=True, in_list=True, longest=60)
    phone = line("Phone", in_list=True, longest=40)
    time_zone = line(
        "Time zone", help="Such as Europe/Berlin; UTC where it is empty", longest=60, wrong=time_zones.wrong
    )
    currency = line("Currency", help="Three letters such as EUR", longest=3)
    fiscal_month = number(
        "Fiscal year begins in month", least=1, most=12, help="1 for January, 4 for April; January where it is empty"
    )
    latitude = number("Latitude", "°", least=-90, most=90, places=5)
    longitude = number("Longitude", "°", least=-180, most=180, places=5)
