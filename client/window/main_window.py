"""The window: places at the side, one screen at a time, and in sight always how safe the work is."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from accessibility.widgets import (
    EmptyState,
    ProgressPanel,
    Rail,
    ScrollPage,
    announce,
    appearance,
    look,
    tab_in_reading_order,
)
from accessibility.widgets import Place as RailPlace
from accessibility.widgets.quantities import write_decimal
from client.pace.painting import NextPainting
from client.pace.recording import Timed
from client.screens.base import Screen
from client.settings import Preferences
from client.sync_state import Phase, SyncState
from client.text import drills as drill_words
from client.text import locking as lock_words
from client.text import sync as sync_words
from client.text import window as words
from client.window import navigation
from client.window.actions import Actions
from client.window.drill_line import DrillLine
from client.window.everywhere import Everywhere
from client.window.made_anew import MadeAnew
from client.window.navigation import BELONGS, History
from client.window.person_menu import person_menu, person_named
from client.window.presence_line import PresenceLine
from client.window.regions import Regions, tab_stops
from client.window.screen_stack import ScreenStack
from client.window.taking_back import TakingBack
from client.window.top_bar import TopBar, sync_sign
from client.window.window_deeds import WindowDeeds
from client.workspace import Place, Workspace

NARROW = 1000
"""Below this window width, in pixels at text scale 1, the rail shows icons alone."""
SLIM = 480
"""Below this window width, in pixels at text scale 1, a menu of the places stands for the rail; next to no margin."""
#: What a window does when it paints, and before.
_PICTURES = frozenset({QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest})
_NOT_KEPT = frozenset({"new", "import"})


class MainWindow(QMainWindow):
    """One app window over a workspace."""

    #: The person wants to stop the first sync; what has arrived stays.
    first_sync_cancelled = Signal()
    #: The person wants to sign out.
    sign_out_wanted = Signal()
    #: The person wants the device locked; or somebody else wants to work here.
    lock_wanted, switch_wanted = Signal(), Signal()

    def __init__(self, workspace: Workspace, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.workspace = workspace
        self.preferences = preferences or Preferences(workspace.mode)
        self.history = History()
        self._painting = NextPainting(self)
        self.taking_back = TakingBack(workspace, self)
        self.deeds = WindowDeeds(self)
        #: The window of the tour while it is open.
        self.practice: MainWindow | None = None
        self._product = words.PRODUCTS[workspace.mode]
        self._build()
        self.regions = Regions(self)
        self.made_anew = MadeAnew(self)
        self._connect()
        self._show_sync(workspace.sync_state)
        self._restore_geometry()
        self.show_place(navigation.first(workspace.identity.role))

    # --- what it is made of ---

    def _build(self) -> None:
        self.stops = navigation.stops(self.workspace.mode, self.workspace.identity.role)
        self.rail = Rail(words.NAVIGATION, self._rail_places(), self._product)
        self.rail.setMinimumWidth(1)  # else its own width keeps the window from becoming so slim that it goes
        self.actions_now = Actions(self)
        self.bar = TopBar(person_menu(self.workspace, self.actions_now.menu()), self._goings())
        self.bar.undo.setVisible(not self.workspace.customer_mode.on)
        self.progress = ProgressPanel(words.FIRST_SYNC)
        self.progress.hide()
        nowhere = EmptyState(words.NO_SCREEN, words.NO_SCREEN_TEXT, "info", (words.BACK, self.go_back))
        if self.workspace.customer_mode.on:
            first = navigation.first(self.workspace.identity.role)
            back = (lock_words.TO_VEHICLES, lambda: self.show_place(first))
            nowhere = EmptyState(lock_words.HIDDEN, lock_words.HIDDEN_TEXT, "info", back)
        page = ScrollPage()  # else its height would be asked of the window while other pages are shown
        page.body.addWidget(nowhere)
        self.stack = ScreenStack(self.workspace, {stop.place for stop in self.stops}, page)
        centre = QWidget()
        centre.setProperty("kind", "page")
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        self.column = column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.bar)
        self.content = content = QVBoxLayout()
        content.addWidget(self.progress)
        self.presence, self.drill_line = PresenceLine(self.workspace), DrillLine(self.workspace)
        content.addWidget(self.drill_line)
        content.addWidget(self.presence)
        content.addWidget(self.stack, 1)
        column.addLayout(content, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(centre)
        self.drill_line.settle_in()

    def _rail_places(self) -> list[RailPlace]:
        return [RailPlace(stop.key, stop.label, stop.icon, stop.foot) for stop in self.stops]

    def _goings(self) -> list[tuple[str, Callable[[], object], str]]:
        """The places as a menu offers them."""
        return [(stop.label, partial(self._chosen, stop.key), stop.icon) for stop in self.stops]

    def follow_rights(self) -> None:
        """Rail, menus, palette and keys offer what the rights allow that one has now; no page is touched."""
        self.stops = navigation.stops(self.workspace.mode, self.workspace.identity.role)
        self.rail.set_places(self._rail_places())
        self.actions_now.renew()
        self.bar.follow(self._goings(), self.actions_now.menu(), person_named(self.workspace))
        self.stack.keep_lasting({stop.place for stop in self.stops})
        self._fit()
        shown = self.stack.current()
        if shown is not None:
            self._mark(shown.place)

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.go.connect(self.show_place)
        workspace.said.connect(self.say)
        workspace.wanted.connect(self.do)
        workspace.sync_changed.connect(self._show_sync)
        workspace.drill_changed.connect(self._entitle)
        self.rail.chosen.connect(self._chosen)
        self.bar.back.clicked.connect(self.go_back)
        self.bar.forward.clicked.connect(self.go_forward)
        self.bar.undo.clicked.connect(self.undo)
        self.bar.sync.clicked.connect(self._open_sync_centre)
        self.progress.cancelled.connect(self.first_sync_cancelled)
        self.everywhere = Everywhere(workspace, self.bar.search)
        appearance().changed.connect(self._fit)

    def do(self, name: str) -> None:
        """Do one of the window's actions by its name; one that cannot be done now is left at that."""
        action = self.actions_now.standing.get(name)
        if action is not None:
            action.deed()

    # --- going places ---

    def show_place(self, place: Place, remember: bool = True) -> bool:
        """Show a place; False when the present screen did not let go of unsaved work."""
        leaving = self.stack.current()
        if leaving is not None and leaving.place != place and not leaving.may_leave():
            self._mark(leaving.place)
            return False
        begun = time.perf_counter_ns()
        screen = self.stack.screen_of(place)
        if leaving is not None and leaving is not screen and leaving.place.screen in _NOT_KEPT:
            self.stack.drop(leaving.place)
            self.history.forget(leaving.place)
        if remember:
            self.history.visit(place)
        self.stack.put_in_sight(screen)
        self.presence.about(place)
        self._mark(place)
        self._entered(screen)
        self._time(screen, Timed.RECORD if place.record else Timed.PAGE, begun)
        self.made_anew.look_later()
        return True

    def _time(self, screen: Screen | None, opening: Timed, begun: int) -> None:
        """Note how long a page took until it is painted with its content; of the first, how long the start took."""
        pace = self.workspace.pace
        done = partial(pace.since, opening, begun) if self.isVisible() else pace.started
        self._painting.wait(lambda: screen is None or screen.is_filled(), done)

    def current_screen(self) -> Screen | None:
        """The screen in sight."""
        return self.stack.current()

    def _entered(self, screen: Screen | None) -> None:
        self._entitle()
        announce(self, self._title())
        target = screen.first_focus() if screen is not None else None
        stops = tab_stops(self.stack) if target is None else []
        # A screen with nothing to press yet leaves the keyboard at its place in the rail.
        chosen = target or next(iter(stops or tab_stops(self.rail)), None)
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, place: Place) -> None:
        """Show in the rail where one is: at the place itself, or at the list a record belongs to."""
        exact = next((s.key for s in self.stops if s.place == place), "")
        wanted = BELONGS.get(place.screen, place.record_type)
        self.rail.choose(exact or next((s.key for s in self.stops if s.key == wanted), "more"))

    def _chosen(self, key: str) -> None:
        stop = next(s for s in self.stops if s.key == key)
        self.show_place(stop.place)

    def go_back(self) -> None:
        """Show what was shown before."""
        place = self.history.back()
        if place is not None and self.show_place(place, remember=False):
            self.history.step(-1)

    def go_forward(self) -> None:
        """Show what was left by going back."""
        place = self.history.forward()
        if place is not None and self.show_place(place, remember=False):
            self.history.step(1)

    def _open_sync_centre(self) -> None:
        self.show_place(navigation.SYNC_CENTRE)

    def forget_practice(self) -> None:
        """The window of the tour is gone."""
        self.practice = None

    # --- saying and undoing ---

    def say(self, text: str, urgent: bool = False) -> None:
        """Show and speak a sentence; what was just done can be undone from it."""
        self.taking_back.say(text, urgent)

    def undo(self) -> None:
        """Take back what was done last on this device."""
        self.taking_back.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.taking_back.redo()

    # --- how things stand ---

    def _show_sync(self, state: SyncState) -> None:
        self.bar.show_sync(state, self.workspace.zone())
        tone, _ = sync_sign(state)
        self._first_sync(state)
        self._unsafe = tone in ("warn", "bad")
        self._entitle()

    def _first_sync(self, state: SyncState) -> None:
        running = state.phase is Phase.FIRST_SYNC
        self.progress.setVisible(running)
        if running:
            text = words.FIRST_SYNC_COUNT if state.expected else words.FIRST_SYNC_UNKNOWN
            counts = {name: write_decimal(Decimal(count), 0)
                      for name, count in (("done", state.done), ("expected", state.expected))}  # fmt: skip
            self.progress.set_progress(state.done, state.expected, text.format(**counts))

    def _title(self) -> str:
        screen = self.stack.current()
        if screen is not None:
            return screen.title()
        return lock_words.HIDDEN if self.workspace.customer_mode.on else words.NO_SCREEN

    def _entitle(self) -> None:
        state = self.workspace.sync_state
        pattern = words.TITLE_UNSENT if self._unsafe else words.TITLE
        sentence = sync_words.sentence(state, self.workspace.zone())
        title = pattern.format(screen=self._title(), product=self._product, sync=sentence)
        self.setWindowTitle(drill_words.WINDOW_TITLE.format(title=title) if self.workspace.drills.on() else title)

    # --- the window itself ---

    def _restore_geometry(self) -> None:
        kept = self.preferences.geometry()
        if kept.isEmpty() or not self.restoreGeometry(kept):
            self.resize(QSize(1280, 800))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a broad screen that is enlarged four times (WCAG 1.4.10)."""
        return QSize(320, 480)

    def _fit(self) -> None:
        slim = self.width() < SLIM * (1 + look().scale) / 2
        self.rail.set_collapsed(self.width() < NARROW * look().scale)
        self.rail.setVisible(not slim)
        self.bar.set_slim(slim)
        self.content.setContentsMargins(2 if slim else 18, 8, 2 if slim else 12, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has a narrow rail, or none."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the window is read, whatever came to it last."""
        return tab_in_reading_order(self, forward) or super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        """The title follows the screen, which may learn its own only later. What computes waits for a picture."""
        if event.type() == QEvent.Type.WindowActivate:
            self._entitle()
        if event.type() not in _PICTURES:
            return super().event(event)
        with self.workspace.pace.turns.of_window():
            return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Unsaved work is asked about; the place on the screen is remembered."""
        screen = self.stack.current()
        if screen is not None and not screen.may_leave():
            event.ignore()
            return
        self.preferences.keep_geometry(self.saveGeometry())
        event.accept()
