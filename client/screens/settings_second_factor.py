"""The part of the settings about the second factor of one's own account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt

from accessibility.widgets import Button, Dialog, Text
from client.care.second_factor import Offer, Standing
from client.screens.parts.page import Section, deeds, only_if
from client.screens.sign_in.second_factor import AskCode, SetUpSecondFactor, ShowCodes
from client.text import session as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError


class SecondFactorSection(Section):
    """How it stands, and the ways to set it up, to make other recovery codes, and to do without."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.FACTOR_SECTION)
        self._workspace, self._own = workspace, workspace.second_factor
        self.state = Text(words.FACTOR_ASKING, "soft")
        self.set_up_button = Button(words.FACTOR_SET_UP, "key", deed=self.set_up)
        self.codes_button = Button(words.RECOVERY_NEW, deed=self.new_codes)
        self.remove_button = Button(words.FACTOR_REMOVE, kind="link", deed=self.remove)
        self.body.addWidget(self.state)
        self.body.addWidget(deeds(self.set_up_button, self.codes_button, self.remove_button))
        for button in (self.set_up_button, self.codes_button, self.remove_button):
            button.hide()
        only_if(self, self._own is not None)
        self.ask()

    def ask(self) -> None:
        """Ask the hub how it stands."""
        if self._own is not None:
            self._run(self._own.standing, self.show_standing)

    def show_standing(self, standing: Standing) -> None:
        """Show it so."""
        self.state.setText(words.factor_state(standing.enrolled, standing.recovery_codes_left))
        self.set_up_button.setVisible(not standing.enrolled)
        self.codes_button.setVisible(standing.enrolled)
        self.remove_button.setVisible(standing.enrolled)

    def set_up(self) -> None:
        """Fetch a secret and show it."""
        if self._own is not None:
            self._run(self._own.begin, self._offer)

    def _offer(self, offer: Offer) -> None:
        own = self._own
        assert own is not None
        self._open(SetUpSecondFactor(offer, own.confirm, self.window()), lambda: self._done(words.FACTOR_DONE))

    def new_codes(self) -> None:
        """Other recovery codes, for a code."""
        own = self._own
        if own is not None:
            asked = AskCode(
                words.RECOVERY_NEW, words.RECOVERY_NEW_TEXT, words.RECOVERY_NEW, own.new_recovery_codes, self.window()
            )
            self._open(asked, lambda: self._show_codes(asked.told))

    def _show_codes(self, codes: Sequence[str]) -> None:
        self._open(ShowCodes(codes, self.window()), lambda: self._done(words.RECOVERY_MADE))

    def remove(self) -> None:
        """Do without, for a code."""
        own = self._own
        if own is not None:
            asked = AskCode(
                words.FACTOR_REMOVE, words.FACTOR_REMOVE_TEXT, words.FACTOR_REMOVE, own.remove, self.window()
            )
            self._open(asked, lambda: self._done(words.FACTOR_REMOVED))

    def _done(self, sentence: str) -> None:
        self._workspace.said.emit(sentence, False)
        self.ask()

    def _open(self, dialog: Dialog, then: Callable[[], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(then)
        dialog.open()

    def _run(self, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._workspace.background.run(job, while_alive(self, done), while_alive(self, self._failed))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self.state.setText(str(error))
