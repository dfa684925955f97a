#!/usr/bin/env python3
"""The commands of a working copy: setup, demo, test, check, bench, pictures and soak, each with the set-up it needs.

Needs nothing but Python's standard library, since it runs before anything is installed, and is written so
that an older Python can still read it and be told that it is too old.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = Path(os.environ.get("FORECOURT_VENV") or ROOT / ".venv").absolute()
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = ENVIRONMENT / "forecourt-setup.json"
LINUX_PACKAGES = ROOT / "packaging" / "linux_packages.py"
SUPPORTED = ((3, 12), (3, 11))
LINUX = sys.platform.startswith("linux")
EVERYTHING = {"dev", "train"}
PICKS_TESTS = (
    "-k",
    "-m",
    "--deselect",
    "--ignore",
    "--lf",
    "--ff",
    "--last",
    "--collect",
    "-h",
    "--help",
    "--version",
)

WRITABLE = (
    "See that the folder can be written and the disk is not full, or choose another place for the\n"
    "environment: set FORECOURT_VENV to a folder of your own."
)
FULL_DISK = "The disk is full. Free about 1 GB and run the same command again."
NO_NETWORK = (
    "The package index cannot be reached. Check the network; behind a proxy set HTTPS_PROXY; with an index\n"
    "of your own set PIP_INDEX_URL. Then run the same command again: what was fetched already is kept."
)
NO_BUILD = (
    "A package has no build for this Python or this kind of machine (pip names it above). Use 64-bit Python\n"
    "3.11 or 3.12; with a package index of your own, see that it holds the package."
)
# What pip says when it fails, and what a person can do about it; the first that fits is told.
PIP_TROUBLES = {
    "No space left": FULL_DISK,
    "ConnectionError": NO_NETWORK,
    "ConnectTimeout": NO_NETWORK,
    "Read timed out": NO_NETWORK,
    "ProxyError": NO_NETWORK,
    "SSLError": NO_NETWORK,
    "No matching distribution": NO_BUILD,
}


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    """Print one step of the set-up, at once."""
    print(f"[set-up] {text}", flush=True)


def probe(python: Sequence[str | Path], modules: str) -> tuple[int, ...] | None:
    """The (major, minor) version of a Python, if it runs and can import the modules."""
    command = [*map(str, python), "-c", f"import sys, {modules}; print(*sys.version_info[:2])"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return None if done.returncode else tuple(int(part) for part in done.stdout.split())


def base_python() -> list[str]:
    """A supported Python to build on: this one, else another found on the machine. Raises SetupError."""
    if sys.version_info[:2] in SUPPORTED:
        # Not sys.executable: that may live in the very environment that is about to be remade.
        return [getattr(sys, "_base_executable", None) or sys.executable]
    this = ".".join(map(str, sys.version_info[:2]))
    for version in SUPPORTED:
        number = ".".join(map(str, version))
        for other in (["py", f"-{number}"], [f"python{number}"]):
            if probe(other, "os") == version:
                say(f"this is Python {this}; using {' '.join(other)} instead")
                return other
    raise SetupError(
        f"Forecourt needs Python 3.11 or 3.12; this is Python {this}, and neither was found here.\n"
        "Install Python 3.12 from your system's packages or from python.org, then run: python3.12 dev.py ..."
    )


def see_to_venv_module(python: Sequence[str]) -> None:
    """Debian and Ubuntu ship Python without the parts that make environments: install or name them."""
    if probe(python, "venv, ensurepip"):
        return
    package = "python{}.{}-venv".format(*(probe(python, "os") or SUPPORTED[0]))
    if LINUX:
        subprocess.run([sys.executable, LINUX_PACKAGES, "--need", "", "--package", package], check=False)
    if not probe(python, "venv, ensurepip"):
        raise SetupError(
            "This Python cannot make environments: its modules venv and ensurepip are missing. On Debian\n"
            f"and Ubuntu run this line, then the same command again:\n  sudo apt-get install -y {package}"
        )


def remove_environment() -> None:
    """Take away a broken environment, but never a folder that is something else."""
    is_ours = (ENVIRONMENT / "pyvenv.cfg").is_file() or STAMP.is_file() or not any(ENVIRONMENT.iterdir())
    if not is_ours and ENVIRONMENT.name != ".venv":
        raise SetupError(f"{ENVIRONMENT} is not empty and not a Python environment. Move it, or name another folder.")
    say(f"{ENVIRONMENT} is broken or was not finished; making it anew")
    shutil.rmtree(ENVIRONMENT)


def make_environment() -> None:
    """Make the environment, or leave a working one as it is."""
    if probe([PYTHON], "pip") in SUPPORTED:
        return
    python = base_python()
    see_to_venv_module(python)
    if ENVIRONMENT.exists():
        remove_environment()
    say(f"making {ENVIRONMENT} with Python {'.'.join(map(str, probe(python, 'os') or ()))}")
    command = [*python, "-m", "venv", str(ENVIRONMENT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or probe([PYTHON], "pip") not in SUPPORTED:
        words = (done.stdout + done.stderr).strip()
        raise SetupError(f"{ENVIRONMENT} could not be made. Python said:\n{words}\n{WRITABLE}")


def installed(digest: str) -> set[str]:
    """The extras installed for exactly this pyproject.toml; `runtime` stands for what is not an extra."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
        return set(stamp["extras"]) if stamp["pyproject"] == digest else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def what_to_install(extras: set[str]) -> list[str]:
    """What to tell pip: the linked working copy or, where its folder is read-only, the bare requirements."""
    if os.access(ROOT, os.W_OK):
        return ["-e", f".[{','.join(sorted(extras))}]" if extras else "."]
    reader = (
        "import sys, tomllib; project = tomllib.load(sys.stdin.buffer)['project'];"
        "print(*project['dependencies'], sep='\\n');"
        "[print(*project['optional-dependencies'][extra], sep='\\n') for extra in sys.argv[1:]]"
    )
    command = [str(PYTHON), "-c", reader, *sorted(extras)]
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def install(extras: set[str]) -> None:
    """Install the pinned packages, with pip's own progress in sight. Raises SetupError."""
    also = f" with {' and '.join(sorted(extras))}" if extras else ""
    say(f"installing what pyproject.toml lists{also}; the first time this takes minutes")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--retries",
        "2",
    ]
    heard = []
    with subprocess.Popen(
        [*command, *what_to_install(extras)], cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as pip:
        for line in pip.stderr or ():
            heard.append(line)
            print(line, end="", file=sys.stderr, flush=True)
    if pip.returncode:
        advice = [advice for sign, advice in PIP_TROUBLES.items() if sign in "".join(heard)]
        raise SetupError([*advice, "pip could not install the packages; it says why above."][0])


@contextlib.contextmanager
def only_one_setup() -> Iterator[None]:
    """Hold a lock, so that two commands started together do not install over each other."""
    with (ENVIRONMENT.parent / f"{ENVIRONMENT.name}-setup.lock").open("a+b") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # waits ten seconds, then raises OSError
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another set-up is at work here; waiting for it")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def setup_python(extras: set[str]) -> None:
    """Bring the environment up to date with pyproject.toml. Raises SetupError."""
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    wanted = extras | {"runtime"}
    if wanted <= installed(digest) and probe([PYTHON], "pip, PySide6") in SUPPORTED:
        return
    try:
        ENVIRONMENT.parent.mkdir(parents=True, exist_ok=True)
        with only_one_setup():
            make_environment()
            have = installed(digest)
            if not wanted <= have or probe([PYTHON], "PySide6") is None:
                started = time.monotonic()
                STAMP.unlink(missing_ok=True)  # whoever stops this half-way must not find it called done
                install((have | wanted) - {"runtime"})
                STAMP.write_text(json.dumps({"pyproject": digest, "extras": sorted(have | wanted)}), "utf-8")
                say(f"packages are in place ({time.monotonic() - started:.0f} s)")
    except OSError as error:
        raise SetupError(f"The environment cannot be set up: {error}.\n{WRITABLE}") from error


def setup_linux(need: str, want: str) -> None:
    """See to the system's own libraries, on Linux. Raises SetupError; what is missing was said by then."""
    if not LINUX:
        return
    command = [sys.executable, str(LINUX_PACKAGES), "--need", need, "--want", want]
    plugin = next(ENVIRONMENT.glob("lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"), None)
    if plugin and "window" in need:
        command += ["--plugin", str(plugin)]
    if subprocess.run(command, check=False).returncode:
        raise SetupError("The set-up stopped here.")


def hand_over(arguments: Sequence[str], env: dict[str, str] | None = None) -> NoReturn:
    """Become `python ARGUMENTS` in the environment; signals, output and exit code are its own."""
    sys.stdout.flush()
    os.chdir(ROOT)
    surroundings = {**os.environ, **(env or {})}
    if sys.platform != "win32":
        os.execve(PYTHON, [str(PYTHON), *arguments], surroundings)
    else:
        with subprocess.Popen([str(PYTHON), *arguments], env=surroundings) as process:
            while True:
                try:
                    sys.exit(process.wait())
                except KeyboardInterrupt:  # the child has heard it too and ends in its own way
                    continue


def from_here(argument: str) -> str:
    """Make a path typed by the caller absolute, since the commands run in the repository's folder."""
    path, separator, rest = argument.partition("::")
    return f"{Path(path).absolute()}{separator}{rest}" if path and Path(path).exists() else argument


def demo(options: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Run the demonstration dealership, in windows or by itself; or, with --cluster, three hubs being killed."""
    if options.cluster:
        setup_python({"dev"})
        setup_linux("core", "")
        hand_over(["-m", "tests.cluster", *rest], {"QT_QPA_PLATFORM": "offscreen"})
    wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
    blind = LINUX and not wayland and not os.environ.get("DISPLAY")
    headless = options.headless or blind
    setup_python(set())
    setup_linux("core" if headless or wayland else "core,window", "")
    if blind and not options.headless:
        say("no display here, so the demonstration runs by itself, offscreen")
    arguments = ["-m", "client.demo", *(["--headless"] if headless else []), *rest]
    if options.folder:
        arguments += ["--folder", str(Path(options.folder).absolute())]
    if options.records is not None:
        arguments += ["--records", str(options.records)]
    hand_over(arguments, {"QT_QPA_PLATFORM": "offscreen"} if headless else None)


def test(_: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Run the tests; the whole suite also holds each package to its coverage."""
    whole = all(argument.startswith("-") and not argument.startswith(PICKS_TESTS) for argument in rest)
    gates = ["-p", "tests.house.coverage_gates"] if whole else []
    # In the order that tests/conftest.py gives the files, not by how many tests each has.
    share = ["--dist", "loadfile", "--no-loadscope-reorder"]
    workers = ["-n", str(min(4, os.cpu_count() or 1)), *share] if whole else []
    setup_python(EVERYTHING)
    setup_linux("core", "window,test")
    offscreen = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    hand_over(["-m", "pytest", *gates, *workers, *map(from_here, rest)], offscreen)


def setup_second_reading() -> None:
    """Fetch Automerge's JavaScript build, with which a test reads our documents a second time."""
    npm = shutil.which("npm")
    if npm is None:
        say("npm is not here: the second reading of documents, in JavaScript, will be skipped")
        return
    wanted = ROOT / "tests" / "shared_models" / "javascript" / "package.json"
    folder = ROOT / "build" / "javascript"
    if (folder / "node_modules").is_dir() and (folder / "package.json").read_bytes() == wanted.read_bytes():
        return
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(wanted, folder / "package.json")
    if subprocess.run([npm, "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=False).returncode:
        say("npm could not fetch Automerge's JavaScript build: the second reading will be skipped")


def soak(_: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Run the long tests, those marked `soak`."""
    setup_python(EVERYTHING)
    setup_linux("core", "window,test")
    setup_second_reading()
    subprocess.run([PYTHON, "-m", "tests.support.browser"], cwd=ROOT, check=False)  # a browser for the hub's pages
    hand_over(["-m", "pytest", "-m", "soak", *map(from_here, rest)], {"QT_QPA_PLATFORM": "offscreen"})


def check(_: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Check form and manner: format, lint, types, who imports whom, the house test, secrets, known weaknesses."""
    setup_python(EVERYTHING)
    setup_linux("core", "")
    where = [from_here(path) for path in rest]
    steps = {
        "format": ["-m", "ruff", "format", "--check", *where],
        "lint": ["-m", "ruff", "check", *where],
        "types": ["-m", "mypy", *where],
        "imports": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
        "house": ["-m", "pytest", "-q", "tests/house"],
        "secrets": ["-m", "tests.house.secret_scan"],
        "known weaknesses": ["-m", "tests.house.dependency_audit"],
    }
    failed = []
    for name, arguments in steps.items():
        print(f"--- {name}", flush=True)
        if subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode:
            failed.append(name)
    print(f"--- not clean: {', '.join(failed)}" if failed else f"--- clean: {', '.join(steps)}")
    sys.exit(1 if failed else 0)


def bench(_: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Measure what is promised about speed and memory; --write renews BENCHMARKS.md."""
    setup_python(EVERYTHING)
    setup_linux("core", "")
    hand_over(["-m", "tests.bench.report", *rest], {"QT_QPA_PLATFORM": "offscreen"})


def pictures(_: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Take the pictures in docs/ anew; one is only written when its screen looks different."""
    setup_python(EVERYTHING)
    setup_linux("core", "")
    hand_over(["-m", "tests.pictures", *rest])


def setup(_: argparse.Namespace, rest: list[str]) -> NoReturn:
    """Do the set-up only, with everything the other commands need."""
    if rest:
        raise SetupError(f"setup takes no arguments (given: {' '.join(rest)})")
    setup_python(EVERYTHING)
    setup_linux("core", "window,test")
    say(f"ready: {PYTHON}")
    sys.exit(0)


def main() -> NoReturn:
    """Read the command line and run the command."""
    parser = argparse.ArgumentParser(prog="dev.py", description="Forecourt, from a working copy.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (demo, test, check, bench, pictures, soak, setup):
        sub = commands.add_parser(command.__name__, help=command.__doc__, add_help=command in (demo, setup, check))
        sub.set_defaults(run=command)
        if command is demo:
            sub.add_argument("--headless", action="store_true", help="walk through by itself, without a screen")
            sub.add_argument("--cluster", action="store_true", help="three hubs, and each server killed once")
            sub.add_argument("--folder", help="where the demonstration keeps its files and screenshots")
            sub.add_argument("--records", type=int, help="how many records the dealership is filled with")
    options, rest = parser.parse_known_args()
    try:
        options.run(options, rest)
    except SetupError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    raise AssertionError("every command ends the process")


if __name__ == "__main__":
    main()
