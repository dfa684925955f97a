"""The renewals: policies in force that end within 90 days or have ended, in buckets, in the order to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button
from accessibility.widgets.feedback import Tone
from client.reading.board_queries import policies_by_bucket, together
from client.screens.dialogs.renew_policy import RenewPolicy
from client.screens.parts.board import Board, ChosenBar
from client.screens.parts.board_cards import BoardCard, CardTexts
from client.screens.parts.board_column import ColumnShown
from client.screens.parts.board_screen import BoardScreen, money_in_words
from client.screens.parts.lists import open_filtered
from client.screens.parts.page import PageHead, only_if
from client.screens.parts.renewal_calls import RenewalCalls
from client.text import boards as words
from client.text import premium as premium_words
from client.text import records as record_words
from client.text import today as today_words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES
from shared_models.rights import is_external, may_create, may_read


class Renewals(BoardScreen):
    """A policy comes into another column by being renewed, never by being carried there."""

    screen_name = "renewals"
    record_type = "policy"
    type_name = "policy"
    concerned = ("policy", "customer", "insurer")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._may_write = may_create(workspace.identity.role, "policy")
        self.as_list = Button(words.AS_LIST, "table")
        self.as_list.clicked.connect(lambda _checked=False: workspace.open_list("policy"))
        self.premiums = Button(premium_words.TRY_ALL, "chart")
        self.premiums.clicked.connect(lambda _checked=False: workspace.go.emit(Place("premiums")))
        only_if(self.premiums, not is_external(workspace.identity.role))
        self.head = PageHead(words.RENEWALS, "", [self.premiums, self.as_list])
        self.page.body.addWidget(self.head)
        self.board = Board(workspace.background, self._read, movable=False, least=188)
        renew = (words.RENEW, self.renew, "restore")
        self.bar = ChosenBar(
            self.board, words.CHOOSE_POLICY if self._may_write else words.LOOK_ONLY, (),
            [renew, (premium_words.TRY, self.try_premiums, "chart")] if self._may_write else [],
        )  # fmt: skip
        self.page.body.addWidget(self.bar)
        self.page.body.addWidget(self.board)
        self.calls = RenewalCalls(workspace)
        self.page.body.addWidget(self.calls)
        self.page.body.addStretch(1)
        self.board.opened.connect(self.open_current)
        self.board.not_moved.connect(lambda: workspace.said.emit(words.BY_RENEWING, False))
        self.board.listed.connect(lambda key: open_filtered(workspace, "policy", expires_on=frozenset({key})))
        self.ask()

    # --- what it shows ---

    def title(self) -> str:
        return words.RENEWALS

    def gather(self) -> Any:
        about, today = RECORD_TYPES["policy"].about, self.workspace.today()
        standing = policies_by_bucket(self.workspace.reader, today)
        shown = [
            ColumnShown(
                key, today_words.BUCKETS[key], record_words.counted(one.count, about.label, about.plural),
                money_in_words(one.sums), one.ordinals,
            )
            for key, one in standing.items()
        ]  # fmt: skip
        whole = together(standing.values())
        return shown, words.CALL_ORDER.format(count=f"{whole.count:,}")

    def show_gathered(self, found: Any) -> None:
        shown, detail = found
        self.head.set_words(words.RENEWALS, detail)
        self.show_columns(shown)

    def _read(self, ordinals: Sequence[int]) -> list[BoardCard]:
        """Off the window's thread: the cards of these policies, under the name of whom to call."""
        workspace, today = self.workspace, self.workspace.today()
        reader = workspace.reader
        found = self.summaries.of(reader.by_ordinals("policy", list(ordinals)), ("insurer", "holder"))
        holders = {one.view.values["holder"] for one in found if one.view.values["holder"]}
        known = may_read(workspace.identity.role, "customer")
        phones = {c.id: c.values["phone"] for c in reader.by_ids("customer", sorted(holders))} if known else {}
        named = workspace.identity.sees(RECORD_TYPES["policy"], "holder")
        cards = []
        for one in found:
            held = one.view.values
            holder = one.texts["holder"] if held["holder"] else values.NOTHING if named else _unnamed(held)
            phone, insurer = phones.get(held["holder"] or "") or "", one.texts["insurer"]
            due, tone = _due(held["expires_on"], today)
            amount = values.money(held["premium"]) if held["premium"] else ""
            detail = words.HOLDER.format(phone=phone, insurer=insurer) if phone else insurer
            spoken = words.POLICY_SPOKEN.format(
                holder=holder, detail=detail, number=held["number"], due=due, money=amount
            )
            cards.append(BoardCard(one, CardTexts(holder, amount, detail, due, tone, held["number"], spoken)))
        return cards

    # --- what can be done ---

    def renew(self) -> None:
        """Renew the chosen policy."""
        card = self.board.current()
        view = self.workspace.reader.record("policy", card.summary.view.id) if card is not None else None
        if view is not None:
            RenewPolicy(self.workspace, view, self.window()).open()

    def try_premiums(self) -> None:
        """Try other premiums for the chosen policy."""
        card = self.board.current()
        if card is not None:
            self.workspace.go.emit(Place("premium", "policy", card.summary.view.id))


def _unnamed(held: dict[str, Any]) -> str:
    """What stands for a policy before those to whom nobody says who holds it."""
    return str(held["vehicle"] or held["number"])


def _due(ends: date, today: date) -> tuple[str, Tone]:
    """How near the end is, and its tone: the same bounds as the first two buckets."""
    tone: Tone = "bad" if ends < today else "warn" if (ends - today).days <= 7 else "info"
    return values.days_left(ends, today), tone
