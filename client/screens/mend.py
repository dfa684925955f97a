"""Refused work, or work a colleague handed over: what was wanted beside what there is now, and a form to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, EmptyState, Panel, Text, confirm
from client.business.handovers import Handed, answering, handed, wanted_values
from client.changes import Changes, Outcome
from client.commands import Archive, Command, Restore, Settling, Together
from client.formatting import shown
from client.forms.context import FormContext
from client.forms.field import FormField
from client.forms.form import RecordForm
from client.reading.log_queries import Refusal, refusals
from client.reading.queries import Reader, RecordView
from client.screens.dialogs.settle import DeclineHandover, Discard, HandOver
from client.screens.parts.comparison import Comparison
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, page_in
from client.text import forms as form_words
from client.text import records as record_words
from client.text import set_aside as words
from client.window.navigation import SYNC_CENTRE, TODAY
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.documents import ARCHIVED_KEY
from shared_models.identifiers import new_id
from shared_models.records import RECORD_TYPES
from shared_models.schema import Values


@dataclass(frozen=True)
class Found:
    """What is to be done, whichever way it came here, and how the record stands now (None: there is none)."""

    work: Refusal | Handed
    view: RecordView | None
    title: str
    sender: str
    rows: tuple[tuple[str, str, str], ...]


class MendScreen(GatheringScreen):
    """Ways out of a refusal: mend and send again, hand to somebody who may, discard. Of a handover: do, or decline."""

    screen_name: ClassVar[str] = "mend"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._about = dict(place.presets)
        self._kind = RECORD_TYPES[place.record_type]
        self._title = self._kind.about.label
        self.found: Found | None = None
        self.form: RecordForm | None = None
        self.page = page_in(self)
        back = Button(words.BACK_TO[self._way()], "chevron-left", "link")
        back.clicked.connect(self._back)
        self.hand_button, self.discard_button = Button(words.HAND, "user"), Button(words.DISCARD, "minus")
        self.decline_button, self.again_button = Button(words.DECLINE, "close"), Button(words.AGAIN, "check", "primary")
        for button, deed in (
            (self.hand_button, self.hand_over), (self.discard_button, self.discard),
            (self.decline_button, self.decline), (self.again_button, self.again),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, do=deed: do())
            button.hide()
        self.head = PageHead("", "", [self.hand_button, self.discard_button, self.decline_button])
        self.reason, self.note = Banner("", "bad"), Text("")
        self.compared = Section(words.COMPARED)
        self.comparison = Comparison(words.COMPARED, (words.FIELD, words.WANTED, words.NOW))
        self.compared.body.addWidget(self.comparison)
        self.mending = Section(words.APPLY if self._way() == "handover" else words.MEND)
        self.help = Text(words.APPLY_HELP if self._way() == "handover" else words.MEND_HELP, "soft")
        self.cannot = Banner("", "warn")
        self.all_button = Button(words.ALL_FIELDS, "chevron-down", "link")
        self.all_button.hide()
        for part in (self.help, self.cannot, self.again_button, self.all_button):
            self.mending.body.addWidget(part)
        self.gone = EmptyState(words.GONE, words.GONE_TEXT, "check")
        self.page.body.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.head, self.reason, self.note, self.compared, self.mending, self.gone):
            self.page.body.addWidget(widget)
            widget.hide()
        self.page.body.addStretch(1)
        self.ask()

    def _way(self) -> str:
        return "handover" if "handover" in self._about else "refusal"

    # --- what a screen is asked ---

    def title(self) -> str:
        pattern = words.GIVEN_TITLE if self._way() == "handover" else words.MEND_TITLE
        return pattern.format(title=self._title)

    def first_focus(self) -> QWidget | None:
        if self.form is not None and self.found is not None:
            blamed = self.form.fields.get(self.found.work.field)
            return blamed or next(iter(self.form.fields.values()), None)
        return next((b for b in (self.again_button, self.hand_button, self.decline_button) if b.isVisible()), None)

    def may_leave(self) -> bool:
        """What was entered beyond what was wanted asks first."""
        if self.form is None or self.found is None:
            return True
        wanted = wanted_values(self.place.record_type, self.found.work.wanted)
        own = [n for n in self.form.dirty() if n not in wanted or self.form.fields[n].value() != wanted[n]]
        return not own or confirm(self, form_words.LEAVE_TITLE, form_words.LEAVE_TEXT, form_words.LEAVE)

    def refresh(self, changes: Changes) -> None:
        if self.form is not None:
            self.form.refresh(changes)
        super().refresh(changes)

    def gather(self) -> Found | None:
        reader = self.workspace.reader
        work = self._work(reader)
        if work is None:
            return None
        view = reader.record(work.record_type, work.record)
        title = reader.title_of(view) if view else self._kind.title_of(wanted_values(work.record_type, work.wanted))
        sender = reader.title("person", work.sender) if isinstance(work, Handed) else ""
        return Found(work, view, title, sender, tuple(self._rows(reader, work, view)))

    def _work(self, reader: Reader) -> Refusal | Handed | None:
        if self._way() == "handover":
            given = handed(reader, self._about["handover"])
            answered = reader.find("handover_answer", handover=self._about["handover"])
            return given if not answered else None
        return next((one for one in refusals(reader) if one.cause.hex() == self._about["cause"]), None)

    def _rows(self, reader: Reader, work: Refusal | Handed, view: RecordView | None) -> list[tuple[str, str, str]]:
        fields, zone = self._kind.fields(), self.workspace.zone()
        rows = []
        for name, value in wanted_values(work.record_type, work.wanted).items():
            now = view.values[name] if view is not None else None
            before, after = (shown(fields[name], each, zone, reader.title, exact=True) for each in (now, value))
            rows.append((fields[name].label, after, before))
        if ARCHIVED_KEY in work.wanted:
            here = view is not None and view.archived
            rows.append((words.PUT_AWAY, _yes_no(bool(work.wanted[ARCHIVED_KEY])), _yes_no(here)))
        return rows

    # --- showing ---

    def show_gathered(self, found: Any) -> None:
        self.found = found
        for part in (self.head, self.reason, self.compared, self.mending):
            part.setVisible(found is not None)
        self.gone.setVisible(found is None)
        self.note.setVisible(found is not None and isinstance(found.work, Handed) and bool(found.work.note))
        if found is None:
            return
        self._title = found.title
        self.head.set_words(self.title(), self._kind.about.label)
        self._show_reason(found)
        self.comparison.set_rows(found.rows)
        refused = isinstance(found.work, Refusal)
        for button, wanted in (
            (self.hand_button, refused), (self.discard_button, refused), (self.decline_button, not refused),
        ):  # fmt: skip
            button.setVisible(wanted)
        if self.form is None:
            self._show_form(found)

    def _show_reason(self, found: Found) -> None:
        reason = (found.work.reason or found.work.field).rstrip(".")
        if isinstance(found.work, Handed):
            self.reason.set_text(words.GIVEN_BECAUSE.format(sender=found.sender, reason=reason), "info")
            self.note.setText(words.GIVEN_NOTE.format(note=found.work.note))
        else:
            self.reason.set_text(words.REFUSED_BECAUSE.format(reason=reason), "bad")

    def _show_form(self, found: Found) -> None:
        """The form with what was wanted, the reason beside its field; or the words why there can be none."""
        wanted = wanted_values(found.work.record_type, found.work.wanted)
        only_archiving = ARCHIVED_KEY in found.work.wanted and not wanted
        self.again_button.setVisible(only_archiving)
        # A fact is entered as another one: somebody may hold what was refused under its name.
        name = new_id() if self._kind.about.fact else found.work.record
        context = FormContext.of(self.workspace, self._kind, name)
        form = RecordForm(context, found.view, wanted)
        entries = self._kind.fields()
        closed = [entries[name].label for name in wanted if name not in form.fields and not entries[name].by_deed]
        self.cannot.setVisible(bool(closed))
        self.cannot.set_text(words.NOT_YOURS.format(fields=", ".join(closed)), "warn")
        useless = only_archiving or not form.fields or (found.view is not None and self._kind.about.fact)
        self.help.setVisible(not useless)
        if useless:
            form.deleteLater()
            return
        self.form = form
        form.beside = self._beside
        form.saved.connect(self._saved)
        form.cancelled.connect(self._back)
        self.mending.body.addWidget(form)
        self._narrow(form, wanted if found.view is not None else {})
        if isinstance(found.work, Refusal) and found.work.field in form.fields:
            form.fields[found.work.field].set_error(found.work.reason)

    def _narrow(self, form: RecordForm, wanted: Values) -> None:
        """Of a record that is there only what was wanted is in sight, and the rest on request."""
        others = [field for name, field in form.fields.items() if name not in wanted] if wanted else []
        for field in others:
            field.hide()
        self._spare_panels(form)
        self.all_button.setVisible(bool(others))
        self.all_button.clicked.connect(lambda: self._widen(form))

    def _widen(self, form: RecordForm) -> None:
        for field in form.fields.values():
            field.show()
        self._spare_panels(form)
        self.all_button.hide()

    def _spare_panels(self, form: RecordForm) -> None:
        """A surface with no field in sight is not in sight itself."""
        for panel in form.findChildren(Panel):
            held = panel.findChildren(FormField)
            panel.setVisible(not held or any(not field.isHidden() for field in held))

    # --- ways out ---

    def _beside(self, command: Command) -> Command:
        """What settles the work, in one transaction with what is saved: both are on the disk, or neither."""
        work = self.found.work if self.found is not None else None
        if isinstance(work, Refusal):
            return Settling(command, work.cause, "mended")
        if isinstance(work, Handed):
            answer = answering(work, self.workspace.identity.person, "applied")
            return Together((command, *answer.steps))
        return command

    def _saved(self, outcome: Outcome) -> None:
        """What was mended is an ordinary new change. Where nothing had to be changed any more only that is noted."""
        found = self.found
        if found is None:
            return
        self.form = None
        handed = isinstance(found.work, Handed)
        said = words.APPLIED.format(sender=found.sender) if handed else words.MENDED
        if outcome.changes.touched:
            self._settled(said)
        elif isinstance(found.work, Handed):
            fact = answering(found.work, self.workspace.identity.person, "applied")
            self.workspace.run(fact, while_alive(self, lambda _outcome: self._settled(said)))
        else:
            settled = self.workspace.replica.settle(found.work.cause, "mended")
            self.workspace.background.deliver(settled, while_alive(self, lambda _changes: self._settled(said)))

    def again(self) -> None:
        """Put away, or bring back, once more: there is nothing to enter."""
        if self.found is not None:
            archived = bool(self.found.work.wanted.get(ARCHIVED_KEY))
            command = (Archive if archived else Restore)(self.found.work.record_type, self.found.work.record)
            self.workspace.run(self._beside(command), while_alive(self, self._saved))

    def hand_over(self) -> None:
        """Choose who gets it."""
        if self.found is not None and isinstance(self.found.work, Refusal):
            HandOver(self.workspace, self.found.work, self._what(self.found), self._leave, self.window()).open()

    def discard(self) -> None:
        """Ask, then let it go."""
        if self.found is not None and isinstance(self.found.work, Refusal):
            Discard(self.workspace, self.found.work, self._what(self.found), self._leave, self.window()).open()

    def decline(self) -> None:
        """Say why not."""
        if self.found is not None and isinstance(self.found.work, Handed):
            DeclineHandover(self.workspace, self.found.work, self.found.sender, self._leave, self.window()).open()

    def _what(self, found: Found) -> str:
        pattern = words.WHAT_EDIT if found.view is not None else words.WHAT_CREATE
        label = self._kind.about.label if found.view is not None else record_words.in_sentence(self._kind.about.label)
        return pattern.format(label=label, title=found.title)

    def _settled(self, said: str) -> None:
        self.workspace.said.emit(said, False)
        self._leave()

    def _leave(self) -> None:
        self.form = None
        self.workspace.go.emit(TODAY if self._way() == "handover" else SYNC_CENTRE)

    def _back(self) -> None:
        self.workspace.go.emit(TODAY if self._way() == "handover" else SYNC_CENTRE)


def _yes_no(yes: bool) -> str:
    return words.YES if yes else words.NO


def place_of_refusal(refusal: Refusal) -> Place:
    """Where a refusal is dealt with."""
    return Place("mend", refusal.record_type, refusal.record, (("cause", refusal.cause.hex()),))


def place_of_handover(work: Handed) -> Place:
    """Where work that was handed over is dealt with."""
    return Place("mend", work.record_type, work.record, (("handover", work.id),))
