"""The languages the app speaks: every word of ``client.text``, the schema, its checks and the widgets, put in first.

Words stand in English where they are used and nowhere else. A language is one gettext catalogue beside this file; what
it lacks is said in English. ``python -m client.languages`` brings the catalogues up to date with the words.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication

#: What a person can choose, each in its own words. The empty one follows the computer.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ar": "العربية"}
PSEUDO = "en-XA"
"""English made longer and accented, to see what is not translated and what does not fit."""

#: Whose way of writing numbers is taken: with the digits that VINs, plates and prices are written in.
_REGIONS = {PSEUDO: "en", "ar": "ar_AE"}
_spoken = ["en"]
#: How another process of this program is told to speak as this one does.
SPEAKING = "client.languages:speak_as"


def spoken() -> str:
    """The language spoken now."""
    return _spoken[0]


def of_computer() -> str:
    """The computer's language if it is one of ours, else English."""
    language = QLocale.system().name().split("_")[0]
    return language if language in LANGUAGES else "en"


def speak(language: str) -> None:
    """Speak it from now on; to be called before a window is made, for what is shown keeps its words.

    The computer's own way of writing numbers and dates stays when it is of the same language (a Briton keeps 31 Dec
    and 1,234.50); else the language's usual one is taken. An unknown language is English.
    """
    wanted = language if language in LANGUAGES or language == PSEUDO else "en"
    if wanted == _spoken[0]:
        return
    from client.languages.replacing import replace_words

    replace_words(wanted)
    locale = QLocale(_REGIONS.get(wanted, wanted))
    system = QLocale.system()
    QLocale.setDefault(system if system.language() == locale.language() else locale)
    QGuiApplication.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if locale.textDirection() == Qt.LayoutDirection.RightToLeft
        else Qt.LayoutDirection.LeftToRight
    )  # fmt: skip
    _spoken[0] = wanted


def speak_as(language: str, locale: str) -> None:
    """Speak as the window's process does, and write numbers and dates as it does."""
    speak(language)
    if QLocale().name() != locale:
        QLocale.setDefault(QLocale(locale))
