"""The PINs of the people on this device: argon2id hashes in its vault, and a wait after wrong ones that only grows.

A PIN is asked where no hub need answer: to unlock the device, to change who works on it, to leave customer mode. It
guards the open door of a lying tablet; a copy of the disk is what the operating system's keyring is there against.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Protocol

from client.care.coming_in import objection
from client.text import locking as words
from shared_models.errors import ForecourtError

#: Seconds to wait after so many wrong tries; the last holds for every further one. Nobody is locked out for good:
#: there may be no hub for weeks.
WAITS = (0, 0, 0, 30, 60, 300, 900, 3600)
#: OWASP's second choice of argon2id: 64 MiB, three passes; about a seventh of a second on a small tablet.
_MEMORY_KIB, _PASSES = 65_536, 3


class Secrets(Protocol):
    """Where the hashes lie; ``client.hub.vault.Vault`` is one."""

    def get(self, name: str) -> bytes | None: ...
    def put(self, name: str, secret: bytes) -> None: ...
    def forget(self, name: str) -> None: ...


class WrongPin(ForecourtError):
    """It is another one; ``wait`` are the seconds until the next try."""

    code = "wrong_pin"

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Pins:
    """PINs by person. ``now`` is the wall clock in seconds; another one is for tests."""

    def __init__(self, secrets: Secrets, now: Callable[[], float] = time.time) -> None:
        self._secrets, self._now = secrets, now
        #: When a try may be made again, by the monotonic clock: setting the wall clock forward helps nobody.
        self._until: dict[str, float] = {}

    def is_set(self, person: str) -> bool:
        """Whether the person has a PIN on this device."""
        return self._secrets.get(_name(person)) is not None

    def set(self, person: str, pin: str) -> None:
        """Give the person a PIN, or another one. Raises ForecourtError for one that is no good."""
        if problem := objection(pin):
            raise ForecourtError(problem, "pin")
        self._keep(person, {"hash": _hasher().hash(pin), "wrong": 0, "at": 0.0})

    def remove(self, person: str) -> None:
        """The person has none any more."""
        self._secrets.forget(_name(person))

    def wait(self, person: str) -> int:
        """Seconds until the next try is taken."""
        held = self._held(person)
        if held is None:
            return 0
        wanted = WAITS[min(held["wrong"], len(WAITS) - 1)]
        passed = self._now() - held["at"]
        # A clock that was set back begins the wait anew rather than lengthening it for ever.
        by_wall = wanted - (passed if passed >= 0 else 0)
        by_run = self._until.get(person, 0.0) - time.monotonic()
        return max(0, min(wanted, round(max(by_wall, by_run) + 0.49)))

    def check(self, person: str, pin: str) -> None:
        """Raises WrongPin, with what to wait, when it is another one or too early. Takes a moment: not in Qt's."""
        held = self._held(person)
        if held is None:
            raise WrongPin(words.NO_PIN, 0)
        if wait := self.wait(person):
            raise WrongPin(words.wait_first(wait), wait)
        # Counted before it is checked: whoever pulls the plug meanwhile has tried all the same.
        held.update(wrong=held["wrong"] + 1, at=self._now())
        self._keep(person, held)
        if not _fits(held["hash"], pin):
            wait = WAITS[min(held["wrong"], len(WAITS) - 1)]
            self._until[person] = time.monotonic() + wait
            raise WrongPin(words.wrong(wait), wait)
        self._until.pop(person, None)
        self._keep(person, {**held, "wrong": 0, "at": 0.0})

    def _held(self, person: str) -> dict[str, Any] | None:
        raw = self._secrets.get(_name(person))
        return None if raw is None else json.loads(raw)

    def _keep(self, person: str, held: dict[str, Any]) -> None:
        self._secrets.put(_name(person), json.dumps(held).encode())


def _name(person: str) -> str:
    return f"pin {person}"


def _hasher() -> Any:
    from argon2 import PasswordHasher  # only where a PIN is given or asked: the start need not wait for it

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


def _fits(hashed: str, pin: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(hashed, pin))
    except (VerificationError, InvalidHashError):
        return False
