"""Insights: the dashboards of showroom and fleet office, live, narrowed by what is asked, arranged by the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import EmptyState, Tabs, announce
from accessibility.widgets.buttons import literal
from client.changes import Outcome
from client.commands import Command
from client.insights import arrangement
from client.insights.answers import Answer
from client.insights.arrangement import Arrangement, Standing
from client.insights.live import LiveFigures
from client.insights.periods import period, steps_for
from client.insights.question import Question
from client.insights.tiles import TILES, Width, boards_of
from client.screens.parts.arranging import Arranging
from client.screens.parts.board_ground import BoardGround, gather
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.insight_filters import InsightFilters
from client.screens.parts.page import GAP, PageHead, page_in
from client.screens.parts.sales_report import SalesReport
from client.screens.parts.tile_board import TileBoard
from client.screens.parts.tile_card import TileCard
from client.screens.parts.tile_charts import keys_of
from client.text import insights as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.rights import may_read


class Insights(GatheringScreen):
    """One board at a time; the place may name one (``board``). A point of a chart opens what was counted there."""

    screen_name: ClassVar[str] = "insights"
    concerned: ClassVar[tuple[str, ...]] = (arrangement.TYPE, "store", "insurer")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.boards = boards_of(workspace.mode, workspace.identity.role)
        asked = str(dict(place.presets).get("board", ""))
        self.board = asked if asked in self.boards else next(iter(self.boards), "")
        self.ground: BoardGround | None = None
        self.live = LiveFigures(workspace, self)
        self.live.answered.connect(self._show_answer)
        self.page = page_in(self)
        self._build()
        if self.boards:
            self.ask()

    # --- what it is made of ---

    def _build(self) -> None:
        self.arranging = Arranging(self)
        self.report = SalesReport(self.workspace, self.question, self)
        self.head = PageHead(words.TITLE, "", (self.report.button, self.arranging.button))
        self.page.body.addWidget(self.head)
        self.nothing = EmptyState(words.NO_FIGURES, words.NO_FIGURES_TEXT, "chart")
        self.tabs = Tabs(words.CHOOSE_BOARD)
        self.tabs.chosen.connect(self.show_board)
        self.filters = InsightFilters("days30" if self.workspace.mode == "showroom" else "months12")
        self.filters.changed.connect(self.count)
        self.tiles = TileBoard(words.BOARDS.get(self.board, words.TITLE))
        self.tiles.dropped.connect(self._dropped)
        self.none_standing = EmptyState(words.NO_TILES, words.NO_TILES_TEXT, "cards")
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self.filters, self.arranging, self.tiles, self.none_standing):
            column.addWidget(part)
        self.none_standing.hide()
        for board in self.boards:
            self.tabs.add(board, words.BOARDS[board], ground)
        if len(self.boards) == 1:
            self.tabs.tab(self.board).hide()
        self.page.body.addWidget(self.nothing)
        self.page.body.addWidget(self.tabs)
        self.nothing.setVisible(not self.boards)
        self.tabs.setVisible(bool(self.boards))
        self.arranging.button.setVisible(bool(self.boards))
        self.report.button.setVisible(may_read(self.workspace.identity.role, "sale") and "sales" in self.boards)
        self.page.body.addStretch(1)
        self._mark_tab()

    def _mark_tab(self) -> None:
        if self.board:
            self.tabs.choose(self.board)
        self.tiles.setAccessibleName(words.BOARDS.get(self.board, words.TITLE))

    # --- what it shows ---

    def title(self) -> str:
        return words.BOARDS.get(self.board, words.TITLE)

    def first_focus(self) -> QWidget | None:
        return self.tabs.tab(self.board) if len(self.boards) > 1 else None

    def show_board(self, board: str) -> None:
        """Show another board; what is asked stays."""
        self.board = board
        self._mark_tab()
        announce(self, literal(words.BOARDS[board]))
        self.ask()

    def gather(self) -> tuple[str, BoardGround]:
        return self.board, gather(self.workspace, self.board)

    def show_gathered(self, found: tuple[str, BoardGround]) -> None:
        board, self.ground = found
        if board != self.board:
            return
        self.filters.offer_stores(self.ground.stores)
        self.filters.offer_insurers(self.ground.insurers)
        self.stand()
        self.count()

    def stand(self) -> None:
        """Lay the tiles out as they are arranged."""
        held = self.arrangement
        new = self.tiles.show_tiles(held.standing, self.arranging.on)
        for card in new:
            card.opened.connect(partial(self._open, card))
            card.wanted.connect(partial(self._arrange, card))
            card.explain(self._whose(card))
        self.tiles.setVisible(bool(held.standing))
        self.none_standing.setVisible(not held.standing)
        self.filters.heed({name for one in held.standing for name in one.tile.asks})
        self.arranging.show_missing(arrangement.missing(held, self.workspace.identity.role), held.own)

    def _whose(self, card: TileCard) -> str:
        """What is counted is what the person may see."""
        own_store = {"lead", "test_drive"}.intersection(card.tile.counts)
        everywhere = self.workspace.identity.role in ("head_office", "auditor")
        return words.ONLY_STORE if own_store and not everywhere else words.ONLY_YOURS

    @property
    def arrangement(self) -> Arrangement:
        """How the tiles stand now; nothing before it is read."""
        return self.ground.arrangement if self.ground else Arrangement(self.board, ())

    def question(self) -> Question:
        """What is asked of every tile now."""
        workspace, asked = self.workspace, self.filters.asked()
        ground = self.ground
        month = ground.fiscal_month if ground else 1
        chosen = period(asked["period"], workspace.today(), month, asked["step"])
        return Question(
            chosen, workspace.today(), workspace.zone(), workspace.identity.role, asked["store"], asked["insurer"],
            asked["currency"], ground.zones if ground else (),
        )  # fmt: skip

    def count(self) -> None:
        """Count what is asked now."""
        asked = self.question()
        self.filters.offer_steps(
            steps_for(asked.period.first, asked.period.last, asked.period.fiscal_month), asked.period.step
        )
        span = words.REPORT_SPAN.format(first=values.day(asked.period.first), last=values.day(asked.period.last))
        timed = any("period" in one.tile.asks for one in self.arrangement.standing)
        self.head.set_words(words.TITLE, span if timed else words.NOW.format(day=values.day(asked.today)))
        self.live.ask(asked, [one.tile for one in self.arrangement.standing])

    def _show_answer(self, key: str, answer: Answer) -> None:
        card = self.tiles.cards.get(key)
        if card is not None:
            card.show_answer(answer)
        if answer.currencies:
            self.filters.offer_currencies(answer.currencies)

    def showEvent(self, event: QShowEvent) -> None:
        """Figures go on."""
        super().showEvent(event)
        self.live.rest(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is counted."""
        super().hideEvent(event)
        self.live.rest(True)

    # --- what can be done ---

    def _open(self, card: TileCard, point: str) -> None:
        line, place = keys_of(point)
        if card.tile.opens:
            self.workspace.open_record(card.tile.opens, line or place)
            return
        presets = (("tile", card.tile.key), ("line", line), ("place", place), ("question", self.question()))
        self.workspace.go.emit(Place("counted", presets=presets))

    def _dropped(self, key: str, place: int) -> None:
        self.move_tile(key, place)

    def _arrange(self, card: TileCard, deed: str) -> None:
        key, at = card.tile.key, self.arrangement.keys().index(card.tile.key)
        doing: dict[str, Callable[[], None]] = {
            "earlier": lambda: self.move_tile(key, at - 1),
            "later": lambda: self.move_tile(key, at + 1),
            "width": lambda: self._widen(card.standing),
            "remove": lambda: self.remove_tile(key),
        }
        doing[deed]()

    def move_tile(self, key: str, place: int) -> None:
        """Put a tile at another place, counted from nothing."""
        wanted = arrangement.moved(self.arrangement, key, place)
        at = [one.key for one in wanted].index(key) + 1
        self._change(wanted, words.MOVED.format(title=TILES[key].title, place=at, count=len(wanted)))

    def _widen(self, standing: Standing) -> None:
        width: Width = "half" if standing.width == "full" else "full"
        said = (words.NARROWER if width == "half" else words.WIDER).format(title=standing.tile.title)
        self._change(arrangement.widened(self.arrangement, standing.key, width), said)

    def add_tile(self, key: str) -> None:
        """Put a tile at the end of the board."""
        self._change(arrangement.added(self.arrangement, key), words.ADDED.format(title=TILES[key].title))

    def remove_tile(self, key: str) -> None:
        """Take a tile off the board."""
        self.arranging.button.setFocus()  # the tile goes, and its button with it
        self._change(arrangement.removed(self.arrangement, key), words.REMOVED.format(title=TILES[key].title))

    def reset(self) -> None:
        """The board as it comes."""
        self._run(arrangement.reset(self.arrangement), words.WAS_RESET)

    def _change(self, wanted: Sequence[Standing], said: str) -> None:
        self._run(arrangement.arranged(self.arrangement, wanted), said)

    def _run(self, command: Command | None, said: str) -> None:
        def done(_outcome: Outcome) -> None:
            announce(self, literal(said))

        if command is not None:
            self.workspace.run(command, while_alive(self, done))
