"""What a device stands for before others, by file or network: its signature under its changes, and the roster."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.reading.queries import Reader
from client.replica.carried import HUB_KEY, ROSTER, kept_roster
from client.replica.worker import Replica
from client.text import roads as words
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.roster import Roster


class NoRoster(ForecourtError):
    """This device has not heard from its hub yet who belongs to the house."""

    code = "no_roster"


def vouched(envelopes: Iterable[Envelope], device: str, key: Ed25519PrivateKey) -> list[Envelope]:
    """Those that may travel: signed by their makers, or made here and signed now.

    What others made and came without its signature only they can bring.
    """
    return [
        each if each.signature else each.signed(key) for each in envelopes if each.signature or each.device == device
    ]


def known_roster(replica: Replica) -> Roster | None:
    """The newest roster that a replica keeps."""
    reader = Reader(replica.database)
    return kept_roster(reader.meta(ROSTER), reader.meta(HUB_KEY))


def required_roster(replica: Replica) -> Roster:
    """The same, for whoever can do nothing without. Raises NoRoster."""
    roster = known_roster(replica)
    if roster is None:
        raise NoRoster(words.NO_ROSTER)
    return roster
