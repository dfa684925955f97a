"""What becomes of each row: a new record, an update, left out as a duplicate, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from client.importing import words
from client.importing.outcome import Action, DuplicateRule, Planned
from client.importing.plan import RowPlan, count_in
from client.importing.table import Row
from shared_models.errors import Problem
from shared_models.identifiers import new_id
from shared_models.schema import Values

#: By record type: the fields that tell one record from another, the best first.
KEYS: Mapping[str, tuple[str, ...]] = {
    "vehicle": ("vin", "stock_number", "plate"),
    "policy": ("number",),
    "claim": ("number",),
    "customer": ("email", "phone"),
    "insurer": ("name",),
    "store": ("name",),
    "person": ("email",),
}

#: Given a record type and one of its key fields: what is known here already, value -> id of the record.
Known = Callable[[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class KnownValues:
    """What was known at one moment, by record type and key field; can be sent to another process."""

    values: Mapping[tuple[str, str], Mapping[str, str]]

    def __call__(self, record_type: str, field: str) -> Mapping[str, str]:
        return self.values.get((record_type, field), {})


class Outcome(NamedTuple):
    """One row, decided. ``id`` is that of the record it becomes or updates; empty when it is left out."""

    row: Row
    action: Action
    id: str
    values: Values
    problems: list[Problem]
    derived: list[Planned]


class Decider:
    """Decides the rows of one file, one after the other; made anew for each pass over it."""

    def __init__(self, plan: RowPlan, rule: DuplicateRule, known: Known | None) -> None:
        self._plan = plan
        self._rule = rule
        self.key = key_of(plan)
        self._known = self._ask(known, plan.mapping.record_type, self.key)
        self._derived = []
        for derived in plan.derived:
            key = key_of(derived.plan)
            self._derived.append((derived, key, self._ask(known, derived.plan.mapping.record_type, key)))
        # By key: the row it was first met in; and the id that row got, where a later one may update it.
        self._rows: dict[str, int] = {}
        self._ids: dict[str, str] = {}

    @staticmethod
    def _ask(known: Known | None, record_type: str, key: str) -> Mapping[str, str]:
        return known(record_type, key) if known is not None and key else {}

    def outcomes(self, rows: Iterable[Row]) -> Iterator[Outcome]:
        """Every row, decided, in the order of the file."""
        values_of, key, simple = self._plan.values_of, self.key, not self._plan.derived
        for row in rows:
            values, problems = values_of(row)
            if problems and has_errors(problems):
                yield Outcome(row, "refuse", "", values, problems, [])
            elif simple and (not key or key not in values):
                yield Outcome(row, "create", new_id(), values, problems, [])
            else:
                yield self._decide(row, values, problems)

    def _decide(self, row: Row, values: Values, problems: list[Problem]) -> Outcome:
        value: str = values.get(self.key, "")
        repeats = value != "" and self._note_twin(value, problems)
        if repeats and self._rule is DuplicateRule.UPDATE:
            twin = self._ids.get(value) or self._known[value]
            return Outcome(row, "update", twin, self._without_constants(values), problems, [])
        if repeats and self._rule is DuplicateRule.SKIP:
            return Outcome(row, "skip", "", values, problems, [])
        identifier = new_id()
        derived = self._derive(row, identifier, problems)
        if problems and has_errors(problems):
            return Outcome(row, "refuse", "", values, problems, [])
        if value:
            self._rows[value] = row.number
            if self._rule is DuplicateRule.UPDATE:
                self._ids[value] = identifier
        return Outcome(row, "create", identifier, values, problems, derived)

    def _note_twin(self, value: str, problems: list[Problem]) -> bool:
        """Whether another row or a record known here has the same key, which is then noted."""
        if value in self._rows:
            note = words.DUPLICATE_IN_FILE.format(key=value, row=self._rows[value])
        elif value in self._known:
            note = words.DUPLICATE_OF_KNOWN.format(key=value)
        else:
            return False
        problems.append(Problem(self.key, note, "warning"))
        return True

    def _without_constants(self, values: Values) -> Values:
        """The values that come out of the row itself."""
        constants = self._plan.constants
        return {name: value for name, value in values.items() if constants.get(name) is not value}

    def _derive(self, row: Row, identifier: str, problems: list[Problem]) -> list[Planned]:
        """The further records of a row; what is wrong with them is noted among the row's problems."""
        made: list[Planned] = []
        for derived, key, known in self._derived:
            try:
                count = 1 if derived.count_at < 0 else count_in(row.cells[derived.count_at])
            except ValueError as error:
                problems.append(Problem("", f"{derived.count_column}: {error}"))
                continue
            for n in range(1, count + 1):
                values, found = derived.plan.values_of(row, n)
                problems += (problem for problem in found if problem not in row.faults)
                if derived.link:
                    values[derived.link] = identifier
                if self._rule is DuplicateRule.KEEP or values.get(key) not in known:
                    record_type = derived.plan.mapping.record_type
                    made.append(Planned(row.number, "create", record_type, new_id(), values))
        return made


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is more than a warning."""
    return any(problem.severity == "error" for problem in problems)


def key_of(plan: RowPlan) -> str:
    """The field by which duplicates are found; empty when nothing is read into any that could serve."""
    filled = plan.mapping.filled()
    return next((name for name in KEYS.get(plan.mapping.record_type, ()) if name in filled), "")
