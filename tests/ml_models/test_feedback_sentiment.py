"""Feedback is read: words add up to the score, negation turns, two languages, aspects, bad input, training and back."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from ml_models.feedback_sentiment import evaluate, model, train
from ml_models.feedback_sentiment.made import made_feedback
from ml_models.model_file import read
from ml_models.score import Score
from ml_models.sentences import encoder, lexicon
from ml_models.sentences.ngrams import words_of
from ml_models.signing import ModelFileBroken


@pytest.fixture(autouse=True)
def small_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a device without the encoder."""
    monkeypatch.setenv(encoder.VARIABLE, "")


def value(text: str, language: str = "en") -> float:
    found = model.score({"text": text, "language": language})
    assert found is not None
    return found.value


@pytest.mark.parametrize(
    ("well", "ill", "language"),
    [
        ("The staff was friendly and helpful.", "The staff was rude and slow.", "en"),
        ("I would recommend them.", "I would not recommend them.", "en"),
        ("Der Verkäufer war freundlich, ich bin sehr zufrieden.", "Der Verkäufer war unfreundlich.", "de"),
        ("Das Auto ist gut.", "Das Auto ist nicht gut.", "de"),
    ],
)
def test_what_speaks_well_scores_above_what_speaks_ill(well: str, ill: str, language: str) -> None:
    assert value(well, language) > value(ill, language)


@pytest.mark.parametrize("text", made_feedback(30)[12:])
def test_the_words_add_up_to_the_score(text: str) -> None:
    found = model.score({"text": text})
    assert isinstance(found, Score)
    total = found.base + math.fsum(reason.contribution for reason in found.reasons)
    assert math.isclose(1 / (1 + math.exp(-total)), found.value, abs_tol=1e-9)
    assert "the sentence as a whole" not in " ".join(reason.words for reason in found.reasons).lower()


@pytest.mark.parametrize("row", [{}, {"text": None}, {"text": ""}, {"text": "?!"}, {"text": 4}, {"text": math.nan}])
def test_without_words_there_is_no_score_but_a_sentence(row: dict[str, object]) -> None:
    assert model.score(row) is None
    assert model.why_absent(row).endswith(".")


def test_a_language_the_model_does_not_read_is_left_to_people() -> None:
    assert "Read it yourself" in model.why_absent({"text": "Muy buena atención", "language": "es"})
    assert "Read it yourself" in model.why_absent({"text": "Der Wagen ist blau und hat vier Räder", "language": "de"})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Der Service ist gut", "Der Service ist nicht gut"),
        ("Das gefällt mir", "Das gefällt mir leider gar nicht"),
        ("Freundliche Beratung", "Unfreundliche Beratung"),
        ("Der Termin war nicht nur pünktlich, er war angenehm", "Der Termin war nicht pünktlich und nicht angenehm"),
        ("Eine superfreundliche Werkstatt", "Eine freundliche Werkstatt"),
        (
            "Das Auto ist sehr schlecht, aber die Leute waren nett",
            "Die Leute waren nett, aber das Auto ist sehr schlecht",
        ),
        ("Keine Mängel", "Schwere Lackmängel"),
        ("Gerne wieder", "Nie wieder"),
    ],
)
def test_german_is_read_with_its_endings_compounds_and_negations(better: str, worse: str) -> None:
    def balance(text: str) -> float:
        return lexicon.summary(lexicon.valences(words_of(text), "de"))[0]

    assert balance(better) > 0
    assert balance(better) > balance(worse)


@pytest.mark.parametrize(
    "said", ["Guten Tag, ich bin dort versichert", "Ein Wagen der Mittelklasse", "Die Versicherung"]
)
def test_german_words_that_only_look_like_known_ones_say_nothing(said: str) -> None:
    assert not any(lexicon.valences(words_of(said), "de"))


def test_german_sentences_are_measured_as_the_app_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["--data", str(evaluate.GERMAN)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["edition"] == "lexicon"
    assert figures["rows"] == 80
    assert figures["auc"] > 0.9
    found = model.score({"text": "Man hat mich eine Stunde warten lassen.", "language": "de"})
    assert found is not None
    assert found.value < 0.5


def test_aspects_are_told_apart_with_their_part_of_the_sentence() -> None:
    found = {
        each.aspect: each for each in model.aspects_of({"text": "The salesman was friendly, but the price was awful."})
    }
    assert set(found) == {"people", "price"}
    assert found["people"].value > 0.5 > found["price"].value
    assert found["price"].said == ("the price was awful",)
    assert model.aspects_of({"text": 3}) == []


def labelled(path: Path, rows: int = 80) -> Path:
    """Made sentences; those with a good word speak well."""
    texts = [text for text in made_feedback(rows * 2)[12:] if text.strip()][:rows]
    good = ("great", "friendly", "wonderful", "perfect", "fair.")
    lines = [f"{text}\t{int(any(word in text for word in good))}" for text in texts]
    path.write_text("sentence\tlabel\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def test_it_is_trained_and_measured_on_any_file_of_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = labelled(tmp_path / "own.tsv")
    for folder in ("one", "two"):
        assert train.main(["--data", str(data), "--out", str(tmp_path / folder)]) == 0
    assert (tmp_path / "one/weights.json").read_bytes() == (tmp_path / "two/weights.json").read_bytes()
    capsys.readouterr()
    assert evaluate.main(["--data", str(data), "--model", str(tmp_path / "one/weights.json")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["edition"] == "small"
    assert figures["auc"] > 0.9
    assert figures["rows"] == 80


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("good\t1\nbad\n", "line 2 has no tab"),
        ("good\t1\n\t0\n", "sentence 2 is empty"),
        ("good\t1\nbad\t0\n", "too few"),
        ("".join(f"good {at}\t1\n" for at in range(80)), "every row"),
    ],
)
def test_a_file_that_cannot_be_learned_from_is_refused_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(content, "utf-8")
    assert train.main(["--data", str(path), "--out", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_an_encoder_that_is_not_the_known_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")
    monkeypatch.setenv(encoder.VARIABLE, str(tmp_path / "model.onnx"))
    with pytest.raises(encoder.EncoderBroken, match="not the sentence encoder"):
        encoder.encode(["hello"])


def test_a_broken_file_leaves_the_model_in_use(tmp_path: Path) -> None:
    before = model.version()
    (tmp_path / "weights.json").write_text("{")
    with pytest.raises(ModelFileBroken):
        model.use(tmp_path / "weights.json")
    assert model.version() == before


def test_the_full_edition_answers_as_its_library_where_the_encoder_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(encoder.VARIABLE)
    if not encoder.here():
        pytest.skip("the sentence encoder is not installed (extra `sentences`)")
    file = read(model.BUNDLED, "feedback_sentiment")
    assert model.edition(file) == "full"
    good, bad = model.logits(file, ["Everything was wonderful.", "They kept us waiting and lied."], "full")
    assert good > 1
    assert bad < -1
