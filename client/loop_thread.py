"""An asyncio loop on a thread of its own, and how what runs in it comes to an end."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

#: Seconds a cancelled task has for closing what it holds before it is cancelled again.
_CANCEL_AGAIN = 1.0
#: The same for the one task of a loop, which ends others in its turn.
_CLOSE_AGAIN = 4.0
#: Seconds to wait for the thread when it is closed.
_PATIENCE = 10.0


async def end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel them until they have ended, however often the caller is cancelled meanwhile; that is raised afterwards.

    It takes repeating: a cancellation that meets a message on its arrival is lost in Python 3.11.
    """
    cancelled: asyncio.CancelledError | None = None
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        try:
            await asyncio.wait(waiting, timeout=_CANCEL_AGAIN)
        except asyncio.CancelledError as again:  # leaving now would leave them behind, pending in a loop that closes
            cancelled = again
    for task in tasks:
        if not task.cancelled():
            task.exception()  # told elsewhere, or of no interest any more
    if cancelled is not None:
        raise cancelled


async def until_one_ends(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run all of it at once; when one part ends or fails, so do the others."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await end(tasks)


class LoopThread:
    """Runs one coroutine, and what it begins, in a loop on a thread of its own until it ends or is closed."""

    def __init__(self, name: str, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.loop = asyncio.new_event_loop()
        self._main = main
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def post(self, action: Callable[..., object], *arguments: object) -> None:
        """Call something on the thread as soon as it can, unless all is over. From any thread."""
        with suppress(RuntimeError):  # the loop is closed; asking it beforehand would leave a moment in between
            self.loop.call_soon_threadsafe(action, *arguments)

    def close(self) -> None:
        """Cancel what runs and wait for its end."""
        if self.alive:
            self.post(self._cancel)
            self._thread.join(_PATIENCE)
            if self.alive:
                log.warning("the thread %s takes its time to end", self._thread.name)
        elif not self.loop.is_running():
            self.loop.close()

    def _cancel(self) -> None:
        if self._task is not None and not self._task.done():
            self._task.cancel()
            self.loop.call_later(_CLOSE_AGAIN, self._cancel)

    def _run(self) -> None:
        loop = self.loop
        asyncio.set_event_loop(loop)
        self._task = loop.create_task(self._main())
        try:
            loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            loop.run_until_complete(end(asyncio.all_tasks(loop)))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
