"""Approved prices that can be taken back: one, several or all of those shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Button, CheckField, Text
from client.business.price_approvals import Approval, standing_approvals
from client.screens.dialogs.price_deeds import line
from client.screens.dialogs.take_back_prices import TakeBackPrices
from client.screens.parts.page import Section, deeds, empty, only_if
from client.text import prices as words
from client.text import values
from client.workspace import Workspace

#: So many are shown at once, the newest.
MOST = 30
#: An approval with the words of who gave it, when and why.
Told = tuple[Approval, str]


class ApprovedPrices(Section):
    """For whoever may decide: a box for each, and one button for those that are chosen."""

    def __init__(self, workspace: Workspace, may_decide: bool) -> None:
        super().__init__(words.APPROVED_PRICES)
        self._workspace = workspace
        self.boxes: dict[str, CheckField] = {}
        self._approvals: dict[str, Approval] = {}
        self.count = Text("", "strong")
        self.take_back = Button(words.TAKE_BACK, "undo", deed=self.ask)
        self._bar = deeds(self.count, self.take_back)
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(10)
        self.body.addWidget(Text(words.TAKE_BACK_HELP, "soft"))
        self.body.addWidget(self._bar)
        self.body.addLayout(self._boxes)
        self._may_decide = may_decide
        only_if(self, False)

    def show_approvals(self, told: Sequence[Told]) -> None:
        """Show these; what was chosen stays chosen. Nothing is shown while there are none."""
        chosen = {key for key, box in self.boxes.items() if box.value()}
        empty(self._boxes)
        self._approvals = {one.decision.id: one for one, _ in told}
        self.boxes = {}
        for one, about in told:
            box = CheckField(line(one.title, one.approved, one.before))
            box.set_value(one.decision.id in chosen)
            box.changed.connect(self._counted)
            self.boxes[one.decision.id] = box
            self._boxes.addWidget(box)
            self._boxes.addWidget(Text(about, "soft"))
        self.setVisible(self._may_decide and bool(told))
        self._counted()

    def _counted(self) -> None:
        count = sum(bool(box.value()) for box in self.boxes.values())
        self.count.setText(words.CHOSEN.format(count=count, whole=len(self.boxes)))

    def ask(self) -> None:
        """Take back what is chosen, in a dialog that asks why."""
        chosen = [self._approvals[key] for key, box in self.boxes.items() if box.value()]
        if chosen:
            TakeBackPrices(self._workspace, chosen, self.window()).open()
        else:
            self._workspace.said.emit(words.NO_APPROVAL_CHOSEN, True)


def approvals_told(workspace: Workspace) -> tuple[Told, ...]:
    """The approvals that stand, each with who gave it, when and why. Not on the window's thread."""
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    found = standing_approvals(reader, MOST)
    people = reader.titles("person", [one.decision.values["person"] for one in found])
    return tuple(
        (
            one,
            words.HISTORY_DETAIL.format(
                when=values.moment(one.decision.created, zone, today), reason=one.decision.values["reason"],
                person=people.get(one.decision.values["person"], values.NOTHING),
            ),
        )
        for one in found
    )  # fmt: skip
