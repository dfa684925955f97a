"""Long work on a page: its panel with how far it is and a way to stop it; off the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import ProgressPanel
from client.screens.parts.page import empty
from client.window.while_alive import while_alive
from client.workspace import Workspace

T = TypeVar("T")
#: Told how much is done and how much there is (0: nobody knows); False stops the work.
Told = Callable[[int, int], bool]


class LongWork(QWidget):
    """Nothing at all while nothing runs. Work ends with the window, and when the panel's button is pressed."""

    def __init__(self, workspace: Workspace, step: str) -> None:
        """``step`` is the sentence about how far it is, with ``{done}`` and ``{all}``."""
        super().__init__()
        self._workspace, self._step = workspace, step
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._stop = threading.Event()
        self._percent = -1
        self.busy = False
        self.panel: ProgressPanel | None = None
        self.hide()

    def run(
        self, title: str, job: Callable[[Told], T], done: Callable[[T], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Begin, unless something runs. ``done`` or ``failed`` is called on the window's thread."""
        if self.busy:
            return
        self.busy, self._percent = True, -1
        stop = self._stop = threading.Event()
        self.destroyed.connect(stop.set)
        self.panel = panel = ProgressPanel(title)
        panel.cancelled.connect(stop.set)
        self._column.addWidget(panel)
        self.show()
        background = self._workspace.background
        show = while_alive(self, self._show)

        def told(so_far: int, everything: int) -> bool:
            percent = so_far * 100 // everything if everything else 0
            if percent != self._percent:
                self._percent = percent
                background.call(lambda: show((so_far, everything)))
            return not (stop.is_set() or background.closed)

        def finished(result: T) -> None:
            self._end()
            done(result)

        def refused(error: BaseException) -> None:
            self._end()
            failed(error)

        background.run(lambda: job(told), while_alive(self, finished), while_alive(self, refused))

    def _show(self, told: tuple[int, int]) -> None:
        if self.panel is not None:
            so_far, everything = told
            text = self._step.format(done=f"{so_far:,}", all=f"{everything:,}") if everything else ""
            self.panel.set_progress(so_far, everything, text)

    def _end(self) -> None:
        self.busy, self.panel = False, None
        empty(self._column)
        self.hide()
