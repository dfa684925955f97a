"""Models of the house: head office reviews and releases them, devices fetch what they are to score with."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from shared_models.records.risk_rule import RiskRule
from shared_models.rights import is_external, may_read, may_release_models
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.errors import HubError, bad_request, forbidden, not_found
from sync_server.hub import Hub
from sync_server.model_releases import (
    EVERYBODY,
    Keeper,
    ModelRefused,
    candidate,
    for_device,
    in_use_everywhere,
    keep_verdict,
    key_for,
    known_model,
    measure,
    overview,
    release,
    roll_back,
    sign,
    upload,
)
from sync_server.model_watch import health, learn

router = APIRouter(prefix="/v1/models", tags=["Models"])
_UNKNOWN = ("unknown_model", "unknown_file")
_ROWS = 1_000
T = TypeVar("T")


class Candidate(BaseModel):
    """A model file as training wrote it, as base64."""

    model: str = Field(max_length=60)
    content: str


class LabelledRows(BaseModel):
    """Rows with known outcomes, which the candidate was not trained on: a CSV file (also gzipped) as base64."""

    table: str
    target: str | None = Field(default=None, max_length=200)


class Ring(BaseModel):
    """Who gets a release: per cent of the devices, and all devices of some stores."""

    share: int = Field(default=EVERYBODY, ge=0, le=EVERYBODY)
    stores: list[Annotated[str, Field(pattern="^[0-9a-f]{32}$")]] = Field(default=[], max_length=1_000)


class Learning(BaseModel):
    """``level``: one number for all, from 50 outcomes on; ``ridge``: how much each table counts, from 200 on."""

    kind: str = Field(pattern="^(level|ridge)$")


class Rows(BaseModel):
    """Plain values by the names of the model's features, one map a row."""

    rows: list[dict[str, float | bool | str | None]] = Field(max_length=_ROWS)


@router.get("", summary="All candidates and releases")
async def models(hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """With their figures, the newest first."""
    _require_right(member)
    with hub.database.read() as connection:
        return overview(connection, member.tenant)


@router.post("/candidates", summary="Hand in a candidate")
async def hand_in(asked: Candidate, hub: HubHere, member: SignedInMember) -> dict[str, str]:
    """400 when it is no whole file of that model."""
    _require_right(member)
    content = _bytes(asked.content, "content")
    return await _written(hub, member, lambda connection, keeper: upload(connection, keeper, asked.model, content))


@router.post("/candidates/{file}/measures", summary="Measure a candidate beside the model in use")
async def measures(file: str, asked: LabelledRows, hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """Figures of both, and ``against``: what forbids its release (worse, or unfair)."""
    _require_right(member)
    data = _bytes(asked.table, "table")

    def work() -> dict[str, Any]:
        with hub.database.read() as connection:
            found = candidate(connection, member.tenant, file)
            in_use = in_use_everywhere(connection, member.tenant, found.model)
        return measure(found, None if in_use is None else in_use.content, data, asked.target)

    try:
        verdict = await run_in_threadpool(work)
    except ModelRefused as refusal:
        raise _error(refusal) from refusal
    await _written(hub, member, lambda connection, keeper: keep_verdict(connection, keeper, file, verdict))
    return verdict


@router.post("/candidates/{file}/sign", summary="Sign a candidate with the house's key")
async def sign_it(file: str, hub: HubHere, member: SignedInMember) -> dict[str, str]:
    """409 unless it was measured and the gate let it pass."""
    _require_right(member)
    return await _written(hub, member, lambda connection, keeper: sign(connection, keeper, file, hub.key))


@router.post("/candidates/{file}/release", summary="Release a signed model to a ring")
async def release_it(file: str, asked: Ring, hub: HubHere, member: SignedInMember) -> dict[str, int]:
    """Devices fetch it at their next report; a wider ring is another release of the same file."""
    _require_right(member)
    number = await _written(
        hub, member, lambda connection, keeper: release(connection, keeper, file, asked.share, asked.stores)
    )
    return {"release": number}


@router.get("/{model}/health", summary="How a model does on the house's records")
async def how_it_does(model: str, hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """Drift by input, predicted against observed by month, AUC from 50 outcomes on."""
    _require_right(member)

    def read() -> dict[str, Any]:
        with hub.database.read() as connection:
            return _or_error(lambda: health(connection, member.tenant, model, datetime.now(UTC)))

    return await run_in_threadpool(read)


@router.post("/{model}/learn", summary="Make a candidate out of the house's own outcomes")
async def learn_it(model: str, asked: Learning, hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """Measured already: on the last quarter of the outcomes. 409 where there are too few; nothing is released by it."""
    _require_right(member)

    def work() -> tuple[bytes, dict[str, Any]]:
        with hub.database.read() as connection:
            return _or_error(lambda: learn(connection, member.tenant, model, asked.kind))

    content, verdict = await run_in_threadpool(work)

    def keep(connection: Connection, keeper: Keeper) -> dict[str, str]:
        made = upload(connection, keeper, model, content)
        keep_verdict(connection, keeper, made["id"], verdict)
        return made

    return {**await _written(hub, member, keep), "verdict": verdict}


@router.post("/{model}/rollback", summary="Give everybody the model that was in use before")
async def take_back(model: str, hub: HubHere, member: SignedInMember) -> dict[str, str]:
    """409 where the bundled model is in use everywhere."""
    _require_right(member)
    return await _written(hub, member, lambda connection, keeper: roll_back(connection, keeper, model))


@router.get("/mine", summary="What this device is to score with")
async def mine(hub: HubHere, member: SignedInMember) -> dict[str, Any]:
    """By model its file's identifier and version, and the house's key; a model that is not there is the bundled one."""
    _require_of_the_house(member)
    with hub.database.read() as connection:
        rows = for_device(connection, member.tenant, member.device, member.principal.store)
    told = {name: {"file": row.id, "version": row.version} for name, row in rows.items()}
    return {**key_for(hub.key, member.tenant), "models": told}


@router.get("/files/{file}", summary="A released model file")
async def released_file(file: str, hub: HubHere, member: SignedInMember) -> dict[str, str]:
    """Its content as base64 and its signature; 404 unless it is for this device, or for who reviews models."""
    _require_of_the_house(member)
    with hub.database.read() as connection:
        rows = for_device(connection, member.tenant, member.device, member.principal.store)
        theirs = next((row for row in rows.values() if row.id == file), None)
        if theirs is None and may_release_models(member.principal.role):
            theirs = _or_error(lambda: candidate(connection, member.tenant, file))
    if theirs is None:
        raise not_found("There is no such model file.", "unknown_file")
    return {
        "model": theirs.model, "version": theirs.version, "signature": theirs.signature,
        "content": base64.b64encode(theirs.content).decode(),
    }  # fmt: skip


@router.post("/{model}/score", summary="Scores of rows, the same as on this device")
async def score(model: str, asked: Rows, hub: HubHere, member: SignedInMember) -> dict[str, list[dict[str, Any]]]:
    """Each with its reasons, or with ``absent``: why there is none. With the file this device scores with."""
    _require_of_the_house(member)
    return {"scores": await run_in_threadpool(scores, hub, member, model, asked.rows)}


def scores(hub: Hub, member: Member, name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Scores of plain values with the file that the asking device scores with."""
    from ml_models.model_file import opened
    from ml_models.score import Score

    model = _or_error(lambda: known_model(name))
    if not model.scores:
        raise bad_request("scores_nothing", f"The model {name} scores no records.", "model")
    if not may_read(member.principal.role, model.scores):
        raise forbidden("Your role may not see these scores.", "model")
    with hub.database.read() as connection:
        row = for_device(connection, member.tenant, member.device, member.principal.store).get(name)
        told_with = _preferences(connection, member.tenant) if name == "accident_risk" else ()
    file = model.read_bundled() if row is None else opened(row.content, name, model.bundled)
    told: list[dict[str, Any]] = []
    for each in model.scored(file, rows, *told_with):
        if isinstance(each, Score):
            reasons = [
                {"feature": one.feature, "words": one.words, "contribution": one.contribution} for one in each.reasons
            ]
            told.append({
                "value": each.value, "band": each.band, "reasons": reasons, "model": name, "version": each.version,
            })  # fmt: skip
        else:
            told.append({"absent": each})
    return told


async def _written(hub: Hub, member: Member, job: Callable[[Connection, Keeper], T]) -> T:
    keeper = Keeper(member.tenant, member.principal.person, member.device)
    try:
        return await hub.writer.write(lambda connection: job(connection, keeper))
    except ModelRefused as refusal:
        raise _error(refusal) from refusal


def _or_error(read: Callable[[], T]) -> T:
    try:
        return read()
    except ModelRefused as refusal:
        raise _error(refusal) from refusal


def _error(refusal: ModelRefused) -> HubError:
    if refusal.code in _UNKNOWN:
        return not_found(str(refusal), refusal.code)
    if refusal.code.startswith("bad_"):
        return bad_request(refusal.code, str(refusal))
    return HubError(409, refusal.code, str(refusal))


def _bytes(text: str, field: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise bad_request("bad_base64", "This is no base64.", field) from error


def _require_right(member: Member) -> None:
    if not may_release_models(member.principal.role):
        raise forbidden("Your role may not release models.")


def _require_of_the_house(member: Member) -> None:
    if is_external(member.principal.role):
        raise forbidden("Models are for the people of the house.")


def _preferences(connection: Connection, tenant: str) -> tuple[Any, ...]:
    """What the tenant's latest rule of risk says, for the accident risk."""
    from ml_models.accident_risk.model import preferences_of

    table = RiskRule.table()
    written = select(table).where(table.c.space == f"{tenant}/directory")
    newest = written.order_by(table.c.created.desc(), table.c.id.desc()).limit(1)
    rule = connection.execute(newest).mappings().first()
    return () if rule is None else (preferences_of(dict(rule)),)
