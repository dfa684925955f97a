"""Setting models right, by asking the hub: learning from the house's outcomes, a first ring, everybody, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from client.hub.asking import ask
from client.hub.session import Session

FIRST_RING = 10
"""Per cent of the devices that get a new model at first."""


class ModelRequests:
    """Each call asks the hub and may take seconds. Raises HubSilent where it is not in touch, and HubRefused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def learn(self, model: str, kind: str) -> Mapping[str, Any]:
        """A candidate (``id``) and the ``verdict`` on it; one that may go out is signed and in its first ring."""
        made = self._told(f"{model}/learn", {"kind": kind})
        if not made["verdict"]["against"]:
            self._told(f"candidates/{made['id']}/sign", {})
            self._told(f"candidates/{made['id']}/release", {"share": FIRST_RING})
        return made

    def health(self, model: str) -> Mapping[str, Any]:
        """How a model does over all records of the house, as the hub counts it (see `ml_models.drift.as_plain`)."""
        return ask(self._session, lambda hub, token: hub.asked(token, f"/v1/models/{model}/health"))

    def widen(self, model: str) -> bool:
        """Give the file released last to all devices; False where there is none."""
        found = ask(self._session, lambda hub, token: hub.asked(token, "/v1/models"))["releases"]
        last = next((one["file"] for one in found if one["model"] == model), "")
        if last:
            self._told(f"candidates/{last}/release", {"share": 100})
        return bool(last)

    def take_back(self, model: str) -> None:
        """Give all devices the file of before."""
        self._told(f"{model}/rollback", {})

    def _told(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return ask(self._session, lambda hub, token: hub.told(token, f"/v1/models/{path}", body))
