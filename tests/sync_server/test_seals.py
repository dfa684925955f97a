"""Keys of sealed fields: given at sign-in to roles that may write them, the same for everybody, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync_server.errors import SetupProblem
from sync_server.keys import load_seal_master


def test_the_master_key_is_made_once_and_kept(tmp_path: Path) -> None:
    assert load_seal_master(tmp_path) == load_seal_master(tmp_path)
    assert len(load_seal_master(tmp_path)) == 32


def test_a_damaged_master_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "seal.key").write_bytes(b"short")
    with pytest.raises(SetupProblem, match="Restore it from a backup"):
        load_seal_master(tmp_path)
    assert (tmp_path / "seal.key").read_bytes() == b"short"
