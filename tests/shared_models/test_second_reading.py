"""A second, independent reading: Automerge's own JavaScript build finds in our documents what we find."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from shared_models.documents import Document, Put, Remove, Write
from shared_models.editing import archive_edits, birth
from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.text_merge import Splice

_HERE = Path(__file__).parent / "javascript"
_INSTALLED = Path(os.environ.get("FORECOURT_JAVASCRIPT") or Path(__file__).parents[2] / "build" / "javascript")
_WORDS = ("Crème brûlée", "日本", "ok", "", "a\nb", "👍🏽 fine")


def _read_elsewhere(snapshots: list[bytes]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None or not (_INSTALLED / "node_modules" / "@automerge").is_dir():
        pytest.skip("needs Node.js and Automerge's JavaScript build: `python3 dev.py soak` installs it")
    given = "".join(base64.b64encode(each).decode() + "\n" for each in snapshots)
    line = [node, str(_HERE / "read.cjs"), str(_INSTALLED)]
    done = subprocess.run(line, input=given, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(each) for each in done.stdout.splitlines()]


def _born(record_type: str, values: dict[str, Any]) -> Document:
    return birth(os.urandom(16), RECORD_TYPES[record_type], new_id(), values)


def _car(draw: random.Random) -> Document:
    values = {
        "make": draw.choice(_WORDS) or "Kia",
        "model": "Ceed",
        "price": Money(draw.randrange(10**7), "EUR"),
        "mileage": Quantity(draw.randrange(10**5), "km"),
        "features": frozenset({"sunroof", "towbar"}),
        "notes": draw.choice(_WORDS),
    }
    return _born("vehicle", {k: v for k, v in values.items() if k in RECORD_TYPES["vehicle"].fields()})


def _edited(draw: random.Random, document: Document) -> Document:
    """The document with one change of one of the kinds there are, made by somebody else."""
    mine = Document.load(document.save())
    text = next((n for n, f in RECORD_TYPES["vehicle"].fields().items() if f.kind.shape == "text"), None)
    edits: list[Any] = [
        Put(("price",), f"{draw.randrange(10**6)} EUR"),
        Put(("features", draw.choice(["heated seats", "towbar"])), True),
        Remove(("features", "sunroof")),
        Put(("unknown to us",), draw.choice(_WORDS)),
        *archive_edits(draw.random() < 0.5),
    ]
    if text is not None:
        edits.append(Write((text,), [Splice(0, 0, draw.choice(_WORDS))]))
    mine.apply(os.urandom(16), draw.sample(edits, draw.randint(1, 3)))
    return mine


def _tangled(seed: int) -> Document:
    """A document several people have changed at once, joined and changed again."""
    draw = random.Random(seed)
    document = _car(draw)
    for _ in range(3):
        sides = [_edited(draw, document) for _ in range(draw.randint(1, 3))]
        for side in sides:
            document = document.merged(side.save())
    return document


def _ours(document: Document) -> dict[str, Any]:
    return {
        "content": json.loads(json.dumps(document.content())),
        "conflicts": {
            "\n".join(path): sorted(json.dumps(c.value, ensure_ascii=False) for c in running)
            for path, running in document.candidates().items()
        },
        "heads": sorted(head.hex() for head in document.heads),
    }


def _without_marks(told: dict[str, Any]) -> dict[str, Any]:
    """Without the marks of words in a set: two people who both add a word agree, and we call that no conflict."""
    marks = {path for path, running in told["conflicts"].items() if set(running) == {"true"} and "\n" in path}
    return {**told, "conflicts": {path: told["conflicts"][path] for path in told["conflicts"].keys() - marks}}


@pytest.mark.soak
def test_the_javascript_build_reads_the_same_values_rivals_and_heads() -> None:
    documents = [_tangled(seed) for seed in range(60)]
    ours = [_ours(document) for document in documents]
    assert sum(1 for each in ours if each["conflicts"]) > 20, "the documents are not tangled enough to prove anything"
    for here, there in zip(ours, _read_elsewhere([document.save() for document in documents]), strict=True):
        assert _without_marks(there) == here
