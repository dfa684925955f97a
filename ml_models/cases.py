"""Records as they stand, and cases out of them: what a model was asked, beside what became of it. Plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from ml_models.additive import Row
from ml_models.local_time import Clocks


@dataclass(frozen=True)
class Seen:
    """A record as it stands: its values by field, when it was begun and last changed (UTC)."""

    values: Mapping[str, Any]
    created: datetime
    updated: datetime
    id: str = ""
    archived: bool = False


class Outcomes(Protocol):
    """An ``outcomes`` module, as `watching` uses it. ``READS``: the record types without which it tells nothing.

    It may also have, in place of what `watching` does for tables that give chances: ``logits(file, cases)``; ``HELD``,
    the columns whose tables may never turn round; ``refitted(file, cases, happened, kind)``; ``settled(made, file,
    cases)``, what of a model that learned is set by all cases; ``INPUTS``, the inputs that are watched where no tables
    cut them; ``MEANS``, what predicted and observed are shares of; ``health(file, records, now)``; ``learned(file,
    records, kind)``.
    """

    READS: tuple[str, ...]

    def label(self, column: str) -> str:
        """An input in words."""
        ...


@dataclass(frozen=True)
class Case:
    """One thing a model scores. ``row`` holds its columns; ``created``: when it came up.

    ``happened`` is None until its outcome is known, which was said at ``at``. ``group``: by what outcomes are compared
    for fairness. ``compared``: whether its inputs are watched (of several cases of one record one is enough).
    """

    row: Row
    created: datetime
    happened: bool | None = None
    at: datetime | None = None
    group: str = ""
    compared: bool = True


class Records:
    """The records of a house by type, read when first asked for, from wherever they are kept."""

    def __init__(
        self, read: Callable[[str], Sequence[Seen]],
        covered: Callable[[Mapping[str, Any], Mapping[str, Any], str, date], bool],
        counts: Callable[[Mapping[str, Any]], bool],
    ) -> None:  # fmt: skip
        """``read``: all of a type, archived ones too; ``covered``: whether a policy covers a vehicle (its values and

        identifier) on a day; ``counts``: whether a claim counts where claims are counted.
        """
        self._read, self.covered, self.counts = read, covered, counts
        self._held: dict[str, dict[str, Seen]] = {}
        self._all: dict[str, Sequence[Seen]] = {}
        self._by_id: dict[str, dict[str, Seen]] = {}

    @cached_property
    def clocks(self) -> Clocks:
        """The time zones of the stores."""
        return Clocks((each.id, each.values["time_zone"]) for each in self.all("store"))

    def held(self, record_type: str) -> Mapping[str, Seen]:
        """All by identifier, archived ones too: what a record refers to stays what it was."""
        if record_type not in self._held:
            self._held[record_type] = {each.id: each for each in self._read(record_type)}
        return self._held[record_type]

    def all(self, record_type: str) -> Sequence[Seen]:
        """All that are not archived."""
        if record_type not in self._all:
            self._all[record_type] = [each for each in self.held(record_type).values() if not each.archived]
        return self._all[record_type]

    def by_id(self, record_type: str) -> Mapping[str, Seen]:
        """The same by identifier."""
        if record_type not in self._by_id:
            self._by_id[record_type] = {each.id: each for each in self.all(record_type)}
        return self._by_id[record_type]

    def by(self, record_type: str, field: str) -> dict[str, list[Seen]]:
        """The same by what a field refers to; those that refer to nothing are left out."""
        found: dict[str, list[Seen]] = {}
        for each in self.all(record_type):
            if each.values.get(field):
                found.setdefault(each.values[field], []).append(each)
        return found


def ended(cases: Sequence[Case]) -> list[Case]:
    """Those whose outcome is known, the earliest said first."""
    found = [each for each in cases if each.happened is not None and each.at is not None]
    return sorted(found, key=lambda each: each.at or each.created)
