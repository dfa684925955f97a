"""What a device and the hub say to each other. Version 1; every body is MessagePack unless JSON is named.

Session (JSON)
    ``POST /v1/devices/enrol``     {code, name, public_key (base64), app_version} -> {device, tenant, hub_key (base64)}
    ``POST /v1/session/challenge`` {device} -> {challenge}
    ``POST /v1/session/sign-in``   {device, login, password, challenge, signature} -> :class:`SignedIn` as JSON; the
                                   device signs :func:`challenge_bytes`
    ``POST /v1/session/refresh``   {device, refresh_token, challenge, signature} -> the same; the token is renewed
All else carries ``Authorization: Bearer <access token>``.

Push
    ``POST /v1/sync/push``  {"envelopes": [bytes]} (at most ``MAX_PUSH`` of them) -> {"results": [result]} in the same
    order ("escrow": the hashes of refused ones that are kept for a manager). A result is ``[hash, status, seq, chain,
    stamp, code, field, detail]``. Status: ``accepted`` and ``known`` (in the log; seq, chain and stamp are its
    receipt), ``waiting`` (a parent is missing: send it first), ``refused`` (code, field and detail say why). One
    refusal does not hold up the rest of the batch, only what builds on it.

Pull
    ``POST /v1/sync/pull``  {"cursors": {space: seq}, "limit": n} -> {"entries": [entry], "heads": {space: seq}}
    An entry is ``[space, seq, chain, stamp, envelope bytes]``; entries of one space come in rising, gapless order.

First sync
    ``GET /v1/sync/first?space=S&after=K&limit=N`` -> {"records": [record], "columns": {type: [column]}, "next": K or
    None, "cursor": seq, "chain": bytes}. A record is ``[document, type, kind, snapshot, heads, forked, row, rivals,
    history]``: ``heads`` is a list of hashes, ``row`` the values of the page's ``columns`` of its type (empty for a
    type that the hub does not know), ``rivals`` a list of ``[path, value, hash, shown]``, and ``history`` bytes, the
    packed list of the changes, each ``[hash, kind, author, device, stamp, offline, version, seq]``: a device keeps it
    as it is and unpacks it when somebody asks. ``cursor`` was taken before the first record was read, so that what
    changed meanwhile comes once more by pull, which is harmless.

Is it the log we know? (JSON)
    ``POST /v1/standing/chains`` {"at": {space: [seq]}} -> {"generation": text, "put_back": flag (whether it ever was),
    "chains": {space: [hex]}}: asked when a round begins. Another generation than before, or another chain hash than
    ours (empty: no such entry any more): the hub was put back from a backup. The device finds the last entry in common,
    has all that came after wait again, and says so by ``POST /v1/standing/returning``
    {"spaces": {space: [last in common, known before, changes]}}.
    ``GET /v1/standing/restored`` -> who gave back what, for those who look after devices.

Live
    WebSocket ``/v1/live``: the device's first message is {"cursors": {space: seq}}. The hub subscribes,
    sends what was missed and, to say that this was all, at least one message more; then it streams. A message is a
    MessagePack array of entries; an empty array is a heartbeat.
    The device never speaks again; when the hub ends the connection (4401: token, 1013: too slow) it pulls and returns.
    A first message with ``"presence": true`` asks for messages ``{"presence": {space: [present]}}`` as well: who edits
    in a space now, all of them, whenever it changes; a present is ``[type, record, person, name, device]``.

Live where a proxy stops WebSockets
    ``GET /v1/events?space=A&space=B`` is the same as server-sent events: ``entries`` and ``presence`` carry such
    messages in base64, comments are heartbeats, ``end`` says why it is over. An event's id is :func:`resume_id`; it
    is given back as ``Last-Event-ID`` (or ``after``).
    ``POST /v1/sync/poll`` {"cursors": {space: seq}, "wait": seconds, "present": n} -> {"entries": [entry],
    "presence": {space: [present]}, "present": n}: answers when there is something, or after ``wait`` seconds.

Presence
    ``POST /v1/presence`` (JSON) {space, type, record, editing}: said every ``PRESENCE_REFRESH`` seconds while a record
    is being edited; forgotten after ``PRESENCE_LIFE`` seconds of silence; never stored.

Standing (JSON)
    ``POST /v1/standing``  {"cursors": {space: seq}, "waiting": n, "refused": n} -> {"time": milliseconds since 1970
    UTC, "chains": {space: hex}, "heads": {space: seq}, "backed_up": {space: seq}, "generation": text}: the device
    tells how it stands, the hub what its logs hold at the cursors (empty: no such entry any more), where each log
    ends, and how far it is in its last backup.
    ``GET /v1/standing/devices`` -> {"devices": [:class:`DeviceStanding` as JSON]}: those the person may hear of.
    ``GET /v1/standing/names``  -> {"names": {device: name}}: what the devices of the tenant are called.
    ``POST /v1/standing/device`` {device, challenge, signature} -> {"standing": "enrolled"}, or 401 saying why not.
Every request names the program's version in the header ``Forecourt-Version``; one that is older than the hub puts up
with is answered 426 ``version_too_old``, whatever it asks.

Errors are JSON ``{"code": ..., "detail": ..., "field": ...}`` with a fitting status.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack

from shared_models.envelopes import Envelope, unpack
from shared_models.errors import EnvelopeRefused

#: Envelopes in one push, entries in one pull, records in one chunk of a first sync.
MAX_PUSH = 500
MAX_PULL = 1_000
MAX_FIRST = 5_000
#: Bytes of one request body.
MAX_BODY = 8_000_000
#: Seconds for which a poll may wait; seconds between two words of presence, and until an unrepeated one is forgotten.
LONGEST_POLL = 25
#: Seconds without a word after which a device takes an open stream for dead; a hub speaks twice within them.
STREAM_SILENCE = 40
PRESENCE_REFRESH, PRESENCE_LIFE = 10, 30
MEDIA_TYPE = "application/msgpack"
GENESIS = b"\0" * 32

VERSION_HEADER = "Forecourt-Version"

ACCEPTED, KNOWN, WAITING, REFUSED = "accepted", "known", "waiting", "refused"
#: Why changes wait, or a request is turned away, while the hub's administrator has stopped all writing.
FROZEN = "frozen"
#: The code where the hub cannot open what it keeps of a file.
FILE_DAMAGED = "file_damaged"
#: The code of whatever is refused because of its space: the person's rights are others than the device knew.
SPACE_FORBIDDEN = "space_forbidden"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the log of its space: its place, the log's chain hash there, and the stamp the hub gave it."""

    space: str
    seq: int
    chain: bytes
    stamp: int
    envelope: Envelope

    def pack_list(self) -> list[Any]:
        """The form in which an entry travels."""
        return [self.space, self.seq, self.chain, self.stamp, self.envelope.pack()]


@dataclass(frozen=True, slots=True)
class PushResult:
    """The hub's answer to one pushed change; see the module's header."""

    hash: bytes
    status: str
    seq: int = 0
    chain: bytes = b""
    stamp: int = 0
    code: str = ""
    field: str = ""
    detail: str = ""

    def pack_list(self) -> list[Any]:
        """The form in which a result travels."""
        return [self.hash, self.status, self.seq, self.chain, self.stamp, self.code, self.field, self.detail]


@dataclass(frozen=True, slots=True)
class FirstPage:
    """A page of a first sync; see the module's header. ``following`` is None on the last page."""

    records: Sequence[Sequence[Any]]
    columns: Mapping[str, Sequence[str]]
    following: int | None
    seq: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a device learns at sign-in: the tokens, who signed in, and the spaces to keep.

    ``expires_in`` is the access token's life in seconds; ``seals`` maps record types to the keys (base64) of their
    sealed fields; ``agreed`` are the fields of policies and claims that an insurer's people see (``policy.premium``)
    and write (``=write``).
    """

    access_token: str
    refresh_token: str
    expires_in: int
    person: str
    name: str
    role: str
    tenant: str
    store: str | None
    spaces: list[str]
    seals: dict[str, str] = field(default_factory=dict)
    agreed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """How a device of the tenant stands, as far as the hub knows: instants in milliseconds since 1970 UTC.

    ``waiting`` and ``refused`` are what the device last told; None where it never did. ``person`` is who used it then.
    """

    device: str
    name: str
    person: str
    heard: int | None
    enrolled: int
    revoked: bool
    waiting: int | None
    refused: int | None
    version: str


def chain_hash(previous: bytes, seq: int, change_hash: bytes, stamp: int) -> bytes:
    """The link of a space's hash chain: no entry can be altered, dropped or moved without later links showing it."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + change_hash + stamp.to_bytes(8, "big")).digest()


def resume_id(cursors: Mapping[str, int], spaces: Sequence[str]) -> str:
    """The id of an event after which a device is at these cursors: the numbers in the order of ``spaces``."""
    return "-".join(str(cursors[space]) for space in spaces)


def challenge_bytes(device: str, challenge: str) -> bytes:
    """What a device signs to prove that it holds its key."""
    return b"forecourt-challenge-1\0" + device.encode() + b"\0" + challenge.encode()


def claim_bytes(device_code: str) -> bytes:
    """What a new device signs when it asks whether it was let in."""
    return b"forecourt-claim-1\0" + device_code.encode()


def pack(body: Any) -> bytes:
    """A body as it travels."""
    return bytes(msgpack.packb(body))


def unpack_body(data: bytes) -> Any:
    """A body that arrived. Raises EnvelopeRefused when it is not MessagePack of a sane shape."""
    return _unpacked(data, use_list=True)


def _unpacked(data: bytes, use_list: bool) -> Any:
    try:
        return msgpack.unpackb(data, strict_map_key=True, use_list=use_list, max_array_len=200_000, max_map_len=100_000)
    except (ValueError, msgpack.exceptions.UnpackException, UnicodeDecodeError, RecursionError) as error:
        raise EnvelopeRefused("the body is not MessagePack of the expected form") from error


def is_count(value: Any) -> bool:
    """Whether a value that arrived is a number that databases hold, from 0 on, and no flag."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def read_entry(parts: Any) -> Entry:
    """An entry that arrived. Raises EnvelopeRefused."""
    if not isinstance(parts, list) or len(parts) != 5:
        raise EnvelopeRefused("this is not a log entry")
    space, seq, chain, stamp, data = parts
    well_formed = isinstance(space, str) and is_count(seq) and is_count(stamp)
    if not well_formed or not isinstance(chain, bytes) or not isinstance(data, bytes):
        raise EnvelopeRefused("this is not a log entry")
    return Entry(space, seq, chain, stamp, unpack(data))


def read_first_page(data: bytes) -> FirstPage:
    """A page of a first sync that arrived, its lists as tuples. Raises EnvelopeRefused."""
    body = _unpacked(data, use_list=False)
    if not isinstance(body, dict) or not _is_page(body):
        raise EnvelopeRefused("this is not a page of a first sync")
    return FirstPage(body["records"], body["columns"], body.get("next"), body["cursor"], body["chain"])


def _is_page(body: Mapping[str, Any]) -> bool:
    records, columns = body.get("records"), body.get("columns")
    whole = isinstance(records, tuple) and all(isinstance(each, tuple) and len(each) == 9 for each in records)
    listed = isinstance(columns, dict) and all(isinstance(names, tuple) for names in columns.values())
    follows = body.get("next") is None or is_count(body["next"])
    return whole and listed and follows and is_count(body.get("cursor")) and isinstance(body.get("chain"), bytes)


def read_result(parts: Any) -> PushResult:
    """A push result that arrived. Raises EnvelopeRefused."""
    if not isinstance(parts, list) or len(parts) != 8:
        raise EnvelopeRefused("this is not a push result")
    change, status, seq, chain, stamp, *words = parts
    told = isinstance(status, str) and all(isinstance(word, str) for word in words)
    if not (told and isinstance(change, bytes) and isinstance(chain, bytes) and is_count(seq) and is_count(stamp)):
        raise EnvelopeRefused("this is not a push result")
    return PushResult(*parts)
