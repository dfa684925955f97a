"""An independent reading of what the devices and the hub have left behind on their disks.

It shares no code with the product: SQLite, MessagePack, SHA-256 and Automerge's own package are all it uses, and the
forms it reads are those the product's headers specify. It answers with a list of what is wrong; an empty list is the
only good answer.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import msgpack

from tests.chaos import claimed
from tests.chaos.reading import (
    LOCAL,
    Findings,
    HubLog,
    hub_log,
    journal_of,
    merged,
    opened,
    replica_in,
    rows_of,
    tables_of,
)

_CHANGES = "SELECT hash, space, state, seq, chain FROM change"
_PENDING, _ACCEPTED, _SET_ASIDE = 0, 1, 2


def check(hub: Path, devices: list[Path], mixed: bool = False) -> Findings:
    """Read the hub's file and every device's folder; everything was closed before.

    In a ``mixed`` fleet programs of several versions are compared by the columns that both sides know.
    """
    findings = Findings()
    log = hub_log(hub, findings)
    documents = merged(log, findings)
    rows_of_hub = rows_of(hub, tables_of(hub))
    _check_values(tables_of(hub), rows_of_hub, documents, findings)
    _check_facts("hub", rows_of_hub, log, set(log.spaces), findings)
    _check_holders("hub", hub, log, set(log.spaces), findings)
    _check_incarnations(devices, findings)
    for folder in devices:
        _check_device(folder, log, documents, hub, rows_of_hub, findings, mixed)
        _check_refusals(folder, log, findings)
        _check_words(folder, log, findings)
    return findings


def marker(space: str) -> str:
    """A word that the people of the simulated world write into prose of this space and nowhere else."""
    return hashlib.sha256(b"marker " + space.encode()).hexdigest()[:20]


def _check_values(tables: dict[str, list[str]], rows: Any, documents: dict[str, Any], findings: Findings) -> None:
    """Where nobody disagrees about a word, the hub's row shows the word that Automerge itself finds."""
    for table, spaces in rows.items():
        columns = sorted(set(tables[table]) - LOCAL)
        for by_id in spaces.values():
            for document, row in by_id.items():
                agreed = documents.get(document, {}).get("agreed", {})
                for column, shown in zip(columns, row, strict=True):
                    if isinstance(shown, str) and isinstance(agreed.get(column), str):
                        findings.counted["words read by Automerge"] += 1
                        findings.check(shown == agreed[column], f"hub: {table} {document} shows {column} = {shown!r}")


def _check_device(
    folder: Path, log: HubLog, documents: dict[str, Any], hub: Path, rows_of_hub: Any, findings: Findings, mixed: bool
) -> None:
    name = folder.name
    path = replica_in(folder)
    may_see = set(json.loads((folder / "session.json").read_text("utf-8"))["spaces"])
    with closing(opened(path)) as connection:
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
    _check_facts(name, rows_of(path, tables_of(path)), log, may_see, findings)
    _check_holders(name, path, log, may_see, findings)
    tables = tables_of(path)
    if mixed:
        known = tables_of(hub)
        tables = {table: [c for c in columns if c in known.get(table, ())] for table, columns in tables.items()}
        rows_of_hub = rows_of(hub, {table: columns for table, columns in tables.items() if table in known})
    _check_rows(name, path, tables, rows_of_hub, may_see, findings)


def _check_journal(
    name: str, folder: Path, log: HubLog, changes: dict[bytes, Any], aside: set[bytes], findings: Findings
) -> None:
    """Everything a person was told is saved is on the hub, or set aside for the person with its reason."""
    for deed in journal_of(folder):
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


def _check_rows(
    name: str, path: Path, tables: dict[str, list[str]], rows_of_hub: Any, may_see: set[str], findings: Findings
) -> None:
    """Rows are those of the hub, table by table; nothing of another space is in the file."""
    findings.check(len(tables) > 10, f"{name}: only {len(tables)} record tables were found")
    for table, spaces in rows_of(path, tables).items():
        for space in sorted(set(spaces) | (set(rows_of_hub.get(table, {})) & may_see)):
            findings.check(space in may_see, f"{name}: {table} has rows of {space}, which its reader may not see")
            here, there = spaces.get(space, {}), rows_of_hub.get(table, {}).get(space, {})
            findings.counted["rows compared"] += len(there)
            findings.check(
                here.keys() == there.keys(), f"{name}: {table} in {space} has {len(here)} rows, hub {len(there)}"
            )
            unlike = [each for each in here.keys() & there.keys() if here[each] != there[each]]
            findings.check(not unlike, f"{name}: {len(unlike)} rows of {table} are unlike the hub's, as {unlike[:2]}")


def _check_incarnations(devices: list[Path], findings: Findings) -> None:
    """No two files write under one actor, also where one is a copy of the other."""
    writers: dict[bytes, str] = {}
    for folder in devices:
        with closing(opened(replica_in(folder))) as connection:
            (actor,) = connection.execute("SELECT value FROM meta WHERE key = 'actor'").fetchone()
        same = writers.setdefault(actor, folder.name)
        findings.check(same == folder.name, f"{folder.name}: writes under the actor of {same}")


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
    with closing(opened(replica_in(folder))) as connection:
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
    kept = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "journal.jsonl"]
    files = [path.read_bytes() for path in kept]
    with closing(opened(replica_in(folder))) as connection:  # an encrypted file as it reads under its key
        files.append(bytes(connection.serialize("main")))
    for space in sorted(set(log.spaces) | {"acme/costs", "acme/insurance"}):
        # Full text keeps words that begin alike without their common beginning.
        word = marker(space)[4:].encode()
        found = any(word in data for data in files)
        if space in may_see:
            findings.counted["words found where they belong"] += found
        else:
            findings.counted["spaces closed to a reader"] += 1
            findings.check(not found, f"{folder.name}: has words of {space}, which its reader may not see")
