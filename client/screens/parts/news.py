"""What others have just changed of the record that is open: said once, told in a line, and framed where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from accessibility.widgets import Banner, announce
from client import formatting
from client.changes import Changes
from client.forms.meanwhile import Arrival, look_up
from client.forms.notes import Flash
from client.reading.queries import RecordView
from client.screens.base import Screen
from client.screens.parts.sources import is_shown_by
from client.text import forms as form_words
from client.text import records as words
from client.text import values
from client.window.while_alive import while_alive
from shared_models.clock import utc_now
from shared_models.kinds import Prose, Rows, Sealed

#: Fields that are told one by one; of more it is said how many.
_MOST = 3


class News(Banner):
    """Compares the record as it was with as it is, once something has come from afar; hidden while there is no news.

    The line stays until the next news or until the page is left, for who looked away: the frames go by themselves.
    ``hushed`` says when something else on the page tells the same, as an open form does.
    """

    def __init__(self, screen: Screen, hushed: Callable[[], bool] = lambda: False) -> None:
        super().__init__("", "info", dismissible=True)
        self._screen, self._hushed = screen, hushed
        self._touched = self._afar = False
        self.hide()

    def heed(self, changes: Changes) -> None:
        """Something has changed: does it come from afar, and does it touch this record itself?"""
        if changes.remote:
            rows = [touched for touched in changes.touched if touched.ordinal]
            self._afar |= bool(rows)
            self._touched |= any(touched.id == self._screen.place.record for touched in rows)

    def compare(self, before: RecordView | None, after: RecordView | None, stood: str = "", stands: str = "") -> None:
        """Tell what came from afar since ``before``; ``stood`` and ``stands`` are the status, where facts make it."""
        touched, afar = self._touched, self._afar
        self._touched = self._afar = False
        if before is None or after is None or self._hushed():
            return
        moved = words.NEWS_STATUS.format(status=stands) if afar and stood != stands else ""
        bases = {name: value for name, value in before.values.items() if value != after.values[name]} if touched else {}
        if bases:
            reader = self._screen.workspace.reader
            tell = while_alive(self, partial(self._arrived, moved))
            self._screen.workspace.background.run(lambda: look_up(reader, before, bases), tell)
        elif moved:
            self._tell([moved], ())

    def _arrived(self, moved: str, arrival: Arrival | None) -> None:
        if arrival is None:
            return
        fields, here = arrival.view.record_type.fields(), self._screen.workspace.identity.device
        seals = self._screen.workspace.seals_of(arrival.view.record_type.type_name())
        others = {
            name: source
            for name, source in arrival.fields.items()
            if (source is None or source.device != here) and not arrival.only_closed_anew(name, seals)
        }
        told = [moved] if moved else []
        for name, source in others.items():
            who = source.author_name if source is not None else ""
            told.append(self._sentence(fields[name].label, name, arrival.view, who))
        self._tell(told, others)

    def _sentence(self, label: str, name: str, view: RecordView, who: str) -> str:
        entry, workspace = view.record_type.fields()[name], self._screen.workspace
        if view.values[name] is None:
            return words.NEWS_EMPTIED.format(label=label)
        if isinstance(entry.kind, Rows | Prose | Sealed):  # nothing that could be read out in one breath
            return words.NEWS_CHANGED.format(label=label)
        shown = formatting.shown(entry, view.values[name], workspace.zone(), workspace.reader.title)
        pattern = form_words.CHANGED_ELSEWHERE_BY if who else form_words.CHANGED_ELSEWHERE
        return pattern.format(label=label, value=shown, who=who)

    def _tell(self, told: list[str], names: Mapping[str, object] | tuple[()]) -> None:
        if not told:
            return
        more = len(told) - _MOST
        said = told[:_MOST] + ([words.NEWS_MORE.format(count=more)] if more > 0 else [])
        time = values.time(utc_now(), self._screen.workspace.zone())
        self.set_text(words.NEWS.format(time=time, what="; ".join(said)))
        self.show()
        if QApplication.activeModalWidget() is None:  # a dialog in front has a form that says it
            announce(self, ". ".join(said))
        QTimer.singleShot(0, self, partial(self._flash, tuple(names)))

    def _flash(self, names: tuple[str, ...]) -> None:
        """Once the page has laid out what it shows now."""
        for widget in self._screen.findChildren(QWidget):
            if widget.isVisible() and is_shown_by(widget, names):
                Flash(widget, beyond=4)
