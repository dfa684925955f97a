"""Hostile bytes in great numbers at every door that reads some: whole ones bent, read, and what no door may do told.

A door refuses with its own error, or reads; anything else is a find: another error, a crash of the process, more than
two gigabytes of memory, or a minute without an answer. Run by hand, `python -m tests.support.hostile 1000000` attacks
all doors with a million inputs between them by several processes (`--door`, `--seed`, `--processes`), prints the seed
it began with, and keeps each input that is a find in a folder (`build/hostile`), by which it can be tried again
(`--again FILE --door NAME`).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import mmap
import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from shared_models.errors import ForecourtError

#: Where doors are described: each module has a mapping ``DOORS`` of names to doors.
MODULES = ("tests.support.hostile_changes", "tests.support.hostile_files", "tests.support.hostile_hub")
_ROOT = Path(__file__).parents[2]
_KEPT = _ROOT / "build" / "hostile"
_MEMORY = 4_000_000_000
_PATIENCE = 90.0
_HEAD, _LARGEST = 24, 4_000_000
_ODD = (0, 1, 0x7F, 0x80, 0x90, 0xC0, 0xC1, 0xC4, 0xD9, 0xDD, 0xDF, 0xFE, 0xFF, *b'",;{}[]<&\n\r\\')
_WORDS = (
    b"\x00" * 8,
    b"\xff" * 9,
    b"-1",
    b"1e999",
    b"NaN",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"9" * 40,
    b"\xe2\x80\xae",
)

Bend = Callable[[random.Random, bytes], bytes]


def bent(dice: random.Random, data: bytes) -> bytes:
    """The bytes with a few flipped, cut, doubled or strange ones; now and then nothing but noise."""
    if dice.random() < 0.03:
        return dice.randbytes(dice.randrange(400))
    held = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4, 8))):
        at = dice.randrange(len(held)) if held else 0
        what = dice.randrange(8)
        if what <= 1 and held:
            held[at] ^= 1 << dice.randrange(8)
        elif what <= 3 and held:
            held[at] = dice.choice(_ODD)
        elif what == 4:
            del held[at : at + dice.choice((1, 2, 5, 40, len(held)))]
        elif what == 5:
            held[at:at] = held[at : at + dice.randrange(1, 60)]
        elif what == 6:
            held[at:at] = dice.choice(_WORDS)
        else:
            held[at:at] = dice.randbytes(dice.randrange(1, 9))
    return bytes(held)


@dataclass(frozen=True)
class Door:
    """A place that reads bytes of others, whole ones for it, how its errors are called, and how its bytes are bent.

    ``share`` of the inputs of a great attack come to it: less where reading takes long. ``closing`` clears up.
    """

    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    refusals: tuple[type[BaseException], ...] = (ForecourtError,)
    bend: Bend = bent
    share: float = 1.0
    closing: Callable[[], None] = field(default=lambda: None)


@cache
def doors() -> dict[str, Door]:
    """All doors that there are, by name."""
    return {name: door for module in MODULES for name, door in importlib.import_module(module).DOORS.items()}


@cache
def seeds_of(door: Door) -> Sequence[bytes]:
    """Whole bytes for a door, made once."""
    return tuple(door.seeds())


def inputs(door: Door, seed: str, times: int) -> Iterator[bytes]:
    """So many hostile inputs; the same for the same seed, as far as the whole ones are the same."""
    dice, seeds = random.Random(seed), seeds_of(door)
    for _ in range(times):
        yield door.bend(dice, dice.choice(seeds))


def knock(door: Door, data: bytes) -> str:
    """What is wrong with how a door takes some bytes; empty when it reads or refuses them, as it should."""
    try:
        door.read(data)
    except door.refusals:
        return ""
    except BaseException as error:  # a panic of the engine is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return "".join(traceback.format_exception(error, limit=-6))
    return ""


def attack(name: str, times: int, seed: str = "1") -> None:
    """A few inputs in this process. Raises AssertionError with the first find and its bytes."""
    door = doors()[name]
    try:
        for data in inputs(door, f"{seed} {name}", times):
            wrong = knock(door, data)
            assert not wrong, f"{name} took {data[:2000].hex()}\n{wrong}"
    finally:
        door.closing()


class _Told:
    """What an attacking process does just now, in a file that outlives it: how many inputs, the last one's bytes."""

    def __init__(self, path: Path) -> None:
        """``path``: a file that is long enough already."""
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), 0)

    def tell(self, count: int, data: bytes) -> None:
        self._map[:_HEAD] = count.to_bytes(8, "big") + len(data).to_bytes(8, "big") + bytes(8)
        self._map[_HEAD : _HEAD + len(data)] = data

    def read(self) -> tuple[int, bytes]:
        size = int.from_bytes(self._map[8:16], "big")
        return int.from_bytes(self._map[:8], "big"), self._map[_HEAD : _HEAD + size]

    def close(self) -> None:
        self._map.close()
        self._file.close()


def _attacking(name: str, seed: str, times: int, told: Path, finds: Path) -> None:
    """In a process of its own: the inputs one after the other, each noted before it is read."""
    with contextlib.suppress(ImportError, ValueError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    door, note, known = doors()[name], _Told(told), set[str]()
    for count, data in enumerate(inputs(door, seed, times), 1):
        note.tell(count, data)
        wrong = knock(door, data)
        if wrong and (last := "\n".join(wrong.strip().splitlines()[-3:])) not in known:
            known.add(last)
            _keep(finds, name, data, wrong)
    door.closing()


def _keep(finds: Path, name: str, data: bytes, wrong: str) -> None:
    finds.mkdir(parents=True, exist_ok=True)
    path = finds / f"{name.replace(' ', '-')}-{random.SystemRandom().randrange(10**8)}"
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(wrong, "utf-8")


def _attacked(name: str, times: int, seed: int, finds: Path) -> int:
    """How many inputs a process of its own has read; one that ends badly or stands still is a find, too."""
    told = finds / f".{name.replace(' ', '-')}-{seed}-{os.getpid()}"
    told.write_bytes(bytes(_HEAD + _LARGEST))
    line = ["-m", "tests.support.hostile", "--process", name, f"{seed} {name}", str(times), str(told), str(finds)]
    quiet = {**os.environ, "RUST_BACKTRACE": "0", "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen([sys.executable, *line], cwd=_ROOT, env=quiet, stderr=subprocess.DEVNULL)
    note, before = _Told(told), -1
    while True:
        try:
            process.wait(_PATIENCE)
            break
        except subprocess.TimeoutExpired:
            count, data = note.read()
            if count == before:
                _keep(finds, name, data, f"no answer in {_PATIENCE:.0f} seconds")
                process.kill()
            before = count
    count, data = note.read()
    if process.returncode and count != before:
        _keep(finds, name, data, f"the process ended with {process.returncode}")
    note.close()
    told.unlink()
    return count


def shares(times: int, names: Sequence[str]) -> dict[str, int]:
    """How many inputs each door gets of so many."""
    whole = sum(doors()[name].share for name in names)
    return {name: max(1, round(times * doors()[name].share / whole)) for name in names}


def soak(times: int, names: Sequence[str], seed: int, processes: int, finds: Path = _KEPT) -> dict[str, int]:
    """Attack by several processes; how many inputs each door has read. Finds lie in the folder afterwards."""
    finds.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()

    def one(name: str, count: int) -> int:
        read = _attacked(name, count, seed, finds)
        _say(f"{name}: {read:,} of {count:,}, {time.monotonic() - begun:.0f} s")
        return read

    told = shares(times, names)
    with ThreadPoolExecutor(processes) as pool:
        return dict(zip(told, pool.map(one, told, told.values()), strict=True))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def a_seed() -> int:
    """A new one, printed, so that the same inputs can come again."""
    seed = random.SystemRandom().randrange(10**9)
    _say(f"seed {seed}")
    return seed


def found(finds: Path = _KEPT) -> list[Path]:
    """The finds that lie in the folder, each beside its bytes."""
    return sorted(finds.glob("*.txt"))


def main(arguments: list[str]) -> int:
    """Run by hand; 1 when there was a find."""
    if arguments[:1] == ["--process"]:
        name, seed, times, told, finds = arguments[1:]
        _attacking(name, seed, int(times), Path(told), Path(finds))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--door", action="append", choices=sorted(doors()))
    parser.add_argument("--seed", type=int)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", type=Path)
    asked = parser.parse_args(arguments)
    names = asked.door or list(doors())
    if asked.again:
        wrong = knock(doors()[names[0]], asked.again.read_bytes())
        _say(wrong or "in order")
        return 1 if wrong else 0
    done = soak(asked.times, names, a_seed() if asked.seed is None else asked.seed, asked.processes)
    _say(f"{sum(done.values()):,} inputs at {len(done)} doors; finds: {[path.name for path in found()] or 'none'}")
    return 1 if found() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
