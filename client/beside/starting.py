"""Another process of this program: a Python with our modules in reach, or the frozen app itself, asked to answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from client.beside import ARGUMENT

_PYTHON = re.compile(r"(python|pypy)[\d.]*w?", re.IGNORECASE)
#: On Windows: no console, and second to the window. Elsewhere the process itself steps back.
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
_NICE = 5


def started(entry: str) -> subprocess.Popen[bytes]:
    """A process that calls ``entry`` (``module:function``), with pipes to it. Raises OSError where none can be."""
    frozen = not _PYTHON.fullmatch(Path(sys.executable or "").stem)
    line = f"from client.beside.starting import begin; begin({entry!r})"
    command = (ARGUMENT, entry) if frozen else ("-P", "-c", line)
    within_reach = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    if not sys.executable:
        raise OSError("it is not known how this program is started")
    return subprocess.Popen(
        (sys.executable, *command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ if frozen else within_reach, creationflags=_FLAGS,
    )  # fmt: skip


def ended(process: subprocess.Popen[bytes]) -> None:
    """End it at once, whatever it does; it has nothing that could be lost."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            with suppress(OSError):  # what was not written yet has nowhere to go
                pipe.close()


# --- in the other process ---


def begin(entry: str) -> None:
    """Answer, second to the window where both want the processor."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    module, name = entry.split(":")
    getattr(import_module(module), name)()
