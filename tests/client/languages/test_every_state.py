"""Every screen, dialog and state in other languages: nothing is left in English, cut off, or called otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from accessibility.audit import Result, Rule, violation
from accessibility.page import Page
from accessibility.report import as_text
from accessibility.rules import LOOKING, reflow
from client import languages
from client.languages.catalogues import read
from client.languages.sources import english
from tests.client.screens.opening_states import State
from tests.client.screens.small_house import House
from tests.client.screens.test_accessible import LTR, MEASURED, NARROWEST, RTL, STATES, Way, houses, look

__all__ = ["houses"]

#: At the usual size on a desktop, and twice as large on a tablet.
SHAPES = ((1.0, (1280, 800)), (2.0, (800, 1280)))
#: A phone's width, or a broad screen enlarged four times: in the longest words and in those read from the right.
NARROW = (1.0, (NARROWEST, 640))
SPOKEN = (languages.PSEUDO, "ar", "de", "es", "fr")
SEEN = (*product(SPOKEN, SHAPES), ("de", NARROW), ("ar", NARROW))
#: Seen in the suite; the others are of the same parts, and the soak sees all of them.
SOME = (
    "showroom: page of a lead", "showroom: pipeline, all stages", "showroom: sync_centre in the rail",
    "showroom: palette, after typing", "fleet: page of a policy",
)  # fmt: skip
#: Said by the states themselves and by nobody's words.
_OWN = {"The price was changed", "Size", "Wanted", "Leave without saving?"}
_PLACEHOLDER = re.compile(r"{[^}]*}")


def _is_english(said: set[str], text: str) -> bool:
    return text in said and text not in _OWN


def left_in_english(said: set[str]) -> Rule:
    """A rule of the audit for other languages: no words stand as they are in English."""

    def check(page: Page) -> Iterator[Result]:
        for element in page.elements:
            widget: QWidget = element.widget
            shown = [widget.text()] if isinstance(widget, QLabel | QAbstractButton) else []
            for text in (*shown, widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()):
                if _is_english(said, text):
                    yield violation(element, f"'{text}' is said in English")

    return Rule("left-in-english", (), "Every word comes from its place.", "Take it from client.text.", check)


def same_in(language: str) -> set[str]:
    """The texts that a language says as English does, such as the names of file formats."""
    if language == languages.PSEUDO:  # made from the English, and says nothing as it does
        return set()
    texts = read(language).texts
    return {meant for meant, forms in texts.values() if meant in forms}


@pytest.fixture
def said() -> Iterator[set[str]]:
    """The English texts without placeholders; afterwards English is spoken again."""
    found = {text for text in english().values() if not _PLACEHOLDER.search(text) and re.search("[A-Za-z]{3}", text)}
    yield found
    languages.speak("en")


def wrong_with(state: State, way: Way, said: set[str], house: House, application: QApplication, qtbot: QtBot) -> str:
    """What the audit says of it, in the language spoken now; empty for nothing."""
    rules = [rule for rule in LOOKING if rule.name not in MEASURED]
    if languages.spoken() == "ar":  # what people wrote in these houses is English, and nobody knows what they write in
        rules = [rule for rule in rules if rule.name != "language"]
    if way.size[0] == NARROWEST:
        rules.append(reflow.RULE)
    if languages.spoken() in (languages.PSEUDO, "ar"):
        rules.append(left_in_english(said - same_in(languages.spoken())))
    found = look(state, way, house, application, qtbot, rules)
    return as_text(found) if found.violations else ""


@pytest.mark.parametrize("state", [one for one in STATES if one.name in SOME], ids=lambda state: state.name)
def test_in_pseudo_english_nothing_is_left_or_cut(
    state: State, said: set[str], houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot
) -> None:
    languages.speak(languages.PSEUDO)
    assert not wrong_with(state, Way("light", 2.0, (800, 1280), LTR), said, houses(state), qapp, qtbot)


@pytest.mark.soak
@pytest.mark.timeout(2400)
@pytest.mark.parametrize(("language", "shape"), SEEN, ids=str)
def test_every_state_in_every_language(
    language: str, shape: tuple[float, tuple[int, int]], said: set[str],
    houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot,
) -> None:  # fmt: skip
    languages.speak(language)
    way = Way("light", *shape, RTL if language == "ar" else LTR)
    found = [(state.name, wrong_with(state, way, said, houses(state), qapp, qtbot)) for state in STATES]
    wrong = "\n".join(f"{name}\n{text}" for name, text in found if text)
    assert not wrong, wrong
