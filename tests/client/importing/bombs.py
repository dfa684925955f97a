"""Files of a few kilobytes that would fill the memory, each read in this process; what came of it goes to the output.

Run by `test_bombs.py`, in a process of its own, whose memory is looked at.
"""

from __future__ import annotations

import gzip
import json
import resource
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from client.importing.reading import open_source
from client.importing.refusals import ImportRefused
from client.photo_decoding import PictureTooLarge, decoded

_GIGABYTES = 3
_BLOCK = 1_000_000


def gzipped(begin: bytes, again: bytes) -> bytes:
    """Three gigabytes in some kilobytes: a part that is compressed once and stands there many times."""
    block = again * (_BLOCK // len(again))
    return gzip.compress(begin) + gzip.compress(block, 6) * (_GIGABYTES * 1_000_000_000 // len(block))


def deflated(begin: bytes, again: bytes, size: int) -> tuple[bytes, int]:
    """The same as a stream without a head, and how many bytes it inflates to."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    head = packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    block = again * (_BLOCK // len(again))
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    times = size // len(block)
    return head + one * times + b"\x03\x00", len(begin) + times * len(block)


def archive(name: str, stream: bytes, size: int, check: int = 0, stated: int | None = None) -> bytes:
    """A workbook of one's own with one part replaced by a stream that was made by hand."""
    made, out = Workbook(), BytesIO()
    made.worksheets[0].append(["a", "b"])
    made.save(out)
    parts = {each: zipfile.ZipFile(out).read(each) for each in zipfile.ZipFile(out).namelist()}
    parts.pop(name, None)
    whole, central = b"", b""
    streams = [(each, zlib.compress(data)[2:-4], len(data), zlib.crc32(data)) for each, data in parts.items()]
    for each, packed, length, crc in [*streams, (name, stream, stated or size, check)]:
        sizes = struct.pack("<III", crc, len(packed), length)
        head = struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(each), 0)
        where = struct.pack("<HHHII", 0, 0, 0, 0, len(whole))
        central += b"PK\x01\x02" + struct.pack("<H", 20) + head + where + each.encode()
        whole += b"PK\x03\x04" + head + each.encode() + packed
    count = len(streams) + 1
    return whole + central + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(central), len(whole), 0)


_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_BEGIN = b"<worksheet " + _MAIN + b"><sheetData><row>"
_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "' + b"ha" * 50 + b'">' + b"".join(
    b'<!ENTITY %c "%b">' % (at + 1, b"&%c;" % at * 50) for at in b"abcdefgh"
) + b"]><sst " + _MAIN + b"><si><t>&i;</t></si></sst>"  # fmt: skip
_FAR = _BEGIN + b'<c><v>1</v></c></row><row r="2000000000"><c><v>1</v></c></row></sheetData></worksheet>'


def _raw(data: bytes) -> tuple[bytes, int, int]:
    return zlib.compress(data)[2:-4], len(data), zlib.crc32(data)


def tables() -> dict[str, Callable[[], bytes]]:
    """Each by its name."""
    head = b"make,model\nKia,Rio\n"
    return {
        "an endless line": lambda: gzipped(head, b"x"),
        "millions of columns": lambda: gzipped(head, b","),
        "a row over endless lines": lambda: gzipped(head, b'"\n",'),
        "nothing but empty lines": lambda: gzipped(head, b"\n"),
        "a giant cell": lambda: gzipped(head + b'"', b"x "),
        "lists in lists": lambda: gzipped(b'[{"a":', b"["),
        "objects in objects": lambda: gzipped(b'[{"a":', b'{"a":'),
        "objects in objects, few enough for a file": lambda: b'[{"a":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_000 + b"}]",
        "a giant text": lambda: gzipped(b'[{"a":"', b"x"),
        "a giant object": lambda: gzipped(b'[{"a":1', b',"a":1'),
        "a giant line of JSON": lambda: gzipped(b'{"a":1}\n{"a":"', b"x"),
        "an object with a million names": lambda: json.dumps([{f"n{at}": 1 for at in range(200_000)}]).encode(),
        "a giant workbook": lambda: archive(_SHEET, *deflated(_BEGIN, b"<c/>", 3_000_000_000)),
        "giant texts of a workbook": lambda: archive(
            "xl/sharedStrings.xml", *deflated(b"<sst " + _MAIN + b">", b"<si><t>a</t></si>", 1_000_000_000)
        ),
        "a giant row of a sheet": lambda: archive(_SHEET, *deflated(_BEGIN, b"<c/>", 1_000_000_000)),
        "a giant cell of a sheet": lambda: archive(
            _SHEET, *deflated(_BEGIN + b'<c t="inlineStr"><is><t>', b"x", 1_000_000_000)
        ),
        "a sheet that says it is small": lambda: archive(_SHEET, *deflated(_BEGIN, b"<c/>", 1_000_000_000), stated=900),
        "two billion rows": lambda: archive(_SHEET, *_raw(_FAR)),
        "words within words": lambda: archive("xl/sharedStrings.xml", *_raw(_LAUGHS)),
        "a compressed giant": lambda: gzip.compress(b"PK\x03\x04") + gzip.compress(bytes(_BLOCK)) * 3_000,
        "long rows, many of them": lambda: gzipped(b"a,b\n", b"x" * 900_000 + b"," + b"y" * 99_998 + b"\n"),
    }


def pictures() -> dict[str, bytes]:
    """Each in the form of its name: a few bytes that state an enormous size."""
    big = 40_000
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", big, big, 8, 6, 0, 0, 0)
    rows = b"IDAT" + zlib.compress(bytes(100_000))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (ihdr, rows, b"IEND")
    )
    parts = b"".join(bytes([number, 0x11, 0]) for number in (1, 2, 3))
    scan = struct.pack(">HB", 12, 3) + b"".join(bytes([number, 0]) for number in (1, 2, 3)) + bytes(3)
    jpeg = b"\xff\xd8\xff\xc2" + struct.pack(">HBHHB", 17, 8, big, big, 3) + parts + b"\xff\xda" + scan + bytes(200)
    bmp = b"BM" + struct.pack("<IIIIiiHHIIiiII", 200, 0, 54, 40, big, big, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(100)
    gif = (
        b"GIF89a"
        + struct.pack("<HHBBB", big, big, 0x80, 0, 0)
        + bytes(6)
        + b","
        + struct.pack("<HHHHB", 0, 0, big, big, 0)
    )
    tags = [(256, big), (257, big), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, big), (279, 100)]
    ifd = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    tiff = b"II*\0" + struct.pack("<I", 108) + bytes(100) + ifd + bytes(4)
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (big - 1).to_bytes(3, "little") * 2
    webp = b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk
    return {"PNG": png, "JPEG": jpeg, "BMP": bmp, "GIF": gif + bytes(50), "TIFF": tiff, "WEBP": webp}


def _read(data: bytes, path: Path) -> str:
    path.write_bytes(data)
    try:
        source = open_source(path)
        for count, _ in enumerate(source.rows()):
            if count > 30:
                break
    except ImportRefused as refusal:
        return f"{refusal.code}: {refusal}"
    return "read"


def _decode(data: bytes) -> str:
    try:
        return "nothing" if decoded(data, 512).isNull() else "read"
    except PictureTooLarge as refusal:
        return f"{refusal.code}: {refusal}"


def main() -> None:
    """Read all of them; a line each: name, size, what came of it, and the most megabytes in use so far."""
    with tempfile.TemporaryDirectory() as folder:
        for name, make in tables().items():
            data = make()
            _say(name, len(data), _read(data, Path(folder) / "bomb.csv"), _most())
    for name, data in pictures().items():
        _say(name, len(data), _decode(data), _most())


def _say(*told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _most() -> int:
    """Linux hands the most that the parent used on to a new program with what ``getrusage`` tells; not so this line."""
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) // 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    main()
