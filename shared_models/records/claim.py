"""A claim: what happened, to which vehicle, under which policy, and how far it is settled."""

from __future__ import annotations

from shared_models.schema import (
    About,
    Record,
    choice,
    day,
    file,
    flag,
    instant,
    line,
    money,
    prose,
    reference,
    rows,
    sealed,
)

STATUS = {
    "reported": "Reported",
    "assessing": "Being assessed",
    "approved": "Approved",
    "rejected": "Rejected",
    "settled": "Settled",
    "reopened": "Reopened",
}
#: Who writes what the house knows of a loss.
HOUSE = frozenset({"fleet_manager"})
CAUSE = {
    "collision": "Collision",
    "parking": "Parking damage",
    "theft": "Theft",
    "glass": "Glass",
    "weather": "Weather",
    "animal": "Animal",
    "vandalism": "Vandalism",
    "fire": "Fire",
    "other": "Other",
}


class Claim(Record):
    """One loss, from first notice to settlement. Decisions on it are facts (``claim_decision``).

    It lives where its policy lives; of it an insurer's people may be agreed to write how far it is settled.
    """

    __tablename__ = "claim"
    about = About(
        label="Claim",
        plural="Claims",
        icon="claim",
        space="insurer",
        title="{number}",
        subtitle="{cause} · {status}",
        card="View claim {number}, {status}",
    )

    number = line("Claim number", code=True, required=True, boost=3, in_list=True, longest=60, writers=HOUSE)
    policy = reference("Policy", "policy", boost=2, in_list=True, writers=HOUSE)
    insurer = reference("Insurer", "insurer", by_deed=True, writers=HOUSE)
    vehicle = reference("Vehicle", "vehicle", boost=2, in_list=True, writers=HOUSE)
    driver = reference("Driver", "driver", boost=1, writers=HOUSE)
    status = choice("Status", STATUS, required=True, facet=True, in_list=True)
    cause = choice("Cause", CAUSE, facet=True, in_list=True, writers=HOUSE)
    happened_at = instant("Happened at", in_list=True, writers=HOUSE)
    reported_at = instant("Reported at", in_list=True, writers=HOUSE)
    place = line("Place", boost=1, writers=HOUSE)
    at_fault = flag("Our driver at fault", facet=True, writers=HOUSE)
    injuries = flag("Someone was hurt", facet=True, writers=HOUSE)
    injury_notes = sealed("Injury notes", help="Kept sealed; opening them is recorded", writers=HOUSE)
    fraud_suspected = flag(
        "Fraud suspected", facet=True, help="Something speaks against what was reported", writers=HOUSE
    )
    third_party = line("Third party", boost=1, writers=HOUSE)
    witnesses = line("Witnesses", writers=HOUSE)
    description = prose("What happened", boost=1, writers=HOUSE)
    estimate = money("Estimate", in_list=True)
    reserve = money("Reserve")
    paid = money("Paid", in_list=True)
    settled_on = day("Settled on")
    photos = rows(
        "Photos",
        {"file": file("Photo"), "alt": line("Description for those who cannot see it", longest=300)},
        writers=HOUSE,
    )
