"""Each kind keeps its values whole through document and columns, and says clearly what it does not take."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models import kinds
from shared_models.money import Money
from shared_models.schema import Field

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50)
_FIRST, _LAST = datetime(1970, 1, 1), datetime(9998, 1, 1)  # noqa: DTZ001 (hypothesis wants naive bounds)
MOMENTS = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC)).map(
    lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000)
)
CASES: list[tuple[kinds.Kind, st.SearchStrategy[Any]]] = [
    (kinds.Line(), TEXT),
    (kinds.Choice((("a", "A"), ("b", "B"))), st.sampled_from(["a", "b"])),
    (kinds.Flag(), st.booleans()),
    (kinds.Day(), st.dates()),
    (kinds.Instant(), MOMENTS),
    (kinds.Number(), st.integers(0, 10**12)),
    (kinds.Number(places=2), st.floats(0, 10**9)),
    (
        kinds.Measure(("km", "mi")),
        st.builds(kinds.Quantity, st.integers(0, 10**6), st.sampled_from(["km", "mi"])),
    ),
    (kinds.Price(), st.builds(Money, st.integers(0, 10**12), st.sampled_from(["EUR", "JPY"]))),
    (kinds.Reference("customer"), st.from_regex("[0-9a-f]{32}", fullmatch=True)),
    (
        kinds.File(),
        st.builds(
            kinds.FileRef,
            st.from_regex("[0-9a-f]{64}", fullmatch=True),
            TEXT,
            st.just("image/png"),
            st.integers(0),
        ),
    ),
    (kinds.Sealed(), st.binary(max_size=50)),
]


@pytest.mark.parametrize(("kind", "values"), CASES, ids=lambda case: getattr(case, "name", ""))
def test_a_value_survives_document_and_columns(kind: kinds.Kind, values: st.SearchStrategy[Any]) -> None:
    @given(values)
    def survives(value: Any) -> None:
        kind.check(value)
        assert kind.decode(kind.encode(value)) == value
        assert kind.from_columns("f", kind.columns("f", value)) == value
        assert kind.from_columns("f", kind.columns("f", None)) is None
        assert set(kind.columns("f", value)) == {"f", *(f"f_{suffix}" for suffix in kind.companions())}

    survives()


WRONG: list[tuple[kinds.Kind, Any, str]] = [
    (kinds.Line(5), "123456", "5 characters at most; this has 6"),
    (kinds.Line(), "a\nb", "line breaks"),
    (kinds.Line(), "a\ud800", "broken character"),
    (kinds.Line(), 5, "must be text"),
    (kinds.Prose(), "a\x00", "NUL"),
    (kinds.Choice((("a", "Alpha"),)), "x", "not one of: Alpha"),
    (kinds.Flag(), 1, "yes or no"),
    (kinds.Day(), datetime(2025, 1, 1, tzinfo=UTC), "must be a date"),
    (kinds.Instant(), datetime(2025, 1, 1), "with its zone"),  # noqa: DTZ001 (a naive one is the point)
    (kinds.Number(), float("nan"), "must be a number"),
    (kinds.Number(), True, "must be a number"),
    (kinds.Number(), 1.5, "whole number"),
    (kinds.Number(least=5, most=9), 10, "between 5 and 9"),
    (kinds.Measure(("km",)), kinds.Quantity(5, "mi"), "one of: km"),
    (kinds.Measure(("km",)), 5, "number with its unit"),
    (kinds.Price(), Money(-1, "EUR"), "below zero"),
    (kinds.Price(), 12.5, "with its currency"),
    (kinds.Reference("x"), "short", "chosen from the list"),
    (kinds.WordSet(), {"a"}, "list of short words"),
    (kinds.Rows(), [1], "table"),
    (kinds.Sealed(), "open", "sealed before"),
    (kinds.File(), "x", "must be a file"),
]


@pytest.mark.parametrize(("kind", "value", "words"), WRONG)
def test_what_does_not_fit_is_refused_in_words(kind: kinds.Kind, value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        kind.check(value)


DECODERS: list[Callable[[Any], Any]] = [kind.decode for kind, _ in CASES]


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.binary(), st.booleans()))
def test_foreign_atoms_are_refused_by_every_kind_and_never_crash(atom: Any) -> None:
    for decode in DECODERS:
        try:
            decode(atom)
        except (ValueError, TypeError, AttributeError):
            continue


def test_rows_check_and_keep_their_cells() -> None:
    limit = Field("limit", kinds.Price(), "Limit")
    rows = kinds.Rows((limit,))
    value = {"r1": {"limit": Money(5, "EUR"), "newer": "kept"}}
    rows.check(value)
    assert rows.from_columns("lines", rows.columns("lines", value)) == value
    with pytest.raises(ValueError, match="row 1, Limit: must be an amount"):
        rows.check({"r1": {"limit": 5}})


def test_a_set_is_one_column_in_a_fixed_order() -> None:
    kind = kinds.WordSet()
    assert kind.columns("f", frozenset({"b", "a"})) == {"f": '["a", "b"]'}
    assert kind.from_columns("f", {"f": '["a", "b"]'}) == frozenset({"a", "b"})


def test_an_instant_keeps_milliseconds() -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(milliseconds=5)
    assert kinds.Instant().encode(moment) == 1_735_689_600_005


def test_a_word_of_a_newer_list_is_refused_from_a_form_and_admitted_from_a_document() -> None:
    field = Field("fuel", kinds.Choice((("petrol", "Petrol"),)), "Fuel")
    assert [problem.severity for problem in field.problems("hydrogen")] == ["error"]
    assert field.problems("hydrogen", foreign=True) == []
    with pytest.raises(ValueError, match="one word"):
        field.kind.decode("x" * 200)
