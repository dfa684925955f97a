"""Dates as people write them are read as they were meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.importing.dates import DateOrder, date_reader, from_serial, order_shown_by, orders_shown_by

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
FORMS: dict[DateOrder, str] = {"DMY": "%d{0}%m{0}%Y", "MDY": "%m{0}%d{0}%Y", "YMD": "%Y{0}%m{0}%d"}
SHORT_FORMS = {"DMY": "%d{0}%m{0}%y", "MDY": "%m{0}%d{0}%y", "YMD": "%y{0}%m{0}%d"}


@given(day=DAYS, order=st.sampled_from(list(FORMS)), mark=st.sampled_from("./- "))
def test_a_date_in_any_order_is_read_back(day: date, order: DateOrder, mark: str) -> None:
    assert date_reader(order, 2050)(day.strftime(FORMS[order].format(mark))) == day


@given(day=st.dates(date(1951, 1, 1), date(2050, 12, 31)), order=st.sampled_from(list(FORMS)))
def test_two_digits_mean_the_hundred_years_up_to_the_latest(day: date, order: DateOrder) -> None:
    assert date_reader(order, 2050)(day.strftime(SHORT_FORMS[order].format("/"))) == day


@given(day=DAYS, order=st.sampled_from(list(FORMS)))
def test_the_order_shown_is_never_another_one(day: date, order: DateOrder) -> None:
    shown = order_shown_by(day.strftime(FORMS[order].format("/")))
    assert shown in {order, "?", ""}
    if order == "YMD" or day.day > 12:
        assert shown == order


@given(moment=st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1)), hours=st.integers(-12, 14))  # noqa: DTZ001
def test_iso_moments_are_read_with_their_zone_in_every_column(moment: datetime, hours: int) -> None:
    moment = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    for order in FORMS:
        assert date_reader(order, 2050)(moment.isoformat()) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 Jan 2024", "2024-01-03"), ("Jan 3, 2024", "2024-01-03"), ("03-MAR-24", "2024-03-03"),
        ("3. März 2024", "2024-03-03"), ("1er août 2024", None), ("12 août 2024", "2024-08-12"),
        ("5 de enero de 2024", "2024-01-05"), ("Monday, 4 March 2024", "2024-03-04"), ("20240229", "2024-02-29"),
        ("2024/3/4", "2024-03-04"), ("3.4.2024", "2024-04-03"), ("3. 4. 2024", "2024-04-03"),
        ("31st May 2024", "2024-05-31"),
        ("March 4, 2024", "2024-03-04"),
    ],
)  # fmt: skip
def test_real_cells(text: str, day: str | None) -> None:
    read = date_reader("DMY", 2050)
    if day is None:
        with pytest.raises(ValueError, match="is not a date written like 31/12/2025"):
            read(text)
    else:
        assert read(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("03/04/2024 14:05", datetime(2024, 4, 3, 14, 5)),  # noqa: DTZ001
        ("03/04/2024 2:05 PM", datetime(2024, 4, 3, 14, 5)),  # noqa: DTZ001
        ("03/04/2024, 12:00:30 am", datetime(2024, 4, 3, 0, 0, 30)),  # noqa: DTZ001
        ("2024-04-03T14:05:06.789Z", datetime(2024, 4, 3, 14, 5, 6, 789_000, UTC)),
        ("2024-04-03 14:05 +0200", datetime(2024, 4, 3, 12, 5, tzinfo=UTC)),
    ],
)
def test_times_beside_dates(text: str, moment: datetime) -> None:
    assert date_reader("DMY", 2050)(text) == moment


@pytest.mark.parametrize("text", ["31/02/2024", "2024-13-01", "29 Feb 2023", "03/04/2024 25:00", "03/04/2024 14:05 XM"])
def test_days_and_times_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        date_reader("DMY", 2050)(text)


@given(st.text(max_size=60))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        found = date_reader("DMY", 2050)(text)
    except ValueError:
        return
    assert isinstance(found, date)


def test_serial_numbers_of_workbooks_are_days_since_1899() -> None:
    assert from_serial(45_351).date() == date(2024, 2, 29)
    with pytest.raises(ValueError, match="is not a date"):
        from_serial(-1)


def test_a_column_is_judged_by_all_its_cells() -> None:
    shown, unclear = orders_shown_by(["03/04/2024", "25/12/2024", "05/05/2024", "n/a", ""])
    assert (shown["DMY"], shown["MDY"], shown["?"], unclear) == (1, 0, 1, "03/04/2024")
