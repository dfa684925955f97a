"""The keys of sealed fields on this device: fetched, made where one is due, and passed on to who may have them.

The private half of the device's X25519 key and the keys themselves are in the vault; the hub sees wraps alone (see
``shared_models.role_keys``).
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from client.hub.hub_connection import HubConnection, HubRefused
from client.text import sync as words
from shared_models import role_keys as keys
from shared_models.errors import NotAllowed
from shared_models.sealing import Seals

if TYPE_CHECKING:
    from client.hub.session import Session

log = logging.getLogger(__name__)
#: What they are called in the vault: the device's own key, and the keys that the person holds by type and number.
DEVICE, HELD = "seal-key", "role-keys"
_NO_LONGER_SIGNED_IN, _TAKEN = 401, 409
#: Another device may have made a generation at the same moment: then it is asked again how things stand.
_TRIES = 3


class RoleKeys:
    """Those of the person who is signed in on the device of a session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        #: How it stood when nothing was left to do: the person, the hub's ETag and what was held. Asked for that again,
        #: the hub reads nothing of others' keys.
        self._settled: tuple[str, str, dict[str, dict[str, str]]] = ("", "", {})
        #: By type: the generations that somebody knows who is no longer entitled, and who made the last one.
        self._stale: dict[str, frozenset[int]] = {}
        self._makers: dict[str, str] = {}

    def seals(self, record_type: str, of_before: bytes | None) -> Seals | None:
        """What opens and closes sealed fields of a type; ``of_before`` opens values from before devices had keys."""
        held = self._held()
        ring = tuple(_bytes(one) for _, one in sorted(held.get(record_type, {}).items(), key=_number, reverse=True))
        if not ring and of_before is None:
            return None
        stale = self._stale.get(record_type, frozenset())
        known = frozenset(
            keys.mark_of(_bytes(one)) for number, one in held.get(record_type, {}).items() if int(number) in stale
        )
        return Seals(of_before, ring, waits=record_type in held and not ring, stale=known)

    def made_here(self, record_type: str) -> bool:
        """Whether this device made the last generation of a type: it is the first to close anew what is stale."""
        return self._makers.get(record_type) == self._device

    async def settle(self, connection: HubConnection, token: str) -> None:
        """Fetch, make and pass on what there is to; once. A hub that knows nothing of it is left in peace."""
        if not self._session.may_seal:
            return
        for _ in range(_TRIES):
            try:
                await self._settle(connection, token)
            except HubRefused as refusal:
                if refusal.status == _NO_LONGER_SIGNED_IN:
                    raise
                log.info("keys of sealed fields wait: %s", refusal.code)
                if refusal.status == _TAKEN:
                    continue
            return

    async def _settle(self, connection: HubConnection, token: str) -> None:
        private = self._private()
        person, known, before = self._settled
        same = (person, before) == (self._session.standing.person, self._held())
        told, tag = await connection.asked_anew(token, "/v1/seals", known if same else "")
        if told is None:
            return
        if told["holder"] != _text(private.public_key().public_bytes_raw()):
            await connection.put(token, "/v1/seals/holder", self._holder(self._device, private))
            told = await connection.asked(token, "/v1/seals")
        await self._do(connection, token, told, private)
        self._settled = self._session.standing.person, tag, self._held()

    async def _do(
        self, connection: HubConnection, token: str, told: Mapping[str, Any], private: X25519PrivateKey
    ) -> None:
        """Take, make and give what the hub's answer asks for."""
        by = {device: _bytes(key) for device, key in told["keys"].items()}
        held = self._held()
        for name, stands in told["types"].items():
            mine = held.setdefault(name, {})
            self._stale[name], self._makers[name] = frozenset(stands.get("stale", ())), stands.get("maker", "")
            for one in stands["mine"]:
                if str(one["number"]) not in mine and (key := self._opened(one, private, self._device, by)):
                    mine[str(one["number"])] = _text(key)
            self._keep(held)
            if stands["due"]:
                number, key = stands["last"] + 1, keys.new_key()
                wraps = [self._wrap(name, number, key, each) for each in self._believed(stands["holders"], by)]
                body = {"type": name, "number": number, "mark": _text(keys.mark_of(key)), "wraps": wraps}
                await connection.told(token, "/v1/seals/generations", body)
                mine[str(number)] = _text(key)
                self._makers[name] = self._device
                self._keep(held)
            wanted = [each for each in self._believed(stands["wanting"], by) if str(each["number"]) in mine]
            if wanted:
                wraps = [self._wrap(name, each["number"], _bytes(mine[str(each["number"])]), each) for each in wanted]
                await connection.told(token, "/v1/seals/wraps", {"wraps": wraps})

    async def keep_recovery(self, connection: HubConnection, token: str, public: bytes) -> None:
        """Have all keys wrapped for the holder of a recovery key, from now on. Raises HubRefused."""
        signature = keys.sign_holder(self._session.key(), self._tenant, keys.RECOVERY, public)
        body = {"public": _text(public), "signature": _text(signature)}
        await connection.put(token, "/v1/seals/recovery", body)
        await self._settle(connection, token)

    async def recover(self, connection: HubConnection, token: str, private: X25519PrivateKey) -> int:
        """Take all keys that a recovery key opens; how many were not here. Raises NotAllowed where it opens none."""
        told = await connection.asked(token, "/v1/seals/recovery")
        held, new = self._held(), 0
        if not told["wraps"]:
            raise NotAllowed(words.NO_RECOVERY)
        for one in told["wraps"]:
            bound = keys.about(self._tenant, one["type"], one["number"], keys.RECOVERY)
            key = keys.unwrap(_bytes(one["wrapped"]), private, bound)
            mine = held.setdefault(one["type"], {})
            new += str(one["number"]) not in mine
            mine[str(one["number"])] = _text(key)
        self._keep(held)
        await self._give_myself(connection, token, held)
        return new

    async def _give_myself(self, connection: HubConnection, token: str, held: Mapping[str, Mapping[str, str]]) -> None:
        """Once the hub knows that this device holds the keys, it asks it to pass them on."""
        public = self._private().public_key().public_bytes_raw()
        me = {"holder": self._device, "public": _text(public)}
        all_held = [(name, int(number), _bytes(key)) for name, mine in held.items() for number, key in mine.items()]
        wraps = [self._wrap(name, number, key, me) for name, number, key in all_held]
        await connection.told(token, "/v1/seals/wraps", {"wraps": wraps})
        await self._settle(connection, token)

    @property
    def _device(self) -> str:
        return self._session.standing.device

    @property
    def _tenant(self) -> str:
        return self._session.standing.tenant

    def _private(self) -> X25519PrivateKey:
        """The device's own key; made at first."""
        held = self._session.vault.get(DEVICE)
        if held is None:
            held = X25519PrivateKey.generate().private_bytes_raw()
            self._session.vault.put(DEVICE, held)
        return X25519PrivateKey.from_private_bytes(held)

    def _holder(self, holder: str, private: X25519PrivateKey) -> dict[str, str]:
        public = private.public_key().public_bytes_raw()
        signature = keys.sign_holder(self._session.key(), self._tenant, holder, public)
        return {"public": _text(public), "signature": _text(signature)}

    def _opened(
        self, wrap: Mapping[str, Any], private: X25519PrivateKey, holder: str, by: Mapping[str, bytes]
    ) -> bytes | None:
        """The key in a wrap; None, and a word in the log, for one that does not hold."""
        bound, wrapped = keys.about(self._tenant, wrap["type"], wrap["number"], holder), _bytes(wrap["wrapped"])
        try:
            if keys.wrap_holds(by.get(wrap["giver"], b""), _bytes(wrap["signature"]), wrapped, bound):
                return keys.unwrap(wrapped, private, bound)
        except NotAllowed:
            pass
        log.warning("a key of sealed fields does not hold and is left aside")
        return None

    def _believed(self, holders: list[dict[str, Any]], by: Mapping[str, bytes]) -> list[dict[str, Any]]:
        """Those whose public key the device named for it has signed: their own, or a manager's for the recovery key."""
        return [
            one
            for one in holders
            if (one["signer"] == one["holder"] or one["holder"] == keys.RECOVERY)
            and keys.holder_holds(
                by.get(one["signer"], b""), _bytes(one["signature"]), self._tenant, one["holder"], _bytes(one["public"])
            )
        ]

    def _wrap(self, name: str, number: int, key: bytes, holder: Mapping[str, Any]) -> dict[str, Any]:
        bound = keys.about(self._tenant, name, number, holder["holder"])
        wrapped = keys.wrap(key, _bytes(holder["public"]), bound)
        signature = keys.sign_wrap(self._session.key(), wrapped, bound)
        told = {"type": name, "number": number, "holder": holder["holder"]}
        return told | {"wrapped": _text(wrapped), "signature": _text(signature)}

    def _held(self) -> dict[str, dict[str, str]]:
        held: dict[str, dict[str, str]] = json.loads(self._session.vault.get(HELD) or b"{}")
        return held

    def _keep(self, held: Mapping[str, Mapping[str, str]]) -> None:
        if self._held() != held:
            self._session.vault.put(HELD, json.dumps(held).encode())


def _number(item: tuple[str, str]) -> int:
    return int(item[0])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(told: str) -> bytes:
    return base64.b64decode(told)
