"""Who is asking: the dependencies by which every route learns person, device and rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from shared_models.rights import Principal
from sync_server.accounts import find_account
from sync_server.device_certificates import require_own
from sync_server.devices import find_device
from sync_server.errors import unauthorised
from sync_server.hub import Hub
from sync_server.tokens import bearer_token


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in person, called ``name``, on an enrolled device; the token ``expires`` then, in seconds since 1970."""

    principal: Principal
    device: str
    expires: int
    name: str

    @property
    def tenant(self) -> str:
        """The tenant both belong to."""
        return self.principal.tenant


def hub_of(connection: HTTPConnection) -> Hub:
    """The hub behind a request or a socket."""
    hub = connection.app.state.hub
    assert isinstance(hub, Hub)
    return hub


def member_of(connection: HTTPConnection) -> Member:
    """Who is asking. Raises HubError 401, and 429 for who asks too often.

    Role, store and whether account and device still stand are read each time: a right that was taken away is gone at
    the next request, not when the token expires. Two reads by key cost less than a tenth of a millisecond.
    """
    hub = hub_of(connection)
    claims = hub.mint.check_access(bearer_token(connection.headers.get("authorization", "")))
    with hub.database.look_up() as database:
        account, device = find_account(database, claims.person), find_device(database, claims.device)
    if account is None or not account.active or account.tenant != claims.tenant:
        raise unauthorised("account_closed", "This account is closed. Ask your administrator.")
    if device is None or device.revoked or device.tenant != claims.tenant:
        raise unauthorised("device_revoked", "This device was locked out. Ask your administrator.")
    require_own(connection.scope, claims.device, hub.config.asks_certificates)
    for kind, key in (("device", claims.device), ("person", claims.person), ("tenant", claims.tenant)):
        hub.limits.take(kind, key)
    return Member(account.principal, claims.device, claims.expires, account.name)


async def _hub(request: Request) -> Hub:
    return hub_of(request)


async def _member(request: Request) -> Member:
    return member_of(request)


async def _where_from(request: Request) -> str:
    """The address that asks; empty where it has none."""
    return request.client.host if request.client else ""


HubHere = Annotated[Hub, Depends(_hub)]
SignedInMember = Annotated[Member, Depends(_member)]
WhereFrom = Annotated[str, Depends(_where_from)]
