"""From a policy as records hold it to the plain values of `features`, renewed at the premium it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

from ml_models.additive import Row

COLUMNS_HELD = ("price_change", "premium_level", "policy_age", "payments_per_year")
"""The trained columns that a policy of the records fills."""


def of_policy(policy: Row, ends: date | None = None, premium: Any = None) -> dict[str, Any]:
    """The values at the renewal of ``ends`` (the day it expires, where not told) at ``premium`` (that of the policy).

    What the policy costs is both last year's premium and the offer, until somebody offers another.
    """
    ends, premium = ends or policy["expires_on"], premium or policy["premium"]
    amount = float(premium.amount) if premium else None
    known: dict[str, Any] = {"premium_last": amount, "premium_offered": amount}
    begun = [row["effective"] for row in (policy["periods"] or {}).values() if row.get("effective")]
    first = min([*begun, *([policy["starts_on"]] if policy["starts_on"] else [])], default=None)
    if first is not None and first <= ends:
        known["policy_age"] = (ends - first).days // 365
    year = [row["due"] for row in (policy["instalments"] or {}).values()
            if row.get("due") and 0 <= (ends - row["due"]).days < 365]  # fmt: skip
    if len(year) in (1, 2, 4, 12):
        known["payments_per_year"] = len(year)
    return {name: value for name, value in known.items() if value is not None}
