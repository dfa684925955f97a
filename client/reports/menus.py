"""The menus from which lists are exported and records printed.

What draws and writes is named, not imported: a process beside the window does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from accessibility.widgets import MenuButton
from client.beside.answering import Given
from client.reports.edition import Edition
from client.reports.evidence_period import EvidencePeriod
from client.reports.listing import Wanted, answered
from client.reports.press import Job, Press, file_name
from client.reports.refusals import Refused, Told
from client.text import audit as audit_words
from client.text import privacy as privacy_words
from client.text import records as record_words
from client.text import reports as words
from client.workspace import Workspace
from shared_models.privacy import PEOPLE
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_create, may_erase


class Asked(Protocol):
    """What a list is asked now."""

    @property
    def text(self) -> str: ...
    @property
    def filters(self) -> Mapping[str, frozenset[str]]: ...
    @property
    def order(self) -> str: ...


class ExportMenu(MenuButton):
    """Exports the list that stands beside it, as it is at that moment: search, filters and order."""

    def __init__(
        self, workspace: Workspace, type_name: str, asked: Callable[[], Asked], columns: Callable[[], Sequence[str]],
        page: QWidget,
    ) -> None:  # fmt: skip
        about = RECORD_TYPES[type_name].about
        name = words.EXPORT_NAME.format(plural=record_words.in_sentence(about.plural))
        entries = [
            (words.TO_XLSX, lambda: self.export("xlsx"), "table"),
            (words.TO_CSV, lambda: self.export("csv"), "document"),
            (words.TO_PDF, lambda: self.export("pdf"), "print"),
        ]
        if type_name in ("sale", "claim"):
            entries.append((audit_words.PERIOD_MENU, self.evidence, "export"))
        super().__init__(words.EXPORT, entries, "export", accessible_name=name)
        self._workspace, self._type, self._asked, self._columns = workspace, type_name, asked, columns
        self._page = page
        self.press = Press(workspace, page)

    def export(self, ending: str) -> None:
        """Ask where to, then write the list in one form: ``xlsx``, ``csv`` or ``pdf``."""
        asked, workspace, kind = self._asked(), self._workspace, RECORD_TYPES[self._type]
        unseen = frozenset(name for name in kind.fields() if not workspace.identity.sees(kind, name))
        wanted = Wanted(self._type, asked.text, dict(asked.filters), asked.order, tuple(self._columns()), unseen)
        plural = kind.about.plural

        def job(path: Path, told: Told) -> None:
            answer = answered(workspace.catalogue, workspace.reader, wanted, Edition.of(workspace))
            export = "client.reports.list_export:export_answer"
            workspace.papers.run(export, Given.SHOWN, answer, path, Given.TOLD, told=told)
            workspace.witness("list_exported", wanted.type_name, detail={"form": ending})

        name = words.LIST_FILE.format(plural=plural, day=workspace.today().isoformat())
        self.press.make(file_name(name, ending), job)

    def evidence(self) -> None:
        """Ask of which days, then write what was done in them with its history, signed by this device."""
        EvidencePeriod(self._workspace.today(), self.evidence_of, self._page.window()).open()

    def evidence_of(self, since: date, until: date) -> None:
        """Ask where to, then write the pack of these days."""
        workspace, signer = self._workspace, self._workspace.evidence_signer()
        span = {"since": since.isoformat(), "until": until.isoformat()}

        def job(path: Path, told: Told) -> None:
            from client.reports.evidence import Making

            if signer is None:
                raise Refused(audit_words.NO_SIGNER)
            count = Making(workspace.reader, signer, Edition.of(workspace)).write_period(since, until, path, told)
            workspace.witness("evidence_made", detail={**span, "records": count})

        self.press.make(file_name(audit_words.PERIOD_FILE.format(**span), "zip"), job)


class PrintMenu(MenuButton):
    """Prints one record: its sheet, and the papers that only its type has."""

    def __init__(self, workspace: Workspace, type_name: str, record_id: str, page: QWidget) -> None:
        self._workspace, self._type, self._record = workspace, type_name, record_id
        about = RECORD_TYPES[type_name].about
        entries: list[tuple[str, Callable[[], object], str]] = []
        if type_name == "policy" and may_create(workspace.identity.role, "policy"):
            entries.append((words.PRINT_CERTIFICATE, self.certificate, "policy"))
        if type_name == "vehicle" and workspace.mode == "showroom":
            entries.append((words.PRINT_STICKER, self.sticker, "tag"))
        entries.append((words.PRINT_SHEET, self.sheet, "document"))
        if type_name in ("sale", "claim", "policy"):
            entries.append((audit_words.EVIDENCE_MENU, self.evidence, "export"))
        if type_name in PEOPLE and may_erase(workspace.identity.role):
            entries.append((privacy_words.EXPORT_MENU, self.person, "export"))
        name = words.PRINT_NAME.format(label=record_words.in_sentence(about.label))
        super().__init__(words.PRINT, entries, "print", accessible_name=name)
        self.press = Press(workspace, page)

    def sheet(self) -> None:
        """Everything about the record."""
        workspace, type_name, record = self._workspace, self._type, self._record

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.record_sheet:write_record_sheet"
            workspace.papers.run(write, Given.SHOWN, type_name, record, Edition.of(workspace), path)

        self._make(words.SHEET_FILE, job)

    def certificate(self) -> None:
        """The certificate of a policy."""
        workspace, record = self._workspace, self._record

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.certificate:write_certificate"
            workspace.papers.run(write, Given.SHOWN, record, Edition.of(workspace), path)

        self._make(words.CERTIFICATE_FILE, job)

    def sticker(self) -> None:
        """The window sticker of a vehicle."""
        workspace, record = self._workspace, self._record

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.vehicle_sheet:write_vehicle_sheet"
            workspace.papers.run(write, Given.SHOWN, record, Edition.of(workspace), path)

        self._make(words.STICKER_FILE, job)

    def person(self) -> None:
        """Everything about the person that whoever asks may see."""
        workspace, type_name, record = self._workspace, self._type, self._record

        def job(path: Path, _told: Told) -> None:
            from client.reports.person_data import PersonData, types_with_seals

            held = {name: seals for name in types_with_seals() if (seals := workspace.seals_of(name)) is not None}
            role, edition = workspace.identity.role, Edition.of(workspace)
            PersonData(workspace.reader, role, workspace.files, held, edition).write(type_name, record, path)
            workspace.witness("person_exported", type_name, record)

        title = workspace.reader.title(type_name, record)
        self.press.make(file_name(privacy_words.EXPORT_FILE.format(title=title), "zip"), job)

    def evidence(self) -> None:
        """The record with its whole history, signed by this device, for somebody who does not trust it."""
        workspace, type_name, record = self._workspace, self._type, self._record
        signer = workspace.evidence_signer()

        def job(path: Path, _told: Told) -> None:
            from client.reports.evidence import Making

            if signer is None:
                raise Refused(audit_words.NO_SIGNER)
            Making(workspace.reader, signer, Edition.of(workspace)).write(type_name, record, path)
            workspace.witness("evidence_made", type_name, record)

        title = workspace.reader.title(type_name, record)
        self.press.make(file_name(audit_words.EVIDENCE_FILE.format(title=title), "zip"), job)

    def _make(self, pattern: str, job: Job) -> None:
        def noted(path: Path, told: Told) -> None:
            job(path, told)
            self._workspace.witness("paper_made", self._type, self._record)

        title = self._workspace.reader.title(self._type, self._record)
        self.press.make(file_name(pattern.format(title=title, number=title), "pdf"), noted)
