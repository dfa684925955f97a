"""Settings: colours, text size, spacing, motion; they act at once and hold on this device."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, ChoiceField, Field, Text, ViewSwitch
from client.languages import LANGUAGES
from client.screens.base import Screen
from client.screens.parts.page import PageHead, Section, deeds, page_in
from client.screens.settings_lock import LockSection
from client.screens.settings_recovery import RecoverySection
from client.screens.settings_second_factor import SecondFactorSection
from client.settings import Preferences
from client.text import accessibility as report_words
from client.text import help as help_words
from client.text import performance as performance_words
from client.text import safeguards as safeguard_words
from client.text import settings as words
from client.window.navigation import ABOUT, ACCESSIBILITY, BACKUPS, HELP, PERFORMANCE
from client.workspace import Place, Workspace


class Settings(Screen):
    """How the window looks."""

    screen_name = "settings"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.preferences = Preferences(workspace.mode)
        kept = self.preferences.appearance()
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        look = Section(words.LOOK)
        look.body.addWidget(Text(words.MODE, "strong"))
        self.modes = ViewSwitch(words.MODE, [(key, text, "") for key, text in words.MODES])
        self.modes.choose(kept.mode)
        self.modes.chosen.connect(lambda key: self.preferences.change_appearance(mode=key))
        self.text_size = Field(words.SIZE, ChoiceField(words.SIZES))
        self.text_size.set_value(kept.scale)
        self.text_size.editor.setMaximumWidth(420)
        self.text_size.changed.connect(lambda: self.preferences.change_appearance(scale=self.text_size.value()))
        self.spacing = Field(words.SPACING, ChoiceField(words.SPACINGS), help=words.SPACING_HELP)
        self.spacing.set_value(kept.spacing)
        self.spacing.editor.setMaximumWidth(420)
        self.spacing.changed.connect(lambda: self.preferences.change_appearance(spacing=self.spacing.value()))
        self.motion = Field(words.MOTION, ChoiceField(words.MOTIONS), help=words.MOTION_HELP)
        self.motion.set_value(kept.motion)
        self.motion.editor.setMaximumWidth(420)
        self.motion.changed.connect(lambda: self.preferences.change_appearance(motion=self.motion.value()))
        self.suggests = Field(words.SUGGESTS, ChoiceField(words.SUGGESTIONS), help=words.SUGGESTS_HELP)
        self.suggests.set_value(self.preferences.suggests())
        self.suggests.editor.setMaximumWidth(420)
        self.suggests.changed.connect(lambda: self.preferences.keep_suggests(bool(self.suggests.value())))
        for part in (self.modes, self.text_size, self.spacing, self.motion, self.suggests):
            look.body.addWidget(part)
        self._add_language(look)
        keyboard = Section(words.KEYBOARD)
        keyboard.body.addWidget(Text(words.KEYBOARD_TEXT, "soft"))
        guide, sheet, about = (
            Button(help_words.TITLE, "help"), Button(words.SHORTCUTS, "table"), Button(words.ABOUT, "info")
        )  # fmt: skip
        guide.clicked.connect(lambda _checked=False: workspace.go.emit(HELP))
        sheet.clicked.connect(lambda _checked=False: workspace.wanted.emit("shortcuts"))
        about.clicked.connect(lambda: workspace.go.emit(ABOUT))
        report = Button(report_words.TITLE, "check-circle")
        report.clicked.connect(lambda: workspace.go.emit(ACCESSIBILITY))
        performance = Button(performance_words.TITLE, "chart")
        performance.clicked.connect(lambda _checked=False: workspace.go.emit(PERFORMANCE))
        keyboard.body.addWidget(deeds(guide, sheet, report, performance, about))
        safety = Section(safeguard_words.BACKUPS)
        safety.body.addWidget(Text(words.BACKUPS_TEXT, "soft"))
        backups = Button(words.BACKUPS, "archive")
        backups.clicked.connect(lambda _checked=False: workspace.go.emit(BACKUPS))
        safety.body.addWidget(deeds(backups))
        self.lock = LockSection(workspace, self.preferences)
        self.second_factor = SecondFactorSection(workspace)
        self.recovery = RecoverySection(workspace)
        for section in (look, self.lock, self.second_factor, self.recovery, keyboard, safety):
            page.body.addWidget(section)
        page.body.addStretch(1)

    def _add_language(self, look: Section) -> None:
        """A choice, and a button that acts: the window must not vanish below somebody who looks through the list."""
        offered = [("", words.LANGUAGE_OF_COMPUTER), *LANGUAGES.items()]
        self.language = Field(words.LANGUAGE, ChoiceField(offered), help=words.LANGUAGE_HELP)
        self.language.set_value(self.preferences.chosen_language())
        self.language.editor.setMaximumWidth(420)
        self.speak_button = Button(words.LANGUAGE_SPOKEN)
        self.speak_button.clicked.connect(self._speak)
        look.body.addWidget(self.language)
        look.body.addWidget(deeds(self.speak_button))

    def _speak(self) -> None:
        self.preferences.keep_language(self.language.value() or "")
        self.workspace.window_wanted_anew.emit()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.text_size
