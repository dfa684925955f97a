"""Photos and papers travel here, named by the SHA-256 of their bytes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.file_mentions import note_bringer, require_named
from sync_server.hub import Hub

router = APIRouter(prefix="/v1/files", tags=["Files"])
Digest = Annotated[str, Path(description="SHA-256 of the file's bytes, 64 hex digits in lower case")]
_BYTES = "application/octet-stream"
_CONTENT = {_BYTES: {"schema": {"type": "string", "format": "binary"}}}
#: What a file claims to be is decided by the record that names it, never by a browser that opens it here.
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=31536000, immutable"}


@router.put(
    "/{digest}", summary="Store a file", status_code=201, response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
)  # fmt: skip
async def put_file(digest: Digest, request: Request, hub: HubHere, member: SignedInMember) -> Response:
    """201 when it is new, 200 when the hub has it; 400 when the bytes are not those of the digest."""
    is_new = await hub.files.put(member.tenant, digest, request.stream())
    await hub.writer.write(lambda connection: note_bringer(connection, member.tenant, member.device, digest))
    return Response(status_code=201 if is_new else 200)


@router.head("/{digest}", summary="Is a file here?", response_class=Response)
async def has_file(digest: Digest, hub: HubHere, member: SignedInMember) -> Response:
    """200 with its length, or 404."""
    _require_named(hub, member, digest)
    path = hub.files.find(member.tenant, digest)
    return Response(headers={"Content-Length": str(path.stat().st_size), **_HEADERS}, media_type=_BYTES)


@router.get("/{digest}", summary="Fetch a file", response_class=FileResponse)
async def get_file(digest: Digest, hub: HubHere, member: SignedInMember) -> FileResponse:
    """The bytes; a range may be asked for, so that an interrupted transfer goes on.

    404 unless a record that the person may receive names the file, or this device brought it: nobody learns which.
    """
    _require_named(hub, member, digest)
    return FileResponse(hub.files.find(member.tenant, digest), media_type=_BYTES, headers=_HEADERS)


def _require_named(hub: Hub, member: Member, digest: str) -> None:
    with hub.database.look_up() as connection:
        require_named(connection, member.principal, member.device, digest)
