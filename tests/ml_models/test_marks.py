"""What people found of bookings and read in feedback is an outcome: both models are watched by it and learn from it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_models.additive import logistic
from ml_models.cases import Records, Seen, ended
from ml_models.feedback_sentiment import model as mood
from ml_models.feedback_sentiment import outcomes as mood_outcomes
from ml_models.labelled_table import LabelledTable, TableFault, outcomes
from ml_models.refitting import TooFewOutcomes
from ml_models.registry import MODELS
from ml_models.score import Score
from ml_models.sentences import encoder
from ml_models.sentences.texts import read_sentences
from ml_models.unusual_record import model as unusual
from ml_models.unusual_record import outcomes as unusual_outcomes
from ml_models.unusual_record.dataset import read_records
from ml_models.watching import learned, watch
from shared_models.money import Money
from tests.ml_models.test_outcomes import NOW, bundled, house, seen

UNUSUAL, MOOD = MODELS["unusual_record"], MODELS["feedback_sentiment"]
STORE = seen("store", "store", time_zone="Europe/Berlin")


# --- bookings ---


def bookings(count: int, looked: int, wrong_at_night: float, wrong_by_day: float = 0.0) -> Records:
    """Bookings by day, and every fifth in the night, by customers who are known; so many were looked at."""
    random = np.random.default_rng(4)
    drives, customers = [], []
    for at in range(count):
        night = at % 5 == 0
        begun = NOW - timedelta(days=260 - 260 * at // count)
        starts = begun.replace(hour=2 if night else 10 + at % 6) + timedelta(days=1 + at % 7)
        customers.append(seen("customer", f"c{at}", begun - timedelta(days=at % 40), phone=f"01709{83 * at % 99991:05}",
                              email=f"mail{'x' * (at % 5)}@example.com"))  # fmt: skip
        wrong = bool(random.random() < (wrong_at_night if night else wrong_by_day))
        drives.append(seen(
            "test_drive", f"d{at}", begun, vehicle="v", customer=f"c{at}", store="store", status="returned",
            starts_at=starts, ends_at=starts + timedelta(minutes=45),
            looked=("wrong" if wrong else "in_order") if at < looked else None,
        ))  # fmt: skip
    cars = [seen("vehicle", name, price=Money.of(20_000, "EUR")) for name in ("v", "w")]
    return house(("test_drive", drives), ("customer", customers), ("vehicle", cars), ("store", [STORE]))


def flagged(file: Any, records: Records) -> list[bool]:
    found = UNUSUAL.scored(file, [each.row for each in unusual_outcomes.cases(records)])
    assert all(isinstance(each, Score) for each in found)
    return [isinstance(each, Score) and each.band == "high" for each in found]


def test_a_look_at_a_booking_is_an_outcome_of_the_month_of_the_drive() -> None:
    first, second, third = unusual_outcomes.cases(bookings(3, 2, 1.0))
    assert (first.happened, second.happened, third.happened) == (True, False, None)
    assert first.row["hour"] in (3, 4), "the store's own hour, not that of the hub"
    assert first.group == "store"
    assert first.at == min(first.at or NOW, NOW - timedelta(days=260)), "looked at before the drive began"
    lone = seen("test_drive", "d", vehicle="gone", store="store", status="booked", starts_at=NOW, looked="wrong")
    assert unusual_outcomes.cases(house(("test_drive", [lone]))) == [], "too little is known for a score"


def test_contacts_of_several_customers_and_other_bookings_are_counted() -> None:
    both = [seen("customer", name, phone="0170 1", email=mail) for name, mail in (("a", "x@y.z"), ("b", None))]
    two = [
        seen("test_drive", name, vehicle="v", customer="a", store="store", status=status, starts_at=NOW,
             ends_at=NOW + timedelta(hours=1))
        for name, status in (("one", "booked"), ("two", "no_show"))
    ]  # fmt: skip
    found = unusual_outcomes.cases(house(("test_drive", two), ("customer", both)))
    assert [each.row["shared_contacts"] for each in found] == [1, 1]
    assert [(each.row["bookings"], each.row["no_shows"], each.row["overlapping"]) for each in found] == [
        (2, 1, 1), (2, 0, 1)
    ]  # fmt: skip


def test_below_fifty_looks_no_order_is_told_and_from_fifty_on_it_is() -> None:
    few = watch(UNUSUAL, bundled("unusual_record"), bookings(80, 49, 0.9), NOW)
    assert (few.outcomes, few.auc, few.means) == (49, None, "wrong")
    many = watch(UNUSUAL, bundled("unusual_record"), bookings(200, 120, 0.9), NOW)
    assert many.auc is not None
    assert many.auc > 0.9, "what was wrong was in the night"
    assert {each.feature for each in many.inputs} >= {"hour", "known_days"}
    assert {unusual_outcomes.label(each.feature)[-1] for each in many.inputs} & {":"} == set()
    with pytest.raises(TooFewOutcomes):
        learned(UNUSUAL, bundled("unusual_record"), bookings(80, 49, 0.9), "level")


def test_the_level_becomes_the_share_that_was_wrong_and_the_same_bookings_are_flagged() -> None:
    file, records = bundled("unusual_record"), bookings(300, 150, 0.6, 0.05)
    made, verdict = learned(UNUSUAL, file, records, "level")
    over = ended(unusual_outcomes.cases(records))
    happened = np.mean([bool(each.happened) for each in over])
    assert logistic(unusual_outcomes.logits(made, over)).mean() == pytest.approx(happened, abs=1e-6)
    assert verdict["candidate"]["rows"] == len(over) - len(over) * 3 // 4
    assert any(flagged(file, records))
    assert flagged(made, records) == flagged(file, records)
    assert file.settings["bands"]["high"] == 0.5, "the file of before is the way back"


def test_ridge_learns_which_columns_tell_and_none_turns_round() -> None:
    file, records = bundled("unusual_record"), bookings(500, 400, 0.8, 0.1)
    made, verdict = learned(UNUSUAL, file, records, "ridge")
    assert verdict["candidate"]["log_loss"] < verdict["in_use"]["log_loss"]
    weights = made.settings["refit_weights"]
    assert min(weights.values()) >= 0
    assert weights["hour"] == max(weights.values())
    rows = [each.row for each in unusual_outcomes.cases(records)]
    found = UNUSUAL.scored(made, rows)
    for score, answer in zip(found, unusual.answers(made, rows), strict=True):
        assert isinstance(score, Score)
        told = score.base + sum(each.contribution for each in score.reasons)
        assert told == pytest.approx(answer, abs=1e-9), "the reasons add up to the score"
    assert sum(flagged(made, records)) == pytest.approx(sum(flagged(file, records)), abs=1)
    over = ended(unusual_outcomes.cases(records))
    happened = np.mean([bool(each.happened) for each in over])
    assert logistic(unusual_outcomes.logits(made, over)).mean() == pytest.approx(happened, abs=1e-6)
    again, _verdict = learned(UNUSUAL, replace(made, version="second"), records, "ridge")
    assert again.settings["refit_from"] == "second"
    assert logistic(unusual.answers(again, rows)).mean() == pytest.approx(
        logistic(unusual.answers(made, rows)).mean(), abs=0.02
    )


def test_where_the_rare_was_in_order_a_column_fades_and_no_further() -> None:
    made, _verdict = learned(UNUSUAL, bundled("unusual_record"), bookings(500, 400, 0.0, 0.7), "ridge")
    assert made.settings["refit_weights"]["hour"] == 0


# --- feedback ---

PRAISE = ("Friendly people and a great car.", "I loved the drive, very helpful.", "Sehr freundlich und kompetent.")
COMPLAINT = ("The car was dirty and nobody helped.", "A terrible wait and no help.", "Sehr unfreundlich und schlecht.")


def feedback(count: int, doubt: int = 0) -> Records:
    """Feedback that people read; every so many (``doubt``) was the contrary of what the words say."""
    drives = []
    for at in range(count):
        begun = NOW - timedelta(days=300 - 300 * at // count)
        well = at % 3 != 0
        said = (PRAISE if well else COMPLAINT)[at % 3 if well else at // 3 % 3] + f" {at % 7}"
        if doubt and at % doubt == 0:
            well = not well
        drives.append(seen("test_drive", f"d{at}", begun, comment=said, mood="praise" if well else "complaint",
                           starts_at=begun, status="returned", store="store"))  # fmt: skip
    return house(("test_drive", drives))


def test_praise_and_complaint_are_outcomes_and_neither_is_none() -> None:
    marks = ("praise", "complaint", "neither", None)
    drives = [seen("test_drive", f"{at}", comment="A very good drive.", mood=mark, starts_at=NOW, status="returned")
              for at, mark in enumerate(marks)]  # fmt: skip
    drives.append(seen("test_drive", "x", comment="Muy buena experiencia, gracias.", mood="praise", starts_at=NOW))
    drives.append(seen("test_drive", "y", comment=None, mood="praise", starts_at=NOW))
    customers = [seen("customer", "c", language="es")]
    drives[4] = Seen({**drives[4].values, "customer": "c"}, NOW, NOW, "x")
    found = mood_outcomes.cases(house(("test_drive", drives), ("customer", customers)))
    assert [each.happened for each in found] == [True, False, None, None], "what is not read is no case"


def test_the_mood_is_watched_by_what_people_read() -> None:
    found = watch(MOOD, bundled("feedback_sentiment"), feedback(120), NOW)
    assert (found.outcomes, found.means) == (120, "praise")
    assert found.auc is not None
    assert found.auc > 0.9
    assert {each.feature for each in found.inputs} == set(mood_outcomes.INPUTS)
    assert all(mood_outcomes.label(each.feature) for each in found.inputs)
    contrary = watch(MOOD, bundled("feedback_sentiment"), feedback(120, doubt=1), NOW)
    assert contrary.state == "alarm"


@pytest.mark.parametrize("kind", ["level", "ridge"])
def test_the_mood_learns_from_what_people_read(kind: Any) -> None:
    file, records = bundled("feedback_sentiment"), feedback(240, doubt=4)
    made, verdict = learned(MOOD, file, records, kind)
    assert verdict["candidate"]["log_loss"] <= verdict["in_use"]["log_loss"]
    over = ended(mood_outcomes.cases(records))
    happened = np.mean([bool(each.happened) for each in over])
    assert logistic(mood_outcomes.logits(made, over)).mean() == pytest.approx(happened, abs=1e-5)
    told = made.settings["learned"]
    assert set(told) == {"small", "full"}
    assert all(each[part] >= 0 for each in told.values() for part in ("words", "lexicon", "whole", "alone"))
    if kind == "ridge":
        assert told["small"]["words"] < 1, "words that deceived count less"
    rows = [each.row for each in over]
    for score, answer in zip(MOOD.scored(made, rows), mood_outcomes.logits(made, over), strict=True):
        assert isinstance(score, Score)
        told_so = np.log(score.value / (1 - score.value))
        assert told_so == pytest.approx(answer, abs=1e-9), "what scores is what learned, in both languages"
    texts = [row["text"] for row in rows if row["language"] == "en"]
    english = [at for at, row in enumerate(rows) if row["language"] == "en"]
    assert mood.logits(made, texts, mood.edition(made)) == pytest.approx(
        mood_outcomes.logits(made, over)[english], abs=1e-9
    )


def test_without_the_encoder_the_full_edition_gets_the_level_of_the_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "here", lambda: False)
    made, _verdict = learned(MOOD, bundled("feedback_sentiment"), feedback(60, doubt=4), "level")
    assert made.settings["learned"]["full"]["level"] == made.settings["learned"]["small"]["level"] != 0


def test_only_the_latest_that_people_read_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mood_outcomes, "MOST", 20)
    found = ended(mood_outcomes.cases(feedback(60)))
    assert len(found) == 20
    assert min(each.created for each in found) > NOW - timedelta(days=110)
    assert datetime(2026, 11, 22, tzinfo=UTC) > found[-1].created


# --- tables that people's marks are saved in ---


def test_a_booking_nobody_has_looked_at_is_learned_from_and_one_found_wrong_only_measures(tmp_path: Path) -> None:
    marks = ["yes" if at % 20 == 0 else "no" if at % 2 else "" for at in range(60)]
    lines = ["hour,minutes,wrong", *(f"{9 + at % 8},{30 + at % 4},{mark}" for at, mark in enumerate(marks))]
    table = tmp_path / "looked_at.csv"
    table.write_text("\n".join(lines))
    for target in ("wrong", None):
        found = read_records(table, target)
        assert found.columns == ("hour", "minutes")
        assert found.fake.tolist() == [float(mark == "yes") for mark in marks]
    table.write_text("\n".join(["hour,wrong", *(f"{at % 9}," for at in range(60))]))
    with pytest.raises(TableFault, match="empty in every row"):
        read_records(table, "wrong")


def test_saved_feedback_is_read_by_its_training(tmp_path: Path) -> None:
    table = tmp_path / "feedback.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerow(["text", "mood"])
        csv.writer(file).writerows([PRAISE[1], "praise"] if at % 2 else [COMPLAINT[0], "complaint"] for at in range(60))
    sentences = read_sentences([table])
    well, positive = outcomes(LabelledTable(sentences.source, {"label": list(sentences.labels)}), "label")
    assert positive == "praise"
    assert well.tolist() == [float(at % 2) for at in range(60)]
