"""The fonts of paper: Inter with the app's own glyphs, and for what it lacks DejaVu (Arabic, Hebrew, Georgian ...) and
the standard Asian fonts of PDF, which every reader brings along. Licences beside."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, STRONG = "Inter", "Inter-SemiBold"
_WIDER, _WIDER_STRONG = "DejaVuSans", "DejaVuSans-Bold"
_FILES = {
    REGULAR: "Inter-Regular.ttf", STRONG: "Inter-SemiBold.ttf",
    _WIDER: "DejaVuSans.ttf", _WIDER_STRONG: "DejaVuSans-Bold.ttf",
}  # fmt: skip
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
#: Line breaks are laid out, never drawn.
_UNDRAWN = frozenset("\n\r\t")
#: Signs that tell the direction of text and have no shape.
_DIRECTING = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_KANA, _HANGUL, _HAN = (
    [(0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)],
    [(0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF)],
    [(0x2E80, 0x2FDF), (0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFF65)],
)  # fmt: skip


@cache
def load() -> None:
    """Make the fonts known to whatever draws; once is enough."""
    folder = Path(__file__).parent
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=STRONG, italic=REGULAR, boldItalic=STRONG)


@cache
def _known(name: str) -> frozenset[int]:
    load()
    font = pdfmetrics.getFont(name)
    assert isinstance(font, TTFont)
    return frozenset(font.face.charToGlyph)


def lacks(text: str) -> bool:
    """Whether some of the text is of a script no font here has (Thai, Devanagari ...): it would print as boxes."""
    return not plain(text) and any(_font_of(sign, _CHINESE, False) == "" for sign in _shaped(text) if sign.strip())


@lru_cache(4096)
def plain(text: str) -> bool:
    """Whether the app's own font has all of it, as it has of nearly everything."""
    return text.isascii() or all(ord(sign) in _known(REGULAR) or sign in _UNDRAWN for sign in text)


@lru_cache(2048)
def runs(text: str, strong: bool = False) -> list[tuple[str, str]]:
    """One line as it is drawn from left to right: (font, text) pairs, letters joined and in their order of sight."""
    load()
    asian = _asian(text)
    fonts = ((_font_of(sign, asian, strong) or (STRONG if strong else REGULAR), sign) for sign in _shaped(text))
    return [(font, "".join(sign for _, sign in part)) for font, part in groupby(fonts, key=lambda pair: pair[0])]


def right_to_left(text: str) -> bool:
    """Whether its first letter that has a direction is one of a script written from right to left."""
    if plain(text):
        return False
    from bidi import get_base_level

    return bool(get_base_level(text))


def width(text: str, size: float, strong: bool = False) -> float:
    """How wide a line is, in points."""
    load()
    if plain(text):
        return float(pdfmetrics.stringWidth(text, STRONG if strong else REGULAR, size))
    return sum(float(pdfmetrics.stringWidth(part, font, size)) for font, part in runs(text, strong))


def _shaped(text: str) -> str:
    """Arabic letters joined, and what is written from right to left turned: only a script that asks for it pays."""
    if any(0x590 <= ord(sign) <= 0x8FF or 0xFB1D <= ord(sign) <= 0xFEFC for sign in text):
        from arabic_reshaper import reshape
        from bidi import get_display

        text = _mirrored(str(get_display(reshape(text))))
    return text.translate(_DIRECTING)


def _mirrored(seen: str) -> str:
    """Brackets that were turned with the text between them, turned back: a pair that closes before it opens."""
    signs = list(seen)
    for opening, closing in ("()", "[]", "{}", "«»"):
        depth, turned = 0, list[int]()
        for at, sign in enumerate(seen):
            if sign == opening and turned:
                signs[turned.pop()], signs[at] = opening, closing
            elif sign == opening:
                depth += 1
            elif sign == closing and depth:
                depth -= 1
            elif sign == closing:
                turned.append(at)
    return "".join(signs)


def _asian(text: str) -> str:
    """Which of the Asian fonts a text wants: kana is Japanese, Hangul Korean; Han alone is taken for Chinese."""
    if any(_among(sign, _KANA) for sign in text):
        return _JAPANESE
    return _KOREAN if any(_among(sign, _HANGUL) for sign in text) else _CHINESE


def _font_of(sign: str, asian: str, strong: bool) -> str:
    """The font for a sign, empty where there is none."""
    code = ord(sign)
    if code in _known(REGULAR) or sign in _UNDRAWN:
        return STRONG if strong else REGULAR
    if code in _known(_WIDER):
        return _WIDER_STRONG if strong else _WIDER
    if _among(sign, _HAN) or _among(sign, _KANA) or _among(sign, _HANGUL):
        return _KOREAN if _among(sign, _HANGUL) else asian
    return ""


def _among(sign: str, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= ord(sign) <= high for low, high in ranges)
