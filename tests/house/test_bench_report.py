"""The benchmark report says what was measured and never passes what was not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.bench import report

LINE = {
    "what": "one edit | durable",
    "value": 1234.5,
    "unit": "edits/s",
    "baseline": "bare commit, 2,000/s",
    "ratio": 1.62,
    "bar": "within 3x",
    "held": True,
}


@pytest.fixture
def bench_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of benchmarks of our own in the place of the real one, and a report to write."""
    folder = tmp_path / "tests" / "bench"
    folder.mkdir(parents=True)
    (tmp_path / "tests" / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "report.py").write_text(Path(report.__file__).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(report, "HERE", folder)
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(report, "REPORT", tmp_path / "BENCHMARKS.md")
    return folder


def bench(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *arguments])
    return report.main()


def test_what_is_measured_is_printed_and_written(
    bench_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (bench_folder / "bench_edit.py").write_text(f"import json\ndef run(): return json.loads({json.dumps([LINE])!r})\n")
    assert bench(monkeypatch, "--write") == 0
    row = "| one edit / durable | 1,234 edits/s | bare commit, 2,000/s | 1.62x | within 3x | yes  |"
    assert row in capfd.readouterr().out
    written = (bench_folder.parents[1] / "BENCHMARKS.md").read_text("utf-8")
    assert row in written
    assert "1 of 1 bars are held" in written


def test_what_was_not_measured_now_stays_as_it_was_written(bench_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = f"import json\ndef run(): return json.loads({json.dumps([LINE])!r})\n"
    (bench_folder / "bench_edit.py").write_text(told)
    (bench_folder / "bench_sync.py").write_text(told.replace("one edit", "one sync"))
    assert bench(monkeypatch, "--write") == 0
    (bench_folder / "bench_edit.py").write_text(told.replace("1234.5", "77.0").replace("true", "false"))
    assert bench(monkeypatch, "--write", "edit") == 1
    written = (bench_folder.parents[1] / "BENCHMARKS.md").read_text("utf-8")
    assert [line for line in written.splitlines() if line.startswith("## ")] == ["## edit", "## sync"]
    assert "one sync / durable | 1,234 edits/s" in written
    assert "one edit / durable | 77 edits/s" in written
    assert "1 of 2 bars are held" in written


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def run(): raise OSError('disk full')", "ended with 1"),
        ("def run(): return []", "measured nothing"),
        ("def run(): return [{'what': 'x'}]", "ended with 1"),
        (f"def run(): return [{ {**LINE, 'held': False}!r}]", "within 3x"),
    ],
)
def test_what_is_not_measured_or_not_held_does_not_pass(
    bench_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    code: str,
    words: str,
) -> None:
    (bench_folder / "bench_edit.py").write_text(code)
    assert bench(monkeypatch, "edit") == 1
    table = capfd.readouterr().out
    assert words in table
    assert "| NO " in table


def test_an_unknown_benchmark_is_named(
    bench_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (bench_folder / "bench_edit.py").write_text("")
    with pytest.raises(SystemExit):
        bench(monkeypatch, "serach")
    assert "no benchmark is called serach; there are: edit" in capsys.readouterr().err
