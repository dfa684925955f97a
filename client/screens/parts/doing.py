"""Carrying out several commands as one deed of a person: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from client.changes import Outcome
from client.commands import Command, Together
from client.workspace import Workspace


def run_all(
    workspace: Workspace,
    commands: Sequence[Command],
    done: Callable[[list[Outcome]], None],
    failed: Callable[[BaseException], None],
) -> None:
    """Run the commands in one transaction; ``failed`` gets what went wrong, and then nothing is kept."""
    command = commands[0] if len(commands) == 1 else Together(tuple(commands))
    workspace.run(command, lambda outcome: done([outcome]), failed)
