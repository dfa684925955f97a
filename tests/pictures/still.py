"""A clock that stands still, so that the same screen makes the same picture whenever it is taken.

`python -m tests.pictures.still COMMAND ...` runs the hub's commands by it.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime

import time_machine

#: A Tuesday morning, with the day's work still ahead. A newer day moves every date on every picture.
MOMENT = datetime(2026, 3, 17, 9, 24, tzinfo=UTC)


def stand_still() -> None:
    """Stop the clock for this process, which ends with it; monotonic clocks go on, so nothing waits for ever."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
    time_machine.travel(MOMENT, tick=False).start()


if __name__ == "__main__":
    from sync_server.__main__ import main

    stand_still()
    sys.exit(main(sys.argv[1:]))
