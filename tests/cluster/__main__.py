"""The demonstration of a cluster: `dev.py demo --cluster`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.cluster.walk import walk


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk through by itself; 0 when nothing was lost."""
    parser = argparse.ArgumentParser(prog="dev.py demo --cluster", description="Three hubs, killed one by one.")
    parser.add_argument("--rounds", type=int, default=1, help="how often each server is killed")
    parser.add_argument("--folder", type=Path, help="where the servers and devices keep their files")
    options = parser.parse_args(arguments)
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {words}", flush=True)

    if options.folder is not None:
        return 1 if walk(options.folder, say, options.rounds) else 0
    with tempfile.TemporaryDirectory(prefix="forecourt-cluster-") as folder:
        return 1 if walk(Path(folder), say, options.rounds) else 0


if __name__ == "__main__":
    sys.exit(main())
