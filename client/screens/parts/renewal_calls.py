"""The call list of renewals when somebody asks for it: the likeliest to lapse first, and what comes in by month."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Banner, Button, Heading, Text
from client.business.renewal_calls import Call, RenewalOutlook, renewal_outlook
from client.screens.parts.grid_table import GridTable
from client.screens.parts.page import Section, empty
from client.screens.parts.row_list import Row, RowList
from client.screens.parts.scores import percent, top_reason
from client.screens.parts.showroom_day import key_of
from client.text import proposals as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Workspace

_TONES = {"high": "bad", "medium": "warn"}


class RenewalCalls(Section):
    """Asks nothing before it is asked, and works off the window's thread."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.CALLS)
        self._workspace = workspace
        self._titles: dict[str, str] = {}
        self.button = Button(words.WORK_OUT, "phone")
        self.button.clicked.connect(self.ask)
        self.answer = Banner(words.CALLS_HELP, "info")
        self.calls = RowList(words.CALLS, words.NO_CALLS)
        self.calls.chosen.connect(lambda key: workspace.open_record(*key.split(" ", 1)))
        self.cash = GridTable(words.CASH, words.CASH_COLUMNS, words.CASH_NOTHING)
        self.heading = Heading(words.CASH, 3)
        self._notes = QVBoxLayout()
        for part in (self.answer, self.button, self.calls, self.heading, self.cash):
            self.body.addWidget(part)
        self.body.addLayout(self._notes)
        for part in (self.calls, self.heading, self.cash):
            part.hide()

    def ask(self) -> None:
        """Work it out; asked again while it is being worked out, nothing happens."""
        if self.answer.accessibleName() == words.WORKING:
            return
        self.answer.set_text(words.WORKING, "info")
        workspace, today = self._workspace, self._workspace.today()

        def work() -> tuple[RenewalOutlook, dict[str, str]]:
            found = renewal_outlook(workspace.reader, today)
            holders = {call.view.values["holder"] for call in found.calls if call.view.values["holder"]}
            return found, {holder: workspace.reader.title("customer", holder) for holder in holders}

        workspace.background.run(work, while_alive(self, self.show_outlook), while_alive(self, self._failed))

    def _failed(self, _error: BaseException) -> None:
        self.answer.set_text(words.FAILED, "warn")
        self.answer.say()

    def show_outlook(self, result: tuple[RenewalOutlook, dict[str, str]]) -> None:
        """Show what was found, and say the first of it."""
        found, self._titles = result
        empty(self._notes)
        for part in (self.calls, self.heading, self.cash):
            part.setVisible(not found.why)
        if found.why:
            self.answer.set_text(found.why, "warn")
            self.answer.say()
            return
        self.calls.set_rows([self._row(call) for call in found.calls])
        self.cash.set_rows([
            (values.month(month.first), f"{month.policies:,}", values.money(month.expected),
             words.CASH_BAND.format(low=values.money(month.low), high=values.money(month.high)),
             values.money(month.everybody))
            for month in found.months
        ])  # fmt: skip
        if found.unscored:
            self._notes.addWidget(Text(words.UNSCORED.format(count=found.unscored), "soft"))
        self.answer.set_text(_sentence(found), "ok")
        self.answer.say()

    def _row(self, call: Call) -> Row:
        held = call.view.values
        title = self._titles.get(held["holder"] or "") or held["number"]
        detail = words.CALL_DETAIL.format(
            day=values.day(held["expires_on"]), premium=values.money(held["premium"]), reason=top_reason(call.score)
        )
        chance = words.CALL_CHANCE.format(percent=percent(call.score))
        tone = _TONES.get(call.score.band, "neutral")
        return Row(key_of(call.view), title, detail, chance, tone, "phone")  # type: ignore[arg-type]


def _sentence(found: RenewalOutlook) -> str:
    if not found.calls or not found.months:
        return words.WORKED_OUT_NONE
    first = found.months[0]
    return words.WORKED_OUT.format(
        count=len(found.calls), month=values.month(first.first), expected=values.money(first.expected)
    )
