"""The dialogs about one backup: what is known of it, and what putting it back would bring."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Details, Dialog, Heading, Text
from client.care.safekeeping import Preview
from client.text import backups as words
from shared_models.records import RECORD_TYPES


class OneBackup(Dialog):
    """Its facts; then it can be checked or put back."""

    check_wanted = Signal()
    put_back_wanted = Signal()

    def __init__(self, title: str, facts: tuple[tuple[str, str], ...], damaged: bool, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if damaged:
            self.body.addWidget(Banner(words.IS_DAMAGED, "bad"))
        self.details = Details(facts)
        self.body.addWidget(self.details)
        self.close_button = self.add_button(Button(words.CLOSE), self.reject)
        self.check_button = self.add_button(Button(words.CHECK, "search"), self._check)
        self.put_back_button = self.add_button(Button(words.PUT_BACK, "restore", kind="primary"), self._put_back)
        self.put_back_button.setVisible(not damaged)

    def _check(self) -> None:
        self.accept()
        self.check_wanted.emit()

    def _put_back(self) -> None:
        self.accept()
        self.put_back_wanted.emit()


class PutBack(Dialog):
    """What would come back, in plain words; nothing happens before the person agrees."""

    agreed = Signal()

    def __init__(self, when: str, found: Preview, parent: QWidget | None) -> None:
        super().__init__(words.PREVIEW.format(when=when), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lines = preview_lines(found)
        if found.nothing:
            self.body.addWidget(Banner(words.NOTHING_MISSING, "ok"))
        else:
            self.body.addWidget(Heading(words.COMES_BACK, 3))
            for line in lines:
                self.body.addWidget(Text(line, "strong"))
        stays = {0: words.STAYS_NONE, 1: words.STAYS_ONE}.get(found.newer, words.STAYS.format(count=found.newer))
        self.body.addWidget(Text(stays))
        self.body.addWidget(Text(words.NOBODY))
        self.cancel_button = self.add_button(Button(words.CLOSE if found.nothing else words.CANCEL), self.reject)
        self.agree_button = self.add_button(Button(words.PUT_BACK_NOW, "restore", kind="primary"), self._agree)
        self.agree_button.setVisible(not found.nothing)

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()


def preview_lines(found: Preview) -> list[str]:
    """What would come back, one line each."""
    lines = []
    for kind, count in sorted(found.missing.items(), key=lambda each: -each[1]):
        about = RECORD_TYPES[kind].about if kind in RECORD_TYPES else None
        what = words.UNKNOWN_KIND if about is None else (about.label if count == 1 else about.plural).lower()
        lines.append(words.NEW_RECORDS.format(count=f"{count:,}", what=what))
    if found.added_to:
        lines.append(words.ADDED_ONE if found.added_to == 1 else words.ADDED.format(count=f"{found.added_to:,}"))
    if found.unsent:
        lines.append(words.UNSENT_ONE if found.unsent == 1 else words.UNSENT.format(count=f"{found.unsent:,}"))
    return lines
