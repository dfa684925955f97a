"""The retention rules there are, and how a configuration names those that run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync_server.errors import SetupProblem


@dataclass(frozen=True)
class Rule:
    """Records of a type, with these values, that nobody has changed for the time."""

    type: str
    where: Mapping[str, str] = field(default_factory=dict)


RULES: Mapping[str, Rule] = {
    "lost_leads": Rule("lead", {"status": "lost"}),
    "test_drives": Rule("test_drive"),
    "telematics": Rule("telematics_day"),
}


def read_rules(text: str) -> dict[str, int]:
    """Months by rule, out of the configuration. Raises SetupProblem naming what makes no sense."""
    found: dict[str, int] = {}
    for part in (part.strip() for part in text.split(",")):
        name, _, months = part.partition("=")
        if part and (name.strip() not in RULES or not months.strip().isdecimal() or not int(months)):
            raise SetupProblem(f"retention: '{part}' is none of {', '.join(RULES)} with a number of months")
        if part:
            found[name.strip()] = int(months)
    return found
