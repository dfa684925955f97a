"""A program that saves as fast as it can and says so only when each save is on the disk; made to be killed.

``python -m client.demo.hasty FOLDER STORE`` opens the replica in FOLDER and prints the identifier of each activity it
has saved. The demonstration kills it in the middle of a save and then looks for every identifier it had printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from client import __version__
from client.commands import Create
from client.hub.session import Session
from client.replica.worker import Replica, wait


def main(folder: Path, store: str) -> None:
    """Save until killed."""
    session = Session(folder, __version__)
    replica = Replica(session.replica_path(), session.identity())
    number = 0
    while True:
        number += 1
        values = {"kind": "note", "subject": f"Note {number} before the power went", "store": store, "done": True}
        command = Create("activity", values)
        wait(replica.execute(command))
        sys.stdout.write(f"{command.id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
