"""The source of chance: seeded, with identifiers, weights, patterns and amounts as a dealership needs them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from shared_models.money import Money, decimal_places

T = TypeVar("T")

_DIGITS = "0123456789"
#: Letters that cannot be taken for digits, as number plates use them.
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
#: Identifiers are dated from here on, so that a real record made later sorts behind them.
_FIRST_MILLISECOND = 1_704_067_200_000


class Weighted(Generic[T]):
    """Things to pick from, some more often than others."""

    def __init__(self, weights: dict[T, float]) -> None:
        self.things: list[T] = list(weights)
        self.cumulative = list(accumulate(weights.values()))


class Identifiers:
    """Identifiers in the order they are made: the same for the same seed, whatever the day."""

    def __init__(self, seed: int) -> None:
        self._bits = random.Random(f"{seed}/identifiers").getrandbits
        self._made = 0

    def new(self) -> str:
        """The next one, in the layout of :func:`shared_models.identifiers.new_id`."""
        self._made += 1
        tail = (self._bits(80) & ~(0xF << 76) & ~(0x3 << 62)) | (0x7 << 76) | (0x2 << 62)
        return f"{_FIRST_MILLISECOND + self._made:012x}{tail:020x}"


class Draw(random.Random):
    """Chance for one part of the business, so that more of one part leaves the others as they were."""

    def __init__(self, seed: int, part: str) -> None:
        super().__init__(f"{seed}/{part}")

    def pick(self, weighted: Weighted[T]) -> T:
        """One of the things, by weight."""
        return self.choices(weighted.things, cum_weights=weighted.cumulative)[0]

    def chance(self, share: float) -> bool:
        """Yes in ``share`` of all cases."""
        return self.random() < share

    def fill(self, pattern: str) -> str:
        """The pattern with a digit for each ``#`` and a letter for each ``@``."""
        return "".join(
            self.choice(_DIGITS) if sign == "#" else self.choice(_LETTERS) if sign == "@" else sign for sign in pattern
        )

    def some(self, things: Sequence[T], least: int, most: int) -> list[T]:
        """Between ``least`` and ``most`` different ones."""
        return self.sample(things, min(len(things), self.randint(least, most)))

    def days(self, first: date, last: date) -> date:
        """A day between two, both included; the first when they are the wrong way round."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def opening_hour(self, day: date, zone: ZoneInfo) -> datetime:
        """A moment of a day within opening hours, on a quarter of an hour where the store is; in UTC."""
        return at(day, self.randint(9, 17), 15 * self.randint(0, 3), zone)

    def hour(self, day: date, zone: ZoneInfo) -> datetime:
        """A moment of a day, to the minute, when people are about; in UTC."""
        return at(day, self.randint(7, 22), self.randint(0, 59), zone)


def at(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which a clock of the zone shows this time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


def major(amount: float, currency: str) -> Money:
    """Money of a whole number of major units."""
    return Money(round(amount) * 10 ** decimal_places(currency), currency)


def price_tag(amount: float, currency: str) -> Money:
    """A price as it is written on windscreens: 12,490, 12,990, from 3,000 on; below to the ten."""
    if amount < 3_000:
        return major(max(10, round(amount / 10) * 10), currency)
    return major(round(amount / 500) * 500 - 10, currency)
