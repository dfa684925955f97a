"""Photos and papers travel here, named by the SHA-256 of their bytes."""

from __future__ import annotations

import re
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from shared_models.protocol import FILE_DAMAGED
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.errors import HubError
from sync_server.file_mentions import note_bringer, require_named
from sync_server.hub import Hub
from sync_server.sealed_places import FileClosed

router = APIRouter(prefix="/v1/files", tags=["Files"])
Digest = Annotated[str, Path(description="SHA-256 of the file's bytes, 64 hex digits in lower case")]
_BYTES = "application/octet-stream"
_CONTENT = {_BYTES: {"schema": {"type": "string", "format": "binary"}}}
_DAMAGED = (
    "The hub cannot open what it keeps of this file. A device that still has it sends it again by itself; else please "
    "tell your administrator, who may have a backup of it."
)
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
#: What a file claims to be is decided by the record that names it, never by a browser that opens it here.
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=31536000, immutable"}


@router.put(
    "/{digest}", summary="Store a file", status_code=201, response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
)  # fmt: skip
async def put_file(digest: Digest, request: Request, hub: HubHere, member: SignedInMember) -> Response:
    """201 when it is new, 200 when the hub has it; 400 when the bytes are not those of the digest."""
    hub.frozen.require_thawed(member.tenant)
    is_new = await hub.files.put(member.tenant, digest, request.stream())
    await hub.writer.write(lambda connection: note_bringer(connection, member.tenant, member.device, digest))
    return Response(status_code=201 if is_new else 200)


@router.head("/{digest}", summary="Is a file here?", response_class=Response)
async def has_file(digest: Digest, hub: HubHere, member: SignedInMember) -> Response:
    """200 with its length, or 404."""
    _require_named(hub, member, digest)
    size = await run_in_threadpool(hub.files.size, member.tenant, digest)
    return Response(headers={"Content-Length": str(size), **_headers(digest)}, media_type=_BYTES)


@router.get("/{digest}", summary="Fetch a file", response_class=StreamingResponse)
async def get_file(digest: Digest, request: Request, hub: HubHere, member: SignedInMember) -> Response:
    """The bytes; a range may be asked for, so that an interrupted transfer goes on.

    404 unless a record that the person may receive names the file, or this device brought it: nobody learns which.
    409 where it lies damaged on the hub, or under a key that is gone, and no whole copy lies beside the backups.
    """
    _require_named(hub, member, digest)
    if not await run_in_threadpool(hub.files.stands, member.tenant, digest, hub.copies):
        raise HubError(409, FILE_DAMAGED, _DAMAGED)
    size = await run_in_threadpool(hub.files.size, member.tenant, digest)
    start, stop = _asked_part(request, digest, size)
    part = (start, stop) != (0, size)
    headers = {"Content-Length": str(stop - start), **_headers(digest)}
    headers |= {"Content-Range": f"bytes {start}-{stop - 1}/{size}"} if part else {}
    chunks = hub.files.read(member.tenant, digest, start, stop)
    try:
        first = await run_in_threadpool(next, chunks, b"")  # before anything is promised
    except FileClosed as closed:  # it is known as damaged now: whoever asks again is told, or given a whole copy
        raise HubError(409, FILE_DAMAGED, _DAMAGED) from closed
    return StreamingResponse(chain([first], chunks), 206 if part else 200, headers, _BYTES)


def _asked_part(request: Request, digest: str, size: int) -> tuple[int, int]:
    """Where the one part that is asked for begins and ends; all of it where none is, or several. HubError 416."""
    told = _RANGE.fullmatch(request.headers.get("range", ""))
    if told is None or told.groups() == ("", "") or request.headers.get("if-range", _tag(digest)) != _tag(digest):
        return 0, size
    first, last = told.groups()
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if not start < stop:
        raise HubError(416, "no_such_part", "The file has no such part.", headers={"Content-Range": f"bytes */{size}"})
    return start, stop


def _headers(digest: str) -> dict[str, str]:
    return {"Accept-Ranges": "bytes", "ETag": _tag(digest), **_HEADERS}


def _tag(digest: str) -> str:
    return f'"{digest}"'


def _require_named(hub: Hub, member: Member, digest: str) -> None:
    with hub.database.look_up() as connection:
        require_named(connection, member.principal, member.device, digest)
