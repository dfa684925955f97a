"""The hub's own pages for a browser: plain HTML that needs no script, who is signed in there, and what guards them.

A cookie names the browser. What it sends is believed only with the token that goes with the cookie, so that no other
site's page can send it; a browser that signs in is given another cookie.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, delete, insert, select
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared_models.clock import system_milliseconds
from sync_server.accounts import Account, find_account
from sync_server.auth import hub_of
from sync_server.errors import HubError, bad_request, forbidden
from sync_server.hub import Hub
from sync_server.sign_in_tables import PAGE_SESSION
from sync_server.tokens import new_secret, secret_hash

FOLDER = Path(__file__).with_name("page_files")
COOKIE = "forecourt_page"
#: How long a browser stays signed in.
_LIFE_MS = 15 * 60 * 1000
_LONGEST_VALUE = 2_000
_TEMPLATES = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Visitor:
    """A browser: the hub it speaks to, its cookie (a new one where it had none), and who is signed in there."""

    hub: Hub
    request: Request
    cookie: str
    account: Account | None

    @property
    def token(self) -> str:
        """What every form of this browser brings along."""
        return hmac.new(self.hub.page_key, self.cookie.encode(), hashlib.sha256).hexdigest()

    @property
    def address(self) -> str:
        """Where it is."""
        return self.request.client.host if self.request.client else ""

    async def form(self) -> dict[str, str]:
        """What was filled in. Raises HubError 400 or 403."""
        try:
            told = parse_qsl((await self.request.body()).decode(), keep_blank_values=True, max_num_fields=50)
        except ValueError as error:
            raise bad_request("bad_body", "This form cannot be read.") from error
        form = {name: value[:_LONGEST_VALUE] for name, value in told}
        self.believe(form.get("token", ""))
        return form

    def believe(self, token: str) -> None:
        """Raise HubError 403 unless the token goes with this browser."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise forbidden("This page is too old. Please open it again.", code="page_too_old")

    def page(self, name: str, status: int = 200, /, **told: Any) -> Response:
        """One of the pages, filled in; also for a browser that has just been given its cookie."""
        text = _TEMPLATES.get_template(f"{name}.html").render(token=self.token, account=self.account, **told)
        return self.dressed(HTMLResponse(text, status, headers=_HEADERS))

    def to(self, path: str) -> Response:
        """Somewhere else on this hub."""
        return self.dressed(RedirectResponse(path, 303, headers={"Cache-Control": "no-store"}))

    def dressed(self, response: Response) -> Response:
        """The response with the browser's cookie."""
        response.set_cookie(
            COOKIE, self.cookie, httponly=True, samesite="lax", secure=self.request.url.scheme == "https"
        )
        return response

    async def signed_in(self, person: str, provider: str | None = None) -> Visitor:
        """The browser with somebody signed in (by a provider), under another cookie."""
        cookie = new_secret()
        now = system_milliseconds()

        def begin(connection: Connection) -> Account | None:
            connection.execute(delete(PAGE_SESSION).where(PAGE_SESSION.c.expires < now))
            row = {"hash": secret_hash(cookie), "person": person, "provider": provider, "expires": now + _LIFE_MS}
            connection.execute(insert(PAGE_SESSION).values(**row))
            return find_account(connection, person)

        return Visitor(self.hub, self.request, cookie, await self.hub.writer.write(begin))

    async def signed_out(self) -> tuple[Visitor, str]:
        """The browser with nobody signed in, and by which provider somebody was (empty: by none)."""
        mine = PAGE_SESSION.c.hash == secret_hash(self.cookie)

        def end(connection: Connection) -> str:
            provider = connection.execute(select(PAGE_SESSION.c.provider).where(mine)).scalar()
            connection.execute(delete(PAGE_SESSION).where(mine))
            return provider or ""

        return Visitor(self.hub, self.request, new_secret(), None), await self.hub.writer.write(end)


def visitor_of(request: Request) -> Visitor:
    """Who looks at a page."""
    hub, cookie = hub_of(request), request.cookies.get(COOKIE, "")
    if not 20 <= len(cookie) <= 100:
        return Visitor(hub, request, new_secret(), None)
    known = (PAGE_SESSION.c.hash == secret_hash(cookie), PAGE_SESSION.c.expires > system_milliseconds())
    with hub.database.look_up() as connection:
        person = connection.execute(select(PAGE_SESSION.c.person).where(*known)).scalar()
        account = find_account(connection, person) if person else None
    return Visitor(hub, request, cookie, account if account is not None and account.active else None)


def here(path: str) -> str:
    """A path on this hub to go on to, or the beginning: never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path else "/device"


def public_address(request: Request) -> str:
    """How the hub is called by whoever asks, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def said(error: HubError) -> Mapping[str, str]:
    """An error as a page shows it."""
    return {"code": error.code, "detail": str(error.detail)}
