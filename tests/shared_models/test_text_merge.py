"""Splices turn one text into another, and carry over to a text that others have changed."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.text_merge import Splice, rebased, splices

TEXTS = st.text(alphabet="abc \n😀", max_size=30)


def _applied(text: str, changes: list[Splice]) -> str:
    for change in reversed(changes):
        text = text[: change.at] + change.inserted + text[change.at + change.removed :]
    return text


@given(TEXTS, TEXTS)
def test_splices_lead_from_old_to_new(old: str, new: str) -> None:
    assert _applied(old, splices(old, new)) == new


@given(TEXTS, TEXTS, TEXTS)
def test_carried_over_nothing_typed_by_either_is_lost(base: str, mine: str, theirs: str) -> None:
    ours = base + "<" + mine + ">"
    merged = _applied("[" + theirs + "]" + base, rebased(splices(base, ours), base, "[" + theirs + "]" + base))
    assert "<" + mine + ">" in merged
    assert "[" + theirs + "]" in merged


def test_two_people_in_different_places() -> None:
    base = "Call on Monday. Bring the papers."
    mine = "Call on Tuesday. Bring the papers."
    theirs = "Call on Monday. Bring the papers and the keys."
    assert (
        _applied(theirs, rebased(splices(base, mine), base, theirs))
        == "Call on Tuesday. Bring the papers and the keys."
    )


def test_a_long_text_is_spliced_in_one_piece() -> None:
    old, new = "a" * 15_000 + "x" + "b" * 15_000, "c" * 15_000
    assert _applied(old, splices(old, new)) == new
