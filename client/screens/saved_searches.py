"""Saved searches of a list: kept as records private to the person, opened from a menu, deleted in a dialog."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from accessibility.widgets import (
    Button,
    CheckField,
    Dialog,
    Field,
    IconButton,
    LineEdit,
    MenuButton,
    Text,
    announce,
    show_toast,
)  # fmt: skip
from accessibility.widgets.buttons import literal
from client.changes import Changes
from client.commands import Archive, Create
from client.reading.queries import RecordView
from client.screens.record_list_query import ListQuery
from client.text import records as words
from client.window.while_alive import while_alive
from client.workspace import Workspace, touches

TYPE = "saved_search"


def written(query: ListQuery) -> str:
    """Filters and order of a query as a saved search keeps them."""
    filters = {name: sorted(keys) for name, keys in query.filters.items() if keys}
    return json.dumps({"filters": filters, "order": query.order}, ensure_ascii=False, sort_keys=True)


def read(text: str, filters: str | None) -> ListQuery:
    """The query of a saved search. Raises ValueError for what this version cannot read."""
    held: Any = json.loads(filters or "{}")
    if not isinstance(held, Mapping) or not isinstance(held.get("filters", {}), Mapping):
        raise ValueError(filters)
    chosen = {str(name): frozenset(map(str, keys)) for name, keys in held.get("filters", {}).items()}
    return ListQuery(text or "", chosen, str(held.get("order", "")))


class SavedSearches(QObject):
    """The saved searches of one list behind a menu button. ``opened`` carries a :class:`ListQuery`."""

    opened = Signal(object)

    def __init__(self, workspace: Workspace, type_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._type, self._owner = workspace, type_name, parent
        self._searches: list[RecordView] = []
        self.query = ListQuery()
        self.button = MenuButton(words.SAVED, [], "star")
        self._read()

    def refresh(self, changes: Changes) -> None:
        """A search was saved or deleted, here or on another device of the person."""
        if touches(changes, TYPE):
            self._read()

    def names(self) -> list[str]:
        """The saved searches there are, by name."""
        return [search.values["name"] for search in self._searches]

    def _read(self) -> None:
        reader = self._workspace.reader

        def find() -> list[RecordView]:
            return reader.find(TYPE, order="name", record_type=self._type)

        self._workspace.background.run(find, while_alive(self, self._fill))

    def _fill(self, searches: list[RecordView]) -> None:
        self._searches = searches
        menu: QMenu = self.button.menu()
        menu.clear()
        for search in searches:
            menu.addAction(literal(search.values["name"])).triggered.connect(partial(self._open_chosen, search))
        if not searches:
            menu.addAction(words.SAVED_NONE).setEnabled(False)
        menu.addSeparator()
        menu.addAction(words.SAVED_SAVE, self.ask_for_name)
        menu.addAction(words.SAVED_MANAGE, self.manage).setEnabled(bool(searches))

    def _open_chosen(self, search: RecordView, _checked: bool = False) -> None:
        self.open(search)

    def open(self, search: RecordView) -> None:
        """Show the list as it was saved."""
        try:
            self.opened.emit(read(search.values["text"], search.values["filters"]))
        except ValueError:
            show_toast(self._owner, words.SAVED_UNREADABLE.format(name=search.values["name"]), "warn")

    def ask_for_name(self) -> None:
        """Ask for a name and save what the list shows."""
        dialog = Dialog(words.SAVED_TITLE, self._owner.window())
        name = Field(words.SAVED_NAME, LineEdit(), required=True)
        name.set_value(self.query.text.capitalize())
        alert = CheckField(words.SAVED_ALERT)
        dialog.body.addWidget(name)
        dialog.body.addWidget(alert)
        dialog.add_button(Button(words.CANCEL), dialog.reject)
        save = Button(words.SAVE, "check", "primary")
        dialog.add_button(save, lambda: dialog.accept() if dialog.summary.check([name]) else None)
        name.setFocus()
        if dialog.exec():
            self.save(name.value(), alert.value())
        dialog.deleteLater()

    def save(self, name: str, alert: bool = False) -> None:
        """Save what the list shows under a name."""
        values = {
            "name": name, "record_type": self._type, "text": self.query.text,
            "filters": written(self.query), "alert": alert,
        }  # fmt: skip
        filled = {key: value for key, value in values.items() if value != ""}
        done = words.SAVED_SAVED.format(name=name)
        self._workspace.run(Create(TYPE, filled), while_alive(self, lambda _outcome: self._said(done)))

    def _said(self, text: str) -> None:
        show_toast(self._owner, text)

    def delete(self, search: RecordView) -> None:
        """Put a saved search away; it can be taken back."""
        done = words.SAVED_DELETED.format(name=search.values["name"])
        self._workspace.run(Archive(TYPE, search.id), while_alive(self, lambda _outcome: self._deleted(done)))

    def _deleted(self, text: str) -> None:
        show_toast(self._owner, text, action=(words.SAVED_UNDO, self._workspace.undo))

    def manage(self) -> None:
        """List the saved searches with a way to open and to delete each."""
        dialog = Dialog(words.SAVED, self._owner.window())
        for search in self._searches:
            dialog.body.addWidget(self._line(dialog, search))
        dialog.add_button(Button(words.DONE, kind="primary"), dialog.accept)
        dialog.exec()
        dialog.deleteLater()

    def _line(self, dialog: Dialog, search: RecordView) -> QWidget:
        name = search.values["name"]
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        opener = Button(name, kind="link", accessible_name=words.SAVED_OPEN.format(name=name))
        remover = IconButton(words.SAVED_DELETE.format(name=name), "close")

        def open_it() -> None:
            dialog.accept()
            self.open(search)

        def delete_it() -> None:
            line.hide()
            self.delete(search)
            announce(dialog, words.SAVED_DELETED.format(name=name))

        opener.clicked.connect(lambda _checked=False: open_it())
        remover.clicked.connect(lambda _checked=False: delete_it())
        row.addWidget(opener)
        row.addWidget(Text(_detail(search), "soft"), 1)
        row.addWidget(remover)
        return line


def _detail(search: RecordView) -> str:
    try:
        query = read(search.values["text"], search.values["filters"])
    except ValueError:
        return ""
    count = len(query.chosen())
    filters = words.SAVED_FILTERS_ONE if count == 1 else words.SAVED_FILTERS.format(count=count)
    return words.SAVED_DETAIL.format(text=query.text or words.SAVED_EVERYTHING, filters=filters)
