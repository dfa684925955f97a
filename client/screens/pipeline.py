"""The pipeline: every lead as a card in the column of its stage, moved by hand, by keys or from a menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, FlowLayout, ViewSwitch
from accessibility.widgets.feedback import Tone
from client.changes import Outcome
from client.commands import Edit
from client.formatting import labels
from client.item_models.summaries import Summary
from client.reading.board_queries import leads_by_stage, together
from client.screens.dialogs.log_activity import LogActivity, LoseLead
from client.screens.parts.board import Board, ChosenBar
from client.screens.parts.board_cards import BoardCard, CardTexts
from client.screens.parts.board_column import ColumnShown
from client.screens.parts.board_screen import BoardScreen, Landing, money_in_words
from client.screens.parts.lists import open_filtered
from client.screens.parts.page import PageHead, only_if
from client.screens.parts.scores import percent
from client.screens.parts.showroom_day import OPEN
from client.text import boards as words
from client.text import lead as lead_words
from client.text import records as record_words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.errors import ForecourtError
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write


class Pipeline(BoardScreen):
    """Moving a card is an ordinary edit of the lead, and undone like one."""

    screen_name = "pipeline"
    record_type = "lead"
    type_name = "lead"
    concerned = ("lead", "vehicle", "customer")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._may_write = may_write(workspace.identity.role, "lead")
        self.as_list = Button(words.AS_LIST, "table")
        self.as_list.clicked.connect(lambda _checked=False: workspace.open_list("lead"))
        self._called = labels("lead", "status")
        label = record_words.in_sentence(RECORD_TYPES["lead"].about.label)
        self.new = Button(record_words.NEW.format(label=label), "plus", "primary")
        self.new.clicked.connect(lambda _checked=False: workspace.open_new("lead"))
        only_if(self.new, self._may_write)
        self.head = PageHead(words.PIPELINE, "", [self.as_list, self.new])
        self.page.body.addWidget(self.head)
        self.page.body.addLayout(self._tools())
        self.board = Board(workspace.background, self._read, self._may_write)
        call = (lead_words.LOG_CALL, self._log_call, "phone")
        self.bar = ChosenBar(
            self.board, words.CHOOSE_LEAD if self._may_write else words.LOOK_ONLY,
            list(self._called.items()) if self._may_write else (), [call] if self._may_write else [],
        )  # fmt: skip
        self.page.body.addWidget(self.bar)
        self.page.body.addWidget(self.board)
        self.page.body.addStretch(1)
        self.board.opened.connect(self.open_current)
        self.board.moved.connect(self.move_to)
        self.board.not_moved.connect(self._say_why_not)
        self.board.listed.connect(self._open_list)
        self.ask()

    def _tools(self) -> FlowLayout:
        row = FlowLayout(spacing=12)
        self.whose = ViewSwitch(words.WHOSE, [("mine", words.MINE, "user"), ("all", words.EVERYONE, "people")])
        if self.workspace.identity.role != "salesperson":
            self.whose.choose("all")
        self.stages = ViewSwitch(words.STAGES, [("open", words.OPEN_STAGES, ""), ("all", words.ALL_STAGES, "")])
        for switch in (self.whose, self.stages):
            switch.chosen.connect(lambda _key: self.ask())
            row.addWidget(switch)
        return row

    # --- what it shows ---

    def title(self) -> str:
        return words.PIPELINE

    def _owner(self) -> str:
        return self.workspace.identity.person if self.whose.current() == "mine" else ""

    def _shown_stages(self) -> Sequence[str]:
        return OPEN if self.stages.current() == "open" else tuple(self._called)

    def gather(self) -> Any:
        stages, about = self._shown_stages(), RECORD_TYPES["lead"].about
        standing = leads_by_stage(self.workspace.reader, stages, self._owner())
        shown = [
            ColumnShown(
                key, self._called[key], record_words.counted(one.count, about.label, about.plural),
                money_in_words(one.sums), one.ordinals,
            )
            for key, one in standing.items()
        ]  # fmt: skip
        open_ones = together(standing[key] for key in OPEN)
        return shown, words.OPEN_LEADS.format(count=f"{open_ones.count:,}", sum=money_in_words(open_ones.sums))

    def show_gathered(self, found: Any) -> None:
        shown, detail = found
        self.head.set_words(words.PIPELINE, detail)
        self.show_columns(shown)

    def _read(self, ordinals: Sequence[int]) -> list[BoardCard]:
        """Off the window's thread: the cards of these leads."""
        workspace, today = self.workspace, self.workspace.today()
        found = self.summaries.of(workspace.reader.by_ordinals("lead", list(ordinals)), ("next_step", "wanted"))
        scores = workspace.scores.many("lead", [one.view.id for one in found])
        wanted = [one.view.values["vehicle"] for one in found if one.view.values["vehicle"]]
        prices = {car.id: car.values["price"] for car in workspace.reader.by_ids("vehicle", list(set(wanted)))}
        cards = []
        for one in found:
            held, score = one.view.values, scores.get(one.view.id)
            due, tone = self._due(one, today)
            worth = held["budget"] or prices.get(held["vehicle"] or "")
            amount = values.money(worth) if worth is not None else ""
            car = one.texts["vehicle"] if held["vehicle"] else held["wanted"] or words.NO_CAR
            chance = words.SCORE.format(percent=percent(score)) if score is not None else ""
            spoken = words.LEAD_SPOKEN.format(name=one.title, car=car, money=amount or words.NO_SUM, due=due)
            if score is not None:
                spoken = f"{spoken}, {words.SCORE_SPOKEN.format(percent=percent(score))}"
            cards.append(BoardCard(one, CardTexts(one.title, amount, car, due, tone, chance, spoken)))
        return cards

    def _due(self, one: Summary, today: Any) -> tuple[str, Tone]:
        day = one.view.values["next_step"]
        if one.view.values["status"] not in OPEN:
            return one.texts["status"], "ok" if one.view.values["status"] == "won" else "neutral"
        if day is None:
            return words.NO_STEP, "neutral"
        if day < today:
            return values.days_left(day, today), "bad"
        return values.near_day(day, today), "warn" if day == today else "info"

    # --- what can be done ---

    def _open_list(self, stage: str) -> None:
        owner = self._owner()
        filters = {"owner": frozenset({owner})} if owner else {}
        open_filtered(self.workspace, "lead", status=frozenset({stage}), **filters)

    def _say_why_not(self) -> None:
        column = self.board.current_column()
        if not self._may_write:
            self.workspace.said.emit(words.NO_RIGHT, True)
        elif column is not None and self.board.current() is not None:
            self.workspace.said.emit(words.NO_FURTHER.format(column=column.title), False)

    def _log_call(self) -> None:
        card = self.board.current()
        if card is not None:
            LogActivity(self.workspace, card.summary.view, "call", self.window()).open()

    def move_to(self, stage: str) -> None:
        """Move the chosen lead; one that is lost says why first."""
        card = self.board.current()
        if card is None or card.summary.view.values["status"] == stage:
            return
        view = self.workspace.reader.record("lead", card.summary.view.id)
        title = card.texts.title
        if view is None or view.archived:
            self.workspace.said.emit(words.NOT_MOVED.format(title=title, reason=words.GONE), True)
            return
        if stage == "lost":
            dialog = LoseLead(self.workspace, view, self.window())
            landing = Landing(view.ordinal, title, stage, self._called[stage], say=False)
            dialog.accepted.connect(lambda: while_alive(self, self.land)(landing))
            dialog.open()
            return
        old = {name: view.values[name] for name in ("status", "lost_reason")}
        command = Edit("lead", view.id, old, {"status": stage, "lost_reason": None})
        landing = Landing(view.ordinal, title, stage, self._called[stage])

        def done(_outcome: Outcome) -> None:
            self.land(landing)

        def failed(error: BaseException) -> None:
            if not isinstance(error, ForecourtError):
                raise error
            self.workspace.said.emit(words.NOT_MOVED.format(title=title, reason=str(error)), True)

        self.workspace.run(command, while_alive(self, done), while_alive(self, failed))
