"""What screens know of a person's second factor; ``client.hub.own_account`` asks the hub about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

#: The hub's words for what it still wants at sign-in: a code, and that a second factor be set up first.
NEEDED, SETUP, WRONG = "second_factor_needed", "second_factor_setup", "second_factor_wrong"


@dataclass(frozen=True)
class Offer:
    """What somebody needs to set up an authenticator app; told once. ``uri`` is what the picture for a camera holds."""

    secret: str
    uri: str
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How a second factor stands; ``policy``: ``offered``, ``new_device`` or ``always`` asked for by the house."""

    enrolled: bool
    recovery_codes_left: int
    policy: str


class OwnSecondFactor(Protocol):
    """Each call asks the hub and may take seconds. Raises ForecourtError with words for people."""

    def standing(self) -> Standing:
        """How it stands."""

    def begin(self) -> Offer:
        """Begin to set one up."""

    def confirm(self, code: str) -> None:
        """The authenticator's first code."""

    def new_recovery_codes(self, code: str) -> tuple[str, ...]:
        """Other recovery codes, for a code."""

    def remove(self, code: str) -> None:
        """Do without, for a code."""


def read_offer(told: Mapping[str, Any]) -> Offer:
    """An offer as the hub tells it."""
    return Offer(str(told["secret"]), str(told["uri"]), tuple(told["recovery_codes"]))


def in_fours(secret: str) -> str:
    """A secret as it is read aloud or typed."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
