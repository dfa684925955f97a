"""What the tenant lets the accident risk use, and where its bands begin: the latest rule of risk."""

from __future__ import annotations

from typing import Any

from client.reading.queries import Reader, RecordView

#: Where the bands begin, in per cent, as long as nobody has said otherwise.
MEDIUM, HIGH = 50, 70


def latest_rule(reader: Reader) -> RecordView | None:
    """The rule of risk that counts; None: nobody has written one."""
    found = reader.find("risk_rule")
    return max(found, key=lambda view: (view.created, view.id), default=None)


def risk_preferences(reader: Reader) -> tuple[Any, ...]:
    """What the accident risk is told with every question."""
    from ml_models.accident_risk.model import preferences_of

    rule = latest_rule(reader)
    return () if rule is None else (preferences_of(rule.values),)
