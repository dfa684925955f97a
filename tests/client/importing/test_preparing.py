"""Rows prepared by another process: the same records, and whatever happens to that process, nothing is lost or half."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from client.commands import PreparationFailed, PreparedRun, UndoImport
from client.importing import preparing
from client.importing.mapping import ColumnMapping
from client.importing.preview import Preview
from client.importing.refusals import FileChanged
from client.importing.running import import_of
from client.replica.batches import ImportStopped
from client.replica.worker import Replica, wait
from tests.client.importing.samples import preview
from tests.support.replicas import is_whole, open_replica, replica, rows

__all__ = ["replica"]

ROOT = Path(__file__).parents[3]
HEADINGS = "Make,Model,Stock number,Year,Price,Mileage,Features\n"


def short_lived() -> None:
    """In the other process: sends its first chunk and is gone."""
    send = preparing._send

    def once(chunk: Sequence[PreparedRun]) -> None:
        send(chunk)
        sys.exit(1)

    vars(preparing)["_send"] = once
    preparing.answer()


def _listing(count: int) -> str:
    lines = (f"Kia,Rio,S{n},{2000 + n % 20},{n}.50,{n * 7},{'camera;' * (n % 9 == 0)}" for n in range(count))
    return HEADINGS + "".join(f"{line}\n" for line in (*lines, "Kia,Ceed,S1,2020,5.00,1,"))  # S1 comes twice


def _checked(folder: Path, text: str) -> Preview:
    made = preview(folder, text)
    made.check()
    return made


def _alike(replica: Replica) -> list[tuple[Any, ...]]:
    """What two imports of one file have in common."""
    columns = "stock_number, space, archived, make, model, year, price, price_currency, mileage, features"
    return replica.database.writer.execute(f"SELECT {columns} FROM vehicle ORDER BY ordinal").fetchall()


class Told(list[int]):
    """Hears how far an import is, and lets it go on."""

    def __call__(self, done: int) -> bool:
        self.append(done)
        return True


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    started, start = [], preparing._started

    def noted() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(preparing, "_started", noted)
    return started


def test_only_many_rows_that_name_no_others_are_worth_a_process(tmp_path: Path) -> None:
    made = preview(tmp_path, _listing(20))
    assert not preparing.worthwhile(made, 20)  # not checked: nobody knows how many are in order
    made.check()
    assert preparing.worthwhile(made, 20)
    assert not preparing.worthwhile(made, 21)

    def to_store(mapping: ColumnMapping) -> None:
        mapping.columns["store"] = "Store"

    found = {"store": lambda _name: "5" * 32}
    named = preview(tmp_path, "Make,Model,Store\nKia,Rio,North\n", edit=to_store, lookups=found)
    assert named.check().counts.ready == 1
    assert named.names_records
    assert not preparing.worthwhile(named, 1)


def test_the_records_are_the_same_and_can_be_taken_back(
    tmp_path: Path, replica: Replica, processes: list[subprocess.Popen[bytes]]
) -> None:
    done = Told()
    command = import_of(_checked(tmp_path, _listing(2_500)), told=done, many=1)
    outcome = wait(replica.execute(command), 60)
    assert len(processes) == 1
    assert done == [1_000, 2_000, 2_500]
    assert processes[0].poll() is not None
    assert len(outcome.changes.touched) == 2_500
    apart = _alike(replica)
    is_whole(replica)
    wait(replica.execute(UndoImport(command.batch)), 60)
    assert {row[2] for row in _alike(replica)} == {1}
    here = open_replica(tmp_path / "here")
    wait(here.execute(import_of(_checked(tmp_path, _listing(2_500)))), 60)
    assert _alike(here) == apart
    here.close()
    assert len(processes) == 1


def test_where_the_process_dies_the_rows_are_prepared_here(
    tmp_path: Path, replica: Replica, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(preparing, "_ENTRY", "tests.client.importing.test_preparing:short_lived")
    done = Told()
    command = import_of(_checked(tmp_path, _listing(1_500)), told=done, many=1)
    wait(replica.execute(command), 60)
    assert done == [1_000, 1_000, 1_500]  # the first chunk came, was dropped, and was written again
    assert "ended early" in caplog.text
    assert [row[0] for row in _alike(replica)] == [f"S{n}" for n in range(1_500)]
    is_whole(replica)


def test_where_no_process_can_be_started_the_rows_are_prepared_here(
    tmp_path: Path, replica: Replica, monkeypatch: pytest.MonkeyPatch, processes: list[subprocess.Popen[bytes]]
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Forecourt.exe"))
    with pytest.raises(PreparationFailed, match=r"Forecourt\.exe"):
        preparing._started()
    wait(replica.execute(import_of(_checked(tmp_path, _listing(10)), many=1)), 60)
    assert (len(processes), len(rows(replica, "vehicle"))) == (0, 10)


def test_what_goes_wrong_is_said_as_ever(tmp_path: Path, replica: Replica) -> None:
    command = import_of(_checked(tmp_path, _listing(10)), many=1)
    (tmp_path / "stock.csv").write_text(HEADINGS)
    with pytest.raises(FileChanged, match=r"stock\.csv"):
        wait(replica.execute(command), 60)
    assert rows(replica, "vehicle") == []


def test_a_stop_ends_the_process_and_leaves_nothing(
    tmp_path: Path, replica: Replica, processes: list[subprocess.Popen[bytes]]
) -> None:
    command = import_of(_checked(tmp_path, _listing(5_000)), told=lambda _done: False, many=1)
    with pytest.raises(ImportStopped):
        wait(replica.execute(command), 60)
    assert processes[0].poll() is not None
    assert rows(replica, "vehicle") == []


_IMPORTER = """
import subprocess, sys, threading
from pathlib import Path
from client.importing.running import import_of
from tests.client.importing.test_preparing import _checked, _listing
from tests.support.replicas import open_replica
subprocess.DEVNULL = None  # the process that prepares holds our standard error, too, for as long as it lives
def told(done):
    print(done, flush=True)
    return not threading.Event().wait(60)
folder = Path(sys.argv[1])
open_replica(folder).execute(import_of(_checked(folder, _listing(5_000)), told, many=1)).result()
"""


def test_a_program_killed_meanwhile_leaves_the_file_as_it_was_and_no_process(tmp_path: Path) -> None:
    open_replica(tmp_path).close()
    line = [sys.executable, "-c", _IMPORTER, str(tmp_path)]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == b"1000\n"
    process.kill()
    _, said = process.communicate(timeout=60)  # ends when nobody is left to say anything
    assert b"BrokenPipeError" in said
    replica = open_replica(tmp_path)
    assert rows(replica, "vehicle") == []
    assert wait(replica.pending(10)) == []
    is_whole(replica)
    replica.close()
