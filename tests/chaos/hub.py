"""The hub as a program that lives in simulated time: ``python -m tests.chaos.hub TIME-FILE ARGUMENTS-OF-THE-HUB``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.chaos.simulated_time import SimulatedTime

if __name__ == "__main__":
    SimulatedTime(Path(sys.argv[1])).impose(0)
    from sync_server.__main__ import main

    sys.exit(main(sys.argv[2:]))
