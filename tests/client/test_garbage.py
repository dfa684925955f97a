"""Python's garbage is looked for on the window's thread alone, so that Qt's objects end where they lived."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from client.pace.garbage import look, look_from_now_on


@pytest.fixture(autouse=True)
def _nobody_looks_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    gc.unfreeze()
    for timer in qapp.findChildren(QTimer, "garbage"):
        delete(timer)


class _Ring:
    """Garbage as soon as nobody knows it; tells on which thread it ended."""

    def __init__(self, ended_on: list[int]) -> None:
        self.ended_on, self.itself = ended_on, self

    def __del__(self) -> None:
        self.ended_on.append(threading.get_ident())


def test_what_another_thread_makes_ends_on_the_windows(qtbot: Any, qapp: QApplication) -> None:
    ended_on: list[int] = []
    look_from_now_on(qapp)

    def make() -> None:
        _Ring(ended_on)
        kept: list[list[Any]] = [[] for _ in range(50_000)]  # enough that Python by itself would look, and here
        enough.append(kept)

    enough: list[Any] = []
    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(ended_on))
    assert ended_on == [threading.get_ident()]


def test_a_second_call_does_not_look_twice(qapp: QApplication) -> None:
    look_from_now_on(qapp)
    look_from_now_on(qapp)
    assert len(qapp.findChildren(QTimer, "garbage")) == 1


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_little_is_left_alone_and_the_oldest_with_enough_is_looked_through(
    monkeypatch: pytest.MonkeyPatch, generation: int
) -> None:
    looked: list[int] = []
    counts = [5_001 if young == 0 else 0 for young in range(3)]
    counts[generation] = 5_001
    monkeypatch.setattr(gc, "collect", looked.append)
    monkeypatch.setattr(gc, "get_count", lambda: tuple(counts))
    look()
    assert looked == [generation]
    counts[:] = [5_000, 20, 50]
    look()
    assert looked == [generation]
