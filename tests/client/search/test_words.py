"""Folding and taking apart: what counts as one word, on both sides alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.search import words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ŠKODA", "skoda"),
        ("Citroe\u0308n", "citroen"),
        ("Straße", "strasse"),
        ("İstanbul ışık", "istanbul isik"),
        ("Ørsted Łódź Æther", "orsted lodz aether"),
        ("ＴＯＹＯＴＡ ﬁn", "toyota fin"),
        ("한국", "한국"),
    ],
)
def test_fold(text, folded):
    assert words.fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Toyota Camry", [("toyota", "Toyota"), ("camry", "Camry")]),
        ("CX-5,", [("cx", "CX"), ("5", "5"), ("cx5", "CX-5")]),
        ("Citroën C3", [("citroen", "Citroën"), ("c3", "C3")]),
        ("Škoda's", [("skoda", "Škoda"), ("s", "s"), ("skodas", "Škoda's")]),
        (
            "ada@example.org",
            [("ada", "ada"), ("example", "example"), ("org", "org"), ("adaexampleorg", "ada@example.org")],
        ),
        ("a.b.c.d", [("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]),
        ("snake_case", [("snake", "snake"), ("case", "case"), ("snakecase", "snake_case")]),
        (" - ", []),
        ("", []),
    ],
)
def test_terms(text, found):
    assert list(words.terms(text)) == found


@pytest.mark.parametrize("text", ["AB12 CDE", "ab12cde", "AB-12-CDE", " ab12 cde. ", "ÁB12CDÉ"])
def test_a_code_is_one_word(text):
    assert words.code(text) == "ab12cde"


def test_the_last_word_is_unfinished_until_a_space():
    assert words.typed_chunks("Toyota CX-5") == ([["toyota"], ["cx", "5"]], True)
    assert words.typed_chunks("Toyota ") == ([["toyota"]], False)
    assert words.typed_chunks("") == ([], True)


@given(st.text())
def test_every_stored_term_can_be_typed(text):
    for term, spelling in words.terms(text):
        typed = [part for chunk in words.typed_chunks(spelling)[0] for part in chunk]
        assert "".join(typed)[: words.MAX_TERM] == term


@given(st.text(max_size=200))
def test_what_is_typed_is_bounded_and_folded(text):
    chunks, _ = words.typed_chunks(text * 50)
    typed = [part for chunk in chunks for part in chunk]
    assert len(typed) <= words.MAX_TYPED_WORDS
    assert all(0 < len(part) <= words.MAX_TERM for part in typed)
