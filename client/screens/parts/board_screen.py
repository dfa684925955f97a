"""What the screens of boards share: a head, the bar of the chosen card, the board in what room is left, and moving."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from accessibility.widgets import announce
from client.changes import Changes
from client.item_models.summaries import Summaries
from client.screens.parts.board import Board
from client.screens.parts.board_column import ColumnShown
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import page_in
from client.text import boards as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.money import Money

#: Changes made elsewhere are taken in together.
_GATHER_MS = 120


@dataclass(frozen=True)
class Landing:
    """A card on its way: where its record is to be found next, and whether that is to be said."""

    ordinal: int
    title: str
    column: str
    column_title: str
    say: bool = True


class BoardScreen(GatheringScreen):
    """A board over records of one type. A subclass builds head and board, gathers the columns and does the moving."""

    type_name = ""

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.summaries = Summaries(workspace.reader, workspace.zone())
        self.page = page_in(self)
        self.page.body.setSpacing(10)
        self.board: Board
        self._landing: Landing | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_GATHER_MS)
        self._soon.timeout.connect(self.ask)

    def open_current(self) -> None:
        """Show the record of the chosen card."""
        card = self.board.current()
        if card is not None:
            self.workspace.open_record(self.type_name, card.summary.view.id)

    def first_focus(self) -> QWidget | None:
        column = next((one for one in self.board.columns if one.model.rowCount()), None)
        return column.view if column is not None else None

    # --- in step with what changes ---

    def refresh(self, changes: Changes) -> None:
        """Counts and order follow; cards whose words changed are read anew."""
        self.summaries.forget(changes)
        own = {one.ordinal for one in changes.rows_of(self.type_name)}
        named = any(changes.rows_of(name) for name in self.concerned if name != self.type_name)
        for column in self.board.columns:
            if named:
                column.model.forget()
            elif own:
                column.model.reread(sorted(own))
        if not own and not named:
            return
        if self.isVisible():
            if not self._soon.isActive():
                self._soon.start()
        else:
            self._stale = True

    def show_columns(self, shown: list[ColumnShown]) -> None:
        """Show a newer standing, and land what was moved; what others moved is said."""
        before = {o: column.title for column in self.board.columns for o in column.model.pages.ordinals}
        self.board.take(shown)
        self._fit()
        if before and not self._land():
            self._say_others(before, shown)

    def _say_others(self, before: dict[int, str], shown: list[ColumnShown]) -> None:
        moved = [(o, one) for one in shown for o in one.ordinals if before.get(o, one.title) != one.title]
        if len(moved) > 1:
            announce(self, words.OTHERS_MANY.format(count=len(moved)))
        elif moved:
            found = self.workspace.reader.by_ordinals(self.type_name, [moved[0][0]])
            if found:
                title = self.workspace.reader.title_of(found[0])
                announce(self, words.OTHERS.format(title=title, column=moved[0][1].title))

    # --- moving ---

    def land(self, landing: Landing) -> None:
        """A card was moved: follow it as soon as the board shows it in its new column."""
        self._landing = landing
        if not self._land():
            self.ask()

    def _land(self) -> bool:
        landing = self._landing
        if landing is None:
            return False
        found = self.board.where_is(landing.ordinal)
        if self.board.column(landing.column) is None:
            self._landing = None
            self._tell(landing, words.MOVED_AWAY.format(title=landing.title, column=landing.column_title))
            return True
        if found is None or found[0].key != landing.column:
            return False
        self._landing = None
        column, row = found
        self.board.go_to(column, row)
        said = words.MOVED.format(
            title=landing.title, column=column.title, place=row + 1, count=column.model.rowCount()
        )
        self._tell(landing, said)
        return True

    def _tell(self, landing: Landing, said: str) -> None:
        if landing.say:
            self.workspace.said.emit(said, False)

    # --- its room ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns reach to the end of the window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        above = self.board.mapTo(self, self.board.rect().topLeft()).y() + self.page.verticalScrollBar().value()
        self.board.set_room(self.height() - above - 14)


def money_in_words(sums: tuple[Money, ...]) -> str:
    """Amounts of several currencies in one line."""
    return words.AND.join(values.money(Money(one.minor, one.currency)) for one in sums) or words.NO_SUM
