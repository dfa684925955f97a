"""The screens of a window: one in sight, and those shown last as they were left."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QStackedWidget, QWidget

from client.screens import SCREENS
from client.screens.base import Screen
from client.workspace import Place, Workspace

KEPT = 16
"""How many screens are kept for going back to them as they were."""


class ScreenStack(QStackedWidget):
    """Makes the screen of a place when it is first wanted; ``nowhere`` is shown for a place that has none.

    The screens of ``lasting`` places stay for as long as the window.
    """

    def __init__(self, workspace: Workspace, lasting: Collection[Place], nowhere: QWidget) -> None:
        super().__init__()
        self._workspace, self._lasting, self._nowhere = workspace, lasting, nowhere
        self._screens: dict[Place, Screen] = {}
        self.addWidget(nowhere)

    def current(self) -> Screen | None:
        """The screen in sight."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def screen_of(self, place: Place) -> Screen | None:
        """The screen of a place, as it was left or new; None for a place that has none."""
        if place in self._screens:
            self._screens[place] = self._screens.pop(place)  # the latest shown is thrown away last
            return self._screens[place]
        kind = screen_for(place)
        if kind is None or not self._workspace.customer_mode.may_show(place.screen, place.record_type):
            return None
        screen = kind(self._workspace, place)
        self._screens[place] = screen
        self.addWidget(screen)
        self._thin_out()
        return screen

    def keep_lasting(self, places: Collection[Place]) -> None:
        """These are the lasting places from now on."""
        self._lasting = places

    def kept(self, place: Place) -> Screen | None:
        """The screen of a place if it is still there; makes none."""
        return self._screens.get(place)

    def put_in_sight(self, screen: Screen | None) -> None:
        """Show a screen of this stack; None: that there is none."""
        self.setCurrentWidget(screen or self._nowhere)

    def drop(self, place: Place) -> None:
        """Let go of the screen of a place."""
        screen = self._screens.pop(place, None)
        if screen is not None:
            self.removeWidget(screen)
            screen.deleteLater()

    def drop_all(self) -> None:
        """Let go of all screens; none is in sight then."""
        for place in list(self._screens):
            self.drop(place)

    def _thin_out(self) -> None:
        """Let go of the screens shown longest ago, but for the lasting ones and the one still in sight."""
        shown = self.current()
        spare = [place for place, screen in self._screens.items() if place not in self._lasting and screen is not shown]
        for place in spare[: max(0, len(spare) - KEPT)]:
            self.drop(place)


def screen_for(place: Place) -> type[Screen] | None:
    """The screen that shows a place: the one made for its record type, else the generic one."""
    fitting = [kind for kind in SCREENS if kind.screen_name == place.screen]
    exact = [kind for kind in fitting if kind.record_type == place.record_type]
    generic = [kind for kind in fitting if not kind.record_type]
    return next(iter(exact or generic), None)
