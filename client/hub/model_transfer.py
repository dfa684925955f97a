"""Fetching the models that the house released for this device; what its key did not sign is never kept."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Mapping
from typing import Any

from client.hub.hub_connection import HubConnection, HubRefused
from client.hub.session import Session
from client.reading.queries import Reader
from client.replica.worker import Replica
from client.scores.released import Released, fingerprint, keep, released, why_not
from client.scores.released import problem as told_problem
from client.text import scores as words
from shared_models.model_releases import certificate_bytes

log = logging.getLogger(__name__)
#: What is told where only bundled models score.
BUNDLED = "bundled"
#: Hubs of older versions know no models; people who are not of the house get none.
_NONE_HERE = (403, 404, 405)


class ModelTransfer:
    """Asks the hub with each report; fetches what is new."""

    def __init__(self, replica: Replica, reader: Reader, session: Session) -> None:
        self._replica, self._reader, self._session = replica, reader, session

    async def fetch(self, connection: HubConnection, token: str) -> str:
        """Score with what the hub has released for this device; what scores now, as one text."""
        try:
            await self._fetch(connection, token)
        except HubRefused as refusal:
            if refusal.status not in _NONE_HERE:
                raise
        return fingerprint(self._reader) or BUNDLED

    async def _fetch(self, connection: HubConnection, token: str) -> None:
        told = await connection.asked(token, "/v1/models/mine")
        before = released(self._reader)
        key, tenant = bytes.fromhex(told["key"]), self._session.standing.tenant
        if not self._is_the_houses(tenant, key, told["certificate"]):
            log.warning("the hub's key of models is not vouched for")
            await self._keep(before, {}, words.MODEL_KEY_UNKNOWN)
            return
        now: dict[str, Released] = {}
        files: dict[str, tuple[bytes, str]] = {}
        problem = ""
        for name, one in told["models"].items():
            wanted = Released(str(one["file"]), str(one["version"]), tenant, key)
            if before.get(name) == wanted:
                now[name] = wanted
                continue
            answer = await connection.asked(token, f"/v1/models/files/{wanted.file}")
            content, signature = base64.b64decode(answer["content"]), str(answer["signature"])
            why = await asyncio.to_thread(_why_not, name, wanted, content, signature)
            if why:
                problem = words.MODEL_REFUSED.format(model=words.MODELS.get(name, name), why=why)
                log.warning("a released model is not used: %s: %s", name, why)
                if name in before:
                    now[name] = before[name]
            else:
                now[name], files[name] = wanted, (content, signature)
        if now != before or files or problem != told_problem(self._reader):
            await self._keep(now, files, problem)

    async def _keep(self, now: dict[str, Released], files: Mapping[str, tuple[bytes, str]], problem: str) -> None:
        def write(writer: Any) -> None:
            keep(writer, now, dict(files), problem)

        await asyncio.wrap_future(self._replica.write(write))

    def _is_the_houses(self, tenant: str, key: bytes, certificate: str) -> bool:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        hub = Ed25519PublicKey.from_public_bytes(self._session.hub_key())
        try:
            hub.verify(bytes.fromhex(certificate), certificate_bytes(tenant, key))
        except InvalidSignature:
            return False
        return True


def _why_not(name: str, wanted: Released, content: bytes, signature: str) -> str:
    from ml_models.registry import MODELS

    return why_not(name, wanted, content, signature) if name in MODELS else words.MODEL_UNKNOWN
