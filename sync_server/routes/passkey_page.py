"""Passkeys in the browser: sign in with one, make one, take one away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from shared_models.clock import system_milliseconds
from sync_server import passkeys
from sync_server.accounts import Account
from sync_server.attempts import Key, count, refusal_for
from sync_server.errors import HubError, unauthorised
from sync_server.pages import Visitor, here, public_address, visitor_of
from sync_server.passkeys import Site

router = APIRouter(include_in_schema=False)


class Begun(BaseModel):
    """A browser begins; ``token`` is the page's."""

    token: str = Field(max_length=100)


class Signed(Begun):
    """What the browser's authenticator has answered."""

    credential: dict[str, Any]
    name: str = Field("", max_length=100)
    next: str = Field("", max_length=2_000)


@router.post("/passkey/options")
async def options(asked: Begun, request: Request) -> JSONResponse:
    """What to sign in order to come in."""
    visitor, now = _believed(request, asked.token), system_milliseconds()
    told = await visitor.hub.writer.write(
        lambda connection: passkeys.begin_signing_in(connection, visitor.cookie, _site(request), now)
    )
    return JSONResponse(told)


@router.post("/passkey/sign-in")
async def sign_in(asked: Signed, request: Request) -> Response:
    """Let in who has signed. 401 for whom it does not know, 429 for who tries too often."""
    visitor, now = _believed(request, asked.token), system_milliseconds()
    key = Key("address", visitor.address)

    def prove(connection: Any) -> Account | HubError:
        try:
            return refusal_for(connection, [key], now) or passkeys.sign_in(
                connection, visitor.cookie, _site(request), asked.credential, now
            )
        except HubError as wrong:  # returned: that it was tried, and the challenge spent, must be written down
            count(connection, [key], now)
            return wrong

    who = await visitor.hub.writer.write(prove)
    if isinstance(who, HubError):
        raise who
    return (await visitor.signed_in(who.person)).dressed(JSONResponse({"next": here(asked.next)}))


@router.get("/passkeys")
async def mine(request: Request) -> Response:
    """One's passkeys."""
    visitor = visitor_of(request)
    if visitor.account is None:
        return visitor.to("/sign-in?next=%2Fpasskeys")
    with visitor.hub.database.look_up() as connection:
        held = passkeys.passkeys_of(connection, visitor.account.person)
    return visitor.page("passkeys", held=held)


@router.post("/passkey/new-options")
async def new_options(asked: Begun, request: Request) -> JSONResponse:
    """What to make a passkey with."""
    visitor, now = _believed(request, asked.token), system_milliseconds()
    account = _account(visitor)
    told = await visitor.hub.writer.write(
        lambda connection: passkeys.begin_adding(connection, visitor.cookie, account, _site(request), now)
    )
    return JSONResponse(told)


@router.post("/passkey/add")
async def add(asked: Signed, request: Request) -> JSONResponse:
    """Keep a passkey. 401 for one that was not made as asked."""
    visitor, now = _believed(request, asked.token), system_milliseconds()
    account, site = _account(visitor), _site(request)
    await visitor.hub.writer.write(
        lambda connection: passkeys.add(connection, visitor.cookie, account, site, asked.credential, asked.name, now)
    )
    return JSONResponse({"next": "/passkeys"})


@router.post("/passkeys/remove")
async def remove(request: Request) -> Response:
    """Take one away."""
    visitor = visitor_of(request)
    form = await visitor.form()
    account = _account(visitor)
    await visitor.hub.writer.write(lambda connection: passkeys.remove(connection, account, form.get("passkey", "")))
    return visitor.to("/passkeys")


def _believed(request: Request, token: str) -> Visitor:
    visitor = visitor_of(request)
    visitor.believe(token)
    return visitor


def _account(visitor: Visitor) -> Account:
    if visitor.account is None:
        raise unauthorised("page_signed_out", "Please sign in again.")
    return visitor.account


def _site(request: Request) -> Site:
    address = public_address(request)
    return Site(urlsplit(address).hostname or "", address)
