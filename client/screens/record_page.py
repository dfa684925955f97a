"""The page of any record: its values, who disagrees, what is related, its history; edited in place and archived."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, EmptyState, StatusPill, Text, confirm, show_toast
from client.changes import Changes, Outcome
from client.commands import Archive, Restore
from client.forms.context import FormContext
from client.forms.field import FormField
from client.forms.form import RecordForm
from client.item_models import Summary
from client.keys import SEQUENCES, Keys
from client.reading.log_queries import Safety, safety_of
from client.reading.queries import Disagreement, RecordView
from client.reading.truth_queries import brought_at, telematics_until
from client.reports.menus import PrintMenu
from client.screens.dialogs.erase_person import ErasePerson
from client.screens.merge_dialog import POINTER, merge_button
from client.screens.parts.age import AgeLine
from client.screens.parts.disagreements import Disagreements
from client.screens.parts.field_notes import FieldNotes, gather_notes
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.news import News
from client.screens.parts.page import PageHead, page_in
from client.screens.parts.safety_pill import show_safety
from client.screens.record_icons import icon_of
from client.screens.record_page_history import HistoryView, gather_history
from client.screens.record_page_related import Link, Related, RelatedView, gather_related, links_to
from client.screens.record_page_values import ValuesView
from client.screens.why_dialog import WhyDialog
from client.text import ages as age_words
from client.text import forms as form_words
from client.text import privacy as privacy_words
from client.text import records as words
from client.text import values
from client.window.taking_back import TakingBack
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.documents import Path
from shared_models.kinds import Reference, Rows
from shared_models.privacy import PEOPLE
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_create, may_erase
from shared_models.schema import Record


@dataclass(frozen=True)
class Found:
    """Everything the page shows, read off the window's thread."""

    view: RecordView | None
    summary: Summary | None = None
    author: str = ""
    safety: Safety = Safety.HUB
    disagreements: tuple[Disagreement, ...] = ()
    notes: FieldNotes = field(default_factory=FieldNotes)
    related: tuple[Related, ...] = ()
    brought: datetime | None = None
    telematics: date | None = None


class RecordScreen(GatheringScreen):
    """One record, to read and to edit."""

    screen_name: ClassVar[str] = "record"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._kind = RECORD_TYPES[place.record_type]
        role = workspace.identity.role
        self._may_write = workspace.identity.edits(self._kind) and not self._kind.about.fact
        self._may_archive = self._may_write and may_create(role, place.record_type)
        self.context = FormContext.of(workspace, self._kind, place.record)
        self._links = links_to(place.record_type, role)
        self._named = {link.type_name for link in self._links} | _referred(self._kind)
        self._wide: Link | None = None
        self._show_empty = False
        self.view: RecordView | None = None
        self.form: RecordForm | None = None
        self._notes = FieldNotes()
        self.values: ValuesView | None = None
        self.page = page_in(self)
        self._title = ""
        self._build_head()
        self._build_body(role)
        Keys("why", self, self._why_here, inside=True)
        self.ask()

    # --- building ---

    def _build_head(self) -> None:
        about = self._kind.about
        plural = words.in_sentence(about.plural)
        back = Button(about.plural, "chevron-left", "link", accessible_name=words.BACK_NAME.format(plural=plural))
        back.clicked.connect(lambda: self.workspace.open_list(self.place.record_type))
        self.edit_button = Button(words.EDIT, "edit", "primary", shortcut=SEQUENCES["edit"][0])
        self.edit_button.clicked.connect(self.edit)
        self.archive_button = Button(words.ARCHIVE, "archive")
        self.archive_button.clicked.connect(self._archive)
        self.print_menu = PrintMenu(self.workspace, self.place.record_type, self.place.record, self)
        self.merge_button = merge_button(self.workspace, lambda: self.view, self)
        self.merge_button.setVisible(False)
        self.erase_button = Button(privacy_words.BUTTON, "minus")
        self.erase_button.clicked.connect(lambda _checked=False: self._erase_person())
        deeds = [self.edit_button, self.print_menu, self.archive_button, self.merge_button, self.erase_button]
        self.head = PageHead("", "", deeds)
        self.edit_button.setVisible(self._may_write)
        self.archive_button.setVisible(self._may_archive)
        # Not before it has its place: it would be a window of its own for a moment, and take the keys.
        self.erase_button.setVisible(may_erase(self.workspace.identity.role) and self.place.record_type in PEOPLE)
        self.hub_pill = StatusPill("")
        self.news = News(self, lambda: self.form is not None)  # the form says it itself
        self.page.body.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.body.addWidget(self.head)
        self.page.body.addWidget(self.news)
        self.page.body.addWidget(self.hub_pill, 0, Qt.AlignmentFlag.AlignLeft)
        self.age = AgeLine(self.workspace, self.place.record_type).describes(self.head.heading)
        self.telematics = Text("", "soft")
        self.telematics.hide()
        self.page.body.addWidget(self.age)
        self.page.body.addWidget(self.telematics)

    def _erase_person(self) -> None:
        ErasePerson(self.workspace, self.place.record_type, self.place.record, self.window()).open()

    def _build_body(self, role: str) -> None:
        self.disagreements = Disagreements(self.workspace)
        self.page.body.addWidget(self.disagreements)
        self._place = QVBoxLayout()
        self.page.body.addLayout(self._place)
        self.empty_button = Button("", kind="link")
        self.empty_button.clicked.connect(self._toggle_empty)
        self.related = RelatedView(role)
        self.related.opened.connect(self.workspace.open_record)
        self.related.all_wanted.connect(self._widen)
        self.related.new_wanted.connect(self._add_related)
        self.truth = Text("", "soft")
        self.history = HistoryView(self.context)
        self.history.hide()
        self.history_button = Button(words.HISTORY_SHOW, "clock", "link")
        self.history_button.clicked.connect(self._toggle_history)
        self.missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, icon_of(self._kind))
        self.missing.hide()
        self.page.body.addWidget(self.empty_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.body.addWidget(self.related)
        self.page.body.addWidget(self.truth)
        self.page.body.addWidget(self.history_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.body.addWidget(self.history)
        self.page.body.addWidget(self.missing)
        self.page.body.addStretch(1)

    # --- what a screen is asked ---

    def title(self) -> str:
        """The record's title."""
        return self._title or self._kind.about.label

    def first_focus(self) -> QWidget | None:
        """The way to edit, where there is one."""
        return self.edit_button if self._may_write else None

    def may_leave(self) -> bool:
        """A form with unsaved work asks first."""
        if not self.holds_work():
            return True
        return confirm(self, form_words.LEAVE_TITLE, form_words.LEAVE_TEXT, form_words.LEAVE)

    def holds_work(self) -> bool:
        """Whether something is written in its form."""
        return self.form is not None and bool(self.form.dirty())

    def refresh(self, changes: Changes) -> None:
        """Follow what changed, here and elsewhere, as far as it stands on this page."""
        mine = any(touched.id == self.place.record for touched in changes.touched)
        if not mine and not any(touched.record_type in self._named for touched in changes.touched):
            return
        self.context.summaries.forget(changes)
        if self.form is not None:
            self.form.refresh(changes)
        super().refresh(changes)

    # --- reading ---

    def gather(self) -> Found:
        """In the background."""
        reader, summaries = self.workspace.reader, self.context.summaries
        view = reader.record(self.place.record_type, self.place.record)
        if view is None:
            return Found(None)
        disagreements = tuple(reader.disagreements(view.id))
        summary = summaries.of([view], list(self._kind.fields()))[0]
        for type_name, record in _named_in_rows(view):
            summaries.title(type_name, record)
        return Found(
            view, summary, summaries.title("person", view.author), safety_of(reader, view.id), disagreements,
            gather_notes(self.workspace, self.place.record_type, view.id, disagreements),
            tuple(gather_related(reader, summaries, view.id, self._links, self._wide)),
            brought_at(reader, view.id),
            telematics_until(reader, "driver", view.id) if self.place.record_type == "driver" else None,
        )  # fmt: skip

    def show_gathered(self, found: Found) -> None:
        """Show what was read; a form that is open stays as it is."""
        self.missing.setVisible(found.view is None)
        self.print_menu.setVisible(found.view is not None)
        there = found.view is not None
        for part in (self.hub_pill, self.history_button):
            part.setVisible(there)
        self.edit_button.setVisible(there and self._may_write)
        self.archive_button.setVisible(there and self._may_archive)
        if found.view is None or found.summary is None:
            return
        self.view, self._title = found.view, found.summary.title
        self.merge_button.setVisible(self._may_archive and POINTER in self._kind.fields() and not found.view.archived)
        self.head.set_words(found.summary.title, found.summary.subtitle)
        self.head.pill.setVisible(found.view.archived)
        self.head.pill.set_state(words.ARCHIVED, "neutral", "archive")
        self.archive_button.setText(words.RESTORE if found.view.archived else words.ARCHIVE)
        self.archive_button.set_icon("restore" if found.view.archived else "archive")
        show_safety(self.hub_pill, found.safety)
        self.disagreements.show_all(list(found.disagreements))
        self._notes = found.notes
        self.related.show_all(found.related)
        self._show_truth(found)
        self.age.about(found.view, found.brought)
        self.telematics.setVisible(found.telematics is not None)
        if found.telematics is not None:
            self.telematics.setText(age_words.telematics(found.telematics, self.workspace.today()))
        if self.form is None:
            self._show_values()
        else:
            self.form.show_disputes(self._notes.fields())
        if self.history.isVisible():
            self._read_history()

    def _show_truth(self, found: Found) -> None:
        assert found.view is not None
        created, updated = (values.moment(at, self.context.zone) for at in (found.view.created, found.view.updated))
        who = words.SOMEBODY if found.author == values.NOTHING else found.author
        self.truth.setText(words.TRUTH_CREATED.format(created=created, updated=updated, who=who))

    def _show_values(self) -> None:
        if self.view is None:
            return
        focused = self.values.path_of(self.focusWidget()) if self.values is not None else None
        shown = ValuesView(self.context, self.view, self._show_empty, self._notes)
        shown.why.connect(self._why)
        shown.opened.connect(self.workspace.open_record)
        self._put(shown)
        self.values = shown
        if focused is not None and focused[0] in shown.cells:
            shown.cells[focused[0]].why_button.setFocus(Qt.FocusReason.OtherFocusReason)
        count = len(shown.empty)
        text = words.EMPTY_FIELDS_ONE if count == 1 else words.EMPTY_FIELDS.format(count=count)
        self.empty_button.setText(words.EMPTY_FIELDS_HIDE if self._show_empty else text)
        self.empty_button.setVisible(bool(count))

    def _put(self, widget: QWidget) -> None:
        """Into the place where either the values or the form stand."""
        while (item := self._place.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._place.addWidget(widget)

    # --- deeds ---

    def edit(self) -> None:
        """Turn the values into a form."""
        if self.view is None or self.form is not None or not self._may_write:
            return
        self.form = RecordForm(self.context, self.view)
        self.form.show_disputes(self._notes.fields())
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(self._cancel)
        self.values = None
        self._put(self.form)
        self.empty_button.hide()
        self.edit_button.setEnabled(False)
        self.form.focus_first()

    def _cancel(self) -> None:
        if self.may_leave():
            self._stop_editing()

    def _saved(self, outcome: Outcome) -> None:
        self._stop_editing()
        if outcome.changes.touched:
            show_toast(self, words.SAVED_DONE, action=(words.UNDO, lambda: self._undo(outcome)))
            self.ask()

    def _stop_editing(self) -> None:
        self.form = None
        self.edit_button.setEnabled(True)
        self._show_values()
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo(self, outcome: Outcome | None = None) -> None:
        TakingBack(self.workspace, self).undo(outcome.deed if outcome is not None else "")

    def _archive(self) -> None:
        if self.view is None:
            return
        archived = self.view.archived
        command = (Restore if archived else Archive)(self.place.record_type, self.view.id)
        said = (words.RESTORED_DONE if archived else words.ARCHIVED_DONE).format(title=self._title)
        self.workspace.run(command, while_alive(self, lambda outcome: self._archived(said, outcome)))

    def _archived(self, said: str, outcome: Outcome) -> None:
        show_toast(self, said, action=(words.UNDO, lambda: self._undo(outcome)))
        self.ask()

    def _toggle_empty(self) -> None:
        self._show_empty = not self._show_empty
        self._show_values()

    def _widen(self, link: Link) -> None:
        self._wide = link
        self.ask()

    def _add_related(self, link: Link) -> None:
        self.workspace.open_new(link.type_name, **{link.field: self.place.record})

    # --- where it all comes from ---

    def _why_here(self) -> None:
        """Alt+W: about the value, or the editor, in which the focus is."""
        widget: QWidget | None = self.focusWidget()
        if self.values is not None:
            path = self.values.path_of(widget)
            if path is not None:
                self._why(path)
            return
        while widget is not None and not isinstance(widget, FormField):
            widget = widget.parentWidget()
        if isinstance(widget, FormField):
            self._why((widget.name,))

    def _why(self, path: Path) -> None:
        WhyDialog(self.workspace, self.place.record_type, self.place.record, path, self.window()).open()

    def _toggle_history(self) -> None:
        shown = self.history.isHidden()
        self.history.setVisible(shown)
        self.history_button.setText(words.HISTORY_HIDE if shown else words.HISTORY_SHOW)
        if shown:
            self._read_history()

    def _read_history(self) -> None:
        view, reader, context = self.view, self.workspace.reader, self.context
        if view is not None:
            show: Any = while_alive(self, self.history.show_all)
            self.workspace.background.run(lambda: gather_history(reader, context, view), show)


def _referred(record_type: type[Record]) -> set[str]:
    """The record types whose titles stand on the page."""
    kinds = [field.kind for field in record_type.fields().values()]
    cells = [cell.kind for kind in kinds if isinstance(kind, Rows) for cell in kind.fields]
    return {"person", *(kind.to for kind in (*kinds, *cells) if isinstance(kind, Reference))}


def _named_in_rows(view: RecordView) -> list[tuple[str, str]]:
    """The records that the small tables of a record name: (type, identifier)."""
    found = []
    for name, entry in view.record_type.fields().items():
        if isinstance(entry.kind, Rows):
            cells = [(c.name, c.kind.to) for c in entry.kind.fields if isinstance(c.kind, Reference)]
            rows = (view.values[name] or {}).values()
            found += [(to, row[cell]) for row in rows for cell, to in cells if row.get(cell)]
    return found
