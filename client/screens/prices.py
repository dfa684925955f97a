"""New prices that are proposed for vehicles that stand, for whoever may approve them: one, several or none."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import ArticleCard, Banner, Button, CheckField, Text
from client.business.price_steps import PriceStep, PriceSteps, price_steps
from client.screens.dialogs.decide_prices import DecidePrices
from client.screens.parts.approved_prices import ApprovedPrices, Told, approvals_told
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import PageHead, Section, deeds, empty, only_if, page_in
from client.screens.parts.row_list import Row, RowList
from client.text import prices as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.money import Money, decimal_places
from shared_models.rights import may_write

#: So many are shown at once; the next come when these have been decided.
MOST = 30
_HISTORY = 30


class Prices(GatheringScreen):
    """Works without the hub. Only an approval changes a price, by an edit like any other, and it can be taken back."""

    screen_name = "prices"
    concerned = ("vehicle", "vehicle_cost", "sale", "price_decision")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: PriceSteps | None = None
        role = workspace.identity.role
        self._may_decide = may_write(role, "price_decision") and may_write(role, "vehicle")
        self.cards: dict[str, ProposalCard] = {}
        self.approve = Button(words.APPROVE, "check", "primary", deed=partial(self.decide, "approve"))
        self.decline = Button(words.DECLINE, "close", deed=partial(self.decide, "decline"))
        self.all = Button(words.CHOOSE_ALL, kind="link", deed=partial(self._choose, True))
        self.none = Button(words.CHOOSE_NONE, kind="link", deed=partial(self._choose, False))
        self.head = PageHead(words.TITLE, "")
        self.learned = Text("", "soft")
        self.count = Text("", "strong")
        self.notice = Banner("", "info")
        self.notice.hide()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(10)
        self._bar = deeds(self.count, self.approve, self.decline, self.all, self.none)
        only_if(self._bar, self._may_decide)
        section = Section(words.PROPOSALS)
        for part in (self.notice, self._bar):
            section.body.addWidget(part)
        section.body.addLayout(self._cards)
        section.body.addWidget(Text(words.MODEL_ONLY, "soft"))
        self.left = GridTable(words.LEFT, words.LEFT_COLUMNS)
        self.history = RowList(words.HISTORY, words.HISTORY_NOTHING)
        self.history.chosen.connect(lambda key: workspace.open_record("price_decision", key))
        self.approved = ApprovedPrices(workspace, self._may_decide)
        page = page_in(self)
        for part in (self.head, Text(words.HELP, "soft"), self.learned, section, self.approved):
            page.body.addWidget(part)
        self.without = Section(words.LEFT)
        self.without.hide()
        for below, part in ((self.without, self.left), (Section(words.HISTORY), self.history)):
            below.body.addWidget(part)
            page.body.addWidget(below)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return next((card.chosen for card in self.cards.values()), None)

    def gather(self) -> tuple[PriceSteps, tuple[Told, ...], tuple[Row, ...]]:
        workspace = self.workspace
        approved = approvals_told(workspace) if self._may_decide else ()
        return price_steps(workspace.reader, workspace.today()), approved, _history(workspace)

    def show_gathered(self, found: Any) -> None:
        steps, approved, history = found
        self._found = steps
        chosen = {id_ for id_, card in self.cards.items() if card.chosen.value()}
        empty(self._cards)
        self.cards = {}
        for step in steps.steps[:MOST]:
            card = ProposalCard(step, self._may_decide)
            card.chosen.set_value(step.view.id in chosen)
            card.chosen.changed.connect(self._counted)
            card.opened.clicked.connect(lambda _c=False, id_=step.view.id: self.workspace.open_record("vehicle", id_))
            self.cards[step.view.id] = card
            self._cards.addWidget(card)
        whole = len(steps.steps) + sum(count for _, count in steps.left)
        self.head.set_words(words.TITLE, words.DETAIL.format(count=len(steps.steps), whole=whole))
        self.learned.setText(words.LEARNED.format(weeks=steps.learned, sold=steps.sold))
        self.notice.set_text(steps.why or words.NOTHING, "warn" if steps.why else "info")
        self.notice.setVisible(not steps.steps)
        self._bar.setVisible(self._may_decide and bool(steps.steps))
        self.without.setVisible(bool(steps.left))
        self.left.set_rows([(f"{count:,}", words.LEFT_WHY[why]) for why, count in steps.left])
        self.approved.show_approvals(approved)
        self.history.set_rows(list(history))
        self._counted()

    def _counted(self) -> None:
        count = sum(bool(card.chosen.value()) for card in self.cards.values())
        self.count.setText(words.CHOSEN.format(count=count, whole=len(self.cards)))

    def _choose(self, wanted: bool) -> None:
        for card in self.cards.values():
            card.chosen.set_value(wanted)
        self._counted()

    def decide(self, decision: Literal["approve", "decline"]) -> None:
        """Approve or decline what is chosen, in a dialog that asks why."""
        steps = [card.step for card in self.cards.values() if card.chosen.value()]
        if steps:
            DecidePrices(self.workspace, steps, decision, self.window()).open()
        else:
            self.workspace.said.emit(words.NONE_CHOSEN, True)


class ProposalCard(ArticleCard):
    """One proposal, with what it rests on; ``chosen`` takes it among those that are decided together."""

    def __init__(self, step: PriceStep, may_decide: bool) -> None:
        super().__init__(step.title)
        self.step = step
        said = {
            "now": values.money(step.now), "proposed": values.money(step.proposed),
            "estimate": values.money(_plain(step.estimate)), "lowest": values.money(step.lowest),
            "highest": values.money(_plain(step.highest)), "weeks": step.weeks,
            "change": f"{100 * (step.proposed.minor / step.now.minor - 1):+.1f} %",
            "chance_now": round(100 * step.chance_now), "chance": round(100 * step.chance),
        }  # fmt: skip
        self.chosen = CheckField(words.CHOOSE.format(vehicle=step.title, **{k: said[k] for k in ("now", "proposed")}))
        self.opened = Button(words.OPEN, "", "link", accessible_name=words.OPEN_NAME.format(vehicle=step.title))
        for part in (self.chosen, Text(words.FACTS.format(**said), "soft"), deeds(self.opened)):
            self.body.addWidget(part)
        self.chosen.setEnabled(may_decide)


def _plain(amount: Money) -> Money:
    """Without cents, where the currency has them: an estimate is no exact sum."""
    unit = 10 ** decimal_places(amount.currency)
    return Money(unit * round(amount.minor / unit), amount.currency)


def _history(workspace: Workspace) -> tuple[Row, ...]:
    """What was decided, the latest first."""
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    found = sorted(
        reader.find("price_decision", limit=_HISTORY), key=lambda view: (view.created, view.id), reverse=True
    )
    cars = reader.titles("vehicle", [view.values["vehicle"] for view in found])
    people = reader.titles("person", [view.values["person"] for view in found])
    labels = {"approve": "ok", "decline": "neutral", "withdrawn": "warn"}
    rows = []
    for view in found:
        held = view.values
        title = words.HISTORY_ROW.format(
            vehicle=cars.get(held["vehicle"], values.NOTHING), before=values.money(held["before"]),
            proposed=values.money(held["proposed"]),
        )  # fmt: skip
        detail = words.HISTORY_DETAIL.format(
            when=values.moment(view.created, zone, today), person=people.get(held["person"], values.NOTHING),
            reason=held["reason"],
        )  # fmt: skip
        status = str(reader.shown(view)["decision"])
        rows.append(Row(view.id, title, detail, status, labels[held["decision"]], "tag"))  # type: ignore[arg-type]
    return tuple(rows)
