"""Choosing vehicles of a list to compare: while it lasts, opening one chooses it; a bar tells how many there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from accessibility.widgets import Button, FlowLayout, Text, announce, look
from client.keys import Keys
from client.text import compare as words
from client.text import values

LEAST, MOST = 2, 4


class Choosing(QWidget):
    """The bar; hidden while nothing is being chosen. ``title_of`` names a vehicle by its identifier."""

    #: A vehicle was chosen or left out; carries its identifier.
    changed = Signal(str)
    #: The identifiers to compare, in the order they were chosen.
    wanted = Signal(tuple)
    stopped = Signal()

    def __init__(self, list_of: QWidget, title_of: Callable[[str], str]) -> None:
        super().__init__()
        self._title_of = title_of
        self.chosen: list[str] = []
        self.active = False
        self.setAccessibleName(words.BAR)
        self.text = Text("", "strong")
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.text.setMinimumWidth(min(look().px(280), 560))
        self.go = Button("", "compare", "primary")
        self.go.clicked.connect(self.compare)
        self.stop_button = Button(words.STOP)
        self.stop_button.clicked.connect(self.stop)
        flow = FlowLayout(spacing=12)
        self.setLayout(flow)
        for part in (self.text, self.go, self.stop_button):
            flow.addWidget(part)
        self._shortcuts = [
            Keys(name, list_of, deed, inside=True) for name, deed in (("compare", self.compare), ("stop", self.stop))
        ]
        self._enable()
        self.hide()

    def start(self) -> None:
        """Begin, with nothing chosen."""
        self.active = True
        self._enable()
        self.show()
        self._show()
        announce(self, words.BEGIN.format(least=LEAST, most=MOST))

    def toggle(self, record: str) -> None:
        """Choose a vehicle, or leave it out again."""
        name = self._title_of(record)
        if record in self.chosen:
            self.chosen.remove(record)
            said = words.REMOVED
        elif len(self.chosen) == MOST:
            announce(self, words.FULL.format(most=MOST), assertive=True)
            return
        else:
            self.chosen.append(record)
            said = words.ADDED
        announce(self, said.format(name=name, count=len(self.chosen), most=MOST))
        self._show()
        self.changed.emit(record)

    def compare(self) -> None:
        """Go and compare what is chosen, if that is enough."""
        if self.active and len(self.chosen) >= LEAST:
            chosen = tuple(self.chosen)
            self._end()
            self.wanted.emit(chosen)
        elif self.active:
            announce(self, words.BEGIN.format(least=LEAST, most=MOST))

    def stop(self) -> None:
        """Choose no longer."""
        if self.active:
            self._end()
            announce(self, words.STOPPED)
            self.stopped.emit()

    def _end(self) -> None:
        self.active = False
        self._enable()
        before, self.chosen = self.chosen, []
        self.hide()
        for record in before:
            self.changed.emit(record)

    def _enable(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(self.active)

    def _show(self) -> None:
        count = len(self.chosen)
        names = values.listed([self._title_of(record) for record in self.chosen])
        begin, chosen = words.BEGIN.format(least=LEAST, most=MOST), words.CHOSEN
        self.text.setText(chosen.format(count=count, most=MOST, names=names) if count else begin)
        self.go.setText(words.GO.format(count=count))
        self.go.setVisible(count >= LEAST)
