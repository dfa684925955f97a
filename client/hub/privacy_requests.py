"""Privacy requests, by asking the hub: what an erasure would reach, erasing, how far erasures have come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from client.hub.asking import ask
from client.hub.session import Session


class PrivacyRequests:
    """Each call asks the hub and may take seconds. Raises HubSilent where it is not in touch, and HubRefused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, type_name: str, record: str) -> Mapping[str, Mapping[str, int]]:
        """How many records of each type would be kept, blanked and gone."""
        body = {"type": type_name, "record": record}
        answer = ask(self._session, lambda hub, token: hub.told(token, "/v1/privacy/plan", body))
        return dict(answer["records"])

    def erase(self, type_name: str, record: str) -> str:
        """Erase a person for good; the erasure's identifier."""
        body = {"type": type_name, "record": record}
        return str(ask(self._session, lambda hub, token: hub.told(token, "/v1/privacy/erase", body))["erasure"])

    def erasures(self) -> list[Mapping[str, Any]]:
        """Every erasure, newest first, with the replicas that may hold what was erased."""
        return list(ask(self._session, lambda hub, token: hub.asked(token, "/v1/privacy/erasures"))["erasures"])
