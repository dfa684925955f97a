"""The page of one case: what happened, cars to offer, the refund, the message, and closing it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, EmptyState, Text
from client.screens.dialogs.close_case import ApproveRefund, CloseCase
from client.screens.parts.case_facts import CaseFound, gather
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, SideBySide, empty, page_in
from client.screens.parts.row_list import RowList
from client.text import cases as words
from client.text import values
from client.workspace import Place, Workspace
from shared_models.claims import BEARING
from shared_models.rights import may_write


class Case(GatheringScreen):
    """Everything somebody needs who has to tell a customer that the car is gone."""

    screen_name = "case"
    concerned = ("vehicle", "customer", "person", "case_approval", *sorted(BEARING))

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found: CaseFound | None = None
        self._sections: dict[str, Section] = {}
        role = workspace.identity.role
        self._may_close, self._may_approve = may_write(role, "case_closure"), may_write(role, "case_approval")
        self.close_case = Button(words.CLOSE, "check", "primary", deed=self._close)
        self.approve = Button(words.APPROVE, "check-circle", deed=self._approve)
        self.copy = Button(words.COPY, "copy", deed=self._copy)
        self.mail = Button(words.MAIL, "mail", deed=self._mail)
        page = page_in(self)
        self.head = PageHead(words.TITLE, "", [self.close_case])
        self.closed = Banner("", "ok")
        self.closed.hide()
        self._missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "check-circle")
        self._missing.hide()
        self._columns = SideBySide()
        for part in (self.head, self.closed, self._missing, self._columns):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self._story = self._section(words.WHAT_HAPPENED, self._columns.main)
        self.letter = Text("")
        self.message = Section(words.MESSAGE, [self.copy, self.mail])
        self.message.body.addWidget(self.letter)
        self._columns.main.addWidget(self.message)
        self.offers = RowList(words.FOR_CUSTOMER, words.NO_CARS)
        self.offers.chosen.connect(lambda key: workspace.open_record(*key.split(" ", 1)))
        self._for_customer = Section(words.FOR_CUSTOMER)
        self._for_customer.body.addWidget(self.offers)
        self._columns.aside.addWidget(self._for_customer)
        self._refund = self._section(words.REFUND, self._columns.aside, [self.approve])
        self._columns.close_columns()
        self._columns.hide()
        self.ask()

    def _section(self, title: str, column: QVBoxLayout, deeds: list[Button] | None = None) -> QVBoxLayout:
        section, lines = Section(title, deeds or []), QVBoxLayout()
        section.body.addLayout(lines)
        column.addWidget(section)
        self._sections[title] = section
        return lines

    # --- what it shows ---

    def title(self) -> str:
        return self._found.title if self._found is not None else words.TITLE

    def first_focus(self) -> QWidget | None:
        return next((b for b in (self.close_case, self.copy) if not b.isHidden()), None)

    def gather(self) -> CaseFound | None:
        return gather(self.workspace, self.place.record)

    def show_gathered(self, found: Any) -> None:
        self._found = found
        self._missing.setVisible(found is None)
        self._columns.setVisible(found is not None)
        is_open = found is not None and found.case.closure is None
        self.close_case.setVisible(is_open and self._may_close)
        self.approve.setVisible(is_open and self._may_approve and found.deposit is not None)
        if found is None:
            self.head.set_words(words.TITLE, "")
            self.head.pill.hide()
            return
        self.head.set_words(found.title, found.customer if found.customer != values.NOTHING else "")
        for section in (self.message, self._for_customer, self._sections[words.REFUND]):
            section.setVisible(bool(found.case.vehicle))  # a plate or a reward is owed to no buyer
        self.head.pill.set_state(*((words.OPEN, "bad") if is_open else (words.CLOSED, "neutral")))
        self.head.pill.show()
        self.closed.set_text(found.closed, "ok")
        self.closed.setVisible(bool(found.closed))
        _fill(self._story, found.story)
        _fill(self._refund, found.refund)
        self.letter.setText(found.letter)
        self.mail.setVisible(bool(found.email))
        self.offers.set_rows(found.offers)

    # --- what can be done ---

    def _close(self) -> None:
        if self._found is not None:
            CloseCase(self.workspace, self._found, self.window()).open()

    def _approve(self) -> None:
        if self._found is not None:
            ApproveRefund(self.workspace, self._found, self.window()).open()

    def _copy(self) -> None:
        if self._found is not None:
            QGuiApplication.clipboard().setText(self._found.letter)
            self.workspace.said.emit(words.COPIED, False)

    def _mail(self) -> None:
        if self._found is not None:
            QDesktopServices.openUrl(mail_address(self._found))


def mail_address(found: CaseFound) -> QUrl:
    """The mailto address that opens the message in the person's own mail program."""
    subject, body = (bytes(QUrl.toPercentEncoding(text).data()).decode() for text in (found.subject, found.letter))
    return QUrl(f"mailto:{found.email}?subject={subject}&body={body}")


def _fill(lines: QVBoxLayout, texts: tuple[str, ...]) -> None:
    empty(lines)
    for text in texts:
        lines.addWidget(Text(text))
