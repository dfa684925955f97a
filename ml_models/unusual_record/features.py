"""From the plain values of a test-drive booking to the columns of the bundled model, and those columns in words.

A booking may give any of these, all optional; what is not known is left out or None:

    hour               of the start where the store is, 0 to 23.99
    weekday            of the start, 0 (Monday) to 6
    ahead_hours        from when it was booked to its start
    minutes            how long it is
    bookings           bookings by the same customer that start within 30 days of this one, this one included
    no_shows           earlier bookings to which the customer did not come
    overlapping        other bookings of the customer at the same time
    shared_contacts    other customers with the same phone number or e-mail address
    missing_contacts   how many of phone number and e-mail address are not known: 0, 1 or 2
    repeated_digits    the share of the phone number's digits that repeat or continue the one before, 0 to 1
    mail_digits        the share of digits in the e-mail address before the @, 0 to 1
    known_days         days since the customer's record was made
    price_ratio        the vehicle's price over the median price of the stock
"""

from __future__ import annotations

import math
from itertools import pairwise

from ml_models import reason_words as words
from ml_models.additive import Row, number

NAME = "unusual_record"
COLUMNS = (
    "hour", "weekday", "ahead_hours", "minutes", "bookings", "no_shows", "overlapping", "shared_contacts",
    "missing_contacts", "repeated_digits", "mail_digits", "known_days", "price_ratio",
)  # fmt: skip
LARGEST = 1e9
"""Numbers are cut off here: a larger one is no more unusual."""


def subject(column: str, value: object) -> str:
    """A column with its value in words; a column of another table by its own name."""
    held = number(value)
    if column not in words.UNUSUAL_LABELS:
        return words.NUMBER.format(label=column.replace("_", " ").capitalize(), number=held)
    pattern = words.UNUSUAL_VALUES.get(column)
    if pattern is None:
        return words.NUMBER.format(label=words.UNUSUAL_LABELS[column], number=round(held))
    if column == "weekday":
        return words.WEEKDAYS[int(held) % 7]
    hours, minutes = divmod(round(held * 60), 60)
    return pattern.format(
        number=round(held), percent=round(100 * held), ratio=held, hours=int(hours % 24), minutes=int(minutes)
    )


def digits_repeated(phone: str) -> float | None:
    """The share of a phone number's digits that repeat or continue the one before; None below six digits."""
    digits = [int(each) for each in phone if each.isdigit()]
    if len(digits) < 6:
        return None
    steps = [after - before for before, after in pairwise(digits)]
    return sum(step in (0, 1, -1) for step in steps) / len(steps)


def mail_digits(address: str) -> float | None:
    """The share of digits in an e-mail address before the @; None where there is nothing before it."""
    name = address.partition("@")[0]
    return sum(each.isdigit() for each in name) / len(name) if name else None


def known(row: Row, column: str) -> float:
    """A value as a number within what is looked at, NaN where it is not known."""
    value = number(row.get(column))
    return value if math.isnan(value) else max(-LARGEST, min(LARGEST, value))
