"""The hub's own pages: signing in and out in a browser, and the style they share."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection, select
from starlette.responses import FileResponse, Response

from sync_server.accounts import Account
from sync_server.door import Told
from sync_server.errors import HubError
from sync_server.pages import FOLDER, Visitor, here, public_address, said, visitor_of
from sync_server.tables import TENANT

router = APIRouter(include_in_schema=False)
_SHOWN = frozenset({"second_factor_needed", "second_factor_wrong"})


@router.get("/page.css")
async def style() -> FileResponse:
    """How the pages look."""
    return FileResponse(FOLDER / "page.css", media_type="text/css")


@router.get("/page.js")
async def script() -> FileResponse:
    """What passkeys need; nothing else on the pages needs a script."""
    return FileResponse(FOLDER / "page.js", media_type="text/javascript")


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "/device") -> Response:
    """Ask who it is."""
    visitor = visitor_of(request)
    return visitor.to(here(next)) if visitor.account else ask_who(visitor, next)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check who it is; then go on to where they wanted."""
    visitor = visitor_of(request)
    form = await visitor.form()
    told = Told(form.get("tenant", ""), form.get("login", ""), form.get("password", ""), form.get("code", ""), "",
                visitor.address)  # fmt: skip

    def who(_connection: Connection, account: Account) -> str:
        return account.person

    try:
        person = await visitor.hub.door.admit(told, who)
    except HubError as error:
        return ask_who(visitor, form.get("next", ""), error, told)
    return (await visitor.signed_in(person)).to(here(form.get("next", "")))


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Nobody is signed in here any more."""
    visitor = visitor_of(request)
    await visitor.form()
    nobody, provider = await visitor.signed_out()
    come_back = f"{public_address(request)}/sign-in"
    link = await visitor.hub.providers.sign_out_address(provider, come_back) if provider else ""
    if not link:
        return nobody.to("/sign-in")
    text = "You are signed out here. At your company’s provider you still are signed in."
    return nobody.page("told", title="Signed out", text=text, link="", further=(link, "Sign out there too"))


def ask_who(visitor: Visitor, next: str, problem: HubError | None = None, told: Told | None = None) -> Response:
    """The page on which somebody signs in, with what was wrong before."""
    with visitor.hub.database.look_up() as connection:
        tenants = sorted(connection.execute(select(TENANT.c.name)).scalars())
        providers = visitor.hub.providers.offered(connection)
    return visitor.page(
        "sign_in", problem.status_code if problem else 200,
        problem=said(problem) if problem else None, next=here(next), tenants=tenants, providers=providers,
        tenant=told.tenant if told else "", login=told.login if told else "",
        code_wanted=problem is not None and problem.code in _SHOWN,
    )  # fmt: skip
