"""Refused work that somebody let go, as a fact: who dropped what, and why; none of its values."""

from __future__ import annotations

from shared_models.records.handover import DEEDS
from shared_models.schema import About, Record, choice, line, prose, reference


class Discard(Record):
    """Everybody adds theirs; those who answer for others read them all."""

    __tablename__ = "discard"
    about = About(
        label="Discarded work", plural="Pieces of discarded work", icon="minus", space="audit", title="{reason}",
        fact=True,
    )  # fmt: skip

    person = reference("Discarded by", "person", required=True, in_list=True, facet=True)
    deed = choice("Kind", DEEDS, required=True, in_list=True)
    record_type = line("List", required=True, longest=40, in_list=True)
    record = line("Record", required=True, longest=32)
    reason = line("Why the hub refused it", required=True, longest=2_000, boost=1, in_list=True)
    field = line("Field refused", longest=100)
    note = prose("Why it was let go")
