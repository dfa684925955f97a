"""An independent reading of what the devices and the hub have left behind on their disks.

It shares no code with the product: SQLite, MessagePack, SHA-256 and Automerge's own package are all it uses, and the
forms it reads are those the product's headers specify. It answers with a list of what is wrong; an empty list is the
only good answer.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack
from automerge import core

from tests.chaos import claimed

_CHANGES = "SELECT hash, space, state, seq, chain FROM change"
_PENDING, _ACCEPTED, _SET_ASIDE = 0, 1, 2
#: Columns that are a file's own affair: where a row stands in this file.
_LOCAL = {"ordinal"}


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


def check(hub: Path, devices: list[Path]) -> Findings:
    """Read the hub's file and every device's folder; everything was closed before."""
    findings = Findings()
    log = _hub_log(hub, findings)
    documents = _merged(log, findings)
    rows_of_hub = _rows(hub, _tables(hub))
    _check_values(_tables(hub), rows_of_hub, documents, findings)
    _check_facts("hub", rows_of_hub, log, set(log.spaces), findings)
    _check_holders("hub", hub, log, set(log.spaces), findings)
    for folder in devices:
        _check_device(folder, log, documents, hub, rows_of_hub, findings)
        _check_refusals(folder, log, findings)
        _check_words(folder, log, findings)
    return findings


def marker(space: str) -> str:
    """A word that the people of the simulated world write into prose of this space and nowhere else."""
    return hashlib.sha256(b"marker " + space.encode()).hexdigest()[:20]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


def _hub_log(hub: Path, findings: Findings) -> HubLog:
    """The log, with numbers that leave no gap, a chain that can be followed, and no change twice in a space."""
    spaces: dict[str, list[dict[str, Any]]] = {}
    by_hash: dict[bytes, dict[str, Any]] = {}
    with closing(_open(hub)) as connection:
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


def _merged(log: HubLog, findings: Findings) -> dict[str, Any]:
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


def _tables(path: Path) -> dict[str, list[str]]:
    """The record tables of a file: those with an identifier, a space and an ordinal, but for the log's own."""
    with closing(_open(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for name in names
            if not name.endswith(("_data", "_idx", "_content", "_docsize", "_config", "_text"))
        }
    own = {"document", "change", "log", "case"}
    return {n: c for n, c in columns.items() if {"id", "space", "ordinal", "archived"} <= set(c) and n not in own}


def _rows(path: Path, tables: dict[str, list[str]]) -> dict[str, dict[str, dict[str, tuple[Any, ...]]]]:
    """table -> space -> id -> values, in the order of the columns' names."""
    found: dict[str, dict[str, dict[str, tuple[Any, ...]]]] = {}
    with closing(_open(path)) as connection:
        for name, columns in tables.items():
            chosen = sorted(set(columns) - _LOCAL)
            listed = ", ".join(f'"{column}"' for column in chosen)
            by_space = found.setdefault(name, {})
            for row in connection.execute(f"SELECT id, space, {listed} FROM {name}"):
                by_space.setdefault(row[1], {})[row[0]] = row[2:]
    return found


def _check_values(tables: dict[str, list[str]], rows: Any, documents: dict[str, Any], findings: Findings) -> None:
    """Where nobody disagrees about a word, the hub's row shows the word that Automerge itself finds."""
    for table, spaces in rows.items():
        columns = sorted(set(tables[table]) - _LOCAL)
        for by_id in spaces.values():
            for document, row in by_id.items():
                agreed = documents.get(document, {}).get("agreed", {})
                for column, shown in zip(columns, row, strict=True):
                    if isinstance(shown, str) and isinstance(agreed.get(column), str):
                        findings.counted["words read by Automerge"] += 1
                        findings.check(shown == agreed[column], f"hub: {table} {document} shows {column} = {shown!r}")


def _replica(folder: Path) -> Path:
    (path,) = folder.glob("replica-*.sqlite")
    return path


def _journal(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / "journal.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        yield json.loads(line)


def _check_device(
    folder: Path, log: HubLog, documents: dict[str, Any], hub: Path, rows_of_hub: Any, findings: Findings
) -> None:
    name = folder.name
    path = _replica(folder)
    may_see = set(json.loads((folder / "session.json").read_text("utf-8"))["spaces"])
    with closing(_open(path)) as connection:
        changes = {
            digest: (space, state, seq, chain)
            for digest, space, state, seq, chain in connection.execute(
                "SELECT hash, space, state, seq, chain FROM change"
            )
        }
        for space, history in connection.execute("SELECT space, history FROM document WHERE history IS NOT NULL"):
            changes |= {each[0]: (space, _ACCEPTED, each[7], None) for each in msgpack.unpackb(history)}
        aside = {row[0] for row in connection.execute("SELECT hash FROM set_aside")}
        held = {row[0]: (row[1], row[2]) for row in connection.execute("SELECT id, space, heads FROM document")}
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    findings.check(whole == "ok", f"{name}: the file is damaged: {whole}")
    _check_journal(name, folder, log, changes, aside, findings)
    for space in sorted(may_see):
        expected = {entry["hash"] for entry in log.spaces.get(space, ())}
        here = {digest for digest, (at, state, _, _) in changes.items() if at == space and state == _ACCEPTED}
        findings.check(expected <= here, f"{name}: lacks {len(expected - here)} changes of {space}")
        findings.check(here <= expected, f"{name}: believes {len(here - expected)} changes of {space} are on the hub")
    _check_receipts(name, log, changes, findings)
    _check_documents(name, documents, held, may_see, findings)
    _check_facts(name, _rows(path, _tables(path)), log, may_see, findings)
    _check_holders(name, path, log, may_see, findings)
    _check_rows(name, path, hub, rows_of_hub, may_see, findings)


def _check_journal(
    name: str, folder: Path, log: HubLog, changes: dict[bytes, Any], aside: set[bytes], findings: Findings
) -> None:
    """Everything a person was told is saved is on the hub, or set aside for the person with its reason."""
    for deed in _journal(folder):
        digest = bytes.fromhex(deed["hash"])
        findings.counted["deeds confirmed to people"] += 1
        if digest in aside:
            findings.counted["deeds set aside"] += 1
        findings.check(
            digest in log.by_hash or digest in aside,
            f"{name}: a confirmed change of {deed['type']} {deed['document']} is lost (state {changes.get(digest)})",
        )


def _check_receipts(name: str, log: HubLog, changes: dict[bytes, Any], findings: Findings) -> None:
    """What a device holds a receipt for stands in the hub's log, at that place, under that chain."""
    for digest, (space, state, seq, chain) in changes.items():
        findings.check(state != _PENDING, f"{name}: change {digest.hex()} still waits")
        if state != _ACCEPTED or seq is None:
            continue
        entries = log.spaces.get(space, [])
        entry = entries[seq - 1] if 0 < seq <= len(entries) else None
        findings.check(entry is not None and entry["hash"] == digest, f"{name}: receipt {space} {seq} is not honoured")
        if chain is not None and entry is not None:
            findings.counted["receipts with their chain"] += 1
            findings.check(chain == entry["chain"], f"{name}: receipt {space} {seq} has another chain")


def _check_documents(
    name: str, documents: dict[str, Any], held: dict[str, Any], may_see: set[str], findings: Findings
) -> None:
    """Every document has the heads that the log alone gives, and nothing is here that may not be."""
    for document, (space, heads) in held.items():
        findings.check(space in may_see, f"{name}: holds a document of {space}, which its reader may not see")
        expected = documents.get(document)
        joined = {heads[at : at + 32] for at in range(0, len(heads), 32)}
        findings.check(
            expected is not None and joined == expected["heads"], f"{name}: {document} has other heads than the log"
        )


def _check_rows(name: str, path: Path, hub: Path, rows_of_hub: Any, may_see: set[str], findings: Findings) -> None:
    """Rows are those of the hub, table by table; nothing of another space is in the file."""
    tables = _tables(path)
    findings.check(len(tables) > 10, f"{name}: only {len(tables)} record tables were found")
    for table, spaces in _rows(path, tables).items():
        for space in sorted(set(spaces) | (set(rows_of_hub.get(table, {})) & may_see)):
            findings.check(space in may_see, f"{name}: {table} has rows of {space}, which its reader may not see")
            here, there = spaces.get(space, {}), rows_of_hub.get(table, {}).get(space, {})
            findings.counted["rows compared"] += len(there)
            findings.check(
                here.keys() == there.keys(), f"{name}: {table} in {space} has {len(here)} rows, hub {len(there)}"
            )
            unlike = [each for each in here.keys() & there.keys() if here[each] != there[each]]
            findings.check(not unlike, f"{name}: {len(unlike)} rows of {table} are unlike the hub's, as {unlike[:2]}")


# --- facts, holders, refusals, words ---


def _check_facts(name: str, rows: Any, log: HubLog, spaces: set[str], findings: Findings) -> None:
    """Every fact of the log is one row, and there is no row of a fact that is not in the log."""
    expected: dict[tuple[str, str], list[str]] = {}
    for space in spaces:
        for entry in log.spaces.get(space, ()):
            if entry["kind"] == "fact":
                expected.setdefault((entry["type"], space), []).append(entry["document"])
    for (kind, space), facts in expected.items():
        findings.check(len(set(facts)) == len(facts), f"{name}: a {kind} in {space} was written twice")
        here = rows.get(kind, {}).get(space, {})
        findings.counted["facts counted"] += len(here)
        findings.check(here.keys() == set(facts), f"{name}: counts {len(here)} of {len(facts)} {kind} facts in {space}")


def _check_holders(name: str, file: Path, log: HubLog, spaces: set[str], findings: Findings) -> None:
    """Who holds what, and which cases are open, is what the facts of the log alone say."""
    expected: dict[str, claimed.Verdict] = {}
    for space in spaces:
        expected |= claimed.verdicts(log.spaces.get(space, []))
    here = claimed.told(file)
    findings.counted["stakes decided anew"] += len(expected)
    findings.counted["open cases"] += sum(bool(verdict.lost_to) for verdict in expected.values())
    unlike = [fact for fact in here.keys() | expected.keys() if here.get(fact) != expected.get(fact)]
    findings.check(not unlike, f"{name}: {len(unlike)} stakes stand otherwise than the facts say, as {unlike[:2]}")


def _check_refusals(folder: Path, log: HubLog, findings: Findings) -> None:
    """What was refused says why, waits for a person or was decided by one, and is nowhere on the hub."""
    with closing(_open(_replica(folder))) as connection:
        asked = "SELECT hash, type, code, detail, decision, decided FROM set_aside"
        refused = connection.execute(asked).fetchall()
        left = {row[0] for row in connection.execute("SELECT hash FROM change WHERE state = ?", (_SET_ASIDE,))}
    for digest, kind, code, detail, decision, decided in refused:
        findings.counted[f"refused: {code}"] += 1
        findings.check(bool(code and detail), f"{folder.name}: a refused {kind} has no code or no reason")
        stands = "stands" if digest in log.by_hash else "does not stand"
        # A hub that was put back refuses today what another device may give back tomorrow.
        told = f"{folder.name}: a refused {kind}, {decision or 'undecided'}, {stands} in the hub's log"
        findings.check((digest in log.by_hash) == (decision == "entered"), told)
        findings.check((decision is None) == (decided is None), f"{folder.name}: a decision about a {kind} has no time")
    findings.check(left <= {row[0] for row in refused}, f"{folder.name}: something set aside has no reason kept")


def _check_words(folder: Path, log: HubLog, findings: Findings) -> None:
    """No file of a device holds a word of a space that its reader may not see: rows, full text, indexes, anything."""
    may_see = set(json.loads((folder / "session.json").read_text("utf-8"))["spaces"])
    files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "journal.jsonl"]
    for space in sorted(set(log.spaces) | {"acme/costs", "acme/insurance"}):
        # Full text keeps words that begin alike without their common beginning.
        word = marker(space)[4:].encode()
        found = any(word in data for data in files)
        if space in may_see:
            findings.counted["words found where they belong"] += found
        else:
            findings.counted["spaces closed to a reader"] += 1
            findings.check(not found, f"{folder.name}: has words of {space}, which its reader may not see")
