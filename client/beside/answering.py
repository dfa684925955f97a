"""The other process's side: takes questions from standard input, reads the replica's file, answers on standard output.

It ends when its input does: with the window's program, however that ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from importlib import import_module
from typing import IO, Any

from client.customer_mode import CustomerMode
from client.reading.queries import Reader
from client.reading.showing import ShownReader
from client.replica.database import Opening, ReadDatabase

ENTRY = "client.beside.answering:answer"
#: A function (``module:function``) and what it is given.
Call = tuple[str, tuple[Any, ...]]


class Given(Enum):
    """What stands among the values of a question for what only who answers has."""

    #: A reader of what the screens show; one of everything.
    SHOWN = "shown"
    WHOLE = "whole"
    #: Tells how far the work is; False: the person wants no more of it.
    TOLD = "told"


def called(work: str, given: Sequence[Any], held: Mapping[Given, Any]) -> Any:
    """Call the function that ``work`` names, with what is held in the places of each :class:`Given`."""
    module, name = work.split(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function(*(held[one] if isinstance(one, Given) else one for one in given))


def answer() -> None:
    """Answer questions until there are no more."""
    take, give = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (for as long as there is a process)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    answering = _Answering(take, give)
    with ThreadPoolExecutor(1) as pool:  # its futures hold whatever goes wrong
        while (question := _next(take)) is not None:
            loaded = len(sys.modules)
            future = pool.submit(answering.answered, *question)
            error = future.exception()
            _send(give, ("done", future.result()) if error is None else ("failed", _sendable(error)))
            if len(sys.modules) > loaded:
                settle()


def settle() -> None:
    """After an answer that loaded more of the program: what came (models and their tables) is here to stay, and is no
    longer looked through for garbage, which took a third of the time of re-scoring."""
    gc.collect()
    gc.freeze()


class _Answering:
    def __init__(self, take: IO[bytes], give: IO[bytes]) -> None:
        self._take, self._give = take, give
        self._database: ReadDatabase | None = None

    def answered(self, opening: Opening, manner: Sequence[Call], work: str, given: Sequence[Any]) -> Any:
        """What the function returns; the file is closed after each answer, for it may be put away or written anew."""
        for name, values in manner:
            called(name, values, {})
        database = self._database
        if database is None or database.opening != opening:
            database = self._database = ReadDatabase(opening)
        mode = CustomerMode(database.path.parent)
        held = {Given.SHOWN: ShownReader(database, mode), Given.WHOLE: Reader(database), Given.TOLD: self._told}
        try:
            return called(work, given, held)
        finally:
            database.close()

    def _told(self, done: int, total: int) -> bool:
        _send(self._give, ("told", (done, total)))
        return bool(pickle.load(self._take))  # noqa: S301 (the program that started this one)


def _next(take: IO[bytes]) -> tuple[Any, ...] | None:
    try:
        question: tuple[Any, ...] = pickle.load(take)  # noqa: S301 (the program that started this one)
    except EOFError:
        return None
    return question


def _send(give: IO[bytes], what: object) -> None:
    pickle.dump(what, give, protocol=pickle.HIGHEST_PROTOCOL)
    give.flush()


def _sendable(error: BaseException) -> BaseException:
    """The error, or one that says the same where it cannot be put together again elsewhere."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 (made here)
    except (pickle.PickleError, TypeError, AttributeError, ValueError):
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
