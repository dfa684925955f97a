"""Files that are whole or not there: written beside, then given their name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from client.reports.refusals import Refused
from client.text import reports as words


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a draft's path to write to; it takes the name ``path`` once the block ends well, else it is deleted.

    Raises :class:`Refused`, in plain words, when the disk or the folder does not allow it.
    """
    draft = path.with_name(f".{uuid4().hex[:12]}.part")
    try:
        yield draft
        _flush(draft)
        draft.replace(path)
    except OSError as error:
        raise Refused(_reason(path, error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _flush(draft: Path) -> None:
    """To the disk before the name changes, so that a power cut cannot leave an empty file under it."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _reason(path: Path, error: OSError) -> str:
    named = {"name": path.name, "folder": path.parent}
    if error.errno == errno.ENOSPC:
        return words.DISK_FULL.format(**named)
    if not path.parent.is_dir():
        return words.NO_FOLDER.format(**named)
    if isinstance(error, PermissionError) or error.errno in (errno.EROFS, errno.EACCES):
        return words.NOT_WRITABLE.format(**named)
    return words.NOT_WRITTEN.format(reason=error.strerror or error, **named)
