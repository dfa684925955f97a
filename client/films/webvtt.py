"""WebVTT, the W3C's format of captions: read strictly, each fault told by its line, and written so that it reads back.

Read are signature, cues with identifier, times, settings and text, and comments; styles and regions are passed over.
https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from client.text import films as words
from shared_models.errors import ForecourtError

ARROW = "-->"
_TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_TIMING = re.compile(rf"(\S+)[ \t]+{ARROW}[ \t]+(\S+)(?:[ \t]+(.*))?")
_TAG = re.compile(r"<[^>]*>")
_MARKS = {"\u200e": "&lrm;", "\u200f": "&rlm;", "\u00a0": "&nbsp;"}
_SECOND, _MINUTE, _HOUR = 1_000, 60_000, 3_600_000


class BadCaptions(ForecourtError):
    """The text is not WebVTT; ``line`` counts from 1, and the message says what is wrong there."""

    code = "bad_captions"

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        super().__init__(words.BAD_LINE.format(line=line, problem=problem))


@dataclass(frozen=True)
class Cue:
    """One caption: shown from ``begins`` until ``ends``, in milliseconds of the film; ``text`` is plain, without tags.

    ``settings`` say where it stands on a picture, as the file has it.
    """

    identifier: str
    begins: int
    ends: int
    text: str
    settings: str = ""


@dataclass(frozen=True)
class Captions:
    """A file: its cues in the order of their times, what stands behind the signature, and its comments."""

    cues: tuple[Cue, ...]
    header: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ends(self) -> int:
        """When the last caption goes, in milliseconds."""
        return max((cue.ends for cue in self.cues), default=0)


def read(text: str) -> Captions:
    """The captions of a file. Raises BadCaptions."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise BadCaptions(1, words.NO_SIGNATURE)
    blocks = list(_blocks(lines))
    cues: list[Cue] = []
    notes: list[str] = []
    for number, block in blocks[1:]:
        kind = block[0].rstrip()
        if re.fullmatch(r"NOTE(?:[ \t].*)?", kind):
            notes.append("\n".join([kind[4:].strip(), *block[1:]]).strip())
        elif kind in ("STYLE", "REGION") and not any(ARROW in line for line in block):
            if cues:
                raise BadCaptions(number, words.TOO_LATE.format(kind=kind))
        else:
            cues.append(_cue(number, block, cues))
    _first_line, head = blocks[0]
    if any(ARROW in line for line in head):
        raise BadCaptions(2, words.NO_BLANK)
    return Captions(tuple(cues), head[0][6:].strip(), tuple(notes))


def write(captions: Captions) -> str:
    """The file: what :func:`read` makes the same captions of. Raises ValueError for what no file can hold."""
    blocks = [f"WEBVTT {captions.header}".rstrip()]
    blocks += [f"NOTE\n{_without_blank_lines(note)}" for note in captions.notes]
    for cue in captions.cues:
        if ARROW in cue.identifier or "\n" in cue.identifier or ARROW in cue.settings or cue.ends <= cue.begins:
            raise ValueError(f"no cue of WebVTT: {cue}")
        timing = f"{write_time(cue.begins)} {ARROW} {write_time(cue.ends)} {cue.settings}".rstrip()
        said = html.escape(_without_blank_lines(cue.text), quote=False)
        for mark, entity in _MARKS.items():
            said = said.replace(mark, entity)
        blocks.append("\n".join([*([cue.identifier] if cue.identifier else []), timing, said]))
    return "\n\n".join(blocks) + "\n"


def write_time(milliseconds: int) -> str:
    """A time as WebVTT writes it, with hours."""
    minutes, rest = divmod(milliseconds % _HOUR, _MINUTE)
    return f"{milliseconds // _HOUR:02}:{minutes:02}:{rest // _SECOND:02}.{rest % _SECOND:03}"


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """What stands between blank lines, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip(" \t"):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(number: int, block: list[str], before: Sequence[Cue]) -> Cue:
    """The cue in a block that begins at line ``number``."""
    named = ARROW not in block[0]
    identifier = block[0].strip() if named else ""
    if named:
        number, block = number + 1, block[1:]
    if not block or ARROW not in block[0]:
        raise BadCaptions(number - 1, words.NO_TIMES.format(text=identifier))
    found = _TIMING.fullmatch(block[0].strip())
    if found is None:
        raise BadCaptions(number, words.BAD_TIMES.format(text=block[0].strip()))
    begins, ends = _milliseconds(number, found[1]), _milliseconds(number, found[2])
    if ends <= begins:
        raise BadCaptions(number, words.ENDS_FIRST)
    if before and begins < before[-1].begins:
        raise BadCaptions(number, words.OUT_OF_ORDER)
    if identifier and any(identifier == cue.identifier for cue in before):
        raise BadCaptions(number - 1, words.TWICE.format(name=identifier))
    for below, line in enumerate(block[1:], start=1):
        if ARROW in line:
            raise BadCaptions(number + below, words.NO_BLANK)
    text = html.unescape(_TAG.sub("", "\n".join(block[1:]))).strip()
    if not text:
        raise BadCaptions(number, words.NOTHING_SAID)
    return Cue(identifier, begins, ends, text, (found[3] or "").strip())


def _milliseconds(number: int, written: str) -> int:
    found = _TIME.fullmatch(written)
    if found is None:
        raise BadCaptions(number, words.BAD_TIME.format(text=written))
    hours, minutes, seconds, rest = (int(part or 0) for part in found.groups())
    return hours * _HOUR + minutes * _MINUTE + seconds * _SECOND + rest


def _without_blank_lines(text: str) -> str:
    return re.sub(r"\n\s*\n", "\n", text.strip()).replace(ARROW, "->")
