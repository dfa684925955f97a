"""The certificate of insurance: what it states, and when it is not issued."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from client.reading.queries import Disagreement, Reader
from client.reports.certificate import write_certificate
from client.reports.refusals import Refused
from client.workspace import Workspace
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.reports.printed import A4, EDITION, Printed, printed
from tests.client.showroom import ACME, add, vehicle

STARTS, ENDS = date(2025, 3, 1), date(2026, 2, 28)


def policy(workspace: Workspace, **changes: Any) -> str:
    """A policy in force on the day of the edition, for two vehicles; what is None is left out."""
    holder = add(
        workspace, "customer", name="Zoë Müller", company="Müller & Söhne", street="Lange Str. 12", postcode="10115",
        town="Berlin",
    )  # fmt: skip
    car = add(workspace, "vehicle", **vehicle(4, plate="B MW 2025"))
    driver = add(workspace, "driver", name="Émile Dupont", licence_class="B")
    values = {
        "number": "POL-2025-0042", "insurer": ACME, "holder": holder, "status": "active", "starts_on": STARTS,
        "expires_on": ENDS, "premium": Money(129_900, "EUR"),
        "lines": {
            new_id(): {"cover": "comprehensive", "limit": Money(5_000_000, "EUR"), "deductible": Money(50_000, "EUR"),
                       "clause": "AKB 2.2"},
            new_id(): {"cover": "liability", "limit": Money(1_000_000_000, "EUR")},
        },
        "schedule": {
            new_id(): {"vehicle": car},
            new_id(): {"vin": "WVWZZZ1KZBW000001", "to_day": date(2025, 12, 31)},
            new_id(): {"vin": "WVWZZZ1KZBW999999", "to_day": date(2025, 6, 30)},
        },
        "drivers": {new_id(): {"driver": driver}},
    }  # fmt: skip
    return add(workspace, "policy", **{n: v for n, v in {**values, **changes}.items() if v is not None})


def certificate(workspace: Workspace, tmp_path: Path, **changes: Any) -> Printed:
    """The certificate of such a policy, read back."""
    path = tmp_path / "certificate.pdf"
    write_certificate(workspace.reader, policy(workspace, **changes), EDITION, path)
    return printed(path)


def test_it_states_who_is_insured_for_what(workspace: Workspace, tmp_path: Path) -> None:
    found = certificate(workspace, tmp_path)
    text = found.text
    assert found.sizes == {A4}
    assert found.title == "Certificate of motor insurance POL-2025-0042"
    assert "Certificate of motor insurance" in text
    assert "Allianz" in text
    assert "Müller & Söhne Zoë Müller Lange Str. 12 10115 Berlin" in text
    assert "1 Mar 2025 to 28 Feb 2026 Both days included" in text
    assert "Third-party liability €10,000,000 – –" in text
    assert "Comprehensive €50,000 €500 AKB 2.2" in text
    assert text.index("Third-party liability") < text.index("Comprehensive")
    assert "Émile Dupont B Whole period" in text
    assert "Issued on 21 Nov 2025, 14:05 (Europe/Berlin) by Dana Reyes, Acme Berlin, Berlin, 030 12" in text
    assert "Signature and stamp" in text


def test_it_names_the_vehicles_covered_now_and_no_others(workspace: Workspace, tmp_path: Path) -> None:
    text = certificate(workspace, tmp_path).text
    vin = workspace.reader.find("vehicle")[0].values["vin"]
    assert f"BMW 320d B MW 2025 {vin} Whole period" in text
    assert "WVWZZZ1KZBW000001 Until 31 Dec 2025" in text
    assert "WVWZZZ1KZBW999999" not in text


def test_without_a_schedule_it_names_the_vehicle_of_the_policy(workspace: Workspace, tmp_path: Path) -> None:
    assert "B MW 2025" in certificate(workspace, tmp_path, schedule=None, vehicle="B MW 2025").text
    text = certificate(workspace, tmp_path, schedule=None, vehicle="WVWZZZ1KZBW000077", drivers=None, lines=None).text
    assert "– – WVWZZZ1KZBW000077 Whole period" in text
    assert "No driver is named in the policy." in text
    assert "As agreed in the policy." in text


def test_a_large_fleet_takes_several_pages(workspace: Workspace, tmp_path: Path) -> None:
    rows = {new_id(): {"vin": f"WVWZZZ1KZBW{number:06d}"} for number in range(140)}
    found = certificate(workspace, tmp_path, schedule=rows)
    assert all(found.text.count(row["vin"]) == 1 for row in rows.values())
    assert len(found.pages) > 3
    assert "Vehicle Registration VIN Covered" in found.pages[1]


def test_cover_that_begins_later_is_certified_as_such(workspace: Workspace, tmp_path: Path) -> None:
    text = certificate(workspace, tmp_path, starts_on=date(2025, 12, 1), expires_on=date(2026, 11, 30)).text
    assert "will be in force from 1 Dec 2025" in text
    assert "is in force" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expires_on": date(2025, 11, 20)}, "The policy ended on 20 Nov 2025."),
        ({"status": "draft"}, "only a draft"),
        ({"status": "lapsed"}, "has lapsed"),
        ({"status": "cancelled"}, "was cancelled"),
        (
            {"periods": {new_id(): {"transaction": "cancellation", "effective": date(2025, 10, 1)}}},
            "cancelled with effect from 1 Oct 2025",
        ),
        ({"insurer": None}, "names no insurer"),
        ({"holder": None}, "names no policyholder"),
        ({"schedule": None}, "covers no vehicle"),
        ({"schedule": {new_id(): {"vin": "X", "to_day": date(2025, 6, 30)}}}, "covers no vehicle"),
    ],
)
def test_it_is_not_issued(workspace: Workspace, tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        certificate(workspace, tmp_path, **changes)
    assert not list(tmp_path.glob("*.pdf"))


def test_it_waits_until_people_agree(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = policy(workspace)
    disputed = [Disagreement("policy", record, path, []) for path in (("expires_on",), ("notes",), ("lines", "a", "b"))]
    monkeypatch.setattr(Reader, "disagreements", lambda _self, _record: disputed)
    with pytest.raises(Refused, match=r"disagree about Cover, Expires\. Settle"):
        write_certificate(workspace.reader, record, EDITION, tmp_path / "a.pdf")
