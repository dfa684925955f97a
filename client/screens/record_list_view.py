"""A list of records of any type, for any screen: search, facets, cards and table, kept in step with what changes."""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from accessibility.widgets import (
    Banner,
    Button,
    DataTable,
    Dialog,
    FlowLayout,
    MenuButton,
    ScrollPage,
    SearchBox,
    Skeleton,
    Suggestion,
    Text,
    ViewSwitch,
    announce,
    look,
)  # fmt: skip
from client.changes import Changes
from client.finding.nearness import DISTANCE
from client.finding.nearness import labels as distance_labels
from client.item_models import RecordTableModel, Summaries, Summary, types_named
from client.pace.recording import Timed
from client.screens.record_list_cards import CardArea, CardMaker
from client.screens.record_list_columns import fit_columns
from client.screens.record_list_empty import nothing_found
from client.screens.record_list_facets import FacetPanel, FilterChips, labels_of
from client.screens.record_list_order import next_order, order_text, orders
from client.screens.record_list_query import Answer, FirstAnswer, ListQuery, QueryRunner
from client.screens.record_list_timing import ListTiming
from client.text import catalogue as catalogue_words
from client.text import records as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.records import RECORD_TYPES

#: Widths in pixels at text scale 1.
FACETS_WIDTH = 272
_NARROW = 860
_LEAST_RESULTS = 160
_BUSY_AFTER_MS = 200


class RecordList(QWidget):
    """The list as a widget. ``opened`` carries the identifier of a record; a screen decides what to do with it.

    ``card_maker`` makes the cards of a type that has its own; ``tools`` takes further buttons beside the search.
    """

    opened = Signal(str)
    #: Nothing was found and the person wants to make it; carries what was searched for.
    new_wanted = Signal(str)
    #: :class:`Answer`, whenever the list shows another one.
    shown = Signal(object)

    def __init__(
        self, workspace: Workspace, type_name: str, card_maker: CardMaker | None = None, columns: Sequence[str] = (),
        query: ListQuery | None = None, may_add: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.workspace, self.type_name = workspace, type_name
        self.record_type = RECORD_TYPES[type_name]
        self.about = self.record_type.about
        self._may_add = may_add
        self._query = query if query is not None else ListQuery.default(self.about)
        self._answer: Answer | None = None
        self._fresh, self._stale, self._fitted, self._cards_behind = True, False, False, False
        self._begun = False
        self._order_told: tuple[str, bool] | None = None
        self._labels: dict[tuple[str, str], str] = distance_labels()
        self.summaries = Summaries(workspace.reader, workspace.zone())
        self.model = RecordTableModel(workspace, type_name, self.summaries, columns, self)
        self.runner = QueryRunner(workspace, type_name, self.summaries, self)
        self._make_parts(card_maker)
        self.search.set_text(self._query.text)
        self._build()
        self._connect()
        self.runner.run(self._query)
        self._busy.start()

    # --- building ---

    def _make_parts(self, card_maker: CardMaker | None) -> None:
        plural = words.in_sentence(self.about.plural)
        self.search = SearchBox(words.SEARCH_IN.format(plural=plural))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sort = MenuButton(words.SORT, [], "sort")
        self.views = ViewSwitch(words.VIEW, [("cards", words.CARDS, "cards"), ("table", words.TABLE, "table")])
        self.filters_button = Button(words.FILTERS, "filter")
        self.count = Text("", "strong", wrap=False)
        self.chips = FilterChips()
        self.corrected = Banner("", "info")
        self.corrected.hide()
        self.facets = FacetPanel(self.record_type)
        self.cards = CardArea(self.workspace, card_maker, self._read)
        self.table = DataTable(words.TABLE_NAME.format(plural=self.about.plural))
        self.table.setModel(self.model)
        self.table.rows_ready = self.model.pages.ready
        self.model.pages.arrived.connect(self.table.rows_arrived)
        self.table.horizontalHeader().setSortIndicatorShown(True)
        self.table.horizontalHeader().setSortIndicatorClearable(True)
        self.waiting = Skeleton(words.COUNTING)
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(_BUSY_AFTER_MS)
        self._timing = ListTiming(self.workspace.pace, self, (self.cards, self.table))

    def _build(self) -> None:
        self.tools = FlowLayout(12)
        for widget in (self.search, self.filters_button, self.sort, self.views):
            self.tools.addWidget(widget)
        standing = QHBoxLayout()
        standing.setSpacing(16)
        standing.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        standing.addWidget(self.chips, 1)
        self.results = QStackedWidget()
        for shown in (self.cards, self.table, self.waiting):
            self.results.addWidget(shown)
        self._empty: ScrollPage | None = None
        self._side = side = QHBoxLayout()
        side.setSpacing(20)
        side.addWidget(self.facets)
        side.addWidget(self.results, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self.tools)
        column.addLayout(standing)
        column.addWidget(self.corrected)
        column.addLayout(side, 1)
        self.facets.setFixedWidth(look().px(FACETS_WIDTH))

    def _connect(self) -> None:
        self.search.searched.connect(self._searched)
        self.search.suggestion_requested.connect(self._suggest)
        self.search.suggestion_chosen.connect(lambda suggestion: self._searched(suggestion.text))
        self.views.chosen.connect(self.show_as)
        self.filters_button.clicked.connect(self._open_filters)
        self.facets.changed.connect(self._ticked)
        self.chips.removed.connect(self._untick)
        self.chips.cleared.connect(self.clear_filters)
        self.cards.opened.connect(self.opened)
        self.cards.table_wanted.connect(lambda: self.show_as("table"))
        self.table.row_activated.connect(self._activated)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.runner.first.connect(self._show_first)
        self.runner.answered.connect(self._show)
        self._busy.timeout.connect(self._wait)

    # --- asking ---

    def query(self) -> ListQuery:
        """What is asked now."""
        return self._query

    def answer(self) -> Answer | None:
        """What is shown now; None before the first answer."""
        return self._answer

    def set_query(self, query: ListQuery) -> None:
        """Ask something else; the search box and the facets follow."""
        self._query, self._fresh = query, True
        if self.search.text() != query.text:
            self.search.set_text(query.text)
        self._show_chips()
        self._busy.start()
        self._timing.asked(lambda: self._answer is not None and self._answer.query == query)
        self.runner.run(query)

    def clear_filters(self) -> None:
        """Take every filter away; what is searched for stays."""
        self.set_query(ListQuery(self._query.text, {}, self._query.order))
        self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def order_by(self, order: str) -> None:
        """Show in another order."""
        self.set_query(ListQuery(self._query.text, self._query.filters, order))

    def refresh(self, changes: Changes) -> None:
        """Bring the list in line with what changed; the place where one looks is kept."""
        touched = changes.rows_of(self.type_name)
        named = any(changes.rows_of(name) for name in types_named(self.record_type, self.model.columns))
        if not touched and not named:
            return
        self.summaries.forget(changes)
        if named:
            self.model.forget()  # the title of another record may stand in any row
        if touched:
            self.model.refresh({one.ordinal for one in touched})
        if self.isVisible():
            self.runner.repeat_soon()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked is taken in now."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.runner.repeat()

    def _searched(self, text: str) -> None:
        if text != self._query.text:
            self.set_query(ListQuery(text, self._query.filters, self._query.order))

    def _suggest(self, text: str) -> None:
        catalogue, begun = self.workspace.catalogue, time.perf_counter_ns()

        def offer(texts: list[str]) -> None:
            now = self.search.text().casefold()
            self.search.set_suggestions([Suggestion(text) for text in texts if text.casefold() != now])
            self.workspace.pace.since(Timed.TYPE_AHEAD, begun)

        self.workspace.background.run(lambda: catalogue.suggest(self.type_name, text), while_alive(self, offer))

    def _ticked(self, name: str, keys: frozenset[str]) -> None:
        self.set_query(self._query.with_filter(name, keys))

    def _untick(self, name: str, key: str) -> None:
        self.set_query(self._query.with_filter(name, self._query.filters.get(name, frozenset()) - {key}))

    def _sort_by(self, section: int) -> None:
        if self.model.sortable(section):
            self.order_by(next_order(self._query.order, self.model.columns[section]))
        else:
            self._show_order()

    # --- answering ---

    def _wait(self) -> None:
        """Say that it takes a moment; until there is something to show, show the shape of what will come."""
        self.count.setText(words.COUNTING)
        if self._answer is None:
            self.waiting.set_shape("cards" if self.views.current() == "cards" else "rows")
            self.results.setCurrentWidget(self.waiting)

    def _read(self, ordinals: Sequence[int]) -> list[Summary]:
        return self.summaries.of(self.workspace.reader.by_ordinals(self.type_name, list(ordinals)))

    def _show_first(self, first: FirstAnswer) -> None:
        self._busy.stop()
        self._show_count(first.total)
        self._show_corrections(first)
        if not self._fresh or first.query.order or not first.total:
            return
        if self.views.current() == "cards":
            self.cards.show_first(first.rows)
        else:
            self.model.show(array("q", (row.view.ordinal for row in first.rows)), first.rows)
            self._begun = True
        if self.results.currentWidget() is self.waiting:
            self.results.setCurrentWidget(self.cards if self.views.current() == "cards" else self.table)

    def _show(self, answer: Answer) -> None:
        self._answer = answer
        self._labels.update(labels_of(answer.facets))
        self.model.show(answer.ordinals, answer.first.rows, keep_place=self._begun or not self._fresh)
        self._begun = False
        self._cards_behind = True
        self._show_cards(keep_place=not self._fresh)
        # The rows are painted before the counts beside them are laid out.
        QTimer.singleShot(0, self, self._show_facets)
        self._show_chips()
        self._show_order()
        self._show_empty(answer)
        self._fitted = self._fitted or fit_columns(self.table, self.model)
        if self._fresh:
            announce(self, self.count.text())
        self._fresh = False
        self.shown.emit(answer)

    def _show_facets(self) -> None:
        if self._answer is not None:
            self.facets.show_groups(self._answer.facets, self._query.filters)
            if self._side.indexOf(self.facets) >= 0:  # not while they are in a dialog
                self._fit()

    def _show_count(self, total: int) -> None:
        self.count.setText(words.counted(total, self.about.label, self.about.plural))

    def _show_corrections(self, first: FirstAnswer) -> None:
        if first.corrections and first.total:
            taken = {typed.casefold(): used for typed, used in first.corrections}
            used = " ".join(taken.get(word.casefold(), word) for word in first.query.text.split())
            self.corrected.set_text(words.CORRECTED.format(used=used))
        showing = bool(first.corrections and first.total)
        if showing and self.corrected.isHidden():
            self.corrected.say()
        self.corrected.setVisible(showing)

    def _show_chips(self) -> None:
        fields = self.record_type.fields()
        names = {name: field.label for name, field in fields.items()} | {DISTANCE: catalogue_words.DISTANCE}
        self.chips.show_filters(self._query, names, self._labels)
        count = len(self._query.chosen())
        self.filters_button.setText(words.FILTERS_COUNT.format(count=count) if count else words.FILTERS)

    def _show_order(self) -> None:
        order, searching = self._query.order, bool(self._query.text)
        header, direction = self.table.horizontalHeader(), Qt.SortOrder.AscendingOrder
        if order.startswith("-"):
            direction = Qt.SortOrder.DescendingOrder
        name = order.lstrip("-")
        header.setSortIndicator(self.model.columns.index(name) if name in self.model.columns else -1, direction)
        if (order, searching) == self._order_told:
            return
        self._order_told = order, searching
        menu = self.sort.menu()
        menu.clear()
        for each in orders(self.model):
            action = menu.addAction(order_text(self.model, each, searching))
            action.setCheckable(True)
            action.setChecked(each == order)
            action.triggered.connect(lambda _checked=False, chosen=each: self.order_by(chosen))
        self.sort.setText(order_text(self.model, order, searching))
        self.sort.setAccessibleName(words.SORT_LABEL.format(order=self.sort.text()))

    def _show_empty(self, answer: Answer) -> None:
        if self._empty is not None:
            self.results.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        if answer.ordinals:
            self.show_as(self.views.current())
            return
        text = self._query.text
        add = (lambda: self.new_wanted.emit(text)) if self._may_add else None
        self._empty = ScrollPage()  # large letters on a low window need more room than there is
        self._empty.body.addWidget(nothing_found(self.record_type, self._query, add, self.clear_filters))
        self.results.addWidget(self._empty)
        self.results.setCurrentWidget(self._empty)

    # --- showing ---

    def _show_cards(self, keep_place: bool) -> None:
        """Cards are made only while they are looked at: twenty of them cost more than a table of a million."""
        if self._answer is not None and self._cards_behind and self.views.current() == "cards":
            self._cards_behind = False
            self.cards.show_all(self._answer.ordinals, keep_place)

    def show_as(self, view: str) -> None:
        """Cards or table."""
        self.views.choose(view)
        self._show_cards(keep_place=False)
        if self._empty is None:
            self.results.setCurrentWidget(self.table if view == "table" else self.cards)

    def _activated(self, index: QModelIndex) -> None:
        record = self.model.id_at(index.row())
        if record is not None:
            self.opened.emit(record)

    def _open_filters(self) -> None:
        """On a narrow window the facets have the room of a dialog."""
        dialog = Dialog(words.FILTERS, self.window())
        dialog.body.addWidget(self.facets)
        self.facets.setFixedWidth(16_777_215)
        self.facets.setMinimumSize(QSize(look().px(FACETS_WIDTH), look().px(420)))
        self.facets.show()
        dialog.add_button(Button(words.CLEAR_FILTERS), self.clear_filters)
        dialog.add_button(Button(words.DONE, kind="primary"), dialog.accept)
        dialog.exec()
        self._side.insertWidget(0, self.facets)
        self._fit()
        dialog.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow list has its facets behind a button."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as it is without the facets: they go behind their button then."""
        least = super().minimumSizeHint()
        beside = self._side.indexOf(self.facets) >= 0 and not self.facets.isHidden()
        return QSize(least.width() - self.facets.width() - self._side.spacing(), least.height()) if beside else least

    def _fit(self) -> None:
        narrow = self.width() < look().px(_NARROW)
        self.facets.setMinimumHeight(0)
        self.facets.setFixedWidth(look().px(FACETS_WIDTH))
        self.facets.setVisible(not narrow and self.facets.any())
        self.filters_button.setVisible(narrow and self.facets.any())
        # Where the window is low, what is found comes first: the button counts and opens the filters too.
        left = self.height() - self.tools.heightForWidth(self.width()) - look().px(_LEAST_RESULTS)
        self.chips.fit((self.width() - self.count.sizeHint().width() - 16, left) if narrow else None)
