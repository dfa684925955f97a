"""Signing in at a company's own provider (OpenID Connect), and handing a sign-in over to the app (RFC 8252)."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from sync_server.errors import HubError, bad_request
from sync_server.pages import Visitor, here, public_address, visitor_of
from sync_server.routes.pages import ask_who
from sync_server.tables import DEVICE

router = APIRouter(include_in_schema=False)
_ASKED = ("device", "redirect", "challenge", "state")


@router.get("/oidc/start")
async def start(request: Request, provider: str = "", next: str = "/device") -> Response:
    """Send the browser to the provider."""
    visitor = visitor_of(request)
    try:
        where = await visitor.hub.providers.begin(provider, visitor.cookie, _come_back(request), here(next))
    except HubError as error:
        return ask_who(visitor, next, error)
    return visitor.dressed(RedirectResponse(where, 303, headers={"Cache-Control": "no-store"}))


@router.get("/oidc/callback")
async def callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """The browser is back from the provider."""
    visitor = visitor_of(request)
    try:
        if error or not code:
            raise bad_request("provider_refused", "The provider did not sign you in. Please try again.")
        arrived = await visitor.hub.providers.finish(state, code, visitor.cookie, _come_back(request))
    except HubError as problem:
        return ask_who(visitor, "/device", problem)
    return (await visitor.signed_in(arrived.person, arrived.provider)).to(here(arrived.next))


@router.get("/app")
async def app_page(request: Request) -> Response:
    """The app on a device asks to sign somebody in; ask the person whether that is meant."""
    visitor = visitor_of(request)
    asked = {name: request.query_params.get(name, "")[:500] for name in _ASKED}
    if visitor.account is None:
        return visitor.to(f"/sign-in?next={quote(f'/app?{urlencode(asked)}', safe='')}")
    try:
        name = _device(visitor, asked)
    except HubError as error:
        return visitor.page("told", error.status_code, title="This does not work", text=str(error.detail), link="")
    return visitor.page("app", device=name, asked=asked)


@router.post("/app")
async def hand_over(request: Request) -> Response:
    """Back to the app, with a code that serves once."""
    visitor = visitor_of(request)
    form = await visitor.form()
    asked = {name: form.get(name, "")[:500] for name in _ASKED}
    if visitor.account is None:
        return visitor.to(f"/sign-in?next={quote(f'/app?{urlencode(asked)}', safe='')}")
    try:
        _device(visitor, asked)
    except HubError as error:
        return visitor.page("told", error.status_code, title="This does not work", text=str(error.detail), link="")
    code = await visitor.hub.sessions.code_for(asked["device"], visitor.account.person, asked["challenge"])
    link = f"{asked['redirect']}?{urlencode({'code': code, 'state': asked['state']})}"
    return visitor.page("told", title="You are signed in", text="Forecourt on the device goes on by itself.", link=link)


def _device(visitor: Visitor, asked: dict[str, str]) -> str:
    """What the device is called, if it may be signed in on from here. Raises HubError 400."""
    back = urlsplit(asked["redirect"])
    if back.scheme != "http" or back.hostname not in ("127.0.0.1", "::1") or back.query or back.fragment:
        raise bad_request("bad_redirect", "The app must wait on this very computer. Begin again there.")
    if not 43 <= len(asked["challenge"]) <= 44 or not asked["state"]:
        raise bad_request("bad_challenge", "Something is missing from the link. Begin again in the app.")
    account = visitor.account
    known = (DEVICE.c.id == asked["device"], DEVICE.c.revoked.is_(None))
    with visitor.hub.database.look_up() as connection:
        row = connection.execute(select(DEVICE.c.name, DEVICE.c.tenant).where(*known)).first()
    if row is None or account is None or row.tenant != account.tenant:
        raise bad_request(
            "unknown_device", "This device does not belong to your house. Sign in as somebody of its own."
        )
    return str(row.name)


def _come_back(request: Request) -> str:
    return f"{public_address(request)}/oidc/callback"
