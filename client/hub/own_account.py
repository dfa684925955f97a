"""What people do about their own account at the hub: their second factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from client.care.second_factor import Offer, Standing, read_offer
from client.hub.asking import ask
from client.hub.session import Session

_PATH = "/v1/account/second-factor"


class OwnAccount:
    """Each call asks the hub and may take seconds. Raises HubSilent where it is not in touch, and HubRefused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(self) -> Standing:
        """How the second factor stands."""
        told = ask(self._session, lambda hub, token: hub.asked(token, _PATH))
        return Standing(bool(told["enrolled"]), int(told["recovery_codes_left"]), str(told["policy"]))

    def begin(self) -> Offer:
        """Begin to set one up."""
        return read_offer(self._tell("", {}))

    def confirm(self, code: str) -> None:
        """The authenticator's first code."""
        self._tell("/confirm", {"code": code})

    def new_recovery_codes(self, code: str) -> tuple[str, ...]:
        """Other recovery codes, for a code."""
        return tuple(self._tell("/recovery-codes", {"code": code})["codes"])

    def remove(self, code: str) -> None:
        """Do without, for a code."""
        self._tell("/remove", {"code": code})

    def _tell(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return ask(self._session, lambda hub, token: hub.told(token, _PATH + path, body))
