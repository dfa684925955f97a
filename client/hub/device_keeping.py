"""Looking after the house's devices, by asking the hub: list, name, enrol, revoke; and what revoked ones left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from client.care.keeping import NewCode, enrol_link
from client.hub.asking import ask
from client.hub.hub_connection import HubConnection
from client.hub.session import Session
from client.hub.trust import with_fingerprint
from shared_models.protocol import DeviceStanding

T = TypeVar("T")


class DeviceKeeping:
    """Each call asks the hub and may take seconds. Raises HubSilent where it is not in touch, and HubRefused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def devices(self) -> list[DeviceStanding]:
        """The devices the person may hear of."""
        return self._ask(lambda hub, token: hub.devices(token))

    def rename(self, device: str, name: str) -> None:
        """Call a device something else."""
        self._ask(lambda hub, token: hub.told(token, f"/v1/devices/{device}/rename", {"name": name}))

    def revoke(self, device: str) -> None:
        """Trust a device no more: it hands in what it had not sent, and wipes itself."""
        self._ask(lambda hub, token: hub.told(token, f"/v1/devices/{device}/revoke", {}))

    def new_code(self) -> NewCode:
        """A code that enrols one device."""
        answer = self._ask(lambda hub, token: hub.told(token, "/v1/devices/code", {}))
        standing = self._session.standing
        link = enrol_link(with_fingerprint(standing.hub, standing.authority), answer["code"])
        return NewCode(answer["code"], answer["expires"], link)

    def escrow(self) -> list[Mapping[str, Any]]:
        """What revoked devices left and waits for a decision (``GET /v1/escrow``)."""
        return list(self._ask(lambda hub, token: hub.asked(token, "/v1/escrow"))["changes"])

    def decide(self, hashes: Sequence[str], decision: str) -> list[Mapping[str, str]]:
        """Apply (``applied``) or drop (``dropped``) changes; what became of each."""
        body = {"hashes": list(hashes), "decision": decision}
        return list(self._ask(lambda hub, token: hub.told(token, "/v1/escrow/decide", body))["results"])

    def alerts(self) -> list[Mapping[str, Any]]:
        """What happened at the hub's door (``GET /v1/alerts``), newest first."""
        return list(self._ask(lambda hub, token: hub.asked(token, "/v1/alerts"))["alerts"])

    def see_alert(self, alert: str) -> None:
        """Say that an alert was seen."""
        self._ask(lambda hub, token: hub.told(token, f"/v1/alerts/{alert}/seen", {}))

    def unlock(self, person: str) -> None:
        """Let somebody try to sign in again who was locked out."""
        self._ask(lambda hub, token: hub.told(token, f"/v1/accounts/{person}/unlock", {}))

    def reset_second_factor(self, person: str) -> None:
        """Take away a second factor that somebody has lost."""
        self._ask(lambda hub, token: hub.told(token, f"/v1/accounts/{person}/reset-second-factor", {}))

    def _ask(self, question: Callable[[HubConnection, str], Awaitable[T]]) -> T:
        return ask(self._session, question)
