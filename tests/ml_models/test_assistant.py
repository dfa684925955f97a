"""The assistant: what is asked, what is named, not sure, out of scope; trained on any labelled questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_models.assistant import evaluate, model, train
from ml_models.assistant.made import made_questions
from ml_models.assistant.slots import Slots, slots_of
from ml_models.sentences import encoder


@pytest.fixture(autouse=True)
def small_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a device without the encoder."""
    monkeypatch.setenv(encoder.VARIABLE, "")


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("hybrid under 30k", Slots("hybrid", price=(None, 30_000))),
        ("show me every red SUV below £20,000", Slots("red SUV", price=(None, 20_000))),
        ("golf between 10k and 15k", Slots("golf", price=(10_000, 15_000))),
        ("diesel between 10 and 15k", Slots("diesel", price=(10_000, 15_000))),
        ("estate with less than 40,000 miles", Slots("estate", mileage=(None, 40_000), distance_unit="mi")),
        ("van newer than 2019 up to 25000", Slots("van", price=(None, 25_000), year=(2019, None))),
        ("Fiesta from 2018 to 2020", Slots("Fiesta", year=(2018, 2020))),
        ("3 Series", Slots("3 Series")),
        ("", Slots()),
    ],
)
def test_what_a_question_names(question: str, slots: Slots) -> None:
    assert slots_of(question) == slots


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("hybrid under 30k", "find_vehicle"),
        ("do we have a diesel van", "find_vehicle"),
        ("how do I export a list", "how_to"),
        ("which renewals are due this week", "renewals"),
        ("I want to talk to a colleague", "ask_person"),
        ("test drives today", "test_drives"),
    ],
)
def test_what_is_asked(question: str, intent: str) -> None:
    found = model.understand(question)
    assert found.intent == intent
    assert found.moved
    assert found.edition == "small"


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", "who won the world cup in 1998", "what is the square root of nine"]
)
def test_what_is_none_of_its_business_is_not_answered(question: str) -> None:
    assert model.understand(question).intent == ""


def questions(path: Path) -> Path:
    rows = made_questions(most=15)
    path.write_text("question,intent\n" + "".join(f'"{text}",{intent}\n' for text, intent in rows), "utf-8")
    return path


def test_it_is_trained_and_measured_on_any_labelled_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = questions(tmp_path / "own.csv")
    assert train.main(["--data", str(data), "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    assert evaluate.main(["--data", str(data), "--model", str(tmp_path / "weights.json")]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] > 0.9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"train": [["hello", "greet"]]}', "one intent only"),
        ('{"train": 3}', "no JSON of lists"),
        ('[["hello", "greet"], ["bye", "leave"]]', "at least 5"),
    ],
)
def test_questions_that_cannot_be_learned_from_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, "utf-8")
    assert train.main(["--data", str(path), "--out", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
