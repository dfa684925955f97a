"""People look after their own second factor here; whoever keeps the door takes one away that was lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shared_models.clock import system_milliseconds
from sync_server.accounts import Account, require_account
from sync_server.alerts import Scene, raise_alert
from sync_server.attempts import account_key, forgive
from sync_server.audit import note
from sync_server.auth import HubHere, Member, SignedInMember, WhereFrom
from sync_server.door import Told
from sync_server.errors import HubError, forbidden
from sync_server.hub import Hub
from sync_server.routes.alerts import require_door_keeper
from sync_server.second_factors import Offer, Standing, remove, standing_of, wrong_code

router = APIRouter(prefix="/v1", tags=["Second factor"])
T = TypeVar("T")


class SetUpRequest(BaseModel):
    """Who has to set up a second factor before they are let in; as at sign-in."""

    device: str = Field(max_length=32)
    login: str = Field(max_length=200)
    password: str = Field(max_length=1_000)
    challenge: str = Field(max_length=1_000)
    signature: str = Field(max_length=100)


class Code(BaseModel):
    """The authenticator's six digits, or a recovery code."""

    code: str = Field(min_length=1, max_length=40)


class Codes(BaseModel):
    """Recovery codes, told once; each serves once."""

    codes: list[str]


@router.post("/session/second-factor", summary="Set up a second factor before the first sign-in")
async def set_up(asked: SetUpRequest, hub: HubHere, address: WhereFrom) -> Offer:
    """Where the house asks for one and the person has none. It counts once a sign-in brings a first code.

    401 for a wrong password, 403 where the house does not ask for one, 409 where there is one, 429 as at sign-in.
    """
    device = hub.sessions.proven(asked.device, asked.challenge, asked.signature)
    told = Told(device.tenant, asked.login, asked.password, "", device.id, address)
    return await hub.door.set_up(told)


@router.get("/account/second-factor", summary="How one's second factor stands")
async def standing(hub: HubHere, member: SignedInMember) -> Standing:
    """Whether there is one, how many recovery codes are left, and when it is asked for."""
    with hub.database.look_up() as connection:
        return standing_of(connection, _me(connection, member))


@router.post("/account/second-factor", summary="Begin to set up a second factor")
async def begin(hub: HubHere, member: SignedInMember) -> Offer:
    """A secret, its link and recovery codes, told once; they count once confirmed. 409 where there is one."""
    return await hub.writer.write(lambda connection: hub.factors.begin(connection, _me(connection, member)))


@router.post("/account/second-factor/confirm", summary="Prove that the authenticator works", status_code=204)
async def confirm(asked: Code, hub: HubHere, member: SignedInMember, address: WhereFrom) -> Response:
    """From now on it is asked for. 401 for a wrong code."""

    def do(connection: Connection, account: Account) -> None:
        hub.factors.confirm(connection, account.person, asked.code, system_milliseconds())
        note(connection, member.tenant, account.person, member.device, "second_factor_set_up", account.person)

    await _guarded(hub, member, address, do)
    return Response(status_code=204)


@router.post("/account/second-factor/recovery-codes", summary="Make other recovery codes")
async def recovery_codes(asked: Code, hub: HubHere, member: SignedInMember, address: WhereFrom) -> Codes:
    """Those before serve no more. 401 for a wrong code."""

    def do(connection: Connection, account: Account) -> Codes:
        _require_code(hub, connection, account, asked.code, _scene(member, address))
        note(connection, member.tenant, account.person, member.device, "recovery_codes_made", account.person)
        return Codes(codes=hub.factors.new_recovery_codes(connection, account.person))

    return await _guarded(hub, member, address, do)


@router.post("/account/second-factor/remove", summary="Do without a second factor", status_code=204)
async def take_away(asked: Code, hub: HubHere, member: SignedInMember, address: WhereFrom) -> Response:
    """401 for a wrong code. Where the house asks for a second factor another is set up at the next sign-in."""

    def do(connection: Connection, account: Account) -> None:
        _require_code(hub, connection, account, asked.code, _scene(member, address))
        remove(connection, account.person)
        note(connection, member.tenant, account.person, member.device, "second_factor_removed", account.person)

    await _guarded(hub, member, address, do)
    return Response(status_code=204)


@router.post(
    "/accounts/{person}/reset-second-factor", summary="Take away a second factor that was lost", status_code=204
)
async def reset(person: str, hub: HubHere, member: SignedInMember, address: WhereFrom) -> Response:
    """403 for those who do not keep the door and for one's own, 404 for an account of no or another house."""
    require_door_keeper(member)
    if person == member.principal.person:
        raise forbidden("Take your own second factor away in the settings; it needs a code.")

    def do(connection: Connection) -> None:
        account = require_account(connection, member.tenant, person)
        remove(connection, account.person)
        note(connection, member.tenant, member.principal.person, member.device, "second_factor_reset", account.person)
        scene = replace(_scene(member, address), person=account.person)
        raise_alert(connection, "second_factor_reset", scene, system_milliseconds())

    await hub.writer.write(do)
    return Response(status_code=204)


async def _guarded(hub: Hub, member: Member, address: str, do: Callable[[Connection, Account], T]) -> T:
    """Do what needs a code; wrong ones count as wrong passwords do, so that a found tablet is no oracle."""
    with hub.database.look_up() as connection:
        account = _me(connection, member)
    key = account_key(account.tenant, account.login)
    tried = await hub.door.count([key])

    def attempt(connection: Connection) -> T:
        done = do(connection, account)
        forgive(connection, key)
        return done

    try:
        return await hub.writer.write(attempt)
    except HubError as error:
        if error.code == "second_factor_wrong":
            await hub.door.failed(tried, _scene(member, address))
        raise


def _require_code(hub: Hub, connection: Connection, account: Account, code: str, scene: Scene) -> None:
    if not hub.factors.fits(connection, account, scene, code, system_milliseconds()):
        raise wrong_code()


def _scene(member: Member, address: str) -> Scene:
    return Scene(member.tenant, member.principal.person, member.device, address or None)


def _me(connection: Connection, member: Member) -> Account:
    return require_account(connection, member.tenant, member.principal.person)
