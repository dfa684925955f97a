"""The accessibility report: what the program checks of itself, and what people judged of the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from accessibility.criteria import CRITERIA
from accessibility.widgets import Button, Details, Heading, Tabs, Text, announce
from client.screens.base import Screen
from client.screens.parts.checking import Checking, checking_of
from client.screens.parts.page import PageHead, Section, deeds, page_in
from client.screens.parts.saving import save_text
from client.text import accessibility as words
from client.window import navigation
from client.workspace import Place, Workspace

if TYPE_CHECKING:  # the audit measures pictures by numpy, which the first page must not wait for
    from accessibility.audit import Audit
    from accessibility.report import Evidence


def evidence() -> list[Evidence]:
    """What was judged by hand, in the order of the standard."""
    from accessibility.report import Evidence

    found = []
    for number in CRITERIA:
        if number in words.DOES_NOT_APPLY:
            found.append(Evidence(number, words.DOES_NOT_APPLY[number], applies=False))
        elif number in words.EVIDENCE:
            found.append(Evidence(number, words.EVIDENCE[number]))
    return found


def told(audit: Audit) -> str:
    """What came out for one screen, in a sentence."""
    counts = audit.counts()
    pattern = words.WRONG if counts["violation"] else words.LOOK if counts["incomplete"] else words.CLEAN
    return pattern.format(passed=counts["pass"], violations=counts["violation"], incomplete=counts["incomplete"])


class AccessibilityReport(Screen):
    """Checks every screen when asked; saves what was found as a page or as data."""

    screen_name = "accessibility"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._checking: Checking | None = None
        page = page_in(self)
        page.body.addWidget(PageHead(words.TITLE, words.DETAIL))
        self.check_button = Button(words.CHECK, "check", kind="primary")
        self.check_button.clicked.connect(lambda _checked=False: self.check())
        self.save_button = Button(words.SAVE, "export")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        self.tabs = Tabs(words.TITLE)
        self.tabs.add("program", words.BY_PROGRAM, self._by_program())
        self.tabs.add("hand", words.BY_HAND, self._by_hand())
        page.body.addWidget(self.tabs)
        page.body.addStretch(1)

    def _by_program(self) -> Section:
        section = Section(words.BY_PROGRAM)
        section.body.addWidget(Text(words.CHECK_HELP, "soft"))
        section.body.addWidget(deeds(self.check_button, self.save_button))
        self.summary = Text(words.NOT_YET, "strong")
        self.screens = Details()
        section.body.addWidget(self.summary)
        section.body.addWidget(self.screens)
        return section

    def _by_hand(self) -> Section:
        section = Section(words.BY_HAND)
        section.body.addWidget(Text(words.BY_HAND_DETAIL, "soft"))
        for one in evidence():
            known = CRITERIA[one.criterion]
            label = words.CRITERION.format(number=known.number, title=known.title, level=known.level)
            section.body.addWidget(Heading(label, 3, like=4))
            judged = Text(one.text if one.applies else words.NOT_APPLICABLE.format(text=one.text))
            judged.setLocale(QLocale("en"))  # in which it is kept
            section.body.addWidget(judged)
        return section

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.check_button

    def places(self) -> list[Place]:
        """The screens this person may open without choosing a record."""
        workspace = self.workspace
        rail = [stop.place for stop in navigation.stops(workspace.mode, workspace.identity.role)]
        more = [
            navigation.ABOUT,
            navigation.PERFORMANCE,
            navigation.ALARMS,
            navigation.WHAT_I_DID,
            navigation.FILM,
            self.place,
        ]
        return [*rail, *(place for place in more if place not in rail)]

    def check(self) -> None:
        """Go through the screens and come back with what was found."""
        checking = self._of_window()
        if not checking.running:
            self.check_button.setEnabled(False)
            checking.go_round(self.places(), self.place)

    def save(self, target: Path | None = None) -> None:
        """Save the report where the person chooses; the ending says whether as a page or as data."""
        from accessibility.report import as_html, as_json

        audits, by_hand = self._of_window().audits, evidence()

        def written(file: Path) -> str:
            if file.suffix.lower() == ".json":
                return as_json(*audits, evidence=by_hand)
            return as_html(*audits, evidence=by_hand, title=words.TITLE)

        save_text(self, words, target, written)

    def _of_window(self) -> Checking:
        if self._checking is None:
            self._checking = checking_of(self.window(), self.workspace)
            self._checking.told.connect(self._told)
            self._checking.finished.connect(self._show)
        return self._checking

    def showEvent(self, event: QShowEvent) -> None:
        """What was found before is shown again."""
        super().showEvent(event)
        if not self._of_window().running:
            self._show()

    def _told(self, done: int, count: int) -> None:
        self.summary.setText(words.CHECKING.format(done=done, count=count))

    def _show(self) -> None:
        self.check_button.setEnabled(True)
        audits = self._of_window().audits
        if not audits:
            return
        from accessibility.report import total
        from accessibility.rules import LOOKING

        for audit in audits:
            self.screens.set_row(audit.title, told(audit))
        counts = total(audits)
        said = words.SUMMARY.format(
            screens=len(audits), rules=len(LOOKING), passed=counts["pass"], violations=counts["violation"]
        )
        if said != self.summary.text():
            self.summary.setText(said)
            announce(self, said)
