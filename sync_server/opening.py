"""Opening what was pushed: form, device, signature and author of each envelope, before any document is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from shared_models.change_chunk import ChangeHead
from shared_models.envelopes import Envelope, unpack, verify
from shared_models.erasures import hub_writes_as
from shared_models.errors import EnvelopeRefused, ForecourtError, InvalidRecord, Refusal
from shared_models.operations import Operations, read_operations
from shared_models.protocol import REFUSED, PushResult
from shared_models.records import RECORD_TYPES
from shared_models.rights import HUB, Principal, may_add_to
from sync_server.accounts import Account, find_account
from sync_server.devices import Device, find_device, people_of


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope that is genuine, and what was read from it. ``head`` and ``operations`` are None for a fact."""

    envelope: Envelope
    packed: bytes
    author: Principal
    head: ChangeHead | None = None
    operations: Operations | None = None


def refused(change: bytes, error: ForecourtError) -> PushResult:
    """The answer to a change that may not enter. ``change`` is its hash, empty if not even that could be read."""
    field = getattr(error, "field", "")
    if isinstance(error, InvalidRecord):
        field = error.problems[0].field
    return PushResult(change, REFUSED, code=error.code, field=field, detail=str(error))


class Opener:
    """Opens the envelopes of one push on behalf of a tenant; looks up each device and author once."""

    def __init__(
        self,
        connection: Connection,
        tenant: str,
        approver: Principal | None = None,
        hub_key: Ed25519PublicKey | None = None,
    ) -> None:
        """``approver`` vouches for changes of revoked devices, and of people who have left or lost a right.

        ``hub_key``: of what the hub has signed itself, which devices give back to one that was put back.
        """
        self._hub_key = hub_key
        self._approver = approver
        self._connection = connection
        self._tenant, self._hub = tenant, hub_writes_as(tenant)
        self._devices: dict[str, tuple[Device | None, set[str]]] = {}
        self._authors: dict[str, Account | None] = {}

    def open_all(self, envelopes: Sequence[bytes]) -> list[Opened | PushResult]:
        """Each envelope opened, or the answer why not."""
        return [self._open(packed) for packed in envelopes]

    def _open(self, packed: bytes) -> Opened | PushResult:
        change = b""
        try:
            envelope = unpack(packed)
            change = envelope.hash
            author, head = self._author(envelope)
            if head is None:
                return Opened(envelope, packed, author)
            if head.raw != envelope.payload:
                raise EnvelopeRefused("a change travels uncompressed")
            return Opened(envelope, packed, author, head, read_operations(head.raw, head.rest_at))
        except ForecourtError as error:
            return refused(change, error)

    def _author(self, envelope: Envelope) -> tuple[Principal, ChangeHead | None]:
        """The author and the change's head (None: a fact), once device and signature were found good.

        Raises Refusal or EnvelopeRefused.
        """
        if self._hub_key is not None and envelope.device == self._hub:
            return Principal(envelope.author, self._tenant, HUB), verify(envelope, self._hub_key)
        device, people = self._device(envelope.device)
        if device is None or device.tenant != self._tenant:
            raise Refusal("device_unknown", "the change was signed by a device that is not enrolled here")
        if device.revoked and self._approver is None:
            raise Refusal("device_revoked", "the change was signed by a device that was locked out")
        head = verify(envelope, device.key)
        if envelope.author not in self._authors:
            self._authors[envelope.author] = find_account(self._connection, envelope.author)
        account = self._authors[envelope.author]
        if account is None or account.tenant != self._tenant or envelope.author not in people:
            raise Refusal("author_unknown", "the author never signed in on the device that signed the change")
        if not account.active and self._approver is None:
            raise Refusal("account_closed", "the author's account is closed")
        return self._acting(account.principal, envelope.space), head

    def _acting(self, author: Principal, space: str) -> Principal:
        """On whose rights a change enters: the author's, or the approver's where the author has none left."""
        if self._approver is None or may_add_to(author, space, RECORD_TYPES):
            return author
        return self._approver

    def _device(self, name: str) -> tuple[Device | None, set[str]]:
        if name not in self._devices:
            self._devices[name] = (find_device(self._connection, name), people_of(self._connection, name))
        return self._devices[name]
