"""What runs in a loop on its own thread has ended when the loop is closed, however it was cancelled."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from client.loop_thread import LoopThread, end


class Slow:
    """Work that answers a cancellation only when it may: as what closes a connection does."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.ended = False

    async def work(self) -> None:
        while not self.may_end.is_set():
            try:
                await self.may_end.wait()
            except asyncio.CancelledError:
                continue
        self.ended = True


async def _turns(number: int = 5) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


def test_whoever_is_cancelled_while_ending_others_still_waits_for_them() -> None:
    async def main() -> None:
        slow = Slow()
        inner = asyncio.create_task(slow.work())
        ending = asyncio.create_task(end([inner]))
        for _ in range(3):
            await _turns()
            ending.cancel()
        await _turns()
        assert not ending.done()
        slow.may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await ending
        assert slow.ended

    asyncio.run(main())


def test_what_was_left_running_has_ended_when_the_loop_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    running, ended = threading.Event(), threading.Event()
    left: list[asyncio.Task[None]] = []

    async def left_behind() -> None:
        try:
            running.set()
            await asyncio.Event().wait()
        finally:
            await _turns()
            ended.set()

    async def main() -> None:
        left.append(asyncio.create_task(left_behind()))
        await asyncio.Event().wait()

    thread = LoopThread("a loop", main)
    thread.start()
    assert running.wait(60)
    thread.close()
    gc.collect()
    assert ended.is_set()
    assert not thread.alive
    assert thread.loop.is_closed()
    assert "destroyed" not in caplog.text


def test_one_that_was_never_started_closes_and_takes_no_more_work() -> None:
    async def main() -> None:
        pass

    thread = LoopThread("a loop", main)
    thread.close()
    thread.close()
    thread.post(pytest.fail, "it is closed")
    assert thread.loop.is_closed()
