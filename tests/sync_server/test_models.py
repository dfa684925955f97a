"""Models of the house at the hub: handed in, measured, signed, released by rings, taken back; scored as on a device."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ml_models import signing
from ml_models.accident_risk import model as accident
from ml_models.score import Bands
from shared_models.model_releases import in_ring
from shared_models.money import Money
from sync_server.__main__ import main
from tests.support.lead_candidates import candidate, held_out
from tests.sync_server.hub_client import Device, statuses
from tests.sync_server.running_hub import NORTH, RunningHub


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("models") / "data").provision("acme", codes=20).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def office(own_hub: RunningHub) -> Device:
    return own_hub.device("head_office")


@pytest.fixture(scope="module")
def seller(own_hub: RunningHub) -> Device:
    return own_hub.device("salesperson")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The bundled lead model a little braver, braver still, and turned round."""
    return {"braver": candidate(0.01), "second": candidate(0.02), "turned": candidate(0.0, turned=True)}


def said(data: bytes) -> str:
    return base64.b64encode(data).decode()


def hand_in(office: Device, content: bytes, data: bytes) -> tuple[str, dict[str, Any]]:
    answer = office.http.post("/v1/models/candidates", json={"model": "lead_conversion", "content": said(content)})
    file = str(answer.json()["id"])
    verdict = office.http.post(f"/v1/models/candidates/{file}/measures", json={"table": said(data)})
    assert verdict.status_code == 200, verdict.text
    return file, verdict.json()


def step(device: Device, path: str, told: dict[str, Any] | None = None) -> Any:
    return device.http.post(f"/v1/models/{path}", json=told or {})


def mine(device: Device) -> dict[str, Any]:
    found: dict[str, Any] = device.http.get("/v1/models/mine").json()["models"]
    return found


def test_a_candidate_is_measured_signed_released_by_rings_and_taken_back(
    own_hub: RunningHub, office: Device, seller: Device, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    file, verdict = hand_in(office, files["braver"], held_out())
    assert verdict["against"] == []
    assert verdict["candidate"]["auc"] == pytest.approx(verdict["in_use"]["auc"], abs=1e-9)
    assert step(office, f"candidates/{file}/release").json()["code"] == "not_signed"
    assert step(office, f"candidates/{file}/sign").status_code == 200
    assert mine(seller) == {}
    assert step(office, f"candidates/{file}/release", {"share": 0}).status_code == 200
    assert mine(seller) == {}
    store = seller.principal.store
    assert step(office, f"candidates/{file}/release", {"share": 0, "stores": [store]}).status_code == 200
    assert mine(seller)["lead_conversion"]["file"] == file
    told = seller.http.get(f"/v1/models/files/{file}").json()
    key = bytes.fromhex(seller.http.get("/v1/models/mine").json()["key"])
    content = base64.b64decode(told["content"])
    assert signing.why_not(content, told["signature"], signing.Trusted("acme", (key,))) == ""
    assert "signed for acme" in signing.why_not(content, told["signature"], signing.RELEASE)
    scored = step(seller, "lead_conversion/score", {"rows": [{"month": 3, "channel": "cellular", "contacts_now": 1,
        "contacts_before": 0, "day": 3}]}).json()["scores"][0]  # fmt: skip
    assert scored["version"] == told["version"]

    second, _ = hand_in(office, files["second"], held_out())
    assert step(office, f"candidates/{file}/release").status_code == 200
    assert step(office, f"candidates/{second}/sign").status_code == 200
    assert step(office, f"candidates/{second}/release").status_code == 200
    assert mine(seller)["lead_conversion"]["file"] == second
    assert step(office, "lead_conversion/rollback").json()["file"] == file
    assert mine(seller)["lead_conversion"]["file"] == file
    assert seller.http.get(f"/v1/models/files/{second}").status_code == 404
    assert main(["audit", "show", "--data", str(own_hub.data), "--record", file]) == 0
    told_of = capsys.readouterr().out
    assert [word for word in ("model_uploaded", "model_measured", "model_signed", "model_released") if word in told_of]
    assert len(office.http.get("/v1/models").json()["releases"]) == 5


@pytest.mark.parametrize(
    ("which", "harm", "why"),
    [("turned", False, "worse than the model in use"), ("braver", True, "By age: for under 30")],
)
def test_what_is_worse_or_unfair_is_never_signed(
    office: Device, files: dict[str, bytes], which: str, harm: bool, why: str
) -> None:
    file, verdict = hand_in(office, files[which], held_out(harm))
    assert why in " ".join(verdict["against"])
    refused = step(office, f"candidates/{file}/sign").json()
    assert refused["code"] == "gate"
    assert why in refused["detail"]


@pytest.mark.parametrize(
    ("content", "data", "code"),
    [
        (b"{}", b"", "bad_model"),
        (b"cut", b"", "bad_model"),
        (None, b"a,b\n1,2\n", "bad_table"),
        (None, b"\xff\xfe\x00", "bad_table"),
        (None, b"", "bad_table"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(
    office: Device, files: dict[str, bytes], content: bytes | None, data: bytes, code: str
) -> None:
    given = {"model": "lead_conversion", "content": said(content if content is not None else files["braver"])}
    answer = step(office, "candidates", given)
    if content is None:
        answer = step(office, f"candidates/{answer.json()['id']}/measures", {"table": said(data)})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_who_looks_after_no_models_may_not(seller: Device, files: dict[str, bytes]) -> None:
    given = {"model": "lead_conversion", "content": said(files["braver"])}
    assert step(seller, "candidates", given).status_code == 403
    assert step(seller, "lead_conversion/rollback").status_code == 403
    assert seller.http.get("/v1/models").status_code == 403


def test_head_office_scores_risks_as_a_device_does(own_hub: RunningHub, office: Device) -> None:
    rows: list[dict[str, Any]] = [
        {"driver_age": 19, "mileage": 900, "speeding_events": 40, "harsh_braking": 30, "bonus_malus": 100},
        {"driver_age": 45, "bonus_malus": 50, "vehicle_age": 4, "distance_km": 4000, "speeding_events": 1,
         "harsh_braking": 2},
        {"fuel": "steam"},
    ]  # fmt: skip
    told = office.http.post("/v1/predict-risk", json={"rows": rows}).json()["scores"]
    for answer, here in zip(told, accident.score_or_reason(rows), strict=True):
        if isinstance(here, str):
            assert answer == {"absent": here}
        else:
            assert answer["value"] == pytest.approx(here.value, abs=1e-12)
            assert (answer["band"], answer["version"]) == (here.band, here.version)
            assert [one["words"] for one in answer["reasons"]] == [one.words for one in here.reasons]


def test_head_office_scores_risks_by_the_houses_own_rule(own_hub: RunningHub) -> None:
    own_hub.provision("ruled", codes=2)
    office = own_hub.device("head_office", "ruled")
    row = {"driver_age": 19, "bonus_malus": 50, "vehicle_age": 4, "distance_km": 4000, "speeding_events": 1}
    wanted = accident.Preferences(bands=Bands(0.01, 0.02), without=frozenset({"driver_age"}))
    here = accident.score(row, wanted)
    usual = accident.score(row)
    assert here is not None
    assert usual is not None
    assert here.value != usual.value
    said_by = office.principal.person
    for ages, medium in ((True, "60"), (False, "1")):
        _, rule = office.fact(
            "risk_rule", use_driver_age=ages, medium=medium, high="2", reason="Our lawyers", person=said_by
        )
        assert statuses([office.push_one(rule)]) == ["accepted"]
    answer = office.http.post("/v1/predict-risk", json={"rows": [row]}).json()["scores"][0]
    assert (answer["band"], answer["value"]) == (here.band, pytest.approx(here.value, abs=1e-12))


def test_the_same_by_command(
    own_hub: RunningHub, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "weights.json").write_bytes(files["second"])
    (tmp_path / "held_out.csv").write_bytes(held_out())

    def command(*words: str) -> dict[str, Any]:
        code = main(["models", words[0], "--data", str(own_hub.data), "--tenant", "acme", *words[1:]])
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return {"code": code, **told}

    file = command("add", "lead_conversion", str(tmp_path / "weights.json"))["id"]
    assert command("measure", file, "--table", str(tmp_path / "held_out.csv"))["code"] == 0
    assert command("sign", file)["version"]
    assert command("release", file, "--share", "10")["release"]
    assert command("rollback", "lead_conversion")["model"] == "lead_conversion"
    assert command("list")["files"]


def test_a_wider_ring_has_all_of_the_narrower() -> None:
    devices = [f"{number:032x}" for number in range(1000)]
    reached = [{one for one in devices if in_ring("a file", one, share)} for share in (0, 10, 50, 100)]
    assert [len(some) for some in reached] == [0, pytest.approx(100, abs=40), pytest.approx(500, abs=70), 1000]
    assert reached[0] <= reached[1] <= reached[2] <= reached[3]


def test_a_house_learns_from_what_became_of_its_leads(own_hub: RunningHub, office: Device, seller: Device) -> None:
    assert step(office, "lead_conversion/learn", {"kind": "ridge"}).json()["code"] == "too_few_outcomes"
    assert step(office, "assistant/learn", {"kind": "level"}).json()["code"] == "no_outcomes"
    customer, birth = seller.born("customer", name="Ada")
    births = [birth]
    for at in range(280):
        bought = at % 3 != 0  # far oftener than the bundled model says, and no matter how often we spoke
        known: dict[str, Any] = {
            "channel": ("cellular", "telephone")[at % 2],
            "contacts_now": 1 + at % 4,
            "contacts_before": 0,
        }
        values: dict[str, Any] = {
            "store": NORTH,
            "customer": customer.id,
            "status": "won" if bought else "lost",
            **known,
        }
        births.append(seller.born("lead", last_contact=datetime(2026, 1 + at % 9, 5, tzinfo=UTC), **values)[1])
    seller.push(*births)
    found = office.http.get("/v1/models/lead_conversion/health").json()
    assert found["outcomes"] == 280
    assert found["state"] == "alarm"
    assert found["months"][0]["observed"] == pytest.approx(2 / 3, abs=0.01)
    assert seller.http.get("/v1/models/lead_conversion/health").status_code == 403

    made = step(office, "lead_conversion/learn", {"kind": "ridge"}).json()
    assert made["verdict"]["against"] == []
    assert made["verdict"]["candidate"]["log_loss"] < made["verdict"]["in_use"]["log_loss"]
    for word in ("sign", "release"):
        assert step(office, f"candidates/{made['id']}/{word}").status_code == 200
    after = office.http.get("/v1/models/lead_conversion/health").json()
    assert after["version"] == made["version"]
    assert after["months"][0]["predicted"] == pytest.approx(2 / 3, abs=0.02)
    assert step(office, "lead_conversion/rollback").status_code == 200
    assert office.http.get("/v1/models/lead_conversion/health").json()["version"] != made["version"]


def test_what_people_found_of_claims_is_an_outcome_at_the_hub(own_hub: RunningHub, office: Device) -> None:
    fleet = own_hub.device("fleet_manager")
    born = [fleet.born("claim", number=f"C {at}", status="reported", cause="parking") for at in range(2)]
    found = [
        fleet.fact("claim_review", claim=claim.id, verdict=verdict, reason="Seen", person=fleet.principal.person)[1]
        for (claim, _), verdict in zip(born, ("fraud", "not_fraud"), strict=True)
    ]
    assert statuses(fleet.push(*(birth for _, birth in born), *found)) == ["accepted"] * 4
    told = office.http.get("/v1/models/claim_fraud/health").json()
    assert (told["outcomes"], told["months"][0]["observed"]) == (2, 0.5)
    for name in ("renewal", "vehicle_price", "accident_risk"):
        assert office.http.get(f"/v1/models/{name}/health").json()["state"] == "unknown"


def test_what_people_say_of_test_drives_is_an_outcome_at_the_hub_and_the_models_learn_from_it(
    own_hub: RunningHub, office: Device, seller: Device
) -> None:
    car = seller.born("vehicle", make="VW", model="Golf", price=Money.of(20_000, "EUR"))
    births = [car[1]]
    for at in range(60):
        customer, birth = seller.born("customer", name=f"Ada {at}", phone=f"0170 55{at * 37 % 89:02}{at:03}")
        begins = datetime(2026, 2 + at // 10, 3 + at % 20, 10, tzinfo=UTC)
        births += [birth, seller.born(
            "test_drive", vehicle=car[0].id, customer=customer.id, store=NORTH, status="returned", starts_at=begins,
            ends_at=begins + timedelta(minutes=45), looked="wrong" if at % 3 == 0 else "in_order",
            comment="Friendly people." if at % 2 else "A dirty car.", mood="praise" if at % 2 else "complaint",
        )[1]]  # fmt: skip
    assert set(statuses(seller.push(*births))) == {"accepted"}
    for name, observed in (("unusual_record", 1 / 3), ("feedback_sentiment", 1 / 2)):
        found = office.http.get(f"/v1/models/{name}/health").json()
        assert found["outcomes"] == 60
        assert sum(each["observed"] * each["outcomes"] for each in found["months"]) == pytest.approx(60 * observed)
        made = step(office, f"{name}/learn", {"kind": "level"}).json()
        assert made["verdict"]["outcomes"] == 60
        assert step(office, f"{name}/learn", {"kind": "ridge"}).json()["code"] == "too_few_outcomes"
