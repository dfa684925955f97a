"""Head office reads here who holds a vehicle, slot, plate or number block, and which collisions are still open."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.concurrency import run_in_threadpool

from shared_models.rights import may_read
from sync_server.auth import HubHere, Member, SignedInMember
from sync_server.errors import forbidden
from sync_server.stakes import open_cases, standing

router = APIRouter(prefix="/v1", tags=["Cases"])


@router.get("/cases", summary="Which collisions are open?")
async def cases(
    hub: HubHere, member: SignedInMember, limit: Annotated[int, Query(ge=1, le=1_000)] = 100
) -> dict[str, Any]:
    """``{"cases": [{"case", "lost", "to"}]}``: the entry that lost and the one it lost to. The oldest come first."""
    space = _space(member)

    def read() -> dict[str, Any]:
        with hub.database.read() as connection:
            return {"cases": open_cases(connection, space, limit)}

    return await run_in_threadpool(read)


@router.get("/holders/{thing}", summary="Who holds this?")
async def holders(
    hub: HubHere, member: SignedInMember, thing: Annotated[str, Path(max_length=120, description="vehicle:<id>")]
) -> dict[str, Any]:
    """``{"stakes": [...]}``: every entry on a thing such as ``vehicle:<id>`` or ``plate:<plate>``, holders first."""
    space = _space(member)

    def read() -> dict[str, Any]:
        with hub.database.read() as connection:
            return {"stakes": standing(connection, space, thing)}

    return await run_in_threadpool(read)


def _space(member: Member) -> str:
    """The space all stakes live in. Raises HubError 403 where the role may not read it."""
    if not may_read(member.principal.role, "sale"):
        raise forbidden("Your role may not read sales and holds.")
    return f"{member.principal.tenant}/stock"
