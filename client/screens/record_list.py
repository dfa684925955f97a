"""The list of any record type: its name, how many there are, ways to add, and the list itself."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, FlowLayout, Heading
from client.changes import Changes
from client.keys import SEQUENCES
from client.reports.menus import ExportMenu
from client.screens.base import Screen
from client.screens.bulk_edit import BulkEditDialog
from client.screens.parts.age import AgeLine
from client.screens.record_list_cards import CardMaker
from client.screens.record_list_query import ListQuery
from client.screens.record_list_view import RecordList
from client.screens.saved_searches import SavedSearches
from client.text import boards as board_words
from client.text import many as many_words
from client.text import records as words
from client.workspace import Place, Workspace
from shared_models.kinds import Line
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_create


def board_of(record_type: str) -> tuple[str, str] | None:
    """The screen that shows a type as a board, and what its button says; None where there is no board."""
    return {
        "lead": (board_words.PIPELINE_OPEN, "pipeline"),
        "policy": (board_words.RENEWALS_OPEN, "renewals"),
    }.get(record_type)


class ListScreen(Screen):
    """A list of one record type. A subclass for a type of its own may pass another card maker or columns."""

    screen_name: ClassVar[str] = "list"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.about = RECORD_TYPES[place.record_type].about
        self._may_write = may_create(workspace.identity.role, place.record_type)
        self.list = RecordList(
            workspace, place.record_type, self.card_maker(), self.columns(), self._first_query(), self._may_write
        )
        self.saved = SavedSearches(workspace, place.record_type, self)
        self.list.tools.addWidget(self.saved.button)
        self.export = ExportMenu(workspace, place.record_type, self.list.query, lambda: self.list.model.columns, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(self._head())
        column.addWidget(AgeLine(workspace, place.record_type, many=True))
        self.column = column
        column.addWidget(self.list, 1)
        self.list.opened.connect(self.open_chosen)
        self.list.new_wanted.connect(self._new_from_search)
        self.list.shown.connect(self._shown)
        self.saved.opened.connect(self.list.set_query)

    def _first_query(self) -> ListQuery:
        """The usual filters, narrowed by what the place asks for: a text (``search``) and keys by facet."""
        presets = dict(self.place.presets)
        query = replace(ListQuery.default(self.about), text=str(presets.pop("search", "")))
        for name, keys in presets.items():
            query = query.with_filter(name, frozenset(keys))
        return query

    def card_maker(self) -> CardMaker | None:
        """What makes the cards; None for the card every type has."""
        return None

    def columns(self) -> tuple[str, ...]:
        """The columns of the table; empty for those the schema names."""
        return ()

    def open_chosen(self, record: str) -> None:
        """A card or row was pressed."""
        self.workspace.open_record(self.place.record_type, record)

    def title(self) -> str:
        """The plural."""
        return self.about.plural

    def is_filled(self) -> bool:
        return self.list.answer() is not None

    def first_focus(self) -> QWidget | None:
        """The search box."""
        return self.list.search.edit

    def refresh(self, changes: Changes) -> None:
        """Rows, counts and saved searches follow."""
        self.list.refresh(changes)
        self.saved.refresh(changes)

    def _head(self) -> FlowLayout:
        head = FlowLayout(12)
        heading = Heading(self.about.plural, 1)
        heading.setWordWrap(False)
        policy = heading.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        heading.setSizePolicy(policy)
        head.addWidget(heading)
        head.addWidget(self.export)
        board = board_of(self.place.record_type)
        if board is not None:
            self.board_button = Button(board[0], "board")
            there = Place(board[1], self.place.record_type)
            self.board_button.clicked.connect(lambda _checked=False: self.workspace.go.emit(there))
            head.addWidget(self.board_button)
        if self._may_write and not self.about.fact:
            self.import_button = Button(words.IMPORT, "import")
            self.import_button.clicked.connect(self._import)
            head.addWidget(self.import_button)
            name = many_words.CHANGE_MANY_NAME.format(plural=words.in_sentence(self.about.plural))
            self.many_button = Button(many_words.CHANGE_MANY, "edit", accessible_name=name)
            self.many_button.clicked.connect(self._change_many)
            head.addWidget(self.many_button)
        if self._may_write:
            self.new_button = Button(
                words.NEW.format(label=words.in_sentence(self.about.label)),
                "plus",
                "primary",
                shortcut=SEQUENCES["new"][0],
            )
            self.new_button.clicked.connect(lambda: self.workspace.open_new(self.place.record_type))
            head.addWidget(self.new_button)
        return head

    def _shown(self, _answer: object) -> None:
        self.saved.query = self.list.query()

    def _import(self, _checked: bool = False) -> None:
        self.workspace.go.emit(Place("import", self.place.record_type))

    def _change_many(self, _checked: bool = False) -> None:
        """Of the rows chosen in the table, or else of everything the list shows."""
        ordinals, table = list(self.list.model.ordinals()), self.list.table
        rows = sorted(index.row() for index in table.selectionModel().selectedRows()) if table.isVisible() else []
        chosen = len(rows) > 1
        BulkEditDialog(
            self.workspace, self.place.record_type, [ordinals[r] for r in rows] if chosen else ordinals, chosen, self
        ).open()

    def _new_from_search(self, text: str) -> None:
        """What was searched for and not found begins the new record: a code such as a VIN in the field for it."""
        first = next(
            (f for f in RECORD_TYPES[self.place.record_type].fields().values() if isinstance(f.kind, Line) and f.boost),
            None,
        )
        fits = first is not None and text and (first.code or f"{{{first.name}}}" in self.about.title)
        self.workspace.open_new(self.place.record_type, **({first.name: text} if first and fits else {}))
