"""Whose signature makes a model file good: signed, unsigned, cut short, altered, another tenant's, another key's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ml_models import signing
from ml_models.additive import AdditiveModel, Axis, Block
from ml_models.model_file import InUse, write
from ml_models.signing import ModelFileBroken, Trusted, require_signed, sign, signature_of
from tests.support.model_keys import signed_for

MODEL = AdditiveModel((Axis("a", "number", edges=(1.0,)),), (Block((0,), np.array([0.0, 0.5, -0.5])),), 0.1, (0.5,))


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bundled" / "weights.json"
    write(path, "made", MODEL, {})
    monkeypatch.setattr(signing, "RELEASE", signed_for("", path))
    return path


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Trusted]:
    path = tmp_path / "own" / "weights.json"
    write(path, "made", MODEL, {"own": True})
    return path, signed_for("north", path)


def unsigned(path: Path) -> None:
    signature_of(path).unlink()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def altered(path: Path) -> None:
    write(path, "made", MODEL, {"own": "altered, with a checksum that is right"})


def signature_cut_short(path: Path) -> None:
    signature_of(path).write_bytes(signature_of(path).read_bytes()[:-40])


def signature_older(path: Path) -> None:
    said = json.loads(signature_of(path).read_bytes())
    signature_of(path).write_text(json.dumps({**said, "format": 0}), "utf-8")


def signature_made_up(path: Path) -> None:
    said = json.loads(signature_of(path).read_bytes())
    signature_of(path).write_text(json.dumps({**said, "signature": "00" * 64}), "utf-8")


def of_another_tenant(path: Path) -> None:
    signed_for("south", path)


def of_another_key(path: Path) -> None:
    sign(path, Ed25519PrivateKey.generate(), "north")


def older_format(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "format": 0}), "utf-8")


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (unsigned, "it is not signed"),
        (cut_short, "cut short, or was altered"),
        (altered, "cut short, or was altered"),
        (signature_cut_short, "its signature is cut short"),
        (signature_older, "its signature has format 0, this program reads 1"),
        (signature_made_up, "its signature is false"),
        (of_another_tenant, "it was signed for south, not for north"),
        (of_another_key, "it was signed with a key that north does not have"),
        (older_format, "altered after it was signed"),
        (gone, "the file cannot be read"),
    ],
)
def test_what_the_tenant_did_not_sign_is_refused_and_the_model_before_goes_on(
    harm: Callable[[Path], None], said: str, bundled: Path, own: tuple[Path, Trusted]
) -> None:
    path, trusted = own
    in_use = InUse("made", bundled)
    before = in_use.get()
    harm(path)
    with pytest.raises(ModelFileBroken, match=said) as caught:
        in_use.replace(path, trusted)
    assert "The model in use stays in use" in str(caught.value)
    assert in_use.get() is before


def test_what_the_tenant_signed_is_used_until_the_bundled_one_is_wanted_again(
    bundled: Path, own: tuple[Path, Trusted]
) -> None:
    in_use = InUse("made", bundled)
    before = in_use.get().version
    assert in_use.replace(*own).version != before
    assert in_use.get().settings == {"own": True}
    in_use.restore()
    assert in_use.get().version == before


def test_an_older_format_is_refused_even_when_it_was_signed(bundled: Path, own: tuple[Path, Trusted]) -> None:
    path, _ = own
    older_format(path)
    with pytest.raises(ModelFileBroken, match="it has format 0, this program reads 1"):
        InUse("made", bundled).replace(path, signed_for("north", path))


def test_a_tenants_signature_makes_no_release(bundled: Path) -> None:
    signed_for("north", bundled)
    with pytest.raises(ModelFileBroken, match="signed for north, not for a release of the product"):
        InUse("made", bundled).get()


def test_line_ends_of_another_system_change_nothing(bundled: Path) -> None:
    bundled.write_bytes(bundled.read_bytes().replace(b"\n", b"\r\n"))
    require_signed(bundled, signing.RELEASE)
