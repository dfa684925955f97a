"""Checks an evidence pack with nothing but Python: ``python verify.py [PACK.zip or FOLDER]``.

Part of every pack, and independent of the program that wrote it. It checks that no file was altered, added or taken
away since the pack was signed; that who signed it belongs to the house whose hub key is named below; that every change
has the hash it is known by and, where its envelope is here, the signature of the device it was made on; and that the
receipts of the hub follow from each other. Compare the hub's fingerprint with the one the house tells you by other
means. Whether the documents say what ``records.json`` says, ``verify.mjs`` finds out with Automerge's own program.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


class Bad(Exception):
    """What is wrong, and with which file."""


# --- Ed25519 by RFC 8032, verification only ---


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: _Point) -> _Point:
    result: _Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _same(p: _Point, q: _Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _recover(y: int, sign: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x


def _point(data: bytes) -> _Point | None:
    y = int.from_bytes(data, "little")
    x = _recover(y & ((1 << 255) - 1), y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % _P)


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _recover(_BASE_Y, 0) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the Ed25519 key signed the message."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    return _same(_times(s, _BASE), _add(r, _times(h, a)))


# --- MessagePack, as far as packs need it ---


def unpack(data: bytes, at: int = 0) -> tuple[Any, int]:
    """The value that begins at a place, and where it ends."""
    kind = data[at]
    at += 1
    if kind < 0x80:
        return kind, at
    if 0x90 <= kind <= 0x9F:
        return _items(data, at, kind & 15)
    if 0xA0 <= kind <= 0xBF:
        return data[at : at + (kind & 31)].decode(), at + (kind & 31)
    if kind in (0xC0, 0xC2, 0xC3):
        return {0xC0: None, 0xC2: False, 0xC3: True}[kind], at
    if kind in (0xC4, 0xC5, 0xC6, 0xD9, 0xDA, 0xDB):
        size = 1 << (kind - (0xC4 if kind < 0xD0 else 0xD9))
        end = at + size + int.from_bytes(data[at : at + size], "big")
        content = data[at + size : end]
        return (content if kind < 0xD0 else content.decode()), end
    if 0xCC <= kind <= 0xCF:
        size = 1 << (kind - 0xCC)
        return int.from_bytes(data[at : at + size], "big"), at + size
    if kind in (0xDC, 0xDD):
        size = 2 if kind == 0xDC else 4
        return _items(data, at + size, int.from_bytes(data[at : at + size], "big"))
    raise Bad("it is not MessagePack of the expected form")


def _items(data: bytes, at: int, count: int) -> tuple[list[Any], int]:
    found = []
    for _ in range(count):
        value, at = unpack(data, at)
        found.append(value)
    return found, at


# --- the pack ---


class Pack:
    """The files of a pack, and what is found out about them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.manifest: dict[str, Any] = {}
        self.keys: dict[str, bytes] = {}

    def check(self) -> list[str]:
        """What was found good, a sentence each. Raises Bad at the first thing that is not."""
        self._manifest()
        self._files()
        self._roster()
        return [*self._changes(), f"The hub's key has the fingerprint {self.fingerprint()}."]

    def fingerprint(self) -> str:
        """What people compare: the first 32 digits of the SHA-256 of the hub's public key."""
        digits = hashlib.sha256(bytes.fromhex(self.manifest["hub_key"])).hexdigest()[:32]
        return " ".join(digits[at : at + 4] for at in range(0, 32, 4))

    def _file(self, name: str) -> bytes:
        if name not in self.files:
            raise Bad(f"{name}: it is missing")
        return self.files[name]

    def _manifest(self) -> None:
        raw = self._file("manifest.json")
        try:
            self.manifest = json.loads(raw)
            key = bytes.fromhex(self.manifest["signer"]["key"])
        except (ValueError, KeyError, TypeError) as error:
            raise Bad("manifest.json: it cannot be read") from error
        if not signed(key, b"forecourt-evidence-1\0" + raw, self._file("manifest.sig")):
            raise Bad("manifest.json or manifest.sig: the signature does not hold")

    def _files(self) -> None:
        stated = self.manifest["files"]
        for name in sorted({*stated, *self.files} - {"manifest.json", "manifest.sig"}):
            if name not in stated:
                raise Bad(f"{name}: it does not belong to the pack")
            if hashlib.sha256(self._file(name)).hexdigest() != stated[name]:
                raise Bad(f"{name}: it is not what was signed")

    def _roster(self) -> None:
        """The hub says which devices there are and what their keys are."""
        hub, signer = bytes.fromhex(self.manifest["hub_key"]), self.manifest["signer"]
        if self.manifest["files"].get("roster.bin"):
            (body, signature), _ = unpack(self._file("roster.bin"))
            if not signed(hub, b"forecourt-roster-1\0" + body, signature):
                raise Bad("roster.bin: the hub did not sign it")
            self.keys = {each[0]: each[2] for each in unpack(body)[0][4]}
        self.keys[self.manifest["hub_writes_as"]] = hub
        if self.keys.get(signer["device"]) != bytes.fromhex(signer["key"]):
            raise Bad("manifest.json: who signed the pack is no device of the house")

    def _changes(self) -> list[str]:
        genuine = linked = 0
        changes = json.loads(self._file("changes.json"))
        for change in changes:
            name = change["file"]
            if name:
                self._envelope(name, change)
                genuine += 1
            linked += self._link(change)
        for record in json.loads(self._file("records.json")):
            if record["kind"] == "fact":
                digest = hashlib.sha256(self._file(record["file"])).hexdigest()
                if digest not in {change["hash"] for change in changes if change["record"] == record["id"]}:
                    raise Bad(f"{record['file']}: it does not have the hash it is known by")
        return [
            f"{len(self.files)} files are as they were signed.",
            f"{genuine} of {len(changes)} changes bear the signature of the device they were made on.",
            f"{linked} receipts of the hub's log follow from the entry before them.",
        ]

    def _envelope(self, name: str, change: dict[str, Any]) -> None:
        data = self._file(name)
        parts, _ = unpack(data)
        begin = unpack(data, 1)[1]
        end = begin
        for _ in range(10):
            end = unpack(data, end)[1]
        digest, payload, signature = parts[10], parts[11], parts[12]
        whole = hashlib.sha256(payload if parts[1] == "fact" else payload[8:]).digest()
        if whole != digest or digest.hex() != change["hash"]:
            raise Bad(f"{name}: it does not have the hash it is known by")
        if [parts[4], parts[5], parts[6]] != [change["type"], change["author"], change["device"]]:
            raise Bad(f"{name}: it is not by whom changes.json says")
        key = self.keys.get(parts[6], b"")
        if not signed(key, b"forecourt-envelope-1\0\x9a" + data[begin:end], signature):
            raise Bad(f"{name}: the signature of its device does not hold")

    def _link(self, change: dict[str, Any]) -> int:
        if not change["chain"] or not change["previous"]:
            return 0
        told = bytes.fromhex(change["previous"]) + change["seq"].to_bytes(8, "big") + bytes.fromhex(change["hash"])
        if hashlib.sha256(told + change["stamp"].to_bytes(8, "big")).hexdigest() != change["chain"]:
            raise Bad(f"changes.json: the receipt of {change['hash']} does not hold")
        return 1


def read(path: Path) -> dict[str, bytes]:
    """The files of a pack, as a ZIP or unpacked."""
    if path.is_dir():
        inside = [each for each in path.rglob("*") if each.is_file()]
        return {each.relative_to(path).as_posix(): each.read_bytes() for each in inside}
    with zipfile.ZipFile(path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def main(arguments: list[str]) -> int:
    """0 when all is as it was signed; 1 when something is not, which is named."""
    try:
        found = Pack(read(Path(arguments[0]) if arguments else Path(__file__).resolve().parent)).check()
    except Bad as problem:
        print(f"BAD   {problem}")
        return 1
    except (OSError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile) as problem:
        print(f"BAD   the pack cannot be read: {type(problem).__name__}: {problem}")
        return 1
    for sentence in found:
        print(f"good  {sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
