"""A few fields of a record type as editors, for dialogs that ask for less than the whole record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from accessibility.widgets import Field
from client.forms.context import FormContext
from client.forms.editors import editing_of
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES


class FieldSet:
    """Editors by field name. Labels, help and kinds come from the schema; ``labels`` may say it shorter."""

    def __init__(
        self,
        workspace: Workspace,
        record_type: str,
        names: Iterable[str],
        required: Iterable[str] = (),
        labels: Mapping[str, str] | None = None,
        record: str = "",
    ) -> None:
        self.record_type = RECORD_TYPES[record_type]
        self.context = FormContext.of(workspace, self.record_type, record)
        needed = set(required)
        self.fields: dict[str, Field] = {}
        self._editing = {}
        for name in names:
            entry = self.record_type.fields()[name]
            # An empty choice must not be offered where one is asked for.
            entry = replace(entry, required=entry.required or name in needed)
            self._editing[name] = editing = editing_of(entry)
            editor = editing.make(entry.kind, entry, self.context)
            label = (labels or {}).get(name, entry.label)
            self.fields[name] = Field(label, editor, required=entry.required, help=entry.help)

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def all(self) -> list[Field]:
        """The fields in order."""
        return list(self.fields.values())

    def value(self, name: str) -> Any:
        """The value of a field as the schema keeps it."""
        return self._editing[name].read(self.fields[name].value())

    def set_value(self, name: str, value: Any) -> None:
        """Show a value of the schema."""
        self.fields[name].set_value(self._editing[name].show(value))

    def values(self) -> dict[str, Any]:
        """All that is filled in."""
        found = {name: self.value(name) for name in self.fields}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def problems(self) -> list[tuple[Field, str]]:
        """What the schema finds wrong with the values, beyond what the editors know."""
        entries = self.record_type.fields()
        return [
            (field, problem.message)
            for name, field in self.fields.items()
            for problem in entries[name].problems(self.value(name))
            if problem.severity == "error"
        ]
