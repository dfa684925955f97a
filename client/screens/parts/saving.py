"""Saving something the page shows: where the person chooses, and said whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QWidget

from client.screens.base import Screen


class SavingWords(Protocol):
    """What a page's words say of saving. ``SAVED`` has the file's ``name``, ``NOT_SAVED`` the ``problem``."""

    SAVE: str
    FILE_NAME: str
    FILES: str
    SAVED: str
    NOT_SAVED: str


def where_to(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask for a file to save to; None when the person thinks better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent.window(), title, name, kinds)
    return Path(chosen) if chosen else None


def save_text(screen: Screen, words: SavingWords, target: Path | None, written: Callable[[Path], str]) -> None:
    """Write a text to a file, asked for where there is none; ``written`` makes it as the file's ending wants it."""
    target = target or where_to(screen, words.SAVE, words.FILE_NAME, words.FILES)
    if target is None:
        return
    try:
        target.write_text(written(target), encoding="utf-8")
    except OSError as error:
        screen.workspace.said.emit(words.NOT_SAVED.format(problem=f"{error.strerror or error}."), True)
    else:
        screen.workspace.said.emit(words.SAVED.format(name=target.name), False)
