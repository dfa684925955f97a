"""What screens know of looking after devices; ``client.hub.device_keeping`` does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from shared_models.protocol import DeviceStanding

_SCHEME = "forecourt"


@dataclass(frozen=True)
class NewCode:
    """A one-time code for a new device, when it expires (milliseconds since 1970 UTC), and the link that says it."""

    code: str
    expires: int
    link: str


class Keeping(Protocol):
    """Each call asks the hub and may take seconds. Raises ForecourtError with words for people."""

    def devices(self) -> list[DeviceStanding]:
        """The devices the person may hear of."""

    def rename(self, device: str, name: str) -> None:
        """Call a device something else."""

    def revoke(self, device: str) -> None:
        """Trust a device no more."""

    def new_code(self) -> NewCode:
        """A code that enrols one device."""

    def escrow(self) -> list[Mapping[str, Any]]:
        """What revoked devices left and waits for a decision."""

    def decide(self, hashes: Sequence[str], decision: str) -> list[Mapping[str, str]]:
        """Apply (``applied``) or drop (``dropped``) changes; what became of each."""

    def alerts(self) -> list[Mapping[str, Any]]:
        """What happened at the hub's door."""

    def see_alert(self, alert: str) -> None:
        """Say that an alert was seen."""

    def unlock(self, person: str) -> None:
        """Let somebody try to sign in again."""

    def reset_second_factor(self, person: str) -> None:
        """Take away a second factor that somebody has lost."""


class Privacy(Protocol):
    """Privacy requests; each call asks the hub as above."""

    def plan(self, type_name: str, record: str) -> Mapping[str, Mapping[str, int]]:
        """How many records of each type would be kept, blanked and gone."""

    def erase(self, type_name: str, record: str) -> str:
        """Erase a person for good; the erasure's identifier."""

    def erasures(self) -> list[Mapping[str, Any]]:
        """Every erasure, newest first, with the replicas that may hold what was erased."""


class AuditKeeping(Protocol):
    """The hub's audit; each call asks the hub as above."""

    def page(self, asked: Mapping[str, str | int], before: int | None, most: int) -> Mapping[str, Any]:
        """At most so many ``rows``, newest first, and the ``names`` of people and devices in them.

        ``asked``: ``person``, ``action``, ``since``, ``until`` (milliseconds since 1970 UTC) where they are to fit;
        ``before``: only rows with a smaller number; None: from the newest on, which the hub notes.
        """

    def check(self) -> Mapping[str, Any]:
        """How many good ``rows`` there are, and the first ``bad`` one: ``number`` and ``reason``, or None."""


class SealKeeping(Protocol):
    """The recovery key of sealed fields; each call asks the hub as above."""

    def make(self) -> str:
        """Make another one; what is to be printed."""

    def use(self, told: str) -> int:
        """Take the keys that a printed one opens; how many were not here."""


class ModelKeeping(Protocol):
    """Setting models right; each call asks the hub as above."""

    def learn(self, model: str, kind: str) -> Mapping[str, Any]:
        """A candidate out of the house's outcomes, in its first ring unless its ``verdict`` is ``against`` it."""

    def health(self, model: str) -> Mapping[str, Any]:
        """How a model does over all records of the house, as plain values."""

    def widen(self, model: str) -> bool:
        """Give the file released last to all devices; False where there is none."""

    def take_back(self, model: str) -> None:
        """Give all devices the file of before."""


def enrol_link(hub: str, code: str) -> str:
    """``forecourt://enrol?hub=...&code=...``: what the picture for a camera holds, and what may be pasted."""
    return f"{_SCHEME}://enrol?{urlencode({'hub': hub, 'code': code})}"


def read_enrol_link(text: str) -> tuple[str, str] | None:
    """Hub address and code out of such a link; None when it is none."""
    try:
        parts = urlsplit(text.strip())
        told = parse_qs(parts.query)
    except ValueError:
        return None
    if parts.scheme != _SCHEME or parts.netloc != "enrol" or not told.get("hub") or not told.get("code"):
        return None
    hub = told["hub"][0]
    return (hub, told["code"][0]) if hub.startswith(("http://", "https://")) else None
