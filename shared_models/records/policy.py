"""A motor policy: insurer, periods, cover lines, vehicle schedule, named drivers, premium and instalments."""

from __future__ import annotations

from sqlalchemy import Index

from shared_models.schema import About, Record, choice, day, flag, line, money, prose, reference, rows

STATUS = {
    "draft": "Draft", "active": "Active", "expiring": "Expiring", "lapsed": "Lapsed", "cancelled": "Cancelled",
    "non_renewed": "Not renewed", "expired": "Expired",
}  # fmt: skip
COVER = {
    "liability": "Third-party liability", "collision": "Collision", "comprehensive": "Comprehensive",
    "partial": "Fire and theft", "passenger": "Passengers", "breakdown": "Breakdown", "glass": "Glass",
}  # fmt: skip
TRANSACTION = {
    "new": "New business", "endorsement": "Endorsement", "renewal": "Renewal", "cancellation": "Cancellation",
    "reinstatement": "Reinstatement",
}  # fmt: skip


#: Who writes what the house alone decides. All else, the terms, a house may agree to have written by the insurer too.
HOUSE = frozenset({"fleet_manager"})


class Policy(Record):
    """One contract of cover. Numbers may clash across devices; a clash is shown, never refused.

    It lives with its insurer, whose people have a copy of what is agreed: another insurer means another policy.
    """

    __tablename__ = "policy"
    #: Boards count and add up by these: without it they read every policy there is, row by row.
    __table_args__ = (Index("ix_policy_board", "status", "archived", "expires_on", "premium_currency", "premium"),)
    about = About(
        label="Policy", plural="Policies", icon="policy", space="insurer", title="{number}",
        subtitle="{insurer} · {status}", card="View details for policy {number}", expiry="expires_on",
        default_filters={"status": ("active", "expiring")},
    )  # fmt: skip

    number = line("Policy number", code=True, required=True, boost=3, in_list=True, longest=60, writers=HOUSE)
    insurer = reference("Insurer", "insurer", boost=3, facet=True, in_list=True, writers=HOUSE)
    holder = reference("Policyholder", "customer", boost=2, in_list=True, writers=HOUSE)
    status = choice("Status", STATUS, required=True, facet=True, in_list=True)
    vehicle = line(
        "Vehicle",
        code=True,
        boost=2,
        in_list=True,
        longest=60,
        help="VIN or registration of the (first) insured vehicle",
        writers=HOUSE,
    )
    starts_on = day("Starts", in_list=True)
    expires_on = day("Expires", required=True, in_list=True, facet=True)
    premium = money("Annual premium", in_list=True)
    deductible = money("Deductible")
    auto_renew = flag("Renews by itself", writers=HOUSE)
    lines = rows(
        "Cover",
        {
            "cover": choice("Cover", COVER),
            "limit": money("Limit"),
            "deductible": money("Deductible"),
            "clause": line("Clause", longest=60),
        },
    )
    schedule = rows(
        "Vehicle schedule",
        {
            "vehicle": reference("Vehicle", "vehicle"),
            "vin": line("VIN", boost=1, longest=40),
            "from_day": day("Covered from"),
            "to_day": day("Covered to"),
        },
        boost=1,
        writers=HOUSE,
    )
    drivers = rows(
        "Named drivers",
        {"driver": reference("Driver", "driver"), "from_day": day("From"), "to_day": day("To")},
        writers=HOUSE,
    )
    instalments = rows(
        "Instalments", {"due": day("Due"), "amount": money("Amount"), "paid_on": day("Paid on")}, writers=HOUSE
    )
    periods = rows(
        "Periods and changes",
        {"transaction": choice("Transaction", TRANSACTION), "effective": day("Effective"), "until": day("Until"),
         "premium": money("Premium", negative=True), "note": line("Note")},
    )  # fmt: skip
    notes = prose("Notes", boost=1, writers=HOUSE)
