"""Search over everything the person may read, from the box above every screen."""

from __future__ import annotations

import logging
import time

from PySide6.QtCore import QObject

from accessibility.widgets import SearchBox, Suggestion
from client.pace.recording import Timed
from client.settings import Preferences
from client.text import window as words
from client.window.navigation import further, stops
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.records import RECORD_TYPES

log = logging.getLogger(__name__)
PER_TYPE = 3
MOST = 9


class Everywhere(QObject):
    """Offers records of every kind while somebody types; Enter opens the best one."""

    def __init__(self, workspace: Workspace, box: SearchBox) -> None:
        super().__init__(box)
        self._workspace, self._box = workspace, box
        mode, role = workspace.mode, workspace.identity.role
        found = [*stops(mode, role), *further(mode, role)]
        self._types = [stop.key for stop in found if stop.key in RECORD_TYPES]
        self._asked, self._suggests = "", True
        box.suggestion_requested.connect(self._suggest)
        box.searched.connect(self._open_best)
        box.suggestion_chosen.connect(self._open)

    def find(self, text: str) -> list[Suggestion]:
        """The best records of each kind, in the order of the places. Not on the window's thread."""
        found: list[Suggestion] = []
        reader = self._workspace.reader
        for name in self._types:
            hits = self._workspace.catalogue.search(name, text, limit=PER_TYPE)
            label = RECORD_TYPES[name].about.label
            views = reader.by_ordinals(name, hits.ordinals)
            found += [Suggestion(reader.title_of(v), label, Place("record", name, v.id)) for v in views]
        return [*found[:MOST], *self._chosen_by_the_like(found)]

    def _chosen_by_the_like(self, found: list[Suggestion]) -> list[Suggestion]:
        """Below all that was found: cars for sale that suit the first customer found, in a group of their own."""
        customer = next((one.data.record for one in found if one.data.record_type == "customer"), "")
        if not customer or not self._suggests or "vehicle" not in self._types:
            return []
        from client.business.suggesting import suggestions
        from ml_models.signing import ModelFileBroken

        reader = self._workspace.reader
        try:
            suited = suggestions(reader, customer)
        except ModelFileBroken as error:
            log.warning("nothing suggested: %s", error)
            return []
        return [
            Suggestion(reader.title_of(view), words.LIKE_THIS, Place("record", "vehicle", view.id))
            for view, _ in suited
        ]

    def _suggest(self, text: str) -> None:
        self._asked, begun = text, time.perf_counter_ns()
        self._suggests = Preferences(self._workspace.mode).suggests()

        def offer(found: list[Suggestion]) -> None:
            if text == self._asked:
                self._box.set_suggestions(found)
                self._workspace.pace.since(Timed.TYPE_AHEAD, begun)

        self._workspace.background.run(lambda: self.find(text), while_alive(self, offer))

    def _open_best(self, text: str) -> None:
        self._asked = ""
        if text:
            self._workspace.background.run(lambda: self.find(text), while_alive(self, self._show_first))

    def _show_first(self, found: list[Suggestion]) -> None:
        if found:
            self._open(found[0])
        elif self._types:
            self._workspace.open_list(self._types[0])

    def _open(self, suggestion: Suggestion) -> None:
        self._box.set_text("")
        self._workspace.go.emit(suggestion.data)
