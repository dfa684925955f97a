"""What the window does beyond showing pages: the palette, the sheet of keys and help, customer mode, the tour."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from accessibility.widgets import Button, Suggestion, confirm
from client.care.coming_in import PersonHere
from client.screens.help import purpose_of
from client.screens.parts.shortcuts import KnownKeys, ShortcutSheet
from client.screens.sign_in.unlocking import LeaveDialog
from client.text import actions as words
from client.text import help as help_words
from client.text import locking as lock_words
from client.theme import MODES
from client.window import navigation
from client.window.actions import Action
from client.window.palette import Palette
from client.window.while_alive import while_alive
from client.workspace import Place

if TYPE_CHECKING:
    from client.window.main_window import MainWindow

_RECENT = 5


class WindowDeeds(QObject):
    """The deeds of one window; ``client.window.actions`` lists them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace

    # --- finding ---

    def show_palette(self) -> Palette:
        """Everything that can be done now, to be found by typing."""
        palette = Palette(
            self._window.actions_now.now(), self._recent(), self._ask_records,
            lambda record: self._workspace.go.emit(record.data), self._window,
        )  # fmt: skip
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open()
        return palette

    def _recent(self) -> list[Action]:
        """The pages shown last, but for the one in sight."""
        window = self._window
        places = [place for place in window.history.latest() if place != window.history.current]
        found = []
        for place in places[:_RECENT]:
            screen = window.stack.kept(place)
            if screen is not None and screen.title():
                found.append(Action(f"recent {screen.title()}", screen.title(), "recent", self._to(place), "clock"))
        return found

    def _to(self, place: Place) -> Callable[[], object]:
        return lambda: self._window.show_place(place)

    def _ask_records(self, text: str, told: Callable[[list[Suggestion]], None]) -> None:
        everywhere = self._window.everywhere
        self._workspace.background.run(lambda: everywhere.find(text), while_alive(self, told))

    def to_search(self) -> None:
        """Into the box above every page."""
        self._window.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- keys and help ---

    def show_shortcuts(self) -> ShortcutSheet:
        """The sheet of keys."""
        actions = self._window.actions_now
        return self._open(ShortcutSheet(self._window, KnownKeys(actions.keys_here(), actions.keys_everywhere())))

    def show_help(self) -> ShortcutSheet:
        """What the page in sight is for and what can be done on it, with its keys."""
        window, actions = self._window, self._window.actions_now
        screen = window.current_screen()
        place = screen.place if screen is not None else navigation.HELP
        deeds = [action.label for action in actions.here()][:12] or [help_words.NO_DEEDS]
        known = KnownKeys(actions.keys_here(), actions.keys_everywhere(), purpose_of(place), deeds)
        title = help_words.PAGE_TITLE.format(page=screen.title() if screen is not None else words.SHEET)
        more = None
        if not self._workspace.customer_mode.on:
            more = Button(words.SHEET_MORE, "help")
            more.clicked.connect(lambda _checked=False: self._workspace.go.emit(navigation.HELP))
        return self._open(ShortcutSheet(window, known, title, more))

    def _open(self, sheet: ShortcutSheet) -> ShortcutSheet:
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()
        return sheet

    # --- customer mode ---

    def enter_customer_mode(self) -> None:
        """Turn the screen to the customer: the window is made anew with what they may see."""
        screen = self._window.current_screen()
        if screen is not None and not screen.may_leave():
            return
        self._workspace.customer_mode.enter()
        self._workspace.turned.emit()

    def leave_customer_mode(self) -> None:
        """With the person's PIN, where they have one."""
        people, me = self._workspace.people, self._workspace.identity.person
        if people is None or not people.pins.is_set(me):
            if confirm(self._window, lock_words.LEAVE, lock_words.LEAVE_TEXT, lock_words.LEAVE):
                self._left()
            return
        dialog = LeaveDialog(PersonHere(me, self._workspace.person_name, ""), people.pins.check, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._left)
        dialog.open()

    def _left(self) -> None:
        self._workspace.customer_mode.leave()
        self._workspace.turned.emit()

    # --- the lock ---

    def lock(self) -> None:
        """Lock the device; without a PIN nothing could open it again, so that one is set first."""
        people = self._workspace.people
        if people is not None and people.has(self._workspace.identity.person):
            self._window.lock_wanted.emit()
        else:
            self._window.show_place(navigation.SETTINGS)
            self._workspace.said.emit(lock_words.NEEDS_PIN, False)

    def switch_person(self) -> None:
        """Let somebody else work here who has a PIN on this device."""
        people = self._workspace.people
        if people is not None and people.all():
            self._window.switch_wanted.emit()
        else:
            self.lock()

    # --- the rest ---

    def begin_tour(self) -> None:
        """The tour of this window where it is one to practise in; else in a practice window."""
        from client.window.practice_window import PracticeWindow, open_practice_window  # it is a window itself

        if isinstance(self._window, PracticeWindow):
            self._window.guide.begin()
        else:
            open_practice_window(self._window)

    def change_colours(self) -> None:
        """Light, dark, high contrast, and light again."""
        preferences = self._window.preferences
        modes = list(MODES)
        at = modes.index(preferences.appearance().mode)
        preferences.change_appearance(mode=modes[(at + 1) % len(modes)])
