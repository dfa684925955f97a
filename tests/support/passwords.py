"""The password that everybody has in a test's house is hashed once in a process, not for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sync_server.accounts import Passwords

_hashed = Passwords.hash
_kept: dict[str, str] = {}


def _once(passwords: Passwords, password: str) -> str:
    if password not in _kept:
        _kept[password] = _hashed(passwords, password)
    return _kept[password]


@contextmanager
def hashed_once() -> Iterator[None]:
    """Whoever is provisioned within has the same hash for the same password; the hub checks it as any other.

    A hash takes as long as it should, and a house of sixteen people is made for every other file of tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Passwords, "hash", _once)
        yield
