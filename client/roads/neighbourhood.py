"""What is told of the devices near this one, and what the person has chosen about them."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from client.text import neighbours as words
from shared_models.errors import ForecourtError
from shared_models.neighbours import PORT

#: Addresses that may be noted.
_MOST_NOTED = 50
_ADDRESS = re.compile(r"(?:\[(?P<six>[^\]]{2,60})\]|(?P<host>[A-Za-z0-9._-]{1,253}))(?::(?P<port>[0-9]{1,5}))?")


class When(Enum):
    """When this device exchanges changes with those near it."""

    WITHOUT_HUB = "without_hub"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True)
class Neighbour:
    """A device near this one, as it stands or stood: ``key`` is its identifier, or the address nobody was met at.

    ``talking``: it is in touch now; ``in_step``: each has what the other has, ``in_step_at`` when that was so last
    (UTC). ``got`` and ``given`` are changes, in this conversation or the last. ``problem``: why they do not talk.
    """

    key: str
    name: str
    address: str
    talking: bool = False
    in_step: bool = False
    in_step_at: datetime | None = None
    got: int = 0
    given: int = 0
    left_out: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Neighbourhood:
    """Whether this device is open to its neighbours, at which addresses, what stands in the way, and who is near.

    ``forbidden``: whoever looks after the device has switched it off for good.
    ``noted`` are the addresses somebody has entered; ``turned_away`` counts connections that were refused unheard of.
    """

    when: When = When.WITHOUT_HUB
    open: bool = False
    addresses: tuple[str, ...] = ()
    problem: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    noted: tuple[str, ...] = ()
    turned_away: int = 0
    forbidden: bool = False

    @property
    def talking(self) -> int:
        """How many neighbours are in touch now."""
        return sum(each.talking for each in self.neighbours)


@dataclass(frozen=True)
class Choices:
    """What was chosen on this device, for whoever signs in here."""

    when: When = When.WITHOUT_HUB
    noted: tuple[str, ...] = ()

    def noting(self, address: str) -> Choices:
        """With one address more. Raises BadAddress."""
        plain = address_of(*read_address(address))
        if plain in self.noted:
            return self
        if len(self.noted) >= _MOST_NOTED:
            raise BadAddress(words.TOO_MANY_NOTED.format(most=_MOST_NOTED))
        return replace(self, noted=(*self.noted, plain))

    def without(self, address: str) -> Choices:
        """With one address less."""
        return replace(self, noted=tuple(each for each in self.noted if each != address))


class BadAddress(ForecourtError):
    """What was entered is no address of a device."""

    code = "bad_address"


def read_address(text: str) -> tuple[str, int]:
    """Host and port out of ``host``, ``host:port`` or ``[host]:port``. Raises BadAddress."""
    plain = text.strip()
    parts = _ADDRESS.fullmatch(f"[{plain}]" if plain.count(":") > 1 and not plain.startswith("[") else plain)
    port = int(parts["port"] or PORT) if parts else 0
    if parts is None or not 0 < port < 65_536:
        raise BadAddress(words.BAD_ADDRESS.format(text=plain[:80]))
    if parts["six"]:
        try:
            ipaddress.IPv6Address(parts["six"])
        except ValueError as error:
            raise BadAddress(words.BAD_ADDRESS.format(text=plain[:80])) from error
    return parts["six"] or parts["host"], port


def address_of(host: str, port: int) -> str:
    """An address as people write it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class KeptChoices:
    """The choices in a file beside the replica; where it cannot be read, the usual ones."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "neighbours.json"

    def read(self) -> Choices:
        """What was chosen last."""
        try:
            told = json.loads(self._file.read_text(encoding="utf-8"))
            noted: Sequence[str] = [each for each in told["noted"] if isinstance(each, str)][:_MOST_NOTED]
            return Choices(When(told["when"]), tuple(noted))
        except (OSError, ValueError, KeyError, TypeError):
            return Choices()

    def write(self, choices: Choices) -> None:
        """Keep a choice. Raises OSError."""
        draft = self._file.with_suffix(".new")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"when": choices.when.value, "noted": choices.noted}), encoding="utf-8")
        draft.replace(self._file)
