"""What is wrong, found out by itself: each cause in a plain sentence with the next step, and a file for support."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, Heading, Text, announce
from client.care.findings import Finding, acknowledge_breaks
from client.screens.parts.page import Section, empty
from client.screens.parts.saving import where_to
from client.sync_state import Cause, Phase, SyncState
from client.text import sync_centre as words
from client.window.while_alive import while_alive
from client.workspace import Workspace


class Trouble(Section):
    """Looks for causes when it is first shown, when the state changes, and when asked."""

    #: A look for causes has ended.
    found = Signal()

    def __init__(self, workspace: Workspace) -> None:
        self.check_button = Button(words.CHECK, "search")
        self.save_button = Button(words.SAVE_BUNDLE, "document")
        super().__init__(words.TROUBLE, [self.check_button, self.save_button])
        self._workspace = workspace
        self._running = self._again = False
        self._seen: tuple[object, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self.verdict = Text(words.CHECKING, "soft")
        self.body.addWidget(self.verdict)
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        self.body.addLayout(self._column)
        self.check_button.clicked.connect(lambda _checked=False: self.check())
        self.save_button.clicked.connect(lambda _checked=False: self.save())

    def follow(self, state: SyncState) -> None:
        """Look again when something happened that could have a cause."""
        seen = (state.phase is Phase.LIVE, state.cause, state.refused, state.damaged_files)
        if seen != self._seen:
            self._seen = seen
            self.check()

    def check(self) -> None:
        """Look for causes, in the background; once more after the look that is running."""
        if self._running:
            self._again = True
            return
        self._running = True
        self.verdict.setText(words.CHECKING)
        self._workspace.background.run(self._workspace.diagnose, while_alive(self, self._found))

    def _found(self, findings: Sequence[Finding]) -> None:
        self._running = False
        changed, self.findings = tuple(findings) != self.findings, tuple(findings)
        self.verdict.setText(words.NOTHING_WRONG if not findings else words.WRONG_COUNT[len(findings) > 1])
        if changed:
            empty(self._column)
            for place, finding in enumerate(findings):
                self._column.addWidget(self._panel(finding, first=place == 0))
            if findings and self.isVisible():
                announce(self, f"{findings[0].title}. {findings[0].sentence} {findings[0].way_out}")
        self.found.emit()
        if self._again:
            self._again = False
            self.check()

    def _panel(self, finding: Finding, first: bool) -> QWidget:
        panel = _panel(finding, first)
        layout = panel.layout()
        if finding.cause is Cause.LOG_REWRITTEN and layout is not None:
            noted = Button(words.BREAKS_NOTED, "check")
            noted.clicked.connect(lambda _checked=False: self.acknowledge())
            layout.addWidget(noted)
            layout.setAlignment(noted, Qt.AlignmentFlag.AlignLeft)
        return panel

    def acknowledge(self) -> None:
        """The person has told whoever looks after the hub: what was found so far is listed no more."""
        written = acknowledge_breaks(self._workspace.replica)
        self._workspace.background.deliver(written, while_alive(self, self._acknowledged))

    def _acknowledged(self, _nothing: None) -> None:
        self._workspace.said.emit(words.BREAKS_NOTED_SAID, False)
        self.check()

    def save(self, target: Path | None = None) -> None:
        """Save a file for support where the person chooses."""
        target = target or where_to(self, words.SAVE_BUNDLE, words.BUNDLE_NAME, words.BUNDLE_FILES)
        if target is None:
            return
        self._workspace.background.run(
            lambda: self._workspace.save_support_bundle(target, self.findings), while_alive(self, self._saved),
            while_alive(self, self._not_saved),
        )  # fmt: skip

    def _saved(self, target: Path) -> None:
        self._workspace.said.emit(words.BUNDLE_SAVED.format(name=target.name), False)

    def _not_saved(self, error: BaseException) -> None:
        if not isinstance(error, OSError):
            raise error
        self._workspace.said.emit(words.BUNDLE_NOT_SAVED.format(why=error.strerror or type(error).__name__), True)


def _panel(finding: Finding, first: bool) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Heading(finding.title, 3))
    column.addWidget(Banner(finding.sentence, "bad" if first else "warn"))
    column.addWidget(Text(words.NEXT_STEP.format(step=finding.way_out)))
    return holder
