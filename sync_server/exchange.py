"""What devices need to exchange changes without the hub: the signed roster, and the exchange keys of their spaces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from shared_models.bundles import space_key
from shared_models.roster import body_of, sign
from sync_server.keys import load_key, load_seal_master
from sync_server.tables import ACCOUNT, DEVICE, DEVICE_PERSON


class Exchange:
    """Makes rosters and keys out of the hub's own keys in its data folder."""

    def __init__(self, data: Path) -> None:
        self._key: Ed25519PrivateKey = load_key(data)
        self._master = load_seal_master(data)

    @property
    def public_key(self) -> bytes:
        """By which devices check what this hub has signed."""
        return self._key.public_key().public_bytes_raw()

    def salvage_key(self, tenant: str) -> X25519PrivateKey:
        """Opens what revoked devices of a tenant have sealed."""
        derived = HKDF(SHA256(), 32, None, b"forecourt-salvage-1 " + tenant.encode()).derive(self._master)
        return X25519PrivateKey.from_private_bytes(derived)

    def roster(self, connection: Connection, tenant: str, now_ms: int) -> bytes:
        """The roster as it stands, signed."""
        device, people = DEVICE.c, _people_by_device(connection)
        salvage = self.salvage_key(tenant).public_key().public_bytes_raw()
        devices = [
            [row.id, row.name, row.public_key, row.revoked is not None, people.get(row.id, [])]
            for row in connection.execute(select(DEVICE).where(device.tenant == tenant).order_by(device.id))
        ]
        known = select(ACCOUNT).where(ACCOUNT.c.tenant == tenant).order_by(ACCOUNT.c.person)
        members = [[row.person, row.role, row.store, bool(row.active)] for row in connection.execute(known)]
        return sign(body_of(tenant, now_ms, salvage, devices, members), self._key)

    def keys(self, spaces: Sequence[str]) -> dict[str, bytes]:
        """The exchange keys of spaces."""
        return {space: self.key(space) for space in spaces}

    def key(self, space: str) -> bytes:
        """The exchange key of one space."""
        return space_key(self._master, space)


def _people_by_device(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    ordered = select(DEVICE_PERSON).order_by(DEVICE_PERSON.c.device, DEVICE_PERSON.c.person)
    for row in connection.execute(ordered):
        found.setdefault(row.device, []).append(row.person)
    return found
