#!/usr/bin/env python3
"""Sees to what Qt needs from a Linux distribution: finds what is missing, installs it or names it.

Run by path, with nothing installed: `python3 packaging/linux_packages.py --need core,window --want test`.
Ends with 0 when everything needed is there, else with 1 and the one line to run.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LIST = Path(__file__).resolve().with_name("linux-packages.txt")
OUTSIDE_PATH = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/sbin")
USE = {"window": "windows", "test": "some tests", "soak": "the longest tests"}

Row = list[str]
"""One line of the list: group, proof, Debian package, Fedora package."""


def missing(groups: Sequence[str]) -> list[Row]:
    """The rows of the list, of these groups, whose proof is not there."""
    lines = LIST.read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [row for row in rows if row[0] in groups and not is_there(row[1])]


def is_there(proof: str) -> bool:
    """Does the shared library load, or is the program found?"""
    if ".so" not in proof:
        return shutil.which(proof, path=os.pathsep.join((os.environ.get("PATH", ""), *OUTSIDE_PATH))) is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


def unresolved(plugin: Path) -> list[str]:
    """Libraries a Qt plug-in is linked to that the list does not know and that are not there either."""
    try:
        linked = subprocess.run(["ldd", str(plugin)], capture_output=True, text=True, check=False).stdout
    except OSError:
        return []
    return sorted({line.split()[0] for line in linked.splitlines() if "not found" in line})


def permission() -> list[str] | None:
    """What to write before a command that installs packages; None where it is not ours to do so unasked."""
    if not shutil.which("apt-get") or os.environ.get("FORECOURT_INSTALL_PACKAGES") == "no":
        return None
    if os.geteuid() == 0:
        return ["env"]
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n", "env"] if allowed else None


def install(packages: Sequence[str], before: Sequence[str]) -> None:
    """Install Debian packages; where the lists are absent or old, fetch them once and try again."""
    print("[set-up] installing from the system's packages: " + " ".join(packages), flush=True)
    apt = [*before, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    command = [*apt, "install", "-y", "--no-install-recommends", *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print("[set-up] fetching the system's package lists", flush=True)
        subprocess.run([*apt, "update"], capture_output=True, check=False)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(
            f"[set-up] apt-get could not install them: {(done.stdout + done.stderr).strip()[-1500:]}",
            flush=True,
        )


def by_hand(rows: list[Row]) -> str:
    """The one line that installs the packages of these rows."""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y --no-install-recommends " + " ".join(sorted({row[2] for row in rows}))
    fedora = " ".join(sorted({row[3] for row in rows}))
    if shutil.which("dnf"):
        return "sudo dnf install -y " + fedora
    return f"(your system's command to install packages) {fedora}"


def main() -> int:
    """Read the groups from the command line and see to them."""
    parser = argparse.ArgumentParser(description="Find and install what Qt needs from a Linux distribution.")
    parser.add_argument("--need", default="core,window", help="groups without which it cannot go on")
    parser.add_argument("--want", default="", help="groups that are only better to have")
    parser.add_argument("--package", action="append", default=[], help="a Debian package to install besides")
    parser.add_argument("--plugin", type=Path, help="Qt's platform plug-in, to be checked for any other library")
    options = parser.parse_args()
    need, want = options.need.split(","), options.want.split(",")
    rows = missing([*need, *want])
    packages = sorted({*options.package, *(row[2] for row in rows)})
    before = permission()
    if packages and before is not None:
        install(packages, before)
        rows = missing([*need, *want])
    needed = [row for row in rows if row[0] in need]
    if needed:
        proofs = ", ".join(row[1] for row in needed)
        print(f"\nQt cannot start without {proofs}.")
        print(f"Run this line, then the same command again:\n  {by_hand(rows)}")
        return 1
    if rows:
        use = " and ".join(sorted({USE[row[0]] for row in rows}))
        print(f"[set-up] only {use} would need it, so going on without: {by_hand(rows)}", flush=True)
    others = unresolved(options.plugin) if options.plugin else []
    if others:
        print(f"\nQt cannot open a window without {', '.join(others)}. Install the packages that hold them.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
