"""The people who share this device: who they are, and their session put aside until they come back with their PIN.

Names and roles stand in ``people.json``; tokens and keys stay in the vault under the person's own names. Everyone keeps
a replica of their own (``Session.replica_path``), so coming back needs no hub.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from client.care.coming_in import PersonHere
from client.hub.pins import Pins

if TYPE_CHECKING:
    from client.hub.session import Session, Standing

FILE = "people.json"
SECRETS = ("refresh-token", "seals", "role-keys", "exchange")


class PeopleHere:
    """Those with a PIN on the device of a session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._file = session.folder / FILE
        self.pins = Pins(session.vault)

    def all(self) -> list[PersonHere]:
        """By name."""
        found = [PersonHere(person, held["name"], held["role"]) for person, held in self._held().items()]
        return sorted(found, key=lambda one: (one.name.casefold(), one.person))

    def has(self, person: str) -> bool:
        """Whether somebody has a PIN here; asks no keyring, so that a start without PINs does not wait for one."""
        return person in self._held()

    def set_pin(self, pin: str) -> None:
        """Give who is signed in a PIN. Raises ForecourtError for one that is no good."""
        self.pins.set(self._session.standing.person, pin)
        self._write({**self._held(), self._session.standing.person: asdict(self._session.standing)})

    def remove_pin(self) -> None:
        """Who is signed in works without one again."""
        self.forget(self._session.standing.person)

    def put_aside(self) -> None:
        """Keep the session of who is signed in for their return; without a PIN there is none."""
        session, person = self._session, self._session.standing.person
        if not self.has(person):
            return
        self._write({**self._held(), person: asdict(session.standing)})
        for name in SECRETS:
            secret = session.vault.get(name)
            if secret is not None:
                session.vault.put(f"{name} {person}", secret)

    def bring_back(self, person: str) -> None:
        """Sign somebody in whose PIN was right; who was signed in is put aside."""
        session, held = self._session, self._held()[person]
        if person == session.standing.person:
            return
        self.put_aside()
        for name in SECRETS:
            secret = session.vault.get(f"{name} {person}")
            if secret is None:
                session.vault.forget(name)
            else:
                session.vault.put(name, secret)
        session.become(_standing(session.standing, held))

    def forget(self, person: str) -> None:
        """The person has neither PIN nor session here any more; their replica stays, as after signing out."""
        if not self.has(person):
            return
        self.pins.remove(person)
        for name in SECRETS:
            self._session.vault.forget(f"{name} {person}")
        self._write({one: held for one, held in self._held().items() if one != person})

    def forget_all(self) -> None:
        """The device is locked for good."""
        for person in list(self._held()):
            self.forget(person)
        self._file.unlink(missing_ok=True)

    def _held(self) -> dict[str, dict[str, Any]]:
        try:
            held: dict[str, dict[str, Any]] = json.loads(self._file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return held

    def _write(self, held: dict[str, dict[str, Any]]) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(held, indent=1), encoding="utf-8")
        draft.replace(self._file)


def _standing(now: Standing, held: dict[str, Any]) -> Standing:
    """What is known of the person, at the hub and on the device as they stand now."""
    told = {name: held[name] for name in ("person", "name", "role", "store", "spaces")}
    return replace(now, **told)
