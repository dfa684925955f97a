"""Which claims count where claims are counted: one rule, in Python and in SQL."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from shared_models.claim_counts import COUNTED, counts
from shared_models.money import Money

CASES: list[tuple[str, Any, bool]] = [
    ("reported", None, True), ("assessing", None, True), ("approved", 0, True), ("reopened", 0, True),
    ("settled", 120, True), ("settled", None, True), ("settled", 0, False), ("rejected", None, False),
    ("rejected", 500, False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "paid", "counted"), CASES)
def test_what_was_rejected_or_settled_for_nothing_does_not_count(status: str, paid: int | None, counted: bool) -> None:
    assert counts({"status": status, "paid": None if paid is None else Money(paid, "EUR")}) is counted


def test_sql_says_the_same() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE claim (status TEXT, paid INTEGER)")
        connection.executemany("INSERT INTO claim VALUES (?, ?)", [case[:2] for case in CASES])
        found = [bool(row[0]) for row in connection.execute(f"SELECT {COUNTED} FROM claim ORDER BY rowid")]
    assert found == [case[2] for case in CASES]
