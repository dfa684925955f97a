"""Every key of the app, said once: windows, screens and editors make their shortcuts from here; the sheet lists them.

What a key does stands in ``client.text.keys``, so the sheet, the menus and the palette say the same of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.text import keys as words

#: The keys of each deed; the first is the one that is shown.
SEQUENCES: dict[str, tuple[str, ...]] = {
    "palette": ("Ctrl+K",),
    "search": ("Ctrl+F",),
    "back": ("Alt+Left",),
    "forward": ("Alt+Right",),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Shift+Z",),
    "what_i_did": ("Ctrl+Shift+U",),
    "help": ("F1",),
    "shortcuts": ("Ctrl+/",),
    "places": ("Alt+1",),
    "list": ("Alt+2",),
    "content": ("Alt+3",),
    "status": ("Alt+4",),
    "next_part": ("F6",),
    "former_part": ("Shift+F6",),
    "customer_mode": ("Ctrl+Shift+H",),
    "lock": ("Ctrl+Shift+L",),
    "alarms": ("Ctrl+Shift+A",),
    "assistant": ("Ctrl+Shift+K",),
    "backups": ("Ctrl+Shift+B",),
    "new": ("Ctrl+N",),
    "edit": ("Ctrl+E",),
    "save": ("Ctrl+S",),
    "why": ("Alt+W",),
    "compare": ("Ctrl+Return",),
    "stop": ("Escape",),
    "add_row": ("Ctrl+Return",),
    "remove_row": ("Ctrl+Shift+Delete",),
    "card_ahead": ("Ctrl+Right",),
    "card_back": ("Ctrl+Left",),
    "former_photo": ("Left",),
    "next_photo": ("Right",),
}


class Keys(QShortcut):
    """The keys of one deed, alive in ``owner`` (``inside``: only while the focus is in it); tells what they do."""

    def __init__(self, name: str, owner: QWidget, deed: Callable[[], object], inside: bool = False) -> None:
        super().__init__(owner)
        self.name = name
        self.setKeys([QKeySequence(one) for one in SEQUENCES[name]])
        self.setWhatsThis(words.KEYS[name])
        self.activated.connect(deed)
        if inside:
            self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)


def shown(name: str) -> str:
    """The keys of a deed as people read them on this computer; empty where it has none."""
    held = SEQUENCES.get(name)
    return QKeySequence(held[0]).toString(QKeySequence.SequenceFormat.NativeText) if held else ""
