"""A model on disk: whole, cut short, altered, foreign; and the model in use while a broken one arrives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ml_models import signing
from ml_models.accident_risk import model as accident_model
from ml_models.additive import AdditiveModel, Axis, Block
from ml_models.lead_conversion import model as lead_model
from ml_models.model_file import InUse, ModelFileBroken, read, write
from tests.support.model_keys import signed_for

MODEL = AdditiveModel((Axis("a", "number", edges=(1.0,)),), (Block((0,), np.array([0.0, 0.5, -0.5])),), 0.1, (0.5,))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "weights.json"
    write(path, "made", MODEL, {"bands": {"medium": 0.4, "high": 0.7}})
    return path


def test_what_is_written_is_read_back_and_the_same_content_has_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    file = read(whole, "made")
    assert file.additive.blocks[0].table.tolist() == [0.0, 0.5, -0.5]
    assert file.additive.axes == MODEL.axes
    again = write(tmp_path / "again.json", "made", MODEL, {"bands": {"medium": 0.4, "high": 0.7}})
    assert (tmp_path / "again.json").read_bytes() == whole.read_bytes()
    assert again.version == file.version


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def altered(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("0.5", "0.6"), "utf-8")


def newer(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 99}), "utf-8")


def binary(path: Path) -> None:
    path.write_bytes(b"\x80\x00\xff" * 50)


def a_list(path: Path) -> None:
    path.write_text("[]", "utf-8")


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [cut_short, altered, newer, binary, a_list, gone])
def test_a_file_that_is_not_intact_is_refused_by_name(whole: Path, harm: object) -> None:
    assert callable(harm)
    harm(whole)
    with pytest.raises(ModelFileBroken) as caught:
        read(whole, "made")
    assert caught.value.path == whole
    assert str(whole) in str(caught.value)


def test_another_models_file_is_refused(whole: Path) -> None:
    with pytest.raises(ModelFileBroken, match="made"):
        read(whole, "lead_conversion")


def test_the_model_in_use_goes_on_when_a_broken_one_arrives(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "RELEASE", signed_for("", whole))
    in_use = InUse("made", whole)
    before = in_use.get()
    broken = tmp_path / "broken.json"
    broken.write_bytes(whole.read_bytes()[:100])
    with pytest.raises(ModelFileBroken, match="broken"):
        in_use.replace(broken)
    assert in_use.get() is before


@pytest.mark.parametrize("module", [lead_model, accident_model], ids=lambda m: m.__name__.split(".")[1])
def test_both_models_swap_files_and_survive_a_broken_one(module: object, tmp_path: Path) -> None:
    assert module in (lead_model, accident_model)
    assert isinstance(module, type(lead_model))
    before = module.version()
    broken = tmp_path / "weights.json"
    broken.write_bytes(module.BUNDLED.read_bytes()[:5000])
    with pytest.raises(ModelFileBroken):
        module.use(broken)
    assert module.version() == before
    assert module.use(module.BUNDLED) == before
    module.use_bundled()
    assert module.version() == before


def test_parts_that_are_no_tables_come_back_byte_for_byte(tmp_path: Path) -> None:
    parts = {"graph": bytes(range(256)) * 40, "empty": b""}
    file = write(tmp_path / "weights.json", "made", None, {}, parts)
    assert dict(file.parts) == parts
    assert file.additive.axes == ()
    body = json.loads((tmp_path / "weights.json").read_bytes())
    assert write(tmp_path / "again.json", "made", None, {}, parts).version == file.version == body["checksum"][:12]


def test_parts_that_would_fill_the_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "weights.json"
    write(path, "made", MODEL, {}, {"one": bytes(3_000), "two": bytes(3_000)})
    monkeypatch.setattr("ml_models.model_file._LARGEST_PARTS", 5_000)
    with pytest.raises(ModelFileBroken, match="more than 5,000 bytes"):
        read(path, "made")


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity"])
def test_a_number_that_is_none_is_refused(whole: Path, number: str) -> None:
    whole.write_text(whole.read_text("utf-8").replace("-0.5", number), "utf-8")
    with pytest.raises(ModelFileBroken, match=r"weights\.json"):
        read(whole, "made")
