"""Scores in the background: made, made anew when what they rest on changes, absent with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from client import languages
from client.changes import Changes
from client.commands import Edit
from client.reading.queries import Reader
from client.replica.database import DiskFull
from client.replica.replica_tables import score as score_table
from client.replica.worker import Replica, wait
from client.scores.scored_features import lead_features
from client.scores.scoring import Scores
from client.text import scores as words
from ml_models.lead_conversion import model
from ml_models.registry import Registered
from shared_models.money import Money
from tests.support.replicas import STORE, Log, create, open_replica, replica

__all__ = ["replica"]

KNOWN: dict[str, Any] = {
    "channel": "cellular", "last_contact": datetime(2025, 5, 6, tzinfo=UTC), "contacts_now": 1, "contacts_before": 2,
    "previous_outcome": "success",
}  # fmt: skip


@pytest.fixture
def scores(replica: Replica) -> Iterator[Scores]:
    made = Scores(replica, Reader(replica.database))
    yield made
    made.close()


def lead(replica: Replica, **known: Any) -> str:
    return create(replica, "lead", store=STORE, customer=create(replica, "customer", name="Ada"), status="new", **known)


def test_a_lead_is_scored_as_the_model_scores_its_values(replica: Replica, scores: Scores) -> None:
    record = lead(replica, **KNOWN)
    assert scores.wait_idle()
    reader = Reader(replica.database)
    view = reader.record("lead", record)
    assert view is not None
    held, expected = scores.of("lead", record), model.score(lead_features(reader, [view])[0])
    assert held is not None
    assert expected is not None
    assert held.value == pytest.approx(expected.value, abs=1e-12)
    assert (held.band, held.version, held.reasons) == (expected.band, model.version(), expected.reasons)
    assert scores.absent_because("lead", record) == ""


def test_too_little_known_is_no_score_but_a_reason_until_more_is_known(replica: Replica, scores: Scores) -> None:
    record = lead(replica)
    assert scores.wait_idle()
    assert scores.of("lead", record) is None
    assert "Not enough is known" in scores.absent_because("lead", record)
    wait(replica.execute(Edit("lead", record, dict.fromkeys(KNOWN), KNOWN)))
    assert scores.wait_idle()
    assert scores.of("lead", record) is not None


def test_a_changed_lead_is_scored_anew_and_listeners_hear_of_it(replica: Replica, scores: Scores) -> None:
    record = lead(replica, **KNOWN)
    assert scores.wait_idle()
    before = scores.of("lead", record)
    heard: list[Changes] = []
    scores.listen(heard.append)
    wait(replica.execute(Edit("lead", record, {"previous_outcome": "success"}, {"previous_outcome": "failure"})))
    assert scores.wait_idle()
    after = scores.of("lead", record)
    assert before is not None
    assert after is not None
    assert after.value < before.value
    assert {touched.id for changes in heard for touched in changes.of("lead")} == {record}


def test_that_the_hub_has_a_change_is_no_reason_to_score_anew(replica: Replica, scores: Scores) -> None:
    lead(replica, **KNOWN)
    assert scores.wait_idle()
    heard: list[Changes] = []
    scores.listen(heard.append)
    assert len(Log().take_from(replica)) == 2
    assert scores.wait_idle()
    assert heard == []


def test_the_best_come_first(replica: Replica, scores: Scores) -> None:
    good, poor = lead(replica, **KNOWN), lead(replica, **{**KNOWN, "previous_outcome": "failure", "contacts_now": 12})
    lead(replica)
    assert scores.wait_idle()
    assert [record for record, _ in scores.best("lead", 10)] == [good, poor]
    assert [record for record, _ in scores.best("lead", 1)] == [good]
    assert set(scores.many("lead", [good, poor])) == {good, poor}


def test_who_may_not_read_leads_gets_no_scores_of_them(tmp_path: Path) -> None:
    replica = open_replica(tmp_path, "fleet_manager")
    scores = Scores(replica, Reader(replica.database))
    scores.rescore("lead", ["0" * 32])
    assert scores.wait_idle(1)
    assert scores.many("lead", ["0" * 32]) == {}
    scores.close()
    replica.close()


def test_without_its_model_nothing_is_scored_and_it_is_said(
    replica: Replica, scores: Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_model: object) -> object:
        raise ImportError("not there")

    monkeypatch.setattr(Registered, "module", broken)
    record = lead(replica, **KNOWN)
    assert scores.wait_idle()
    assert scores.absent_because("lead", record) == words.NO_MODEL


def _reasons_of(scores: Scores, kind: str, record: str) -> dict[str, str]:
    held = scores.of(kind, record)
    assert held is not None
    return {reason.feature: reason.words for reason in held.reasons}


def test_reasons_follow_the_language_at_once_without_being_scored_anew(
    replica: Replica, scores: Scores, polyglot: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = lead(replica, **KNOWN)
    assert scores.wait_idle()
    english = _reasons_of(scores, "lead", record)
    before = scores.of("lead", record)
    monkeypatch.setattr(Registered, "module", None)  # whoever would score now would fail
    for language in ("de", "es", "fr", "ar", "en"):
        languages.speak(language)
        here = _reasons_of(scores, "lead", record)
        assert here.keys() == english.keys()
        assert not [told for told in here.values() if not told or "{" in told]
        assert language == "en" or not set(here.values()) & set(english.values())
        if language == "de":
            assert here["poutcome"].startswith("Hat letztes Mal gekauft: ")
            assert here["poutcome"].endswith("Punkte")
    after = scores.of("lead", record)
    assert before == after
    assert [one for _, held in scores.best("lead", 5) for one in held.reasons] == list(before.reasons)  # type: ignore[union-attr]


def test_why_there_is_no_score_follows_the_language_too(replica: Replica, scores: Scores, polyglot: None) -> None:
    record = lead(replica)
    assert scores.wait_idle()
    english = scores.absent_because("lead", record)
    assert english.startswith("Not enough is known for a score: ")
    languages.speak("de")
    assert scores.absent_because("lead", record).startswith("Für eine Bewertung ist nicht genug bekannt")
    assert scores.absent("lead", [record]) == {record: scores.absent_because("lead", record)}


def test_another_language_scores_nothing_anew_at_the_next_start(replica: Replica, polyglot: None) -> None:
    reader = Reader(replica.database)
    scores = Scores(replica, reader)
    lead(replica, **KNOWN)
    assert scores.wait_idle()
    scores.close()
    with reader.connect() as connection:
        computed = connection.execute(select(score_table.c.computed)).scalars().all()
    languages.speak("de")
    scores = Scores(replica, reader)
    assert scores.wait_idle()
    scores.close()
    with reader.connect() as connection:
        assert connection.execute(select(score_table.c.computed)).scalars().all() == computed


def test_what_an_older_program_said_and_nobody_says_now_is_left_out(replica: Replica, scores: Scores) -> None:
    record = lead(replica, **KNOWN)
    assert scores.wait_idle()
    said = len(_reasons_of(scores, "lead", record))

    def forget(connection: Any) -> None:
        connection.execute("UPDATE score SET reasons = replace(reasons, '\"LEAD_VALUES\"', '\"GONE\"')")

    replica.write(forget).result()
    assert 0 < len(_reasons_of(scores, "lead", record)) < said


def test_a_full_disk_ends_no_scoring(replica: Replica, scores: Scores, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise DiskFull("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(replica, "write", full)
        record = lead(replica, **KNOWN)
        assert scores.wait_idle()
        assert scores.of("lead", record) is None
    scores.rescore("lead")
    assert scores.wait_idle()
    assert scores.of("lead", record) is not None


def test_what_could_not_be_scored_before_the_end_is_scored_after_the_next_start(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(replica.database)
    scores = Scores(replica, reader)
    assert scores.wait_idle()
    monkeypatch.setattr(scores, "_in_time", lambda: False)
    record = lead(replica, **KNOWN)
    assert scores.wait_idle()
    scores.close()
    again = Scores(replica, reader)
    assert again.wait_idle()
    assert again.of("lead", record) is not None
    again.close()


def test_a_claim_is_scored_anew_when_its_policy_its_vehicle_or_a_stores_time_zone_changes(
    replica: Replica, scores: Scores
) -> None:
    me = replica.identity
    replica.sign_in_as(replace(me, role="head_office"))
    office = create(replica, "store", name="North", time_zone="UTC")
    replica.sign_in_as(replace(me, role="fleet_manager"))
    car = create(replica, "vehicle", make="VW", model="Golf", price=Money.of(20_000, "EUR"), store=office)
    policy = create(replica, "policy", number="P1", status="active", starts_on=date(2026, 1, 1),
                    expires_on=date(2026, 12, 31))  # fmt: skip
    happened = datetime(2026, 7, 15, 23, 30, tzinfo=UTC)
    claim = create(
        replica, "claim", number="C1", status="reported", cause="theft", policy=policy, vehicle=car,
        happened_at=happened, reported_at=happened, estimate=Money.of(10_000, "EUR"),
    )  # fmt: skip
    assert scores.wait_idle()

    def said() -> set[str]:
        assert scores.wait_idle()
        held = scores.of("claim", claim)
        assert held is not None
        return {reason.words.split(":")[0] for reason in held.reasons}

    def holds(beginning: str) -> bool:
        return any(words.startswith(beginning) for words in said())

    assert holds("Happened at night, local time")
    assert holds("Estimate is 50 %")
    assert holds("Policy began 195 days before")
    replica.sign_in_as(replace(me, role="head_office"))
    wait(replica.execute(Edit("store", office, {"time_zone": "UTC"}, {"time_zone": "America/Los_Angeles"})))
    assert holds("Happened by day, local time")
    replica.sign_in_as(replace(me, role="fleet_manager"))
    price = {"price": Money.of(20_000, "EUR")}, {"price": Money.of(40_000, "EUR")}
    wait(replica.execute(Edit("vehicle", car, *price)))
    assert holds("Estimate is 25 %")
    begun = {"starts_on": date(2026, 1, 1)}, {"starts_on": date(2026, 7, 14)}
    wait(replica.execute(Edit("policy", policy, *begun)))
    assert holds("Policy began 1 day before")
