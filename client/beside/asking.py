"""The window's side: asks a process that starts with the first question, is kept warm, and ends when nothing comes."""

from __future__ import annotations

import logging
import pickle
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from client.beside.answering import ENTRY, Call, Given, called
from client.beside.starting import ended, started
from client.reading.queries import Reader
from client.replica.database import Database

log = logging.getLogger(__name__)
#: Seconds without a question after which the process is ended.
_WARM = 90.0
#: Told how many of how many are done; False stops the work.
Told = Callable[[int, int], bool]


class _Broken(Exception):
    """Nothing is to be had from the other process: it could not be started, or it ended."""


class Beside:
    """One process beside the window, which answers one question after the other. May be asked from any thread.

    Where there can be none, or it is killed, what was asked is done here instead: later, but done.
    """

    def __init__(self, database: Database, shown: Reader, whole: Reader, manner: Callable[[], Sequence[Call]]) -> None:
        """``manner``: what is called there before each answer, such as to speak the language that is spoken here."""
        self._database, self._manner = database, manner
        self._readers: Mapping[Given, Any] = {Given.SHOWN: shown, Given.WHOLE: whole}
        self._asking = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest: threading.Timer | None = None
        self._closed = False

    @property
    def process(self) -> int | None:
        """The number of the process; None while there is none."""
        return None if self._process is None else self._process.pid

    def run(self, work: str, *given: Any, told: Told = lambda _done, _total: True) -> Any:
        """Have ``work`` (``module:function``) called there; each :class:`Given` among the values is put in there.

        Waits for the answer, and raises what the function raised.
        """
        with self._asking:
            try:
                kind, answer = self._asked((self._database.opening, list(self._manner()), work, given), told)
            except _Broken as error:
                log.warning("done by the window's own process: %s: %s", work, error)
                kind, answer = "done", called(work, given, {**self._readers, Given.TOLD: told})
            finally:
                self._rest_later()
        if kind == "failed":
            raise answer
        return answer

    def _asked(self, question: object, told: Told) -> tuple[str, Any]:
        whole = False
        try:
            process = self._running()
            _put(process, question)
            while (answer := _taken(process))[0] == "told":
                _put(process, told(*answer[1]))
            whole = True
            return answer
        except (OSError, EOFError, ValueError, AttributeError, ImportError, pickle.PickleError) as error:
            raise _Broken(str(error) or type(error).__name__) from error
        finally:
            if not whole:  # half a conversation is no beginning for the next
                self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise OSError("the program ends")
        if self._rest is not None:
            self._rest.cancel()
        if self._process is None:
            self._process = started(ENTRY)
        return self._process

    def _rest_later(self) -> None:
        if self._process is not None:
            self._rest = threading.Timer(_WARM, self._end_if_idle)
            self._rest.daemon = True
            self._rest.start()

    def _end_if_idle(self) -> None:
        if self._asking.acquire(blocking=False):
            try:
                if threading.current_thread() is self._rest:
                    self._end()
            finally:
                self._asking.release()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            ended(process)

    def close(self) -> None:
        """End the process; what is asked from now on is done here."""
        self._closed = True
        rest, process = self._rest, self._process
        if rest is not None:
            rest.cancel()
        if process is not None:
            process.kill()  # whoever asks hears of it, and lets go
        with self._asking:
            self._end()
            if self._rest is not None:
                self._rest.cancel()


def _put(process: subprocess.Popen[bytes], what: object) -> None:
    assert process.stdin is not None
    pickle.dump(what, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()


def _taken(process: subprocess.Popen[bytes]) -> tuple[str, Any]:
    assert process.stdout is not None
    kind, what = pickle.load(process.stdout)  # noqa: S301 (the process we started)
    return kind, what
