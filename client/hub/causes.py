"""From an error that ended a conversation with the hub to what it means."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from client.hub.hub_connection import HubRefused
from client.hub.session import SignInNeeded
from client.replica.database import DiskFull
from client.sync_state import Cause
from shared_models.protocol import FROZEN

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSALS = {
    "device_revoked": Cause.REVOKED,
    "version_too_old": Cause.TOO_OLD,
    "device_unknown": Cause.REVOKED,
    "storage_unavailable": Cause.HUB_BUSY,
    FROZEN: Cause.FROZEN,
}


def cause_of(error: BaseException) -> Cause:
    """What an error means, from itself and from what lies behind it."""
    behind = list(chain_of(error))
    for one in behind:
        if isinstance(one, DiskFull) or (isinstance(one, OSError) and one.errno in _FULL):
            return Cause.DISK_FULL
        if isinstance(one, HubRefused):
            return _REFUSALS.get(one.code, Cause.SIGN_IN if one.status == 401 else Cause.UNKNOWN)
    for one in behind:
        if isinstance(one, ssl.SSLError):
            return Cause.CERTIFICATE
        if isinstance(one, socket.gaierror) or (isinstance(one, OSError) and one.errno in _NO_ROUTE):
            return Cause.NO_NETWORK
    if any(isinstance(one, SignInNeeded) for one in behind):
        return Cause.SIGN_IN
    return _by_library(behind)


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that led to it, the members of groups included."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [led for led in (one.__cause__, one.__context__) if led is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _by_library(behind: list[BaseException]) -> Cause:
    import httpx  # where a hub was called it is loaded; the start of the app need not wait for it
    import websockets

    for one in behind:
        if isinstance(one, httpx.HTTPStatusError):
            return Cause.HUB_BUSY if one.response.status_code in (429, 502, 503, 504) else Cause.HUB_DOWN
        if isinstance(one, httpx.HTTPError | websockets.WebSocketException | OSError):
            return Cause.HUB_DOWN
    return Cause.UNKNOWN
