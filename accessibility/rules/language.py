"""Rule: text in another script says its language.

A screen reader set to English reads Arabic or Greek letter by letter, or not at all, unless it is told. The language of
the window comes from the program (``Surroundings.language``) or its locale; running text in letters that language does
not use needs a locale of its own on its widget.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.page import Page

_SCRIPTS = {
    "LATIN": QLocale.Script.LatinScript,
    "ARABIC": QLocale.Script.ArabicScript,
    "HEBREW": QLocale.Script.HebrewScript,
    "CYRILLIC": QLocale.Script.CyrillicScript,
    "GREEK": QLocale.Script.GreekScript,
    "HANGUL": QLocale.Script.KoreanScript,
    "DEVANAGARI": QLocale.Script.DevanagariScript,
    "THAI": QLocale.Script.ThaiScript,
}
_EASTERN = ("CJK", "HIRAGANA", "KATAKANA")
_RUNNING = 3
"""So many words in a row make running text; fewer may be a name, which needs no language (WCAG 3.1.2)."""
_ENDS = (",", ";", ":", ".", "!", "?", "،", "؛", "؟", "۔")
"""What ends a word and with it a run of words; Arabic and Urdu have signs of their own."""


def script_of(text: str) -> str:
    """The script most letters of a text are in, such as ``LATIN``; empty where there are none."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            script = unicodedata.name(letter, "?").split(" ", 1)[0]
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script]) if counts else ""


def _fits(script: str, locale: QLocale) -> bool:
    if script.startswith(_EASTERN):
        return locale.language() in (QLocale.Language.Chinese, QLocale.Language.Japanese)
    told = _SCRIPTS["LATIN"] if locale.language() == QLocale.Language.C else locale.script()
    return script not in _SCRIPTS or told == _SCRIPTS[script]


def _foreign(text: str, told: QLocale) -> int:
    """The most words in a row that are in other letters; signs between names begin anew, figures do not."""
    most = run = 0
    for word in text.split():
        script = script_of(word)
        if script and not _fits(script, told):
            run += 1
            most = max(most, run)
        elif script or not any(letter.isdigit() for letter in word):
            run = 0
        if word.endswith(_ENDS):
            run = 0
    return most


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""


def _check(page: Page) -> Iterator[Result]:
    given = page.surroundings.language
    main = QLocale(given) if given else page.window.locale()
    for element in page.elements:
        text = _text(element.widget)
        script = script_of(text)
        if not script:
            continue
        own = element.widget.locale()
        told = main if own == page.window.locale() else own
        foreign = _foreign(text, told)
        if _fits(script, told) and foreign < _RUNNING:
            yield passed(element)
        elif foreign >= _RUNNING:
            yield violation(
                element, f'"{text[:40]}" is not all in the letters of {told.name()}, which is told as its language'
            )
        else:
            yield incomplete(element, f'"{text[:40]}" is {script.title()}; see whether it is a name')


RULE = Rule(
    name="language",
    criteria=("3.1.1", "3.1.2"),
    what="Running text in another script than the window's has a locale of its own.",
    mend='widget.setLocale(QLocale("ar")) on what holds the text, or set the locale of the whole program.',
    check=_check,
    limits="Two languages in the same letters, such as English and German, are not told apart.",
)
