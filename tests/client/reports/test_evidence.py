"""Evidence packs made on a device without its hub: whole, readable and verified by the script inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.commands import Create, Edit, RecordFact
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.reports.edition import Edition
from client.reports.evidence import Making
from client.reports.refusals import Refused, Stopped
from shared_models.clock import utc_now
from shared_models.erasures import hub_writes_as
from shared_models.evidence import Signer
from shared_models.identifiers import new_id
from shared_models.roster import body_of, sign
from tests.support.evidence import files_of, packed, verdict
from tests.support.replicas import open_replica


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Replica]:
    opened = open_replica(tmp_path / "office", "fleet_manager")
    yield opened
    opened.close()


def making(replica: Replica) -> Making:
    """This device signs; its hub knows it."""
    hub, key, me = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), replica.identity
    device = [me.device, "Front desk", key.public_key().public_bytes_raw(), False, [me.person]]
    roster = sign(body_of(me.tenant, 1, b"\0" * 32, [device], [[me.person, me.role, None, True]]), hub)
    us, hub_key = hub_writes_as(me.tenant), hub.public_key().public_bytes_raw()
    signer = Signer(me.device, key, me.tenant, hub_key, us, roster, {me.device: "Front desk"})
    return Making(Reader(replica.database), signer, Edition(utc_now()))


def test_a_claim_with_its_history_offline(office: Replica, tmp_path: Path) -> None:
    claim = Create("claim", {"number": "C-1", "status": "reported", "description": "Hail, يوم", "injury_notes": b"x"})
    wait(office.execute(claim))
    wait(office.execute(Edit("claim", claim.id, {"status": "reported"}, {"status": "assessing"})))
    path = tmp_path / "claim.zip"
    making(office).write("claim", claim.id, path)
    code, said = verdict(tmp_path, path.read_bytes())
    assert code == 0, said
    assert "2 of 2 changes bear the signature" in said
    files = files_of(path.read_bytes())
    [record] = json.loads(files["records.json"])
    assert (record["content"]["status"], record["content"]["injury_notes"]) == ("assessing", "(sealed)")
    assert [(one["before"], one["after"]) for one in record["history"] if one["deed"] == "set"][-1] == (
        "reported", "assessing",
    )  # fmt: skip
    assert files["paper.pdf"].startswith(b"%PDF")
    altered = {**files, "records.json": files["records.json"].replace(b"assessing", b"settled!!")}
    assert verdict(tmp_path, packed(altered)) == (1, "BAD   records.json: it is not what was signed\n")


def test_a_record_that_is_not_here_is_refused(office: Replica, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        making(office).write("claim", new_id(), tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()


def test_a_period_holds_what_was_done_in_its_days_and_proves_itself(office: Replica, tmp_path: Path) -> None:
    """The claim of today with its decision; nothing of other days, and of other types nothing at all."""
    me = office.identity.person
    claim = Create("claim", {"number": "C-7", "status": "reported", "description": "Hail"})
    decided = RecordFact(
        "claim_decision", {"claim": claim.id, "decision": "approve", "person": me, "reason": "covered"}
    )
    for command in (claim, Create("customer", {"name": "Ada"}), decided):
        wait(office.execute(command))
    made, path, today = making(office), tmp_path / "period.zip", utc_now().date()
    steps: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        steps.append((done, total))
        return True

    assert made.write_period(today - timedelta(days=1), today, path, told) == 2
    code, said = verdict(tmp_path, path.read_bytes())
    assert code == 0, said
    assert "2 of 2 changes bear the signature" in said
    records = json.loads(files_of(path.read_bytes())["records.json"])
    assert {one["id"] for one in records} == {claim.id, decided.id}
    assert steps == [(0, 2), (1, 2)]
    path.unlink()
    with pytest.raises(Refused, match="in these days"):
        made.write_period(today - timedelta(days=9), today - timedelta(days=3), path)
    with pytest.raises(Stopped):
        made.write_period(today - timedelta(days=1), today, path, lambda _done, _total: False)
    assert not path.exists()
