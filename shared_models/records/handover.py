"""Work that was refused, handed as a fact to a colleague who may do it."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, prose, reference

DEEDS = {"create": "New record", "edit": "Change", "fact": "New entry"}


class Handover(Record):
    """What was wanted of which record and why the hub refused it. It lies in the inbox of whoever it was given to."""

    __tablename__ = "handover"
    about = About(
        label="Handed-over work",
        plural="Pieces of handed-over work",
        icon="document",
        space="inbox",
        title="{what}",
        fact=True,
    )

    to = reference("Given to", "person", required=True)
    sender = reference("From", "person", required=True, in_list=True)
    what = line("What", required=True, boost=1, in_list=True)
    deed = choice("Kind", DEEDS, required=True)
    record_type = line("List", required=True, longest=40)
    record = line("Record", required=True, longest=32)
    wanted = line("Wanted values", required=True, longest=60_000, help="Field by field as JSON, as documents hold them")
    reason = line("Why the hub refused it", required=True, longest=2_000)
    field = line("Field refused", longest=100)
    note = prose("Note")
