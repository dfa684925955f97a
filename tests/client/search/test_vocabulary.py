"""The quick way to near words gives what the plain definition gives, on words that people really mistype."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from client.search import vocabulary
from client.search.vocabulary import Vocabulary, allowed_edits
from tests.client.search.naive import osa


def holding(terms) -> Vocabulary:
    """A vocabulary in which every term occurs, the earlier the oftener."""
    found = Vocabulary()
    for place, term in enumerate(dict.fromkeys(terms)):
        found.mass[found.number(term, term.title())] = 1_000 - place
    return found


@pytest.mark.parametrize(
    ("word", "edits"),
    [("bm", 0), ("kia", 1), ("camri", 1), ("toyota", 2), ("hybird", 2), ("2019", 0), ("320d", 1), ("1234567", 0)],
)
def test_how_many_edits_are_allowed(word, edits):
    assert allowed_edits(word) == edits


@pytest.mark.parametrize(
    ("word", "term", "is_near"),
    [
        ("toyta", "toyota", True),
        ("hybird", "hybrid", True),
        ("geiko", "geico", True),
        ("otyota", "toyota", True),
        ("toyoota", "toyota", True),
        ("kai", "kia", True),
        ("xea", "kia", False),
        ("fcus", "focus", True),
        ("fcu", "focus", False),
        ("tyt", "toyota", False),
        ("bm", "bmw", False),
    ],
)
def test_examples_of_near(word, term, is_near):
    assert [each for _, each in holding([term]).meant_by(word, unfinished=False)] == ([term] if is_near else [])


def test_the_beginning_of_a_word_may_have_a_slip_while_it_is_typed():
    makes = holding(["mercedes", "toyota"])
    assert [term for _, term in makes.meant_by("merdec", unfinished=True)] == []
    assert [term for _, term in makes.meant_by("erced", unfinished=True)] == []
    assert [term for _, term in makes.meant_by("mecre", unfinished=True)] == ["mercedes"]
    assert [term for _, term in makes.meant_by("toyt", unfinished=True)] == ["toyota"]
    assert [term for _, term in makes.meant_by("toyt", unfinished=False)] == []


def test_what_is_far_commoner_is_likelier_meant():
    terms = holding(["cat", "car"])
    terms.mass[terms.numbers["car"]] = 1_000_000
    assert [term for _, term in terms.meant_by("caz", unfinished=False)] == ["car"]
    terms.mass[terms.numbers["car"]] = 0
    assert [term for _, term in terms.meant_by("caz", unfinished=False)] == ["cat"]


@settings(deadline=None)
@given(
    st.lists(st.text("abcé1", min_size=1, max_size=12), max_size=30),
    st.text("abcé1", min_size=3, max_size=9),
    st.booleans(),
)
@example(["abcdefgh"], "abcdefhg", True)
@example(["abcdefghijklmnop"], "abcdefgxij", True)
@example(["abcdefghij"], "abxde", True)
def test_no_near_term_is_missed(terms, word, unfinished):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "MOST_MEANT", 1_000)
        patch.setattr(vocabulary, "WORTH_SHOWING", 1_000.0)
        meant = {term for _, term in holding(terms).meant_by(word, unfinished=unfinished)}
    assert meant == {term for term in terms if near(word, unfinished, term)}


def near(word: str, unfinished: bool, term: str) -> bool:
    """The rule, in plain words."""
    edits = allowed_edits(word)
    if not edits or term == word or (unfinished and term.startswith(word)):
        return False
    begun = [term[:length] for length in range(len(word) - 1, len(word) + 2)]
    slipped = unfinished and len(word) >= 4 and term[0] == word[0] and any(osa(word, each) <= 1 for each in begun)
    return osa(word, term) <= edits or term.startswith(word) or slipped
