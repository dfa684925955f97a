"""A release, as a fact: a sale, hold, slot or plate is given up, and what it claimed is free again."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, reference


class Release(Record):
    """Ends the entry named by ``stake`` as if it had never been. See ``shared_models.claims``."""

    __tablename__ = "release"
    about = About(label="Release", plural="Releases", icon="restore", space="stock", title="{reason}", fact=True)

    stake = line("Entry", required=True, longest=32)
    vehicle = reference("Vehicle", "vehicle", in_list=True)
    store = reference("Store", "store", facet=True)
    person = reference("Released by", "person", facet=True, in_list=True)
    reason = choice(
        "Reason",
        {
            "withdrawn": "Customer withdrew", "mistake": "Entered by mistake", "sold": "Sold to somebody else",
            "moved": "Moved to another time", "cancelled": "Cancelled", "returned": "Returned",
        },
        required=True, facet=True, in_list=True,
    )  # fmt: skip
    approval = reference("Approval", "approval_answer")
    note = line("Note")
