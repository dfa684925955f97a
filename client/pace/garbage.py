"""Python's garbage is looked for on the window's thread alone.

Python by itself looks on whichever thread happens to ask for memory. Objects of Qt that lie in a ring with others would
then be taken down on a thread that is not theirs, while their timers still run; that ends the process.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_NAME = "garbage"
#: How often to ask whether there is enough to look through. Asking costs a microsecond.
_ASK_MS = 100
#: How much has to come about before it is looked for, young, older and old: looking through what is old takes longer
#: than a picture may, and is seldom worth it.
_ENOUGH = (5_000, 20, 50)


def look_from_now_on(application: QObject) -> None:
    """Look now and then on this thread, which runs Qt's loop, until ``application`` ends. A second call does nothing.

    What lives by now, modules and classes for the most part, lives as long as the program and is never looked through.
    """
    if application.findChild(QTimer, _NAME) is not None:
        return
    gc.disable()
    gc.freeze()
    timer = QTimer(application)
    timer.setObjectName(_NAME)
    timer.timeout.connect(look)
    timer.start(_ASK_MS)


def look() -> None:
    """Look through the oldest generation of which there is enough, and all younger ones."""
    for generation in reversed(range(len(_ENOUGH))):
        if gc.get_count()[generation] > _ENOUGH[generation]:
            gc.collect(generation)
            return
