"""The reject file: refused rows as they stood, each with its number and the reasons, to be corrected and imported."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from client.importing import words
from client.importing.outcome import RowProblem
from client.importing.reading import Source
from client.importing.refusals import FileUnreadable
from client.importing.table import Cell, Row


def write_rejects(path: Path, source: Source, refused: Iterable[tuple[Row, Iterable[RowProblem]]]) -> int:
    """Write the refused rows and return how many there were; the file appears whole or not at all.

    Raises FileUnreadable when it cannot be written.
    """
    draft = path.with_name(path.name + ".part")
    count = 0
    added = (words.REJECT_ROW, words.REJECT_REASON)
    # What is a reject file itself, imported again, has these two columns already.
    own = len(source.headers) - 2 * (source.headers[-2:] == added)
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=source.delimiter or ",")
            writer.writerow([*source.headers[:own], *added])
            for row, problems in refused:
                count += 1
                cells = [written(cell) for cell in row.cells[:own]]
                writer.writerow([*cells, row.number, _reasons(problems)])
        os.replace(draft, path)
    except OSError as error:
        raise FileUnreadable(path, words.CANNOT_WRITE, why=error.strerror or str(error)) from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _reasons(problems: Iterable[RowProblem]) -> str:
    return "; ".join(
        f"{problem.label}: {problem.message}" if problem.label else problem.message
        for problem in problems
        if problem.severity == "error"
    )


def written(cell: Cell) -> str:
    """A cell as a CSV file holds it."""
    if cell is None:
        return ""
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)
