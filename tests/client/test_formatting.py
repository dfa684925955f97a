"""Values in words: by kind, in the locale's way, never in an order of day and month that can be misread."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from client.formatting import fields_of, filled, shown, size, subtitle
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("type_name", "name", "value", "expected"),
    [
        ("vehicle", "price", Money(2_845_000, "EUR"), "€28,450"),
        ("vehicle", "price", None, "–"),
        ("vehicle", "year", 2021, "2021"),
        ("vehicle", "engine_size", 1.6, "1.6 l"),
        ("vehicle", "mileage", Quantity(41_000, "mi"), "41,000 mi"),
        ("vehicle", "fuel", "plug_in_hybrid", "Plug-in hybrid"),
        ("vehicle", "fuel", "hydrogen", "hydrogen"),
        ("vehicle", "features", frozenset({"Tow bar", "Heated seats"}), "Heated seats, Tow bar"),
        ("vehicle", "features", frozenset(), "–"),
        ("policy", "expires_on", date(2025, 12, 31), "31 Dec 2025"),
        ("policy", "auto_renew", False, "No"),
        ("policy", "lines", {"a": {}}, "1 row"),
        ("policy", "lines", {"a": {}, "b": {}}, "2 rows"),
        ("claim", "happened_at", datetime(2025, 7, 1, 7, 30, tzinfo=UTC), "1 Jul 2025, 09:30"),
        ("telematics_day", "speeding_events", 1_200, "1,200 events"),
        ("customer", "licence_number", b"\x00secret", "••••••••"),
    ],
)
def test_a_value_in_words(themed: object, type_name: str, name: str, value: Any, expected: str) -> None:
    assert shown(RECORD_TYPES[type_name].fields()[name], value, BERLIN) == expected


def test_columns_keep_the_decimals_of_whole_amounts(themed: object) -> None:
    price = RECORD_TYPES["vehicle"].fields()["price"]
    assert shown(price, Money(2_845_000, "EUR"), exact=True) == "€28,450.00"


def test_templates_are_filled_and_what_is_missing_is_a_dash() -> None:
    about = RECORD_TYPES["vehicle"].about
    assert fields_of(about.card) == ["make", "model", "vin", "price"]
    texts = {"make": "Toyota", "model": "Camry", "vin": "JT1", "price": "€1"}
    assert filled(about.card, texts) == "View details for Toyota Camry, VIN JT1, priced at €1"
    assert filled(about.title, {"make": "Toyota"}) == "Toyota –"


def test_a_subtitle_leaves_out_what_says_nothing() -> None:
    assert subtitle(RECORD_TYPES["vehicle"], {"year": "2021", "mileage": "–"}) == "2021"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_500, "1.5 kB"), (24_000_000, "24 MB"), (7_000_000_000_000, "7000 GB")],
)
def test_sizes(count: int, expected: str) -> None:
    assert size(count) == expected
