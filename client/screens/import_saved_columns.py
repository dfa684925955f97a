"""Choices of columns kept in a file, for the next table of the same program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from accessibility.widgets.feedback import Tone
from client.importing.mapping import ColumnMapping
from client.screens.import_work import Opened
from client.text import importing as words
from shared_models.errors import ForecourtError
from shared_models.records import RECORD_TYPES


def where_to_save(page: QWidget, plural: str) -> Path | None:
    """Ask where to keep them."""
    suggested = words.COLUMNS_FILE.format(plural=plural)
    name = QFileDialog.getSaveFileName(page, words.COLUMNS_SAVE_DIALOG, suggested, words.COLUMNS_TYPES)[0]
    return Path(name) if name else None


def which_to_use(page: QWidget) -> Path | None:
    """Ask which are to be used."""
    name = QFileDialog.getOpenFileName(page, words.COLUMNS_LOAD_DIALOG, "", words.COLUMNS_TYPES)[0]
    return Path(name) if name else None


def opened_with(opened: Opened, path: Path) -> tuple[Opened | None, str, Tone]:
    """The open table with saved choices, and what to say; None when they cannot be used.

    Columns the table does not have are left empty, and named.
    """
    try:
        saved = ColumnMapping.load(path)
    except ForecourtError as error:
        return None, str(error), "bad"
    if saved.record_type != opened.mapping.record_type:
        plurals = [RECORD_TYPES[name].about.plural for name in (saved.record_type, opened.mapping.record_type)]
        return None, words.COLUMNS_OTHER.format(file=path.name, other=plurals[0], plural=plurals[1]), "bad"
    missing = saved.without(opened.source.headers)
    said = words.COLUMNS_MISSING if missing else words.COLUMNS_USED
    found = Opened(opened.source, saved)
    return found, said.format(file=path.name, columns=", ".join(missing)), "warn" if missing else "ok"
