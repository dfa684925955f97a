"""MessagePack bodies of the sync routes: read with their form checked, answered with parts that are packed already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgpack
from fastapi import Request, Response

from shared_models.errors import EnvelopeRefused
from shared_models.protocol import MAX_PUSH, MEDIA_TYPE, pack, unpack_body
from sync_server.errors import bad_request, too_large


async def read_map(request: Request) -> dict[str, Any]:
    """The body, which has to be a map. Raises HubError 400."""
    return map_of(await request.body())


def map_of(data: bytes) -> dict[str, Any]:
    """A MessagePack map. Raises HubError 400."""
    try:
        body = unpack_body(data)
    except EnvelopeRefused as error:
        raise bad_request("bad_body", f"{error}.") from error
    if not isinstance(body, dict) or not all(isinstance(key, str) for key in body):
        raise bad_request("bad_body", "The body must be a MessagePack map.")
    return body


def cursors_of(body: Mapping[str, Any]) -> dict[str, int]:
    """The cursors a device sent: space -> last number it has. Raises HubError 400."""
    cursors = body.get("cursors")
    if not isinstance(cursors, dict) or len(cursors) > 2_000:
        raise bad_request("bad_body", "The cursors must be a map of spaces to numbers.", "cursors")
    for space, seq in cursors.items():
        if not isinstance(space, str) or isinstance(seq, bool) or not isinstance(seq, int) or not 0 <= seq < 2**62:
            raise bad_request("bad_body", "The cursors must be a map of spaces to numbers.", "cursors")
    return cursors


def cursors_of_id(event_id: str, spaces: Sequence[str]) -> dict[str, int]:
    """The cursors that an event id stands for; none: from the beginning. Raises HubError 400."""
    numbers = event_id.split("-") if event_id else ["0"] * len(spaces)
    whole = all(n.isascii() and n.isdecimal() and len(n) < 19 for n in numbers)
    if not whole or len(numbers) != len(spaces) or len(set(spaces)) != len(spaces):
        detail = "The id to go on from must be one number for each space that is named, joined by hyphens."
        raise bad_request("bad_resume_id", detail, "Last-Event-ID")
    return dict(zip(spaces, map(int, numbers), strict=True))


def packed_answer(
    packed: Mapping[str, Sequence[bytes]], plain: Mapping[str, Any], counts: Mapping[str, int] | None = None
) -> Response:
    """A map whose lists in ``packed`` hold items that are packed already, beside ``plain`` values; ``counts``: how many
    there are, where several stand in one."""
    packer = msgpack.Packer(autoreset=False)
    packer.pack_map_header(len(packed) + len(plain))
    for name, value in plain.items():
        packer.pack(name)
        packer.pack(value)
    parts = [bytes(packer.bytes())]
    for name, items in packed.items():
        parts += [pack(name), bytes(msgpack.Packer().pack_array_header((counts or {}).get(name, len(items)))), *items]
    return Response(b"".join(parts), media_type=MEDIA_TYPE)


def envelopes_of(data: bytes) -> list[bytes]:
    """The envelopes of a push. Raises HubError 413 for too many, found without reading them, and 400."""
    if _announced(data) > MAX_PUSH:
        raise too_large(f"A push may have {MAX_PUSH} changes at most.")
    envelopes = map_of(data).get("envelopes")
    if not isinstance(envelopes, list) or not all(isinstance(item, bytes) for item in envelopes):
        raise bad_request("bad_body", "The envelopes must be a list of byte strings.", "envelopes")
    if len(envelopes) > MAX_PUSH:
        raise too_large(f"A push may have {MAX_PUSH} changes at most.")
    return envelopes


def _announced(data: bytes) -> int:
    """How many items the list behind the first key of a map says it has; 0 when there is no such thing."""
    unpacker = msgpack.Unpacker(max_buffer_size=len(data) or 1)
    unpacker.feed(data)
    try:
        unpacker.read_map_header()
        unpacker.skip()
        return int(unpacker.read_array_header())
    except (ValueError, msgpack.exceptions.UnpackException):
        return 0
