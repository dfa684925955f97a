"""Consents that are heeded at once, and everything about a person in one file."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from client.commands import Create, RecordFact
from client.file_store import FileStore
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.reports.edition import Edition
from client.reports.person_data import PersonData
from client.reports.refusals import Refused
from shared_models.clock import utc_now
from shared_models.identifiers import new_id
from shared_models.sealing import Seals, seal
from tests.support.replicas import STORE, replica, values_of

__all__ = ["replica"]
KEY = b"k" * 32


def consent(replica: Replica, customer: str, given: bool, said_on: date) -> None:
    told = {"customer": customer, "purpose": "email", "given": given, "how": "phone", "said_on": said_on}
    wait(replica.execute(RecordFact("consent", {**told, "person": replica.identity.person})))


def test_a_consent_is_heeded_at_once_and_stays_as_proof(replica: Replica) -> None:
    customer = Create("customer", {"name": "Ada Example"})
    wait(replica.execute(customer))
    consent(replica, customer.id, True, date(2026, 3, 1))
    values = values_of(replica, "customer", customer.id)
    assert (values["consent_email"], values["consent_given_on"], values["consent_phone"]) == (
        True,
        date(2026, 3, 1),
        None,
    )
    consent(replica, customer.id, False, date(2026, 4, 1))
    values = values_of(replica, "customer", customer.id)
    assert (values["consent_email"], values["consent_given_on"]) == (False, date(2026, 3, 1))
    assert len(Reader(replica.database).ids("consent")) == 2


def test_everything_about_a_person_in_one_file(replica: Replica, tmp_path: Path) -> None:
    name = new_id()
    licence = seal("B-777", KEY, name, "licence_number")
    wait(replica.execute(Create("customer", {"name": "Ada Example", "licence_number": licence}, name)))
    lead = Create("lead", {"customer": name, "store": STORE, "status": "new", "notes": "wants a red one"})
    other = Create("customer", {"name": "Somebody Else"})
    wait(replica.execute(lead))
    wait(replica.execute(other))
    files = FileStore(tmp_path / "files")
    made = PersonData(Reader(replica.database), "sales_manager", files, {"customer": Seals(KEY)}, Edition(utc_now()))
    assert made.write("customer", name, tmp_path / "ada.zip") == 2
    with zipfile.ZipFile(tmp_path / "ada.zip") as pack:
        told = {one["type"]: one["values"] for one in json.loads(pack.read("person.json"))}
        assert pack.read("person.pdf").startswith(b"%PDF")
    assert told["customer"] == {"name": "Ada Example", "licence_number": "B-777"}
    assert told["lead"]["notes"] == "wants a red one"
    with pytest.raises(Refused):
        made.write("customer", new_id(), tmp_path / "none.zip")
