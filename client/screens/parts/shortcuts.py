"""The sheet of keys: those of the page in sight, those that work everywhere, and what the page is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from accessibility.widgets import Button, Details, Dialog, Heading, LineEdit, Text, announce, show_toast
from client.screens.parts.page import empty
from client.text import actions as words
from client.text import help as help_words


@dataclass(frozen=True)
class KnownKeys:
    """What the sheet lists: (keys, what they do) alive on the page, and everywhere; what the page is for and offers."""

    here: Sequence[tuple[str, str]] = ()
    everywhere: Sequence[tuple[str, str]] = ()
    purpose: str = ""
    deeds: Sequence[str] = ()

    def as_text(self) -> str:
        """The keys as lines to paste or print, those of the page first."""
        parts = [(words.SHEET_HERE, self.here), (words.SHEET_EVERYWHERE, self.everywhere)]
        lines = [[title, *(f"{keys}\t{does}" for keys, does in rows)] for title, rows in parts if rows]
        return "\n\n".join("\n".join(part) for part in lines)


class ShortcutSheet(Dialog):
    """What can be done without a pointer. With a purpose it begins with what the page is for, and asks about no key."""

    def __init__(self, parent: QWidget, known: KnownKeys, title: str = "", more: Button | None = None) -> None:
        super().__init__(title or words.SHEET, parent)
        self.known = known
        if known.purpose:
            self._tell_purpose()
        self.asked = LineEdit(words.SHEET_FIND)
        self.asked.setAccessibleName(words.SHEET_FIND)
        self.asked.textChanged.connect(self._narrow)
        self.body.addWidget(self.asked)
        self._place = QWidget()
        self._rows = QVBoxLayout(self._place)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(10)
        self.body.addWidget(self._place)
        self.body.addStretch(1)
        self._shown = -1
        self._narrow("")
        if more is not None:
            self.add_button(more, self.accept)
        self.add_button(Button(words.SHEET_COPY, "copy"), self.copy)
        self.close_button = self.add_button(Button(words.SHEET_CLOSE, kind="primary"), self.accept)
        self.close_button.setFocus()

    def _tell_purpose(self) -> None:
        self.body.addWidget(Text(self.known.purpose))
        if self.known.deeds:
            self.body.addWidget(Heading(help_words.CAN_DO, 3))
            self.body.addWidget(Text(" · ".join(self.known.deeds), "soft"))

    def rows(self) -> list[tuple[str, str]]:
        """What is listed now."""
        asked = self.asked.value().casefold()
        return [row for row in (*self.known.here, *self.known.everywhere) if asked in " ".join(row).casefold()]

    def _narrow(self, _text: str) -> None:
        empty(self._rows)
        listed = self.rows()
        for title, part in ((words.SHEET_HERE, self.known.here), (words.SHEET_EVERYWHERE, self.known.everywhere)):
            shown = [row for row in part if row in listed]
            if shown:
                self._rows.addWidget(Heading(title, 3))
                self._rows.addWidget(Details([(does, keys) for keys, does in shown]))
        if not listed:
            self._rows.addWidget(Text(words.SHEET_NOTHING.format(text=self.asked.value()), "soft"))
        if 0 <= self._shown != len(listed):
            announce(self.asked, words.SHEET_COUNT.format(count=len(listed)))
        self._shown = len(listed)

    def copy(self) -> None:
        """Put the whole sheet on the clipboard, to be pasted and printed."""
        QApplication.clipboard().setText(self.known.as_text())
        show_toast(self, words.SHEET_COPIED)
