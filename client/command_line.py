"""What can be done without a window: connect a device, sign in, import a file, take an import back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from client import __version__
from client.care import audit_check
from client.care.rekeying import rotate
from client.care.support_bundle import write_bundle
from client.commands import UndoImport
from client.hub import recovery_key
from client.hub.diagnosis import Diagnosis
from client.hub.session import Session
from client.importing.mapping import ColumnMapping
from client.importing.outcome import DuplicateRule, Report
from client.importing.preview import Preview
from client.importing.reading import Source, open_source
from client.importing.running import Surroundings, import_of
from client.importing.suggestion import suggest
from client.reading.queries import Reader
from client.replica import backups
from client.replica.worker import Replica, wait
from client.roads.change_files import export_changes, import_changes
from client.sync_state import SyncState
from client.text import app as words
from client.text import audit as audit_words
from client.text import backups as backup_words
from client.text import role_keys as key_words
from shared_models.errors import ForecourtError
from shared_models.records import RECORD_TYPES

T = TypeVar("T")
#: An import may take as long as it takes.
_DAYS = 86_400.0


def run(options: argparse.Namespace) -> int:
    """Carry out a command that needs no window; 0 when it went well, 1 when it could not be done."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "enrol": _enrol,
        "sign-in": _sign_in,
        "import": _import,
        "undo-import": _undo_import,
        "backup": _backup,
        "restore": _restore,
        "support-bundle": _support_bundle,
        "export-changes": _export_changes,
        "import-changes": _import_changes,
        "audit": _audit,
        "rotate-key": _rotate_key,
        "recovery-key": _recovery_key,
    }
    try:
        return commands[options.command](options)
    except ForecourtError as error:
        print(error, file=sys.stderr)
    return 1


def _enrol(options: argparse.Namespace) -> int:
    Session(options.data, __version__).enrol_now(options.hub, options.code, options.name)
    print(words.ENROLLED)
    return 0


def _sign_in(options: argparse.Namespace) -> int:
    """The password is the first line of standard input: among the arguments it would show in the process list."""
    session = Session(options.data, __version__)
    session.sign_in_now(options.login, sys.stdin.readline().rstrip("\r\n"))
    print(words.SIGNED_IN.format(name=session.standing.name))
    return 0


def _with_replica(folder: Path, work: Callable[[Replica], T]) -> T:
    session = Session(folder, __version__)
    replica = Replica(session.replica_path(), session.identity())
    try:
        return work(replica)
    finally:
        replica.close()


def _import(options: argparse.Namespace) -> int:
    return _with_replica(options.data, lambda replica: _import_into(replica, options))


def _import_into(replica: Replica, options: argparse.Namespace) -> int:
    surroundings = Surroundings(Reader(replica.database), replica.identity.role)
    today = datetime.now(UTC).astimezone().date()
    source = open_source(options.file)
    mapping = _mapping(options, source, surroundings)
    preview = Preview(
        source,
        mapping,
        today=today,
        known=surroundings.known,
        duplicates=DuplicateRule(options.duplicates),
        lookups=surroundings.lookups(),
    )
    report = preview.check()
    _tell(mapping, source, report)
    counts = report.counts
    if counts.refused and options.rejects:
        preview.write_reject_file(options.rejects)
    if options.dry_run:
        print(words.IMPORT_WOULD.format(count=counts.ready, all=counts.rows, bad=counts.refused))
        return 0
    if counts.refused and not options.skip_bad_rows:
        print(words.IMPORT_REFUSED.format(count=counts.refused, all=counts.rows), file=sys.stderr)
        return 1
    command = import_of(preview)
    outcome = wait(replica.execute(command), _DAYS)
    records = RECORD_TYPES[options.type].about.plural.lower()
    print(words.IMPORT_DONE.format(count=len(outcome.changes.touched), records=records, batch=command.batch))
    return 0


def _mapping(options: argparse.Namespace, source: Source, surroundings: Surroundings) -> ColumnMapping:
    if options.mapping:
        return ColumnMapping.load(options.mapping)
    constants = dict(constant.split("=", 1) for constant in options.set)
    currency = constants.pop("currency", None)
    units = {name.removesuffix("_unit"): constants.pop(name) for name in list(constants) if name.endswith("_unit")}
    today = datetime.now(UTC).astimezone().date()
    lookups = surroundings.lookups()
    mapping = suggest(options.type, source, today=today, currency=currency, units=units, lookups=lookups)
    for name, value in constants.items():
        mapping.set_constant(name, value)
    return mapping


def _tell(mapping: ColumnMapping, source: Source, report: Report) -> None:
    """Print how the file is understood and the first problems."""
    fields = RECORD_TYPES[mapping.record_type].fields()
    for name, column in mapping.columns.items():
        print(f"  {column} -> {fields[name].label if name in fields else name}")
    for column in mapping.unused(source.headers):
        print(words.IMPORT_UNUSED.format(column=column))
    for note in report.notes:
        print(f"  {note}")
    for problem in report.problems[:20]:
        print(words.IMPORT_PROBLEM.format(row=problem.row, field=problem.label or "–", message=problem.message))


def _backup(options: argparse.Namespace) -> int:
    made = backups.make(Session(options.data, __version__).replica_path(), backups.ASKED)
    print(backup_words.MADE.format(path=made.path))
    return 0


def _restore(options: argparse.Namespace) -> int:
    restored = _with_replica(options.data, lambda replica: wait(replica.restore(options.file), _DAYS))
    print(backup_words.RESTORED.format(new=restored.new, added=restored.added_to, unsent=restored.unsent))
    return 0


def _export_changes(options: argparse.Namespace) -> int:
    session = Session(options.data, __version__)
    made = _with_replica(options.data, lambda replica: export_changes(replica, session, options.file))
    print(made.sentence())
    return 0


def _import_changes(options: argparse.Namespace) -> int:
    session = Session(options.data, __version__)
    found = _with_replica(options.data, lambda replica: import_changes(replica, session, options.file))
    print(found.sentence())
    return 0


def _audit(options: argparse.Namespace) -> int:
    """Checks; 1 when something is not what was written."""

    def check(replica: Replica) -> int:
        bad = wait(replica.write(lambda connection: list(audit_check.verify(connection))), _DAYS)
        for sentence in bad or [audit_words.GOOD]:
            print(sentence)
        return 1 if bad else 0

    return _with_replica(options.data, check)


def _rotate_key(options: argparse.Namespace) -> int:
    try:
        done = rotate(options.data)
    except OSError as error:
        print(words.ROTATE_FAILED.format(why=error.strerror), file=sys.stderr)
        return 1
    print(words.ROTATED if not done.unread else words.ROTATED_MOST)
    return 0


def _recovery_key(options: argparse.Namespace) -> int:
    """A key that is used is the first line of standard input, as a password is."""
    session = Session(options.data, __version__)
    if options.step == "make":
        print(key_words.MADE.format(key=recovery_key.make(session)))
    elif options.step == "name":
        recovery_key.name(session, options.public)
        print(key_words.NAMED)
    else:
        count = recovery_key.use(session, sys.stdin.readline())
        print(key_words.USED.format(count=count))
    return 0


def _undo_import(options: argparse.Namespace) -> int:
    def undo(replica: Replica) -> int:
        outcome = wait(replica.execute(UndoImport(options.batch)), _DAYS)
        for note in outcome.notes:
            print(note)
        print(words.UNDO_DONE.format(count=len(outcome.changes.touched)))
        return 0

    return _with_replica(options.data, undo)


def _support_bundle(options: argparse.Namespace) -> int:
    """Also says what is wrong, as the sync centre does."""
    session = Session(options.data, __version__)

    def write(replica: Replica) -> int:
        reader = Reader(replica.database)
        findings = Diagnosis(session, reader, SyncState, options.data).run()
        for one in findings:
            print(words.SUPPORT_WRONG.format(title=one.title, sentence=one.sentence, step=one.way_out))
        try:
            write_bundle(options.to, reader, replica.identity.device, SyncState(), (), findings)
        except OSError as error:
            print(words.SUPPORT_FAILED.format(path=options.to, why=error.strerror), file=sys.stderr)
            return 1
        print(words.SUPPORT_DONE.format(path=options.to))
        return 0

    return _with_replica(options.data, write)
