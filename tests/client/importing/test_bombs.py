"""Small files that would fill the memory: each is refused with its limit and the way out, and memory is held."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
#: Megabytes: what the interpreter, its libraries and one row at its longest take, several times over.
_MOST = 600
_ROW, _DEEP, _SHEET_ROW = "goes on for more than 10 MB", "deep in one another", "has a row of more than 10 MB"
_SAID = {
    "an endless line": _ROW,
    "millions of columns": _ROW,
    "a row over endless lines": _ROW,
    "nothing but empty lines": _ROW,
    "a giant cell": _ROW,
    "lists in lists": _DEEP,
    "objects in objects": _DEEP,
    "objects in objects, few enough for a file": _DEEP,
    "a giant text": _ROW,
    "a giant object": _ROW,
    "a giant line of JSON": _ROW,
    "an object with a million names": "has 200000 columns; 2000 can be read",
    "a giant workbook": "unpacks to 3000 MB",
    "giant texts of a workbook": "holds 999 MB of texts",
    "a giant row of a sheet": _SHEET_ROW,
    "a giant cell of a sheet": _SHEET_ROW,
    "a sheet that says it is small": "save it again as .xlsx or CSV",
    "two billion rows": "more than 2,000,000 rows",
    "words within words": "declares words of its own",
    "a compressed giant": "unpacks to 100+ MB",
    "long rows, many of them": "read",
    "PNG": "1,600 million pixels",
    "JPEG": "1,600 million pixels",
    "BMP": "nothing",
    "GIF": "1,600 million pixels",
    "TIFF": "1,600 million pixels",
    "WEBP": "nothing",
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_bombs_are_refused_and_memory_is_held() -> None:
    line = [sys.executable, "-m", "tests.client.importing.bombs"]
    done = subprocess.run(line, cwd=_ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    told = {name: (size, said, most) for name, size, said, most in map(json.loads, done.stdout.splitlines())}
    assert told.keys() == _SAID.keys()
    for name, (size, said, most) in told.items():
        assert size < 7_000_000, name
        assert _SAID[name] in said, name
        assert most < _MOST, name
