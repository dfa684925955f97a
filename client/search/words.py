"""Words and codes: how any text, stored or typed, becomes the terms that are compared."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MAX_TERM = 40
"""Letters of a word or code that count; more is cut off, on both sides alike."""
MAX_TYPED_LETTERS = 2_000
MAX_TYPED_WORDS = 24
"""What is read of a search box; a page pasted by mistake must not freeze it."""

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\D+")
# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_MAX_JOINED = 20
_MAX_JOINED_PARTS = 3

Texts = str | Iterable[str] | None
"""What a row may hold in a search field: one text, several, or nothing."""


def fold(text: str) -> str:
    """The text without case and accents, so that Škoda, SKODA and skoda are one word."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.translate(_PLAIN_LETTERS))


def digits(text: str) -> str:
    """The digits of a text in their order. They are never guessed: a 320d is not a 330d."""
    return _DIGITS.sub("", text)


def code(text: str) -> str:
    """A number plate, VIN, policy or telephone number as one word: `AB12 CDE` is `ab12cde`."""
    if text.isascii() and text.isalnum():
        return text.lower()[:MAX_TERM]
    return "".join(_WORD.findall(fold(text)))[:MAX_TERM]


def terms(text: str) -> Iterator[tuple[str, str]]:
    """Each term of a stored text with its spelling in that text.

    `CX-5` gives `cx`, `5` and `cx5`, so that it is found with and without its hyphen.
    """
    folded, spelled = fold(text).split(), text.split()
    if text.isascii() and "".join(spelled).isalnum():
        for term, spelling in zip(folded, spelled, strict=True):
            yield term[:MAX_TERM], spelling[:MAX_TERM]
        return
    if len(folded) != len(spelled):
        spelled = folded
    for chunk, original in zip(folded, spelled, strict=True):
        parts = _WORD.findall(chunk)
        spellings = _WORD.findall(original)
        if len(spellings) != len(parts):
            spellings = parts
        for part, spelling in zip(parts, spellings, strict=True):
            yield part[:MAX_TERM], spelling[:MAX_TERM]
        if 1 < len(parts) <= _MAX_JOINED_PARTS:
            joined = "".join(parts)
            if len(joined) <= _MAX_JOINED:
                yield joined, original.strip(".,;:!?()[]\"'")


def several(texts: Texts) -> Iterable[str]:
    """The texts of a field as a sequence, whether it holds none, one or many."""
    if texts is None:
        return ()
    return (texts,) if isinstance(texts, str) else texts


def typed_chunks(text: str) -> tuple[list[list[str]], bool]:
    """The words of a search box, those joined by punctuation kept together, and whether the last is unfinished.

    A space after the last word ends it; until then it is taken as the beginning of a word.
    """
    text = text[:MAX_TYPED_LETTERS]
    chunks: list[list[str]] = []
    count = 0
    for chunk in fold(text).split():
        parts = [part[:MAX_TERM] for part in _WORD.findall(chunk)][: MAX_TYPED_WORDS - count]
        count += len(parts)
        if parts:
            chunks.append(parts)
    return chunks, not text[-1:].isspace()
