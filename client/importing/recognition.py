"""What kind of file this is, by what stands in it and never by its name; and which encoding its text is in."""

from __future__ import annotations

import codecs
import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast

from client.importing import words
from client.importing.refusals import (
    EncodingUnknown,
    FileDamaged,
    FileEmpty,
    FileUnreadable,
    NotATable,
    TooLargeToRead,
)
from client.importing.table import Watch

SAMPLE_BYTES = 256 * 1024
_BLOCK = 256 * 1024
#: Megabytes of a workbook that is compressed once more, before it is unpacked itself.
MOST_PACKED_MB = 100
_GZIP, _ZIP, _OLE, _PDF = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1a\x1b")
_AFTER_BRACKET = frozenset({"{", "[", "]", '"', "-", "", *"0123456789"})
_ONE_BY_ONE = "forecourt-cp1252"


class Format(StrEnum):
    """The kinds of file that are read."""

    DELIMITED = "csv"
    WORKBOOK = "xlsx"
    JSON = "json"
    JSON_LINES = "jsonl"


@dataclass(frozen=True)
class Recognised:
    """What a file is. ``encoding`` is the codec its text is read with (``""`` for workbooks), ``text`` its
    beginning.

    ``shown_encoding`` is what a person is told: CP1252 where bytes of it stand in what is else UTF-8.
    """

    format: Format
    encoding: str = ""
    text: str = ""
    shown_encoding: str = ""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Western European ones; those that mean nothing there stay control
    characters.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return "".join(_byte_as_cp1252(byte) for byte in broken), error.end


def _byte_as_cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


codecs.register_error(_ONE_BY_ONE, _as_cp1252)


def errors_of(encoding: str) -> str:
    """How bytes that do not fit are read: in UTF-8 as CP1252, one by one, so that mixed files work; else
    not at all.
    """
    return _ONE_BY_ONE if encoding in {"utf-8", "utf-8-sig"} else "strict"


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file's content, unpacked when it is compressed with gzip, and the file itself (to tell how far it
    is read).

    Raises FileUnreadable, and FileDamaged for broken compression, also while the caller reads.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, unpacked), raw
            else:
                yield raw, raw
    except FileNotFoundError as error:
        raise FileUnreadable(path, words.NOT_FOUND) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileDamaged(path, words.DAMAGED_GZIP) from error
    except OSError as error:
        if path.is_dir():
            raise FileUnreadable(path, words.A_FOLDER) from error
        raise FileUnreadable(path, words.UNREADABLE, why=error.strerror or str(error)) from error


def recognise(path: Path, encoding: str | None = None) -> Recognised:
    """Look at the beginning of a file and say what it is.

    ``encoding`` overrides what would be found. Raises a refusal naming the way out for everything that is no
    table.
    """
    with opened(path) as (stream, _):
        start = _read_up_to(stream, SAMPLE_BYTES)
    if start.startswith(_ZIP):
        with opened_archive(path) as archive:
            _see_into_archive(path, archive)
        return Recognised(Format.WORKBOOK)
    if start.startswith(_OLE):
        raise NotATable(path, words.OLD_SPREADSHEET)
    if start.startswith(_PDF):
        raise NotATable(path, words.NOT_A_TABLE, what=words.A_PDF)
    codec = _codec(path, encoding) if encoding else _find_encoding(path, start)
    text = _decode_start(path, start, codec)
    if not text.strip("\ufeff\x00 \t\r\n;,\x1a"):
        raise FileEmpty(path, words.EMPTY)
    shown = "cp1252" if codec == "utf-8" and not _is_utf8(start) else codec
    return Recognised(_text_format(text), codec, text, shown)


def _read_up_to(stream: BinaryIO, size: int) -> bytes:
    blocks, wanted = [], size
    while wanted > 0 and (block := stream.read(wanted)):
        blocks.append(block)
        wanted -= len(block)
    return b"".join(blocks)


@contextmanager
def opened_archive(path: Path) -> Iterator[BinaryIO]:
    """A workbook's file, or a copy of what is compressed in it: it is read from its end, which gzip cannot be.

    Raises as :func:`opened` does, and TooLargeToRead before a copy would fill the disk.
    """
    with opened(path) as (stream, raw), tempfile.TemporaryFile() as copy:
        if stream is raw:
            yield stream
            return
        size = 0
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > MOST_PACKED_MB * 1_000_000:
                shown = f"{MOST_PACKED_MB}+"
                raise TooLargeToRead(path, words.WORKBOOK_TOO_LARGE, size=shown, limit=MOST_PACKED_MB)
            copy.write(block)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def _see_into_archive(path: Path, stream: BinaryIO) -> None:
    """Return when the archive is a workbook; refuse it, with the names of what is inside, when it is not."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise FileDamaged(path, words.DAMAGED_WORKBOOK, why=error) from error
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return
    if "content.xml" in names and "mimetype" in names:
        raise NotATable(path, words.OPEN_DOCUMENT)
    shown = ", ".join(name for name in names[:3] if not name.endswith("/"))
    suffix = path.suffix.lower()
    raise NotATable(
        path,
        words.ARCHIVE,
        renamed="" if suffix == ".zip" else words.RENAMED.format(suffix=suffix),
        inside=words.INSIDE.format(names=shown) if shown else "",
    )


def _codec(path: Path, encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise EncodingUnknown(path, words.UNKNOWN_ENCODING, encoding=encoding) from error


def _find_encoding(path: Path, start: bytes) -> str:
    for mark, codec in _MARKS.items():
        if start.startswith(mark):
            return codec
    if b"\x00" in start[:4_096]:
        head = start[: min(len(start), 4_096) // 2 * 2]
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if min(even, odd) < 0.05 * len(head) and max(even, odd) > 0.3 * len(head):
            return "utf-16-le" if odd > even else "utf-16-be"
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in start[:65_536])
    if b"\x00" in start or controls > 0.02 * len(start[:65_536]):
        raise NotATable(path, words.NOT_A_TABLE, what=words.BINARY)
    return "utf-8"


def _is_utf8(start: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _decode_start(path: Path, start: bytes, codec: str) -> str:
    decoder = codecs.getincrementaldecoder(codec)(errors_of(codec))
    try:
        return decoder.decode(start)
    except UnicodeError as error:
        raise EncodingUnknown(path, words.WRONG_ENCODING, encoding=codec) from error


def _text_format(text: str) -> Format:
    """JSON starts with a bracket; a table cell that does is followed by something else."""
    start = text.lstrip("\ufeff \t\r\n")
    first_line, _, rest = start.partition("\n")
    if start.startswith("{"):
        one_a_line = first_line.rstrip().endswith("}") and rest.lstrip().startswith("{")
        return Format.JSON_LINES if one_a_line else Format.JSON
    if start.startswith("[") and start[1:].lstrip()[:1] in _AFTER_BRACKET:
        return Format.JSON
    return Format.DELIMITED


class Utf8Bytes(io.RawIOBase):
    """A text file as UTF-8 bytes without a mark, ``head`` first: what the row readers are fed with.

    Tells the watch how far it is after each block. Raises EncodingUnknown where the text is not in the
    encoding, and TooLargeToRead where one row does not end: whoever reads says by :meth:`row_ended` when one has.
    """

    MOST_OF_A_ROW = 10_000_000
    DEEPEST = 10_000

    def __init__(self, streams: tuple[BinaryIO, BinaryIO], encoding: str, watch: Watch, head: bytes = b"") -> None:
        super().__init__()
        self._stream, self._raw = streams
        self._total = self._raw.seek(0, io.SEEK_END)
        self._raw.seek(0)
        self._decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
        self._encoding = encoding
        self._watch = watch
        self._ready = head
        self._done = False
        self._rows, self._since, self._depth = 0, 0, 0

    def row_ended(self) -> None:
        """One more row is whole: what comes now is of the next."""
        self._rows += 1
        self._since = self._depth = 0

    def readable(self) -> bool:
        """Always: this is a source."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than any buffer
        """Fill the buffer with the next bytes; 0 at the end."""
        while not self._ready and not self._done:
            self._ready = self._next_block()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        self._see_to_row(bytes(buffer[:count]))
        return count

    def _see_to_row(self, given: bytes) -> None:
        """Some readers hold a whole row before they give it, and lists in lists cost them more the deeper they are."""
        self._since += len(given)
        self._depth += given.count(b"[") + given.count(b"{") - given.count(b"]") - given.count(b"}")
        row = self._rows + 1
        if self._since > self.MOST_OF_A_ROW:
            limit = self.MOST_OF_A_ROW // 1_000_000
            raise TooLargeToRead(self._watch.path, words.ROW_TOO_LONG, row=row, limit=limit)
        if self._depth > self.DEEPEST:
            raise TooLargeToRead(self._watch.path, words.TOO_DEEP, row=row, limit=self.DEEPEST)

    def _next_block(self) -> bytes:
        block = self._stream.read(_BLOCK)
        self._done = not block
        self._watch.at(self._raw.tell(), self._total)
        try:
            return self._decoder.decode(block, final=self._done).encode("utf-8", "replace")
        except UnicodeError as error:
            raise EncodingUnknown(self._watch.path, words.WRONG_ENCODING, encoding=self._encoding) from error
