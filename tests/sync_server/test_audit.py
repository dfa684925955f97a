"""The hub's audit: rows chained by hash, named by their number when one byte is altered; changes field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.audit import Asked, BadRow, note, rows, verify_audit, verify_tenant
from sync_server.change_history import SEALED, changes_by, changes_of_record
from sync_server.config import load_config
from tests.support.engines import Engine
from tests.sync_server.running_hub import PASSWORD, RunningHub


@pytest.fixture
def administration(engine: Engine, tmp_path: Path) -> Iterator[Administration]:
    """Of a hub with an audit of six rows."""
    engine.prepare(tmp_path)
    ann = {"login": "ann", "name": "Ann", "role": "it_admin", "password": PASSWORD}
    with Administration(load_config({"data": tmp_path}, {})) as made:
        made.provision({"tenant": "acme", "people": [ann], "codes": 1})
        with made.writing() as connection:
            for n in range(4):
                note(connection, "acme", f"person {n % 2}", "tablet", "sealed_field_read", f"record {n}", {"n": n})
        yield made
    engine.discard(tmp_path)


def alter(administration: Administration, deed: str) -> None:
    with administration.writing() as connection:
        connection.execute(text(deed), {"nothing": b"\0" * 32} if ":nothing" in deed else {})


def verdict(administration: Administration) -> list[Any]:
    with administration.reading() as connection:
        return list(verify_audit(connection))


def test_rows_are_found_by_person_record_and_action(administration: Administration) -> None:
    with administration.reading() as connection:
        assert [row.subject for row in rows(connection, "acme", Asked(person="person 1"))] == ["record 3", "record 1"]
        assert [row.who for row in rows(connection, "acme", Asked(record="record 2"))] == ["person 0"]
        assert len(rows(connection, "acme", Asked(action="account_opened"))) == 1
        assert rows(connection, "other", Asked()) == []
        assert rows(connection, "acme", Asked(until=1)) == []
    [(tenant, count)] = verdict(administration)
    assert (tenant, count) == ("acme", 6)


ALTERED: dict[str, str] = {
    "who": "UPDATE audit SET who = 'person 9' WHERE number = 4",
    "when": "UPDATE audit SET at = at + 1 WHERE number = 4",
    "detail": "UPDATE audit SET detail = '{\"n\"\\:7}' WHERE number = 4",
    "removed": "DELETE FROM audit WHERE number = 4",
    "link": "UPDATE audit SET link = :nothing WHERE number = 4",
}


@pytest.mark.parametrize("deed", ALTERED.values(), ids=ALTERED.keys())
def test_the_first_bad_row_is_named(administration: Administration, deed: str) -> None:
    alter(administration, deed)
    [bad] = verdict(administration)
    assert isinstance(bad, BadRow)
    assert (bad.tenant, bad.number) == ("acme", 4)


def test_a_row_taken_off_the_end_is_missed(administration: Administration) -> None:
    alter(administration, "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)")
    [bad] = verdict(administration)
    assert bad.number == 6


def test_what_is_not_committed_leaves_no_row(administration: Administration) -> None:
    with pytest.raises(ZeroDivisionError), administration.writing() as connection:  # noqa: PT012
        note(connection, "acme", "", "", "backup_made")
        raise ZeroDivisionError
    assert verdict(administration) == [("acme", 6)]
    with pytest.raises(ValueError, match="does not take"), administration.writing() as connection:
        note(connection, "acme", "", "", "Sign in!")


def test_the_commands(administration: Administration, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str]:
        code = main(["audit", *words, "--data", str(tmp_path)])
        return code, capsys.readouterr().out

    assert run("verify") == (0, "good  audit of acme: 6 rows\n")
    code, said = run("show", "--person", "person 1")
    assert (code, said.count("sealed_field_read")) == (0, 2)
    out = tmp_path / "audit.jsonl"
    assert run("export", "--out", str(out), "--record", "record 3")[0] == 0
    [line] = [json.loads(each) for each in out.read_text("utf-8").splitlines()]
    assert (line["action"], line["detail"]) == ("sealed_field_read", {"n": 3})
    assert run("show", "--record", "record 3")[1].count("audit_exported") == 1  # the export was itself written down
    with administration.reading() as connection:
        assert (verify_tenant(connection, "acme"), verify_tenant(connection, "other")) == (7, 0)
    alter(administration, "UPDATE audit SET device = 'tablee' WHERE number = 5")
    with administration.reading() as connection:
        assert verify_tenant(connection, "acme") == BadRow("acme", 5, "the row is not what was written")
    assert run("verify") == (1, "BAD   audit of acme: row 5: the row is not what was written\n")


def test_what_a_newer_hub_noted_is_shown_by_its_own_name_and_verified(
    administration: Administration, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with administration.writing() as connection:
        note(connection, "acme", "", "", "tea_was_made", "a record", {"cups": 2})
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["audit", "show", "--data", str(tmp_path)]) == 0
    newer, *_, known = capsys.readouterr().out.splitlines()
    assert '  tea_was_made (made by a newer hub)  a record  {"cups": 2}' in newer
    assert "  enrol_codes_made  " in known or "  account_opened  " in known
    out = tmp_path / "audit.jsonl"
    assert main(["audit", "export", "--out", str(out), "--data", str(tmp_path)]) == 0
    told = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(row["action"], row["detail"]) for row in told if row.get("by") == "made by a newer hub"][:1] == [
        ("tea_was_made", {"cups": 2})
    ]
    assert "by" not in told[-1]


def test_who_answers_for_it_reads_the_audit_over_http_and_has_it_checked(hub: RunningHub) -> None:
    """By person, action and page; who looked is in it as well; nobody else sees it, nor another house's."""
    auditor, seller = hub.device("auditor"), hub.device("salesperson")
    me = auditor.principal.person
    told = auditor.http.get("/v1/audit", params={"person": me, "action": "signed_in"}).json()
    newest = told["rows"][0]
    assert (newest["who"], newest["device"], newest["tenant"]) == (me, auditor.id, "acme")
    assert told["names"][me] == "auditor"
    assert auditor.id in told["names"]
    [looked] = auditor.http.get("/v1/audit", params={"action": "audit_shown", "most": 1}).json()["rows"]
    assert (looked["who"], looked["detail"]["action"]) == (me, "signed_in")
    first = auditor.http.get("/v1/audit", params={"most": 3}).json()["rows"]
    older = auditor.http.get("/v1/audit", params={"most": 3, "before": first[-1]["number"]}).json()["rows"]
    assert [row["number"] for row in [*first, *older]] == list(range(first[0]["number"], first[0]["number"] - 6, -1))
    later = auditor.http.get("/v1/audit", params={"since": first[0]["at"], "until": first[0]["at"]}).json()["rows"]
    assert later == []
    checked = auditor.http.get("/v1/audit/check").json()
    assert checked["bad"] is None
    assert checked["rows"] >= first[0]["number"]
    for path in ("/v1/audit", "/v1/audit/check"):
        assert seller.http.get(path).status_code == 403


def test_changes_are_told_field_by_field_and_sealed_values_never(hub: RunningHub) -> None:
    seller = hub.device("salesperson")
    customer, birth = seller.born("customer", name="Emil Marked", licence_number=b"no ciphertext either")
    edit = seller.put(customer, "phone", "+43 1 555")
    assert [one.status for one in seller.push(birth, edit)] == ["accepted", "accepted"]
    with Administration(load_config({"data": hub.data}, {})) as made, made.reading() as connection:
        first, second = changes_of_record(connection, "acme", customer.id)
        assert changes_of_record(connection, "other", customer.id) == []
        by_person = list(changes_by(connection, "acme", seller.principal.person, 0, 2**46, 10))
    assert {one["field"]: one["after"] for one in first["did"]} == {"name": "Emil Marked", "licence_number": SEALED}
    assert second["did"] == [{"field": "phone", "deed": "set", "before": None, "after": "+43 1 555"}]
    assert (second["who"], second["device"], second["offline"]) == (seller.principal.person, seller.id, False)
    assert [one["change"] for one in by_person] == [first["change"], second["change"]]
