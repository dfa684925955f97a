"""While a test drive is being booked: is the booking unlike most? Looked at beside the window; refuses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from accessibility.widgets import Field, announce
from client.reading.queries import RecordView
from client.scores.drive_scores import unusual
from client.screens.parts.feedback import UnusualSection
from client.text import feedback as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from ml_models.score import Score
from shared_models.clock import utc_now
from shared_models.records import RECORD_TYPES

#: So long nobody has typed before it is looked at (milliseconds).
_STILL_MS = 300


class UnusualBooking(UnusualSection):
    """Shown, and said, as soon as what stands in the fields is unlike most bookings; gone when it no longer is."""

    def __init__(self, workspace: Workspace, booking: Callable[[], dict[str, Any] | None]) -> None:
        """``booking``: the values that would be written, as they stand; None while some are missing."""
        super().__init__()
        self._workspace, self._booking = workspace, booking
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STILL_MS)
        self._timer.timeout.connect(self._look)

    def heed(self, *fields: Field) -> None:
        """Look again whenever one of these changes."""
        for field in fields:
            field.changed.connect(self._timer.start)
        self._timer.start()

    def _look(self) -> None:
        booking, here = self._booking(), self._workspace
        self._asked += 1
        asked = self._asked
        if booking is None or here.customer_mode.hides_scores():
            self.show_score("")
            return
        kind, now = RECORD_TYPES["test_drive"], utc_now()
        held = {**dict.fromkeys(kind.fields()), **booking}
        view = RecordView(kind, "", 0, held, False, now, now, here.identity.person, "")

        def show(found: Score | str) -> None:
            if asked == self._asked:
                self._show(found)

        here.background.run(lambda: unusual(here.reader, view), while_alive(self, show))

    def _show(self, found: Score | str) -> None:
        before = self.isHidden()
        self.show_score(found)
        if before and not self.isHidden():
            announce(self, words.UNUSUAL)
            QTimer.singleShot(0, self, self._make_room)

    def _make_room(self) -> None:
        """What appeared is seen whole where the screen has room for it; else it is scrolled to."""
        dialog = self.window()
        dialog.resize(dialog.size().expandedTo(dialog.sizeHint()))
