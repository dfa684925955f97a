"""The hub some days from now: ``python -m tests.support.later_hub serve ...``, with ``FORECOURT_TEST_DAYS`` days."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import time_machine

from sync_server.__main__ import main

if __name__ == "__main__":
    with time_machine.travel(timedelta(days=float(os.environ["FORECOURT_TEST_DAYS"])), tick=True):
        sys.exit(main())
