"""Opening what the devices and the hub have left on their disks: tables, rows, the log, and documents made from it.

Part of the independent reading (``checker``): SQLite and its cipher, MessagePack, SHA-256 and Automerge's own package,
no code of the product. What does not hold while reading is noted among the findings.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
import msgpack
from automerge import core
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Columns that are a file's own affair: where a row stands in this file.
LOCAL = {"ordinal"}


@dataclass
class Findings:
    """What is wrong, and how much was looked at."""

    wrong: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def check(self, holds: bool, told: str) -> None:
        """Note what does not hold."""
        self.counted["checks"] += 1
        if not holds:
            self.wrong.append(told)


@dataclass
class HubLog:
    """The hub's log as it stands in its file: per space, in order."""

    spaces: dict[str, list[dict[str, Any]]]
    by_hash: dict[bytes, dict[str, Any]]


def opened(path: Path, harm: bool = False) -> Any:
    """A file as it lies there; one that is encrypted with the key that its folder's secrets, or the hub's, tell."""
    with path.open("rb") as file:
        if file.read(16) == b"SQLite format 3\0":
            return sqlite3.connect(f"{path.as_uri()}?mode={'rw' if harm else 'ro'}", uri=True)
    key = _key(path.parent)
    connection = apsw.Connection(str(path), apsw.SQLITE_OPEN_READWRITE if harm else apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(30_000)
    for pragma in ("cipher='aegis'", f"key='raw:{key.hex()}'"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _key(folder: Path) -> bytes:
    if (folder / "seal.key").exists():
        wrapped = (folder / "files.key").read_bytes()[20:]  # behind what says which form, and which key
        master = HKDF(SHA256(), 32, None, b"forecourt-hub-files-1").derive((folder / "seal.key").read_bytes())
        held = AESGCM(master).decrypt(wrapped[:12], wrapped[12:], b"files.key")
    else:
        secrets = json.loads((folder / "secrets.json").read_text("utf-8"))
        held = base64.b64decode(secrets["file-keys"])
    return base64.b64decode(json.loads(held)[0])


def hub_log(hub: Path, findings: Findings) -> HubLog:
    """The log, with numbers that leave no gap, a chain that can be followed, and no change twice in a space."""
    spaces: dict[str, list[dict[str, Any]]] = {}
    by_hash: dict[bytes, dict[str, Any]] = {}
    with closing(opened(hub)) as connection:
        for space, seq, chain, stamp, packed in connection.execute(
            "SELECT space, seq, chain, stamp, envelope FROM log ORDER BY space, seq"
        ):
            _, kind, said, document, name, author, device, _made, offline, _version, digest, payload, _ = (
                msgpack.unpackb(packed)
            )
            entries = spaces.setdefault(space, [])
            before = entries[-1]["chain"] if entries else bytes(32)
            link = hashlib.sha256(before + seq.to_bytes(8, "big") + digest + stamp.to_bytes(8, "big")).digest()
            findings.check(seq == len(entries) + 1, f"hub: {space} has a gap before {seq}")
            findings.check(link == chain, f"hub: the chain of {space} is broken at {seq}")
            findings.check(said == space, f"hub: an entry of {said} stands in {space}")
            findings.check(digest not in by_hash, f"hub: change {digest.hex()} stands twice in the log")
            entry = {"space": space, "seq": seq, "chain": chain, "stamp": stamp, "kind": kind, "document": document}
            entry |= {"type": name, "author": author, "device": device, "offline": offline, "hash": digest}
            entries.append({**entry, "payload": payload})
            by_hash[digest] = entries[-1]
            findings.counted[f"{kind} changes on the hub"] += 1
    return HubLog(spaces, by_hash)


def merged(log: HubLog, findings: Findings) -> dict[str, Any]:
    """Every document built from the log alone: its heads, and the fields nobody can disagree about."""
    chunks: dict[str, list[bytes]] = {}
    merged: dict[str, Any] = {}
    for entry in log.by_hash.values():
        if entry["kind"] == "merge":
            chunks.setdefault(entry["document"], []).append(entry["payload"])
        else:
            merged[entry["document"]] = {"heads": {entry["hash"]}, "agreed": {}}
    for document, parts in chunks.items():
        try:
            built = core.Document.load(b"".join(parts))
        except Exception as error:  # noqa: BLE001 (the engine raises nothing narrower)
            findings.check(False, f"hub: the changes of {document} do not make a document: {error}")
            continue
        merged[document] = {"heads": set(built.get_heads()), "agreed": _agreed(built)}
    return merged


def _agreed(built: Any) -> dict[str, Any]:
    """The words and numbers of a document that was never changed by two people at once."""
    if any(len(change.deps) > 1 for change in built.get_changes([])) or len(built.get_heads()) > 1:
        return {}
    values = {key: built.get(core.ROOT, key) for key in built.keys(core.ROOT)}
    return {key: value[0][1] for key, value in values.items() if not isinstance(value[0], core.ObjType)}


def tables_of(path: Path) -> dict[str, list[str]]:
    """The record tables of a file: those with an identifier, a space and an ordinal, but for the log's own."""
    with closing(opened(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for name in names
            if not name.endswith(("_data", "_idx", "_content", "_docsize", "_config", "_text"))
        }
    own = {"document", "change", "log", "case"}
    return {n: c for n, c in columns.items() if {"id", "space", "ordinal", "archived"} <= set(c) and n not in own}


def rows_of(path: Path, tables: dict[str, list[str]]) -> dict[str, dict[str, dict[str, tuple[Any, ...]]]]:
    """table -> space -> id -> values, in the order of the columns' names."""
    found: dict[str, dict[str, dict[str, tuple[Any, ...]]]] = {}
    with closing(opened(path)) as connection:
        for name, columns in tables.items():
            chosen = sorted(set(columns) - LOCAL)
            listed = ", ".join(f'"{column}"' for column in chosen)
            by_space = found.setdefault(name, {})
            for row in connection.execute(f"SELECT id, space, {listed} FROM {name}"):
                by_space.setdefault(row[1], {})[row[0]] = row[2:]
    return found


def replica_in(folder: Path) -> Path:
    (path,) = folder.glob("replica-*.sqlite")
    return path


def journal_of(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / "journal.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        yield json.loads(line)
