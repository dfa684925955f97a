"""The hub's evidence packs: a stranger verifies them with what is inside; any altered byte is named."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models import evidence_verify
from shared_models.money import Money
from sync_server.__main__ import main
from tests.support.evidence import files_of, packed, verdict
from tests.sync_server.running_hub import NORTH, RunningHub

_INSTALLED = Path(os.environ.get("FORECOURT_JAVASCRIPT") or Path(__file__).parents[2] / "build" / "javascript")


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("evidence") / "data").provision("acme", codes=5).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def pack(own_hub: RunningHub, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The pack of a sale: the fact, its vehicle with two edits, who made them on which device."""
    seller = own_hub.device("salesperson")
    vehicle, birth = seller.born("vehicle", make="Toyota", model="Crème brûlée", status="available")
    edits = [seller.put(vehicle, "model", "Camry"), seller.put(vehicle, "colour", "red")]
    customer, known = seller.born("customer", name="Emil Example")
    values: dict[str, Any] = {
        "vehicle": vehicle.id,
        "customer": customer.id,
        "store": NORTH,
        "price": Money(2_500_000, "EUR"),
    }
    sale, sold = seller.fact("sale", **values)
    assert {one.status for one in seller.push(birth, *edits, known, sold)} == {"accepted"}
    out = tmp_path_factory.mktemp("pack") / "sale.zip"
    assert main(["evidence", "make", "--record", sale.id, "--out", str(out), "--data", str(own_hub.data)]) == 0
    return out.read_bytes()


def test_a_stranger_verifies_it(pack: bytes, tmp_path: Path) -> None:
    code, said = verdict(tmp_path, pack)
    assert code == 0, said
    assert "4 of 4 changes bear the signature" in said
    assert "4 receipts of the hub's log follow" in said
    names = set(files_of(pack))
    assert {"paper.pdf", "records.json", "roster.bin", "verify.mjs", "README.txt"} <= names
    assert files_of(pack)["paper.pdf"].startswith(b"%PDF")


def test_any_altered_byte_is_named(pack: bytes) -> None:
    """The script itself is known to be the one inside; it is run here without a process for each file."""
    whole = files_of(pack)
    assert whole["verify.py"] == Path(evidence_verify.__file__).read_bytes()
    evidence_verify.Pack(dict(whole)).check()
    for name, content in whole.items():
        for at in {0, len(content) // 2, len(content) - 1}:
            altered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            with pytest.raises(evidence_verify.Bad, match=name.replace(".", r"\.")):
                evidence_verify.Pack({**whole, name: altered}).check()
        with pytest.raises(evidence_verify.Bad, match=name.replace(".", r"\.")):
            evidence_verify.Pack({other: whole[other] for other in whole if other != name}).check()
    with pytest.raises(evidence_verify.Bad, match=r"more\.txt"):
        evidence_verify.Pack({**whole, "more.txt": b"x"}).check()


def test_a_forged_signature_is_found_though_the_manifest_is_signed_anew(pack: bytes, tmp_path: Path) -> None:
    whole = files_of(pack)
    stranger = Ed25519PrivateKey.generate()
    manifest = json.loads(whole["manifest.json"])
    whole["records.json"] = whole["records.json"].replace(b"Camry", b"Corol")
    manifest["files"]["records.json"] = hashlib.sha256(whole["records.json"]).hexdigest()
    manifest["signer"]["key"] = stranger.public_key().public_bytes_raw().hex()
    whole["manifest.json"] = json.dumps(manifest).encode()
    whole["manifest.sig"] = stranger.sign(b"forecourt-evidence-1\0" + whole["manifest.json"])
    code, said = verdict(tmp_path, packed(whole))
    assert (code, "is no device of the house" in said) == (1, True)


def test_automerges_own_build_reads_the_same(pack: bytes, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (_INSTALLED / "node_modules" / "@automerge").is_dir():
        pytest.skip("needs Node.js and Automerge's JavaScript build: `python3 dev.py soak` installs it")
    for name, content in files_of(pack).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    line = [node, str(tmp_path / "verify.mjs"), str(tmp_path)]
    environment = {**os.environ, "NODE_MODULES_OF": str(_INSTALLED)}

    def run() -> tuple[int, str]:
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=120, env=environment)
        return done.returncode, done.stdout + done.stderr

    code, said = run()
    assert code == 0, said
    records = tmp_path / "records.json"
    records.write_bytes(records.read_bytes().replace(b"Camry", b"Corol"))
    assert run()[0] == 1


def test_a_period(own_hub: RunningHub, pack: bytes, tmp_path: Path) -> None:
    out = tmp_path / "period.zip"
    asked = ["evidence", "make", "--since", "2020-01-01", "--out", str(out), "--data", str(own_hub.data)]
    assert (main(asked), pack != b"") == (0, True)
    assert verdict(tmp_path, out.read_bytes())[0] == 0
    assert main([*asked, "--until", "2020-01-02"]) == 1
