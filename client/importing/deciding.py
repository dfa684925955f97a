"""What becomes of each row: a new record, an update, left out as a duplicate, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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


class Outcome(NamedTuple):
    """One row, decided. ``id`` is that of the record it becomes or repeats; empty when it is refused."""

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
        self._seen: dict[str, tuple[int, str]] = {}

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
        value = values.get(self.key)
        twin = "" if value is None else self._twin(value, problems)
        if twin and self._rule is DuplicateRule.UPDATE:
            return Outcome(row, "update", twin, self._without_constants(values), problems, [])
        if twin:
            return Outcome(row, "skip", twin, values, problems, [])
        identifier = new_id()
        derived = self._derive(row, identifier, problems)
        if problems and has_errors(problems):
            return Outcome(row, "refuse", "", values, problems, [])
        if value is not None:
            self._seen[value] = (row.number, identifier)
        return Outcome(row, "create", identifier, values, problems, derived)

    def _twin(self, value: str, problems: list[Problem]) -> str:
        """The id of the record this row repeats, which is also noted; empty when there is none or both are
        kept.
        """
        if value in self._seen:
            number, twin = self._seen[value]
            problems.append(Problem(self.key, words.DUPLICATE_IN_FILE.format(key=value, row=number), "warning"))
        elif value in self._known:
            twin = self._known[value]
            problems.append(Problem(self.key, words.DUPLICATE_OF_KNOWN.format(key=value), "warning"))
        else:
            return ""
        return "" if self._rule is DuplicateRule.KEEP else twin

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
