"""Runs the benchmarks, each in a process of its own, and reports ratios to a bare baseline.

A benchmark is a file `bench_<name>.py` beside this one. Its `run()` returns one dict per line of the table:

    what      what was measured, in words
    value     the figure (None where only the ratio counts)
    unit      its unit, such as "ms p99" or "records/s"
    baseline  the figure of the bare thing in the same unit, or words, or "" where there is none
    ratio     how the one compares with the other, or None
    bar       the promise, in words; "" where there is none and the figure is only of interest
    held      whether the promise was kept
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REPORT = ROOT / "BENCHMARKS.md"
KEYS = ("what", "value", "unit", "baseline", "ratio", "bar", "held")
HEADINGS = ("what", "measured", "against", "ratio", "bar", "held")
OUR_OWN = """Not every bar is a promise to users. The worst-in-a-hundred of the lists and the last line of `hub` are
our own limits against getting slower, so that they hold proves little. Each section tells when it was measured."""
"""What a reader of the table must know before trusting a count of bars."""
PROFILES = {
    "fanout": """
Where it goes (processor time, 2026-11-22, beside other work on the machine): about half is the kernel's, as all of
the C server's is. Of the rest up to half is the push itself, one for 1,000 deliveries: 2 to 3 ms of the hub, all on
the event loop since no thread is woken for a push of one change, which by pairs made no difference here that could be
told from chance (13.1 and 13.3 us). What is left, some 2 us a delivery, is uvloop's writing; Python takes no step for
a single listener. Alone, with sockets as many and as much to write, uvloop's write takes 2.8 us, the kernel's part
included, and the socket's own send 2.4, or 2.6 with the looks that keep bytes in order: too little to go past uvloop
for. A push that comes after a thousand writes finds nothing of the hub in the processor's caches and takes twice as
long as one after another; on a machine where the C server takes 3.3 us, the hub's write() in the kernel alone takes
4.1, and the Automerge document of the one car that is edited all the time another half of a microsecond.
""",
    "peers": """
Where a single update's time goes with full admission: HTTP, a signature, ten statements and a commit that is synced
to the disk, all on the event loop, before anybody hears of it. y-websocket repeats what it was given, out of memory.
By pairs of pushes in one run, beside other work on the machine, 2.4 ms of processor a push of one edit, 3.0 while a
thread was woken for it and its answer went out in two pieces; p50 2.8 to 3.3 ms instead of 3.4 to 4.3, p99 7.9 to 13
instead of 9.2 to 16. Warm, of the event loop's time, the sync of the disk is about a sixth, writing the answer an
eighth, the signature and the look at account and device a twentieth each; the rest is Python's, thinly spread. To
make checkpoints only for many pages, so that fewer commits meet one, made p50 longer in eight of nine pairs of runs:
a log that grows is synced more slowly than one that is used again.
""",
    "push": """
Where it goes (processor time, 2026-11-22, beside other work on the machine), for each change of a push of 50, in
microseconds, births (edits): signature 62 (62), by libsodium, one at a time; envelope, head and operations 26 (19);
Automerge's load, and reading what the document holds 51 (25); the rest of admission, rights, schema, parents, actor
and chain, 65 (45); row, packed record and their statements 50 (47); commit 18 (18); HTTP and answers on the event
loop 37. The rest is the writing of the log into the file, and threads that wait for Python's lock. Signature,
Automerge and SQLite are C and Rust already: without them a push of 50 births costs 150 to 200 a change. A signature
takes libsodium 56, OpenSSL 106 and the Rust library dalek (as Solana's and Polkadot's bindings have it) 38 to 42 by
itself; none of these wheels checks a batch. These are the figures from before births of a known layout were read
without Automerge (15 microseconds instead of 37 on another machine) and operations with less of Python (5 instead of
16, of edits 4 instead of 9): by pairs of runs a push of 50 births now takes 0.81 of the processor time it took, one of
edits 0.94. Rows bound 50 to a statement cost more than one by one. At 1,500
changes/s a push takes 13 to 14 ms while its threads get a processor at once, and pushes come 33 ms apart, so that
groups are of one push. What is longer is time in which the hub's threads wait for a processor (as /proc has it, at
every slow push), or another thread of the hub works in Python: pages of first syncs were made just then, a minute
after the start, and now give way to who writes.
""",
}
"""Where the time goes that a bar leaves no room for, by benchmark: written under its table."""
LONGEST = 3600
"""Seconds one benchmark may take."""

Line = dict[str, Any]


def names() -> list[str]:
    """The benchmarks there are, without `bench_`."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run_alone(name: str) -> list[Line]:
    """Run one benchmark in a fresh process, so that none inherits another's memory or caches."""
    with tempfile.TemporaryDirectory(prefix="forecourt-bench-") as folder:
        result = Path(folder) / "lines.json"
        command = [sys.executable, "-m", "tests.bench.report", "--child", name, "--result", str(result)]
        try:
            code = subprocess.run(command, cwd=ROOT, timeout=LONGEST, check=False).returncode
        except subprocess.TimeoutExpired:
            return [failed(name, f"did not end within {LONGEST} s")]
        if code or not result.is_file():
            return [failed(name, f"ended with {code}; its own words are above")]
        lines: list[Line] = json.loads(result.read_text("utf-8"))
        return lines or [failed(name, "measured nothing")]


def failed(name: str, why: str) -> Line:
    """The line of a benchmark that gave no figures: a promise nobody measured is not held."""
    return dict(zip(KEYS, (name, None, why, "", None, "a figure", False), strict=True))


def run_here(name: str, result: Path) -> None:
    """Run one benchmark in this process and write its lines. Raises ValueError when a line lacks a key."""
    lines = importlib.import_module(f"tests.bench.bench_{name}").run()
    for line in lines:
        if set(line) != set(KEYS):
            raise ValueError(f"bench_{name}: a line has the keys {sorted(line)}, not {sorted(KEYS)}")
    result.write_text(json.dumps(lines, default=float), "utf-8")


def figure(number: float | None) -> str:
    """A figure as a person writes it: three digits that count, thousands set apart."""
    if number is None:
        return ""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def cells(line: Line) -> tuple[str, ...]:
    """The texts of one line of the table, in the order of HEADINGS."""
    measured = f"{figure(line['value'])} {line['unit']}".strip()
    ratio = f"{figure(line['ratio'])}x" if line["ratio"] is not None else ""
    against = line["baseline"] if isinstance(line["baseline"], str) else figure(line["baseline"])
    return (
        str(line["what"]),
        measured,
        against,
        ratio,
        str(line["bar"]),
        ("yes" if line["held"] else "NO") if line["bar"] else "",
    )


def markdown(lines: list[Line]) -> str:
    """The table as Markdown, its columns aligned so that it also reads well as text."""
    rows = [HEADINGS, *(tuple(cell.replace("|", "/") for cell in cells(line)) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    written.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(written)


def processor() -> str:
    """The processor's name as the system gives it."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    if sys.platform == "darwin":
        asked = subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip()
    return platform.processor() or platform.machine()


def memory() -> str:
    """The machine's memory, in GB, or nothing where the system does not say."""
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    except (AttributeError, ValueError, OSError):
        return "memory not known"


def machine() -> str:
    """The machine in one line: cores, processor, memory, system, Python."""
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        system = platform.platform(terse=True)
    return f"{os.cpu_count()} cores of {processor()}, {memory()}, {system}, Python {platform.python_version()}"


def section(name: str, lines: list[Line]) -> str:
    """What BENCHMARKS.md tells of one benchmark: when and where it was measured, and its table."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"## {name}\n\n{day}, {machine()}.\n\n{markdown(lines)}\n{PROFILES.get(name, '')}"


def write_report(measured: dict[str, list[Line]]) -> None:
    """Write the sections of these benchmarks anew into BENCHMARKS.md; the others stay as they were measured."""
    written = REPORT.read_text("utf-8").split("\n## ")[1:] if REPORT.is_file() else []
    there = {one.partition("\n")[0]: f"## {one.rstrip()}\n" for one in written}
    there |= {name: section(name, lines) for name, lines in measured.items()}
    tables = "\n".join(there[name] for name in names() if name in there)
    held, missed = (len(re.findall(rf"\| {word} +\|$", tables, re.MULTILINE)) for word in ("yes", "NO"))
    REPORT.write_text(
        "# Benchmarks\n\nWritten by `python3 dev.py bench --write [NAME ...]`; do not edit.\n\n"
        "A ratio is to the bare thing done in the same run on the same machine, so that it means the same\n"
        f"on another. {held} of {held + missed} bars are held.\n\n{OUR_OWN}\n\n{tables}",
        "utf-8",
    )


def main() -> int:
    """Run the benchmarks named, or all; 0 when every bar is held."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure speed and memory against their bars.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run (all): {', '.join(names())}")
    parser.add_argument("--write", action="store_true", help="write what was measured into BENCHMARKS.md")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--result", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_here(options.child, options.result)
        return 0
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(names())}")
    measured: dict[str, list[Line]] = {}
    for name in options.names or names():
        print(f"--- {name}", flush=True)
        measured[name] = run_alone(name)
        if options.write:
            write_report({name: measured[name]})
    lines = [line for name in measured for line in measured[name]]
    if not lines:
        parser.error("there are no benchmarks")
    print(f"\n{machine()}\n\n{markdown(lines)}")
    return 0 if all(line["held"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
