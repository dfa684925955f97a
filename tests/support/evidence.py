"""Checking evidence packs as strangers do: with the script inside, by a bare Python."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path


def files_of(pack: bytes) -> dict[str, bytes]:
    """The files in a pack."""
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """A pack of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


def verdict(folder: Path, pack: bytes) -> tuple[int, str]:
    """What the pack's own script says of it: without our packages, and without any other."""
    script, given = folder / "verify.py", folder / "given.zip"
    script.write_bytes(files_of(pack).get("verify.py", b""))
    given.write_bytes(pack)
    return bare(script, given)


def bare(script: Path, given: Path) -> tuple[int, str]:
    """Run a script by a Python that knows its standard library alone."""
    line = [sys.executable, "-I", "-S", str(script), str(given)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr
