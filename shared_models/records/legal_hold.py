"""A legal hold, as a fact: a record that must not be erased for the time being, or may be again."""

from __future__ import annotations

from shared_models.schema import About, Record, flag, line, reference


class LegalHold(Record):
    """The latest of a record counts. Neither a privacy request nor a retention rule erases what is held."""

    __tablename__ = "legal_hold"
    about = About(
        label="Legal hold", plural="Legal holds", icon="lock", space="audit", title="{reason}", fact=True,
        card="View legal hold {reason}",
    )  # fmt: skip

    record_type = line("List", required=True, longest=40, in_list=True)
    record = line("Record", required=True, longest=32)
    held = flag("Held", required=True, facet=True, in_list=True, help="No: it may be erased again")
    reason = line("Why", required=True, longest=400, in_list=True)
    person = reference("Said by", "person", required=True, facet=True, in_list=True)
