"""New devices ask to be let in (RFC 8628), and whoever looks after devices lets them in at the hub's page."""

from __future__ import annotations

import base64
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select
from starlette.responses import Response

from shared_models.clock import system_milliseconds
from shared_models.records.store import Store
from shared_models.rights import may_manage_devices
from sync_server import device_requests
from sync_server.accounts import Account
from sync_server.attempts import Key, count, refusal_for
from sync_server.auth import HubHere, WhereFrom
from sync_server.device_requests import APPROVED, DENIED, INTERVAL, LIFE, Asking
from sync_server.devices import from_base64
from sync_server.errors import HubError, bad_request
from sync_server.pages import Visitor, public_address, said, visitor_of

router = APIRouter()


class LetMeIn(BaseModel):
    """A new device asks to be let in; ``public_key`` is its Ed25519 key, 32 bytes as base64."""

    name: str = Field(min_length=1, max_length=200)
    public_key: str = Field(max_length=60)
    app_version: str = Field(min_length=1, max_length=40)


class Waiting(BaseModel):
    """What the device keeps (``device_code``) and shows; it asks every ``interval`` seconds for ``expires_in``."""

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int


class Claim(BaseModel):
    """A device asks whether it was let in; ``signature`` is its key's over the device code, as base64."""

    device_code: str = Field(min_length=20, max_length=100)
    signature: str = Field(max_length=100)


class LetIn(BaseModel):
    """What a device keeps for good: its identifier, tenant, store (if one was named), and the hub's public key."""

    device: str
    tenant: str
    store: str | None
    hub_key: str


@router.post("/v1/devices/request", summary="Ask to be let in", tags=["Devices"])
async def ask(asked: LetMeIn, request: Request, hub: HubHere) -> Waiting:
    """A code to show, which somebody types at the hub's page. 429 where too many devices ask."""
    key = from_base64(asked.public_key, "public_key")
    if len(key) != 32:
        raise HubError(400, "invalid_request", "An Ed25519 public key has 32 bytes.", "public_key")
    now = system_milliseconds()
    begun = await hub.writer.write(
        lambda connection: device_requests.begin(connection, asked.name, key, asked.app_version, now)
    )
    page = f"{public_address(request)}/device"
    return Waiting(
        device_code=begun.device_code, user_code=begun.user_code, verification_uri=page,
        verification_uri_complete=f"{page}?user_code={begun.user_code}", expires_in=LIFE, interval=INTERVAL,
    )  # fmt: skip


@router.post("/v1/devices/claim", summary="Has the device been let in?", tags=["Devices"])
async def claim(asked: Claim, hub: HubHere) -> LetIn:
    """The device's place, once. Until then 400 with the codes of RFC 8628: ``authorization_pending``, ``slow_down``
    (ask five seconds less often), ``access_denied``, ``expired_token``."""
    signature = from_base64(asked.signature, "signature")
    now = system_milliseconds()
    answer = await hub.writer.write(
        lambda connection: device_requests.claim(connection, asked.device_code, signature, now)
    )
    if isinstance(answer, HubError):
        raise answer
    hub_key = base64.b64encode(hub.key.public_key().public_bytes_raw()).decode()
    return LetIn(device=answer.device, tenant=answer.tenant, store=answer.store, hub_key=hub_key)


@router.get("/device", include_in_schema=False)
async def device_page(request: Request, user_code: str = "") -> Response:
    """Ask for the code that the device shows."""
    visitor = visitor_of(request)
    wanted = f"/device?user_code={quote(user_code[:20])}" if user_code else "/device"
    if visitor.account is None:
        return visitor.to(f"/sign-in?next={quote(wanted, safe='')}")
    if not may_manage_devices(visitor.account.role):
        return _may_not(visitor)
    return visitor.page("device", problem=None, user_code=user_code[:20])


@router.post("/device", include_in_schema=False)
async def look(request: Request, address: WhereFrom) -> Response:
    """Show which device has the code."""
    visitor = visitor_of(request)
    form = await visitor.form()
    if visitor.account is None or not may_manage_devices(visitor.account.role):
        return _may_not(visitor)
    user_code = form.get("user_code", "")[:20]
    try:
        asking = await _find(visitor, visitor.account, user_code)
    except HubError as error:
        return visitor.page("device", error.status_code, problem=said(error), user_code=user_code)
    return visitor.page("decide", asking=asking, user_code=user_code, stores=_stores(visitor, visitor.account))


@router.post("/device/decide", include_in_schema=False)
async def decide(request: Request) -> Response:
    """Let the device in, or not."""
    visitor = visitor_of(request)
    form = await visitor.form()
    account = visitor.account
    if account is None or not may_manage_devices(account.role):
        return _may_not(visitor)
    decision, store = form.get("decision", ""), form.get("store") or None
    user_code = form.get("user_code", "")[:20]
    try:
        if decision not in (APPROVED, DENIED) or (store and store not in dict(_stores(visitor, account))):
            raise bad_request("invalid_request", "Choose a store of your house, and whether to let the device in.")
        asking = await _find(visitor, account, user_code)
        await visitor.hub.writer.write(
            lambda connection: device_requests.decide(connection, asking, account, decision, store)
        )
    except HubError as error:
        return visitor.page("device", error.status_code, problem=said(error), user_code=user_code)
    let_in = decision == APPROVED
    title = "The device is let in" if let_in else "The device is not let in"
    text = f"“{asking.name}” goes on by itself in a few seconds." if let_in else f"“{asking.name}” was turned away."
    return visitor.page("told", title=title, text=text, link="")


async def _find(visitor: Visitor, account: Account, user_code: str) -> Asking:
    """The device that shows the code; whoever tries codes is slowed down. Raises HubError 404 or 429."""
    key, now = Key("code", f"{account.tenant} {account.login}"), system_milliseconds()

    def look_for(connection: Connection) -> Asking | HubError:
        try:
            return refusal_for(connection, [key], now) or device_requests.find(connection, user_code, now)
        except HubError as unknown:
            count(connection, [key], now)
            return unknown

    found = await visitor.hub.writer.write(look_for)
    if isinstance(found, HubError):
        raise found
    return found


def _stores(visitor: Visitor, account: Account) -> list[tuple[str, str]]:
    """The stores of the house: identifier and name."""
    table = Store.__table__
    wanted = select(table.c.id, table.c.name).where(table.c.space == f"{account.tenant}/directory")
    with visitor.hub.database.look_up() as connection:
        return [(row.id, row.name or row.id) for row in connection.execute(wanted.order_by(table.c.name))]


def _may_not(visitor: Visitor) -> Response:
    if visitor.account is None:
        return visitor.to("/sign-in")
    text = "Your role may not let devices in. Ask a manager or your administrator, or sign in as somebody else."
    return visitor.page("told", 403, title="This is for others", text=text, link="")
