"""People sign in here, on an enrolled device, and stay signed in by refreshing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from shared_models.protocol import SignedIn
from sync_server.auth import HubHere, SignedInMember, WhereFrom
from sync_server.device_certificates import needs_one

router = APIRouter(prefix="/v1/session", tags=["Session"])


class ChallengeRequest(BaseModel):
    """A device asks for something to sign."""

    device: str = Field(max_length=32)


class Challenge(BaseModel):
    """What to sign; holds for two minutes and serves once.

    ``certificate``: first fetch a certificate with one (``/v1/devices/certificate``), and show it from then on.
    """

    challenge: str
    certificate: bool = False


class SignInRequest(BaseModel):
    """Who signs in on which device; ``signature`` is the device's over the challenge, as base64.

    ``code`` is the second factor's, once it was asked for.
    """

    device: str = Field(max_length=32)
    login: str = Field(max_length=200)
    password: str = Field(max_length=1_000)
    code: str = Field("", max_length=40)
    challenge: str = Field(max_length=1_000)
    signature: str = Field(max_length=100)


class CodeRequest(BaseModel):
    """The code that the browser brought back, and the verifier whose hash was sent along with it (RFC 7636)."""

    device: str = Field(max_length=32)
    code: str = Field(max_length=100)
    verifier: str = Field(min_length=43, max_length=128)
    challenge: str = Field(max_length=1_000)
    signature: str = Field(max_length=100)


class RefreshRequest(BaseModel):
    """The refresh token of a session, on the device it was given to."""

    device: str = Field(max_length=32)
    refresh_token: str = Field(max_length=100)
    challenge: str = Field(max_length=1_000)
    signature: str = Field(max_length=100)


@router.post("/challenge", summary="Get a challenge for a device to sign")
async def challenge(asked: ChallengeRequest, request: Request, hub: HubHere) -> Challenge:
    """Answered for any identifier, so that nobody learns which devices exist."""
    lacking = needs_one(request.scope, asked.device, hub.config.asks_certificates, datetime.now(UTC))
    return Challenge(challenge=hub.mint.challenge(asked.device), certificate=lacking)


@router.post("/sign-in", summary="Sign a person in")
async def sign_in(asked: SignInRequest, hub: HubHere, address: WhereFrom) -> SignedIn:
    """Tokens, and the spaces this person may receive. 401 when anything does not fit, 429 after repeated failures.

    401 ``second_factor_needed``: ask for a code and send it along; ``second_factor_setup``: have one set up first
    (``/v1/session/second-factor``); ``second_factor_wrong``: it was another code.
    """
    return await hub.sessions.sign_in(
        asked.device, asked.login, asked.password, asked.challenge, asked.signature, asked.code, address
    )


@router.post("/sign-in-with-code", summary="Sign in who did so in a browser")
async def sign_in_with_code(asked: CodeRequest, hub: HubHere) -> SignedIn:
    """Tokens, as at sign-in. 401 ``code_invalid`` for a code of another device or verifier, or one that was used."""
    return await hub.sessions.sign_in_with_code(
        asked.device, asked.code, asked.verifier, asked.challenge, asked.signature
    )


@router.post("/refresh", summary="Renew the tokens of a session")
async def refresh(asked: RefreshRequest, hub: HubHere) -> SignedIn:
    """New tokens; the refresh token is replaced. Using a replaced one ends the session (401 ``refresh_reused``)."""
    return await hub.sessions.refresh(asked.device, asked.refresh_token, asked.challenge, asked.signature)


@router.post("/sign-out", summary="End this person's sessions on this device", status_code=204)
async def sign_out(hub: HubHere, member: SignedInMember) -> Response:
    """The refresh tokens are forgotten; the access token runs out by itself."""
    await hub.sessions.sign_out(member.device, member.principal.person)
    return Response(status_code=204)


@router.get("/me", summary="Who is signed in")
async def me(member: SignedInMember) -> dict[str, Any]:
    """Person, tenant, role, store and device of the access token."""
    return {**asdict(member.principal), "device": member.device}
