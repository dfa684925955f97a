"""The support for real programs keeps its word: readiness by condition, logs kept, `kill -9` that kills."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import pytest

from tests.support.processes import NeverHappened, Program, answers, free_port, wait_until

Start = Callable[..., Program]
SERVER = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("ready on", sys.argv[1])
for line in sys.stdin:
    print("heard", line.strip())
"""


def test_a_program_is_waited_for_heard_and_killed(start: Start) -> None:
    port = free_port()
    program = start("-c", SERVER, str(port))
    assert program.wait_for(r"ready on (\d+)")[1] == str(port)
    program.wait_for_port(port)
    program.tell("hello")
    program.wait_for("heard hello")
    before = program.running
    program.kill()
    assert (before, program.running) == (True, False)
    assert not answers(port)
    if sys.platform != "win32":
        assert program.process.returncode == -signal.SIGKILL
    assert program.lines == [f"ready on {port}", "heard hello"]


def test_a_program_that_dies_says_why(start: Start) -> None:
    program = start("-c", "raise SystemExit('no disk')")
    with pytest.raises(NeverHappened, match="no disk"):
        program.wait_for("ready")
    assert program.wait() == 1
    with pytest.raises(NeverHappened, match="ended with 1"):
        program.wait_for_port(free_port())


def test_waiting_ends_with_the_condition_or_with_its_name() -> None:
    answers_in_turn = iter([0, 0, 7])
    assert wait_until(lambda: next(answers_in_turn), "a number") == 7
    with pytest.raises(NeverHappened, match="a miracle"):
        wait_until(lambda: False, "a miracle", seconds=0.05)
