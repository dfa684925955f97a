"""The history of a document tells every field: values, words, rows, cells and texts, and what they replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.documents import Birth, Document, Put, Remove, Write
from shared_models.history import Step, difference, steps
from shared_models.text_merge import Splice, splices

ACTOR, OTHER = b"a" * 16, b"b" * 16


def born() -> Document:
    return Document.create(
        ACTOR, Birth("1" * 32, "vehicle"), {"notes": "text", "features": "set", "lines": "rows"},
        {"price": "1 EUR", "colour": None},
    )  # fmt: skip


def told(document: Document) -> list[tuple[str, ...]]:
    return [(step.deed, *step.path, step.before, step.after) for step in steps(document)]


def test_every_shape_is_told_with_what_it_replaced() -> None:
    document = born()
    document.apply(ACTOR, [
        Put(("price",), "2 EUR"), Put(("features", "abs"), True), Put(("lines", "r", "limit"), 5),
        Put(("lines", "r", "clause"), "A"), Write(("notes",), [Splice(0, 0, "Good car")]),
    ])  # fmt: skip
    document.apply(OTHER, [
        Put(("price",), None), Remove(("features", "abs")), Put(("lines", "r", "limit"), 6),
        Write(("notes",), [Splice(0, 4, "Bad")]),
    ])  # fmt: skip
    document.apply(ACTOR, [Remove(("lines", "r")), Put(("_archived",), True)])
    assert told(document) == [
        ("set", "price", None, "1 EUR"),
        ("set", "price", "1 EUR", "2 EUR"),
        ("added", "features", "abs", None, True),
        ("added", "lines", "r", None, {"clause": "A", "limit": 5}),
        ("rewritten", "notes", "", "Good car"),
        ("set", "price", "2 EUR", None),
        ("set", "lines", "r", "limit", 5, 6),
        ("removed", "features", "abs", True, None),
        ("rewritten", "notes", "Good car", "Bad car"),
        ("set", "_archived", None, True),
        ("removed", "lines", "r", {"clause": "A", "limit": 6}, None),
    ]


def test_edits_made_apart_replace_what_their_authors_saw_and_a_choice_is_told() -> None:
    one = born()
    two = Document.load(one.save())
    first, second = one.apply(ACTOR, [Put(("price",), "2 EUR")]), two.apply(OTHER, [Put(("price",), "3 EUR")])
    assert first is not None
    assert second is not None
    merged = one.merged(second.chunk)
    settled = merged.apply(ACTOR, [Put(("price",), merged.content()["price"])])
    assert settled is not None
    found = [step for step in steps(merged) if step.path == ("price",)]
    assert {(s.before, s.after) for s in found[1:3]} == {("1 EUR", "2 EUR"), ("1 EUR", "3 EUR")}
    assert found[3] == Step(settled.hash, ("price",), "set", merged.content()["price"], merged.content()["price"])


@given(st.lists(st.sampled_from(["abs", "gps", "tow"]), max_size=12), st.lists(st.text("ab c", max_size=6), max_size=6))
def test_the_steps_add_up_to_what_the_document_holds(words: list[str], texts: list[str]) -> None:
    document, held = born(), set[str]()
    for word in words:
        document.apply(ACTOR, [Remove(("features", word)) if word in held else Put(("features", word), True)])
        held ^= {word}
    now = ""
    for text in texts:
        document.apply(OTHER, [Write(("notes",), splices(now, text))])
        now = text
    kept: set[str] = set()
    last = ""
    for step in steps(document):
        if step.deed == "added":
            kept.add(step.path[1])
        elif step.deed == "removed":
            kept.remove(step.path[1])
        elif step.deed == "rewritten":
            assert step.before == last
            last = step.after
    assert (kept, last) == (held, now)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("same", "same", ("", "")),
        ("", "New", ("", "New")),
        ("He calls on Monday", "He calls on Tuesday", ("He calls on Monday", "He calls on Tuesday")),
        ("aaa", "aa", ("aaa", "aa")),
        ("x" * 50 + " old " + "y" * 50, "x" * 50 + " new " + "y" * 50,
         ("…old…", "…new…")),
        ("A quiet saloon for long trips to the sea with two dogs",
         "A quiet estate for long trips to the sea with two dogs",
         ("A quiet saloon for long trips to the…", "A quiet estate for long trips to the…")),
    ],
)  # fmt: skip
def test_the_part_of_a_text_that_changed(before: str, after: str, expected: tuple[str, str]) -> None:
    assert difference(before, after) == expected
