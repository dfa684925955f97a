"""The second place of backups on their screen: which folder, how it stands, how many are kept; each acts at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from accessibility.widgets import Banner, Button, ChoiceField, Field, Text
from accessibility.widgets.feedback import Tone
from client.care.second_place import Place
from client.screens.parts.page import Section, deeds
from client.text import backups as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError

_TONES: dict[str, Tone] = {"none": "warn", "here": "ok", "away": "info", "trouble": "bad"}


class BackupPlace(Section):
    """Says how the place stands and lets another be chosen. ``changed`` asks for the list to be read again."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.SECOND)
        self._workspace = workspace
        self.body.addWidget(Text(words.SECOND_HELP, "soft"))
        self.standing = Banner(words.SECOND_NONE, "warn")
        self.note = Text("", "soft")
        self.note.hide()
        self.choose_button, self.none_button = Button(words.CHOOSE, "archive"), Button(words.CHOOSE_NONE, kind="quiet")
        self.choose_button.clicked.connect(lambda _checked=False: self.ask())
        self.none_button.clicked.connect(lambda _checked=False: self.choose(None))
        self.kept = Field(words.KEEP, ChoiceField(words.KEPT_CHOICES), help=words.KEEP_HELP)
        self.kept.set_value(workspace.safekeeping.choices.now.kept)
        self.kept.editor.setMaximumWidth(420)
        self.kept.changed.connect(self._keep)
        for part in (self.standing, self.note, deeds(self.choose_button, self.none_button), self.kept):
            self.body.addWidget(part)

    def show_place(self, place: Place) -> None:
        """Show how it stands."""
        self.standing.set_text(self._sentence(place), _TONES[place.state])
        waits = place.state != "none" and self._workspace.safekeeping.waits_for_key()
        notes = [words.SAME_DISK] if place.same_disk else []
        self.note.setText(" ".join([*notes, words.NO_KEY_YET] if waits else notes))
        self.note.setVisible(bool(self.note.text()))
        self.none_button.setVisible(place.state != "none")

    def _sentence(self, place: Place) -> str:
        if place.state == "none":
            return words.SECOND_NONE
        if place.state == "away":
            return words.SECOND_AWAY.format(folder=place.folder)
        if place.state == "trouble":
            return place.trouble
        if place.newest is None:
            return words.SECOND_EMPTY.format(folder=place.folder)
        when = values.moment(place.newest, self._workspace.zone(), self._workspace.today())
        return words.SECOND_HERE.format(folder=place.folder, when=when)

    def ask(self) -> None:
        """Ask for a folder, by the system's own dialog."""
        chosen = QFileDialog.getExistingDirectory(self.window(), words.CHOOSE_TITLE)
        if chosen:
            self.choose(Path(chosen))

    def choose(self, folder: Path | None) -> None:
        """Use this folder, or none."""

        def done(_nothing: None) -> None:
            said = words.CHOSEN_NONE if folder is None else words.CHOSEN.format(folder=folder)
            self._workspace.said.emit(said, False)
            self.changed.emit()

        second = self._workspace.safekeeping.second
        self._workspace.background.run(
            lambda: second.choose(folder), while_alive(self, done), while_alive(self, self._failed)
        )

    def _keep(self) -> None:
        count = self.kept.value()
        if count != self._workspace.safekeeping.choices.now.kept:
            self._workspace.safekeeping.choices.change(kept=count)
            self._workspace.said.emit(words.KEPT_NOW.format(count=count), False)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self._workspace.said.emit(str(error), True)
