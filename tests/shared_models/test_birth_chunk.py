"""A birth put together by hand is, byte for byte, the one the document engine makes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_models.birth_chunk import BirthForm, scalar
from shared_models.change_chunk import read_head
from shared_models.documents import Birth, Document
from shared_models.identifiers import new_id
from shared_models.kinds import Shape

_INTEGERS = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 63, 64, -64, -65, 127, 128])
_VALUES = st.text(st.characters(codec="utf-8"), max_size=300) | _INTEGERS | st.floats() | st.booleans() | st.binary()
_SHAPES: st.SearchStrategy[Shape] = st.sampled_from(["set", "text", "rows"])


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=16, max_size=16), st.lists(_SHAPES, max_size=5), st.lists(_VALUES, max_size=80))
def test_it_is_what_the_engine_makes(actor: bytes, shapes: list[Shape], values: list[Any]) -> None:
    record, fields = new_id(), [f"field{number}" for number in range(len(values))]
    containers = {f"container{number}": shape for number, shape in enumerate(shapes)}
    atoms = dict(zip(fields, values, strict=True))
    (change,) = Document.create(actor, Birth(record, "vehicle"), containers, atoms).changes()
    scalars = [scalar(value) for value in values]
    form = BirthForm(actor, "vehicle", containers, fields)
    for _ in range(2):  # the second time out of what the form remembers
        chunk, digest = form.born(record, [each.meta for each in scalars], b"".join(each.raw for each in scalars))
        assert (chunk, digest) == (change.chunk, change.hash)
    assert read_head(chunk).actor == actor


def test_what_is_no_scalar_is_refused() -> None:
    with pytest.raises(TypeError):
        scalar(["a", "list"])
