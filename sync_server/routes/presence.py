"""Saying that one edits a record, or has stopped; heard by those who listen to its space, and never stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from shared_models.identifiers import is_id
from shared_models.records import RECORD_TYPES
from shared_models.rights import template_of, templates_of
from sync_server.auth import HubHere, SignedInMember
from sync_server.errors import bad_request
from sync_server.presence import Present
from sync_server.spaces import require_readable

router = APIRouter(prefix="/v1", tags=["Sync"])


class Editing(BaseModel):
    """Whether the person edits the record now; to be said again every ``PRESENCE_REFRESH`` seconds while they do."""

    space: Annotated[str, Field(max_length=200)]
    type: Annotated[str, Field(max_length=60)]
    record: Annotated[str, Field(max_length=40)]
    editing: bool = True


@router.post("/presence", summary="Say what is being edited", status_code=204, response_class=Response)
async def presence(body: Editing, hub: HubHere, member: SignedInMember) -> Response:
    """The name that others read is the account's; who may not receive the space cannot be present in it."""
    require_readable(member.principal, [body.space])
    known = RECORD_TYPES.get(body.type)
    if known is None or template_of(body.space) not in templates_of(known):
        raise bad_request("bad_body", "There is no such record type in this space.", "type")
    if not is_id(body.record):
        raise bad_request("bad_body", "This is not the identifier of a record.", "record")
    present = Present(body.type, body.record, member.principal.person, member.name, member.device)
    (hub.presence.came if body.editing else hub.presence.left)(body.space, present)
    return Response(status_code=204)
