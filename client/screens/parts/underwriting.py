"""Underwriting on the page of a policy: what was decided, deciding, and taking the decision back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from accessibility.widgets import Button, Text
from client.reading.queries import RecordView
from client.screens.dialogs.underwrite import TakeBackUnderwriting, UnderwritePolicy
from client.screens.parts.page import Section, deeds, only_if
from client.screens.parts.row_list import Row, RowList
from client.text import underwriting as words
from client.workspace import Workspace
from shared_models.rights import may_read, may_write


class UnderwritingSection(Section):
    """``view_of`` gives the policy as the page shows it. For those who may read decisions; who may write, decides."""

    def __init__(self, workspace: Workspace, view_of: Callable[[], RecordView | None]) -> None:
        super().__init__(words.TITLE)
        self._workspace, self._view_of = workspace, view_of
        role = workspace.identity.role
        self._may_decide = may_write(role, "underwriting_decision")
        self.rows = RowList(words.TITLE, words.NOTHING)
        self.rows.chosen.connect(lambda key: workspace.open_record(*key.split(" ", 1)))
        self.decide = Button(words.DECIDE, "policy")
        self.take_back = Button(words.TAKE_BACK, "", "link")
        self.decide.clicked.connect(lambda _checked=False: self._open(UnderwritePolicy))
        self.take_back.clicked.connect(lambda _checked=False: self._open(TakeBackUnderwriting))
        self.take_back.hide()
        for part in (Text(words.HELP, "soft"), self.rows, deeds(self.decide, self.take_back)):
            self.body.addWidget(part)
        only_if(self.decide, self._may_decide)
        only_if(self, may_read(role, "underwriting_decision"))

    def show_decisions(self, rows: Sequence[Row]) -> None:
        """Show what was decided, the latest first; one that counts can be taken back."""
        self.rows.set_rows(list(rows))
        self.take_back.setVisible(self._may_decide and bool(rows) and bool(rows[0].status))

    def _open(self, kind: type[UnderwritePolicy] | type[TakeBackUnderwriting]) -> None:
        view = self._view_of()
        if view is not None:
            kind(self._workspace, view, self.window()).open()
