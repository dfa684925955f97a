"""Which claims count: one rule for claim rates, premiums, underwriting and the accident risk's outcomes.

A frequency is claims over years of cover. Actuaries count claims closed without payment or leave them out, as long as
the average claim does the same, so that frequency times severity is the cost (J. Friedland, Estimating Unpaid Claims
Using Basic Techniques, Casualty Actuarial Society 2010, on counts closed with and without payment). They are left out
here: what was rejected says little of the risk, and the average claim is that of claims that cost something.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def counts(claim: Mapping[str, Any]) -> bool:
    """Whether a claim, by its values, counts: any but a rejected one and one settled for nothing.

    One that is settled while nobody says for how much counts; so does one that is open or was opened again.
    """
    paid = claim["paid"]
    nothing_paid = claim["status"] == "settled" and paid is not None and paid.minor == 0
    return claim["status"] != "rejected" and not nothing_paid


COUNTED = "(claim.status <> 'rejected' AND NOT (claim.status = 'settled' AND coalesce(claim.paid, 1) = 0))"
"""The same in SQL over a table called ``claim``."""
