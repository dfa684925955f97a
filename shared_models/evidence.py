"""An evidence pack: records with their whole history in one signed ZIP that a stranger verifies without us.

``manifest.json`` names every file with its SHA-256, who signed and the hub's public key; ``manifest.sig`` is the
Ed25519 signature over ``b"forecourt-evidence-1\\0"`` and its bytes, by a device of the house or by its hub.
``roster.bin`` is the hub's signed list of devices and their keys. ``records.json`` has what each record holds and every
step of its history; ``documents/`` the Automerge bytes and facts; ``changes.json`` who made each change, when and
where, with the receipt of the hub's log; ``envelopes/`` the changes as their devices signed them, as far as they are
here. ``paper.pdf`` is for people, ``verify.py`` needs Python alone, ``verify.mjs`` Automerge's JavaScript build.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.documents import Document
from shared_models.envelopes import Envelope
from shared_models.facts import decode_fact
from shared_models.history import Step, steps
from shared_models.kinds import Sealed
from shared_models.records import RECORD_TYPES

_PREFIX = b"forecourt-evidence-1\0"
_HERE = Path(__file__).parent
_SEALED = "(sealed)"
_README = """An evidence pack of Forecourt.

To check it:        python verify.py            (Python 3.11 or newer, nothing else; in the unpacked folder)
With Automerge:     npm install @automerge/automerge@3 && node verify.mjs
To read it:         paper.pdf; records.json has every value and every change of it.

The check prints the fingerprint of the house's hub. Ask the house for it by another way, and compare.
"""


@dataclass(frozen=True)
class Receipt:
    """A change with its place in the hub's log (0: not there yet); ``previous`` is the chain before it, if known.

    ``envelope`` is the change as its device signed it, or without payload and signature where that is not here.
    """

    envelope: Envelope
    seq: int
    chain: bytes
    stamp: int
    previous: bytes = b""


@dataclass(frozen=True)
class Exhibit:
    """A record: ``whole`` are its Automerge bytes, or a fact's."""

    id: str
    type: str
    kind: str
    space: str
    whole: bytes
    receipts: Sequence[Receipt]


@dataclass(frozen=True)
class Signer:
    """Who signs: a device of the house, or its hub (``hub_writes_as`` names it as an author)."""

    device: str
    key: Ed25519PrivateKey
    house: str
    hub_key: bytes
    hub_writes_as: str
    roster: bytes
    names: Mapping[str, str] = field(default_factory=dict)


def told(exhibit: Exhibit) -> dict[str, Any]:
    """What a record holds and how it came to it, as plain values; sealed ones are not told."""
    record = {"id": exhibit.id, "type": exhibit.type, "kind": exhibit.kind, "space": exhibit.space}
    if exhibit.kind == "fact":
        content = decode_fact(exhibit.whole)
        return {**record, "content": _plain(exhibit.type, content), "history": []}
    document = Document.load(exhibit.whole)
    happened = [_step(exhibit.type, step) for step in steps(document)]
    return {**record, "content": _plain(exhibit.type, document.content()), "history": happened}


def _step(type_name: str, step: Step) -> dict[str, Any]:
    before, after = (_value(type_name, step.path[0], value) for value in (step.before, step.after))
    named = {"change": step.change.hex(), "field": ".".join(step.path), "deed": step.deed}
    return {**named, "before": before, "after": after}


def _plain(type_name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(type_name, name, value) for name, value in content.items()}


def _value(type_name: str, name: str, value: Any) -> Any:
    record_type = RECORD_TYPES.get(type_name)
    entry = None if record_type is None else record_type.fields().get(name)
    if value is not None and entry is not None and isinstance(entry.kind, Sealed):
        return _SEALED
    return _SEALED if isinstance(value, bytes) else value


def write_pack(exhibits: Sequence[Exhibit], signer: Signer, made_ms: int, paper: bytes) -> bytes:
    """The pack's bytes; ``paper`` is its PDF."""
    files: dict[str, bytes] = {"paper.pdf": paper, "README.txt": _README.encode()}
    files["verify.py"] = (_HERE / "evidence_verify.py").read_bytes()
    files["verify.mjs"] = (_HERE / "evidence_verify.mjs").read_bytes()
    if signer.roster:
        files["roster.bin"] = signer.roster
    records: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for exhibit in exhibits:
        name = f"documents/{exhibit.id}.{'json' if exhibit.kind == 'fact' else 'automerge'}"
        files[name] = exhibit.whole if exhibit.kind == "fact" else Document.load(exhibit.whole).save()
        records.append({**told(exhibit), "file": name})
        changes += [_change(exhibit, receipt, files) for receipt in exhibit.receipts]
    files["records.json"], files["changes.json"] = _json(records), _json(changes)
    manifest = {
        "format": "forecourt-evidence-1", "house": signer.house, "made": made_ms,
        "hub_key": signer.hub_key.hex(), "hub_writes_as": signer.hub_writes_as, "names": dict(signer.names),
        "signer": {"device": signer.device, "key": signer.key.public_key().public_bytes_raw().hex()},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }  # fmt: skip
    files["manifest.json"] = _json(manifest)
    files["manifest.sig"] = signer.key.sign(_PREFIX + files["manifest.json"])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(files.items()):
            pack.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _change(exhibit: Exhibit, receipt: Receipt, files: dict[str, bytes]) -> dict[str, Any]:
    e = receipt.envelope
    name = ""
    if e.signature and e.payload:
        name = f"envelopes/{e.hash.hex()}.bin"
        files[name] = e.pack()
    made = {"author": e.author, "device": e.device, "offline": e.offline, "version": e.version}
    place = {"seq": receipt.seq, "chain": receipt.chain.hex(), "previous": receipt.previous.hex()}
    at = {"stamp": receipt.stamp, "at": receipt.stamp >> 16}
    return {"record": exhibit.id, "type": e.type, "hash": e.hash.hex(), **made, **at, **place, "file": name}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=_encoded).encode()


def _encoded(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()}
