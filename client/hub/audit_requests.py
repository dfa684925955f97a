"""The hub's audit, by asking the hub: its rows, newest first, and whether they are as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from client.hub.asking import ask
from client.hub.session import Session


class AuditRequests:
    """Each call asks the hub and may take seconds. Raises HubSilent where it is not in touch, and HubRefused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, asked: Mapping[str, str | int], before: int | None, most: int) -> Mapping[str, Any]:
        """At most so many ``rows`` with a number below ``before``, and ``names`` of people and devices in them."""
        told: dict[str, str | int] = {**asked, "most": most}
        if before is not None:
            told["before"] = before
        return ask(self._session, lambda hub, token: hub.asked(token, f"/v1/audit?{urlencode(told)}"))

    def check(self) -> Mapping[str, Any]:
        """How many good ``rows`` there are, and the first ``bad`` one: ``number`` and ``reason``, or None."""
        return ask(self._session, lambda hub, token: hub.asked(token, "/v1/audit/check"))
