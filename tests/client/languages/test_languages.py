"""The app in other languages: words put in their places and taken back, numbers of things, catalogues that fit."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client import languages
from client.demo.practice import close_practice, demo_car, open_practice
from client.languages.catalogues import read
from client.languages.sources import english
from client.screens.settings import Settings
from client.settings import Preferences
from client.text import settings as settings_words
from client.text import sync as sync_words
from client.text import tour as tour_words
from client.text import values
from client.text.records import counted, in_sentence
from client.window.main_window import MainWindow
from client.window.navigation import SETTINGS
from client.workspace import Workspace
from shared_models.errors import InvalidRecord
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.schema import validate

OTHERS = [language for language in languages.LANGUAGES if language != "en"]
PLACEHOLDER = re.compile(r"{[^}]*}")


def test_every_word_is_said_in_the_language_and_can_be_taken_back(polyglot: None) -> None:
    before = english()
    languages.speak("de")
    assert before["sync.ALL_SAFE"] != sync_words.ALL_SAFE
    assert RECORD_TYPES["vehicle"].about.label == "Fahrzeug"
    languages.speak("en")
    assert english() == before
    assert sync_words.ALL_SAFE == "All safe on the hub"


def test_numbers_of_things_take_the_form_their_language_has_for_them(polyglot: None) -> None:
    languages.speak("de")
    assert sync_words.MANY_HERE.format(count=1, time="14:02") == "1 Änderung nur auf diesem Gerät seit 14:02"
    assert sync_words.MANY_HERE.format(count=2, time="14:02") == "2 Änderungen nur auf diesem Gerät seit 14:02"


def test_digits_are_grouped_as_the_language_does(polyglot: None) -> None:
    languages.speak("de")
    assert "1.234" in sync_words.MANY_HERE.format(count=1234, time="14:02")
    assert values.money(Money(123_456_700, "EUR")) == "1.234.567\u00a0€"
    assert values.day(date(2025, 12, 31)) == "31 Dez. 2025"


def test_arabic_has_a_form_for_two_for_few_and_for_many(polyglot: None) -> None:
    languages.speak("ar")
    told = [sync_words.MANY_HERE.format(count=count, time="14:02") for count in (2, 3, 11, 100)]
    assert len({re.sub(r"[\d٠-٩]+", "", one) for one in told}) >= 3


def test_what_the_checks_of_the_schema_say_is_said_in_the_language(polyglot: None) -> None:
    languages.speak("de")
    with pytest.raises(InvalidRecord) as refused:
        validate(RECORD_TYPES["vehicle"], {"make": "Kia", "model": "Ceed", "year": 1700, "fuel": "steam"})
    told = {problem.field: problem.message for problem in refused.value.problems}
    assert told["year"] == "muss zwischen 1.886 und 2.100 liegen"
    assert told["fuel"].startswith("„steam“ ist keines von: Benzin")


def test_arabic_turns_the_window_round(polyglot: None, qapp: QApplication) -> None:
    languages.speak("ar")
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    languages.speak("fr")
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_german_nouns_keep_their_capital_and_counts_their_point(polyglot: None) -> None:
    assert counted(79_350, "Vehicle", "Vehicles") == "79,350 vehicles"
    assert in_sentence("VIN") == "VIN"
    languages.speak("de")
    about = RECORD_TYPES["vehicle"].about
    assert counted(79_350, about.label, about.plural) == "79.350 Fahrzeuge"
    assert in_sentence("Probefahrt") == "Probefahrt"
    languages.speak("fr")
    assert in_sentence("Essai") == "essai"


def test_names_become_a_list_in_the_language(polyglot: None) -> None:
    assert values.listed(["Anna", "Ben", "Maria"]) == "Anna, Ben and Maria"
    languages.speak("de")
    assert values.listed(["Anna", "Ben", "Maria"]) == "Anna, Ben und Maria"
    assert values.listed(["Anna"]) == "Anna"


@pytest.mark.parametrize("language", OTHERS)
def test_the_showroom_to_practise_in_is_filled_in_every_language(
    language: str, polyglot: None, qapp: QApplication, tmp_path: Path
) -> None:
    """The app's own words go into records there, as they do wherever a form begins with a word of ours."""
    languages.speak(language)
    workspace = open_practice(tmp_path, "0.1.0")
    try:
        me = workspace.reader.record("person", workspace.identity.person)
        assert me is not None
        assert me.values["name"] == tour_words.PRACTICE
        assert demo_car(workspace)
    finally:
        close_practice(workspace)


def test_an_unknown_language_is_english(polyglot: None) -> None:
    languages.speak("de")
    languages.speak("xx")
    assert languages.spoken() == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_filled_in_stands_in_every_translation(language: str) -> None:
    catalogue, wrong = read(language), []
    for key, text in english().items():
        wanted = Counter(PLACEHOLDER.findall(text))
        for form in catalogue.forms(key, text):
            found = Counter(PLACEHOLDER.findall(form))
            counted = {"{count}", "{count:,}"}
            if {k: v for k, v in found.items() if k not in counted} != {
                k: v for k, v in wanted.items() if k not in counted
            } or (set(found) - set(wanted)):
                wrong.append(f"{key}: {form}")
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_nearly_everything_is_translated(language: str) -> None:
    """What was written since may wait for its translator; it is said in English until then."""
    catalogue, words = read(language), english()
    missing = [key for key, text in words.items() if not catalogue.forms(key, text)]
    assert len(missing) < len(words) * 0.15, missing[:20]


def test_a_language_is_chosen_in_the_settings_and_the_window_asks_to_be_made_anew(
    workspace: Workspace, qtbot: QtBot, polyglot: None
) -> None:
    window = MainWindow(workspace)
    qtbot.addWidget(window)
    window.show_place(SETTINGS)
    screen = window.current_screen()
    assert isinstance(screen, Settings)
    screen.language.set_value("de")
    with qtbot.waitSignal(workspace.window_wanted_anew):
        screen.speak_button.click()
    preferences = Preferences(workspace.mode)
    try:
        assert preferences.language() == "de"
        languages.speak(preferences.language())
        german = MainWindow(workspace)
        qtbot.addWidget(german)
        german.show_place(SETTINGS)
        screen = german.current_screen()
        assert screen is not None
        assert screen.title() == settings_words.TITLE == read("de").forms("settings.TITLE", "Settings")[-1]
    finally:
        preferences.keep_language("")
