"""The closure of a case, as a fact: what was done for the customer whose entry lost."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, money, prose, reference

RESOLUTION = {
    "other_vehicle": "Took another vehicle",
    "refunded": "Refunded",
    "withdrawn": "Customer withdrew",
    "rearranged": "Arranged anew",
    "recorded_twice": "The same was recorded twice",
}


class CaseClosure(Record):
    """Closes the case of ``stake`` everywhere and ends that entry. ``refund`` is what the house promises to pay back.

    Where two people close a case without knowing of each other, the earlier closure counts.
    """

    __tablename__ = "case_closure"
    about = About(
        label="Closed case", plural="Closed cases", icon="check", space="stock", title="{resolution}", fact=True
    )

    stake = line("Case", required=True, longest=32)
    lost_to = line("Lost to", longest=32)
    vehicle = reference("Vehicle", "vehicle", in_list=True)
    resolution = choice("What was done", RESOLUTION, required=True, facet=True, in_list=True)
    other_vehicle = reference("Vehicle taken instead", "vehicle")
    refund = money("Refund promised", in_list=True)
    approval = line("Approval", longest=32)
    person = reference("Closed by", "person", required=True, facet=True, in_list=True)
    note = prose("Note")
