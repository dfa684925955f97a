"""The underwriting queue: policies that wait for a decision, with what is proposed and why; and what was decided."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Text, holds_focus
from client.business.underwriting_queue import UnderwritingQueue, underwriting_queue
from client.reading.queries import RecordView
from client.screens.dialogs.underwrite import TakeBackUnderwriting, UnderwritePolicy
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, empty, page_in
from client.screens.parts.row_list import RowList
from client.screens.parts.underwriting_rows import DecidedCard, Shown, shown_queue
from client.text import underwriting as words
from client.workspace import Place, Workspace
from shared_models.rights import may_write


class UnderwritingQueueScreen(GatheringScreen):
    """A row opens the decision where the person may decide, else the policy. What is decided leaves the queue."""

    screen_name = "underwriting_queue"
    concerned = ("policy", "underwriting_decision", "claim", "customer", "person", "risk_rule")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._may_decide = may_write(workspace.identity.role, "underwriting_decision")
        self._views: dict[str, RecordView] = {}
        self.cards: dict[str, DecidedCard] = {}
        self.head = PageHead(words.QUEUE, "")
        self.waiting = RowList(words.WAITING, words.WAITING_NOTHING)
        self.referred = RowList(words.REFERRED, words.REFERRED_NOTHING)
        self.more = Text("", "soft")
        self.more.hide()
        self.nothing = Text(words.DECIDED_NOTHING, "soft")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(10)
        page = page_in(self)
        page.body.addWidget(self.head)
        page.body.addWidget(Text(words.QUEUE_HELP if self._may_decide else words.QUEUE_LOOK, "soft"))
        for title, parts in (
            (words.WAITING, (self.waiting, self.more)), (words.REFERRED, (self.referred,)),
            (words.DECIDED, (self.nothing,)),
        ):  # fmt: skip
            section = Section(title)
            for part in parts:
                section.body.addWidget(part)
            page.body.addWidget(section)
        section.body.addLayout(self._cards)
        section.body.addWidget(Text(words.DESCRIBES, "soft"))
        page.body.addStretch(1)
        for rows in (self.waiting, self.referred):
            rows.chosen.connect(self.decide)
        self.ask()

    def title(self) -> str:
        return words.QUEUE

    def first_focus(self) -> QWidget | None:
        return next((rows.card(rows.rows()[0].key) for rows in (self.waiting, self.referred) if rows.rows()), None)

    def gather(self) -> Shown:
        workspace = self.workspace
        return shown_queue(workspace, underwriting_queue(workspace.reader, workspace.scores, workspace.today()))

    def show_gathered(self, found: Any) -> None:
        queue: UnderwritingQueue = found.queue
        self._views = {one.found.view.id: one.found.view for one in (*queue.waiting, *queue.referred)}
        detail = words.QUEUE_DETAIL.format(waiting=queue.waiting_count, referred=queue.referred_count)
        self.head.set_words(words.QUEUE, detail)
        for rows, shown in ((self.waiting, found.waiting), (self.referred, found.referred)):
            self._keep_place(rows, lambda rows=rows, shown=shown: rows.set_rows(list(shown)))
        left = queue.waiting_count - len(queue.waiting)
        self.more.setText(words.MORE_WAIT.format(count=left))
        self.more.setVisible(left > 0)
        self._show_decided(found)

    def _keep_place(self, rows: RowList, show: Any) -> None:
        """Whoever goes through the queue by keyboard stands on the next row when one has left it."""
        before = [row.key for row in rows.rows()]
        at = next((place for place, key in enumerate(before) if holds_focus(rows.card(key))), None)
        key = None if at is None else before[at]
        show()
        after = [row.key for row in rows.rows()]
        if at is not None and key not in after and after:
            rows.card(after[min(at, len(after) - 1)]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_decided(self, found: Shown) -> None:
        empty(self._cards)
        self.cards = {}
        for one in found.decided:
            card = DecidedCard(one, self._may_decide)
            card.opened.clicked.connect(lambda _c=False, id_=one.policy.id: self.workspace.open_record("policy", id_))
            card.take_back.clicked.connect(lambda _c=False, view=one.policy: self.take_back(view))
            self.cards[one.policy.id] = card
            self._cards.addWidget(card)
        self.nothing.setVisible(not found.decided)

    def decide(self, policy: str) -> None:
        """Decide about a policy that waits; who may not sees it."""
        view = self._views.get(policy)
        if view is None or not self._may_decide:
            self.workspace.open_record("policy", policy)
        else:
            UnderwritePolicy(self.workspace, view, self.window()).open()

    def take_back(self, view: RecordView) -> None:
        """Take the decision about a policy back, with a reason: it waits again."""
        TakeBackUnderwriting(self.workspace, view, self.window()).open()
