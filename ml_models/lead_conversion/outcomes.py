"""What became of leads, as people said it: which of them were sold, and by what trained columns they were scored.

What people say counts as it stands now: a lead marked lost because the customer bought elsewhere is an outcome, a
duplicate that was merged into another lead is none, and who opens a lead again takes its outcome back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from ml_models import reason_words as words
from ml_models.additive import Row
from ml_models.cases import Case, Records
from ml_models.lead_conversion.features import from_lead, of_record

READS = ("lead",)
GROUP = "store"
"""By what the outcomes are compared for fairness: leads hold nothing of what a person is."""


def columns(values: Row, zones: Sequence[tzinfo]) -> dict[str, Any]:
    """The trained columns of a lead's record; ``zones`` as in `of_record`."""
    return from_lead(of_record(values, zones))


def label(column: str) -> str:
    """A trained column in words; a table of the dealer's own has its columns' names."""
    return words.LEAD_LABELS.get(column, column)


def outcome(values: Row) -> bool | None:
    """Whether the lead became a sale; None while that is open, and for a duplicate."""
    if values.get("merged_into"):
        return None
    status = values.get("status")
    return {"won": True, "lost": False}.get(status) if isinstance(status, str) else None


def cases(records: Records) -> list[Case]:
    """A case for each lead; its outcome was said when it was last changed."""
    return [
        Case(
            columns(each.values, records.clocks.of(each.values["store"])),
            each.created,
            outcome(each.values),
            each.updated,
            str(each.values.get(GROUP)),
        )
        for each in records.all("lead")
    ]
