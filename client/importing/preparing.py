"""Large imports: another process reads, checks and prepares the rows while the replica's worker writes those before.

Python runs one thread at a time, so what is to go on beside the writing (and beside the window) needs a process of its
own. It opens neither replica nor window: it is sent what the preview was made of, and answers with births, chunk by
chunk, down a pipe. It ends when the pipe does: with the import, with a stop, or with the program, however that ends.
Whatever goes wrong there (no process can be started, a row does not pass, it is killed) is one PreparationFailed, upon
which the rows are prepared here after all: what is to be said, is said by the same code as ever.
"""

from __future__ import annotations

import gc
import pickle
import struct
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from itertools import groupby, islice
from typing import IO, cast

import msgpack

from client.beside.starting import ended, started
from client.commands import Create, PreparationFailed, PreparedRun
from client.importing.outcome import DuplicateRule
from client.importing.preview import Preview
from shared_models.rights import Principal

#: Rows from which on a process of its own is worth its start: fewer are written before the window feels it.
MANY = 5_000
_LENGTH = struct.Struct("<I")
_ENTRY = "client.importing.preparing:answer"


def worthwhile(preview: Preview, many: int = MANY) -> bool:
    """Whether the rows of a checked preview are many, and all of them births that another process can prepare."""
    rule = preview.duplicates is not DuplicateRule.UPDATE and not preview.all_or_nothing
    return preview.ready >= many and rule and not preview.names_records


def prepared(preview: Preview, actor: bytes, principal: Principal) -> Generator[Sequence[PreparedRun]]:
    """The births of a preview, prepared by another process, in chunks. Raises PreparationFailed."""
    process = _started()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        pickle.dump((preview.parts(), actor, principal), process.stdin)
        process.stdin.close()
        while chunk := _received(process.stdout):
            yield chunk
    except (OSError, ValueError, pickle.PicklingError) as error:
        raise PreparationFailed(str(error)) from error
    finally:
        ended(process)


def _started() -> subprocess.Popen[bytes]:
    """Raises PreparationFailed where none can be started."""
    try:
        return started(_ENTRY)
    except OSError as error:
        raise PreparationFailed(str(error)) from error


def _received(pipe: IO[bytes]) -> Sequence[PreparedRun]:
    """The next chunk; empty after the last. Raises PreparationFailed when the process ended before that."""
    head = pipe.read(_LENGTH.size)
    body = pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not body:
        raise PreparationFailed("the process that prepared the rows ended early")
    return cast("Sequence[PreparedRun]", msgpack.unpackb(body, use_list=False))


# --- in the other process ---


def answer() -> None:
    """Prepare what standard input asks for; chunks, each after its length, go to standard output."""
    parts, actor, principal = pickle.load(sys.stdin.buffer)  # noqa: S301 (the program that started this one)
    gc.freeze()
    gc.set_threshold(100_000)
    for chunk in _chunks(Preview(**parts), actor, principal):
        _send(chunk)
    _send([])


def _send(chunk: Sequence[PreparedRun]) -> None:
    body = msgpack.packb(chunk)
    sys.stdout.buffer.write(_LENGTH.pack(len(body)) + body)
    sys.stdout.buffer.flush()


def _chunks(preview: Preview, actor: bytes, principal: Principal) -> Iterator[Sequence[PreparedRun]]:
    from client.replica.batches import CHUNK
    from client.replica.births import Preparing
    from shared_models.records import RECORD_TYPES

    preparing = {name: Preparing(RECORD_TYPES[name], actor, principal) for name in preview.types}
    births = (Create(each.record_type, each.values, each.id) for some in preview.planned() for each in some)
    while chunk := list(islice(births, CHUNK)):
        yield [
            (name, list(map(preparing[name].prepared, some)))
            for name, some in groupby(chunk, key=lambda birth: birth.record_type)
        ]
