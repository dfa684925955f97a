"""A house without a hub: its keys and roster, and replicas whose devices and people are in it."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.changes import Identity
from client.hub.session import Session, Standing
from client.replica.worker import Replica, wait
from shared_models.bundles import space_key
from shared_models.identifiers import new_id
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, spaces_for
from shared_models.roster import Roster, body_of, read_roster, sign
from tests.support.replicas import STORE, TENANT


class House:
    """Signs rosters as a hub does. ``devices`` and ``people`` are the lists of a roster, to be changed by tests."""

    def __init__(self, tenant: str = TENANT) -> None:
        self.tenant = tenant
        self.key = Ed25519PrivateKey.generate()
        self.master = bytes(range(32))
        self.devices: dict[str, list[object]] = {}
        self.people: dict[str, list[object]] = {}
        self._issued = 0

    @property
    def hub_key(self) -> bytes:
        """The public half of the hub's key."""
        return self.key.public_key().public_bytes_raw()

    def roster(self) -> Roster:
        """The roster as it stands now, later than the one before."""
        self._issued += 1
        body = body_of(self.tenant, self._issued, bytes(32), list(self.devices.values()), list(self.people.values()))
        return read_roster(sign(body, self.key), self.hub_key)

    def member(self, folder: Path, role: str = "sales_manager", **given: str) -> Member:
        """A device in a folder with somebody on it."""
        return Member(self, folder, role, **given)


class Member:
    """A replica, the session of its device, and its key."""

    def __init__(self, house: House, folder: Path, role: str, store: str = STORE) -> None:
        self.house = house
        self.me = Identity(house.tenant, new_id(), new_id(), role, store, "0.1.0")
        self.session = Session(folder, "0.1.0")
        key = Ed25519PrivateKey.generate()
        self.session.vault.put("device-key", key.private_bytes_raw())
        house.people[self.me.person] = [self.me.person, role, store, True]
        public = key.public_key().public_bytes_raw()
        house.devices[self.me.device] = [self.me.device, folder.name, public, False, [self.me.person]]
        hub_key = base64.b64encode(house.hub_key).decode()
        spaces = spaces_for(self.me_principal(), [STORE, store], RECORD_TYPES)
        standing = Standing(hub_key=hub_key, tenant=house.tenant, device=self.me.device, person=self.me.person)
        self.session.standing = replace(standing, role=role, store=store, spaces=spaces)
        self.session.keep_exchange_keys({space: space_key(house.master, space) for space in spaces})
        self.replica = Replica(folder / "replica.sqlite", self.me)

    def me_principal(self) -> Principal:
        """The person as the rights table knows them."""
        return Principal(self.me.person, self.me.tenant, self.me.role, self.me.store)

    def hear(self) -> None:
        """Hear from the hub who belongs to the house."""
        wait(self.replica.keep_roster(self.house.roster()))
