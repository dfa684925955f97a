"""Changes in a file, from device to device or to the hub by USB stick: signed by the bringer, readable to its readers.

Wire form, version 1: the 18 bytes ``forecourt changes\\n``, one byte with the version, then a MessagePack array
``[head, sections, signature]``:

- ``head``: the packed array ``[tenant, device, made, salt, roster]``: the device that wrote the file, milliseconds
  since 1970 UTC, 32 random bytes, and the newest roster the device knew (``roster``);
- ``sections``: a list of ``[space, sealed]``. ``sealed`` is a packed list of envelopes under ChaCha20-Poly1305. Its key
  is HKDF-SHA256 of the *space's exchange key* with ``salt`` and ``b"forecourt-changes-1 " + space``; the nonce is the
  section's number, 12 bytes, big endian; the SHA-256 of ``head`` is bound in. The hub derives the exchange keys and
  gives them, while in touch, to whoever may receive the space: so a file shows nobody what they may not see. A device
  that was revoked later could still open a file it gets hold of; it cannot make one;
- ``signature``: Ed25519 by the device over ``b"forecourt-changes-1\\0"``, SHA-256 of ``head`` and SHA-256 of the packed
  ``sections``.

Version 2 carries photos and papers too, ``[head, sections, files, signature]``: ``files`` is a list of ``[space,
sealed]``, one file each, which is the packed array ``[digest, bytes]`` under the key of the space whose change names
it; the nonce is the file's number with its highest bit set, and the SHA-256 of the packed ``files`` is signed as well.

Nothing is compressed: a file is as large as what comes out of it. What each envelope says is checked on its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.roster import Roster, latest, read_roster

MAGIC = b"forecourt changes\n"
VERSION, _WITH_FILES = 1, 2
#: Bytes of a file, far beyond a fleet's month; sections stay small enough to be opened one by one.
MAX_BUNDLE = 256_000_000
_SECTION_BYTES, _MAX_SECTIONS, _MAX_SECTION_ITEMS = 4_000_000, 20_000, 100_000
KeyOf = Callable[[str], bytes | None]
_PREFIX = b"forecourt-changes-1\0"
_NOT_ONE = "This is no file of changes from Forecourt. Nothing was taken from it."
_TOO_LARGE = "This file is larger than any file of changes. Nothing was taken from it."
_DAMAGED = "This file of changes is damaged or was altered. Nothing was taken from it; please have it written again."


class BundleRefused(ForecourtError):
    """A file that is no bundle, is damaged, or comes from elsewhere; the message says which."""

    code = "bundle_refused"


@dataclass(frozen=True)
class Bundle:
    """A file that was read: by which device, when (milliseconds since 1970 UTC), the newest roster of the two known.

    ``closed`` sections are for other readers than this one; ``files`` are whole, by digest.
    """

    device: str
    made: int
    roster: Roster
    envelopes: list[bytes]
    closed: int
    files: dict[str, bytes]


def space_key(master: bytes, space: str) -> bytes:
    """The exchange key of a space, out of the hub's master key."""
    return HKDF(SHA256(), 32, None, b"forecourt-exchange-1 " + space.encode()).derive(master)


def write_bundle(
    device: str, key: Ed25519PrivateKey, roster: Roster, envelopes: Iterable[Envelope], keys: Mapping[str, bytes],
    made_ms: int, files: Sequence[tuple[str, str, bytes]] = (),
) -> bytes:  # fmt: skip
    """The file's bytes. ``envelopes`` are signed and in the order they were made, in spaces whose key is there.

    ``files``: the space whose change names each, its digest, its bytes.
    """
    salt = os.urandom(32)
    head = bytes(msgpack.packb([roster.tenant, device, made_ms, salt, roster.packed]))
    bound = hashlib.sha256(head).digest()
    sections = []
    for number, (space, packed) in enumerate(_sections(envelopes)):
        sealed = _cipher(keys[space], salt, space).encrypt(_nonce(number), bytes(msgpack.packb(packed)), bound)
        sections.append([space, sealed])
    if not files:
        signature = key.sign(_signed(bound, sections))
        return MAGIC + bytes([VERSION]) + bytes(msgpack.packb([head, sections, signature]))
    sealed_files = [
        [space, _cipher(keys[space], salt, space).encrypt(_file_nonce(n), bytes(msgpack.packb([digest, data])), bound)]
        for n, (space, digest, data) in enumerate(files)
    ]
    signature = key.sign(_signed(bound, sections, sealed_files))
    return MAGIC + bytes([_WITH_FILES]) + bytes(msgpack.packb([head, sections, sealed_files, signature]))


def read_bundle(data: bytes, hub_key: bytes, own: Roster | None, tenant: str, key_of: KeyOf) -> Bundle:
    """Open a file; all of it or, raising BundleRefused, RosterRefused or Refusal, nothing.

    ``own`` is the roster known here; ``key_of`` tells the exchange key of a space, or None.
    What the envelopes say is not checked yet.
    """
    head, sections, files, signature = _parts(data)
    try:
        told, device, made, salt, roster_bytes = msgpack.unpackb(head, max_array_len=5)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException) as error:
        raise BundleRefused(_DAMAGED) from error
    if told != tenant:
        raise BundleRefused("This file of changes belongs to another house. Nothing was taken from it.")
    roster = latest(own, read_roster(roster_bytes, hub_key))
    writer = roster.device(device)
    bound = hashlib.sha256(head).digest()
    try:
        Ed25519PublicKey.from_public_bytes(writer.key).verify(signature, _signed(bound, sections, files))
    except (InvalidSignature, TypeError, ValueError) as error:
        raise BundleRefused(_DAMAGED) from error
    envelopes: list[bytes] = []
    closed = 0
    for number, (space, sealed) in enumerate(sections):
        key = key_of(space)
        if key is None:
            closed += 1
        else:
            envelopes += _opened(_cipher(key, salt, space), number, sealed, bound)
    carried: dict[str, bytes] = {}
    for number, (space, sealed) in enumerate(files):
        key = key_of(space)
        if key is not None:
            digest, content = _opened_file(_cipher(key, salt, space), number, sealed, bound)
            carried[digest] = content
    return Bundle(device, made, roster, envelopes, closed, carried)


def tenant_of(data: bytes) -> str:
    """The house that a file says it belongs to. Raises BundleRefused."""
    try:
        return str(msgpack.unpackb(_parts(data)[0], max_array_len=5)[0])
    except (ValueError, TypeError, LookupError, msgpack.exceptions.UnpackException) as error:
        raise BundleRefused(_DAMAGED) from error


def read_file(path: Path) -> bytes:
    """The bytes of a file of changes. Raises BundleRefused for one that cannot be read or is too large."""
    try:
        if path.stat().st_size > MAX_BUNDLE:
            raise BundleRefused(_TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise BundleRefused(f"{path} cannot be read: {error.strerror}.") from error


_Sealed = list[tuple[str, bytes]]


def _parts(data: bytes) -> tuple[bytes, _Sealed, _Sealed, bytes]:
    if len(data) > MAX_BUNDLE:
        raise BundleRefused(_TOO_LARGE)
    if not data.startswith(MAGIC) or len(data) == len(MAGIC):
        raise BundleRefused(_NOT_ONE)
    version = data[len(MAGIC)]
    if version not in (VERSION, _WITH_FILES):
        raise BundleRefused("This file was made by a newer version of Forecourt. Please update this device first.")
    try:
        parts = msgpack.unpackb(memoryview(data)[len(MAGIC) + 1 :], max_array_len=_MAX_SECTIONS, max_map_len=0)
        head, sections, files, signature = parts if version == _WITH_FILES else (*parts[:2], [], *parts[2:])
        whole = isinstance(head, bytes) and isinstance(signature, bytes)
        sections, files = ([(space, sealed) for space, sealed in some] for some in (sections, files))
        whole = whole and all(isinstance(s, str) and isinstance(sealed, bytes) for s, sealed in (*sections, *files))
    except (ValueError, TypeError, msgpack.exceptions.UnpackException, RecursionError) as error:
        raise BundleRefused(_DAMAGED) from error
    if not whole:
        raise BundleRefused(_DAMAGED)
    return head, sections, files, signature


def _opened(cipher: ChaCha20Poly1305, number: int, sealed: bytes, bound: bytes) -> list[bytes]:
    try:
        packed = msgpack.unpackb(cipher.decrypt(_nonce(number), sealed, bound), max_array_len=_MAX_SECTION_ITEMS)
    except (InvalidTag, ValueError, msgpack.exceptions.UnpackException) as error:
        raise BundleRefused(_DAMAGED) from error
    if not isinstance(packed, list) or not all(isinstance(each, bytes) for each in packed):
        raise BundleRefused(_DAMAGED)
    return packed


def _opened_file(cipher: ChaCha20Poly1305, number: int, sealed: bytes, bound: bytes) -> tuple[str, bytes]:
    try:
        digest, data = msgpack.unpackb(cipher.decrypt(_file_nonce(number), sealed, bound), max_array_len=2)
        whole = hashlib.sha256(data).hexdigest() == digest
    except (InvalidTag, ValueError, TypeError, msgpack.exceptions.UnpackException) as error:
        raise BundleRefused(_DAMAGED) from error
    if not whole:
        raise BundleRefused(_DAMAGED)
    return digest, data


def _sections(envelopes: Iterable[Envelope]) -> Iterable[tuple[str, list[bytes]]]:
    """Runs of envelopes of one space, none much larger than it should be; the order stays."""
    space, run, size = "", list[bytes](), 0
    for envelope in envelopes:
        packed = envelope.pack()
        if run and (envelope.space != space or size + len(packed) > _SECTION_BYTES):
            yield space, run
            run, size = [], 0
        space = envelope.space
        run.append(packed)
        size += len(packed)
    if run:
        yield space, run


def _cipher(key: bytes, salt: bytes, space: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"forecourt-changes-1 " + space.encode()).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _file_nonce(number: int) -> bytes:
    return (number | 1 << 95).to_bytes(12, "big")


def _signed(bound: bytes, sections: Sequence[Any], files: Sequence[Any] = ()) -> bytes:
    digests = [_digest_of(sections), _digest_of(files)] if files else [_digest_of(sections)]
    return _PREFIX + bound + b"".join(digests)


def _digest_of(parts: Sequence[Any]) -> bytes:
    return hashlib.sha256(bytes(msgpack.packb([[space, sealed] for space, sealed in parts]))).digest()
