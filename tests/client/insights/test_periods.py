"""Periods and their steps, with the start of the fiscal year honoured; moments on the day of their place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QLocale

from client.insights.periods import PERIODS, Period, period, start_of, steps_for

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("day", "step", "month", "start"),
    [
        (date(2026, 11, 22), "week", 1, date(2026, 11, 16)),
        (date(2026, 11, 22), "quarter", 1, date(2026, 10, 1)),
        (date(2026, 11, 22), "quarter", 2, date(2026, 11, 1)),
        (date(2026, 3, 31), "quarter", 4, date(2026, 1, 1)),
        (date(2026, 3, 31), "year", 4, date(2025, 4, 1)),
        (date(2026, 4, 1), "year", 4, date(2026, 4, 1)),
        (date(2026, 1, 1), "year", 12, date(2025, 12, 1)),
    ],
)
def test_where_a_step_begins(day: date, step: str, month: int, start: date) -> None:
    assert start_of(day, step, month) == start  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "month", "first", "last"),
    [
        ("days30", 1, date(2026, 10, 24), TODAY),
        ("last_month", 1, date(2026, 10, 1), date(2026, 10, 31)),
        ("months12", 1, date(2025, 12, 1), TODAY),
        ("quarter", 4, date(2026, 10, 1), TODAY),
        ("year", 4, date(2026, 4, 1), TODAY),
        ("last_year", 4, date(2025, 4, 1), date(2026, 3, 31)),
        ("years5", 4, date(2022, 4, 1), TODAY),
        ("a newer program's", 1, date(2025, 12, 1), TODAY),
    ],
)
def test_a_period_lies_as_its_name_says(key: str, month: int, first: date, last: date) -> None:
    found = period(key, TODAY, month)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("key", PERIODS)
@pytest.mark.parametrize("month", [1, 4, 7, 11])
def test_steps_cover_their_period_once(key: str, month: int) -> None:
    usual = period(key, TODAY, month)
    for step in steps_for(usual.first, usual.last, month):
        one = period(key, TODAY, month, step)
        assert one.step == step
        days = [(max(start, one.first), one.end(start)) for start in one.starts()]
        assert (days[0][0], days[-1][1]) == (one.first, one.last)
        assert all((after[0] - before[1]).days == 1 for before, after in pairwise(days))
        assert len(days) <= 62


def test_steps_are_called_by_their_fiscal_year() -> None:
    plain, spring = (Period("", date(2025, 4, 1), TODAY, "quarter", month) for month in (1, 4))
    assert [plain.name(start) for start in plain.starts()][:2] == ["Q2 2025", "Q3 2025"]
    assert [spring.name(start) for start in spring.starts()][:2] == ["Q1 2025/26", "Q2 2025/26"]
    assert Period("", TODAY, TODAY, "year", 4).name(date(2026, 4, 1)) == "2026/27"
    assert Period("", TODAY, TODAY, "month").name(date(2026, 3, 1)) == "Mar 2026"
