"""The command ``forecourt``: open a window, or import and connect without one."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from platformdirs import user_data_path

from client import __version__, hasten_imports
from client.beside import ARGUMENT
from client.care import kept_log
from client.text import app as words
from client.text import audit as audit_words
from client.text import roads as road_words
from client.text import role_keys as key_words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    begun = time.perf_counter_ns()
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [ARGUMENT]:  # a frozen app, as a process beside its window
        from client.beside.starting import begin

        begin(given[1])
        return 0
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    kept_log.begin()
    if options.command is not None:
        from client import command_line

        return command_line.run(options)
    gc.disable()  # for good: after the first page is shown garbage is looked for on the window's thread (client.pace)
    import_module("PySide6.QtCore")
    hasten_imports()
    from client import start

    return start.run(options.data, options.mode, options.language, begun)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="forecourt", description=words.DESCRIPTION)
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--mode", choices=("showroom", "fleet"), default="showroom", help=words.MODE_HELP)
    parser.add_argument("--language", default="", metavar="CODE", help=words.LANGUAGE_HELP)
    data = user_data_path("Forecourt", appauthor=False)
    parser.add_argument("--data", type=Path, default=data, help=words.DATA_HELP)
    commands = parser.add_subparsers(dest="command")
    _add_session(commands)
    _add_import(commands)
    support = commands.add_parser("support-bundle", help=words.SUPPORT_HELP)
    support.add_argument("--to", type=Path, default=Path("forecourt-support.zip"), help=words.SUPPORT_TO_HELP)
    audit = commands.add_parser("audit", help=audit_words.HELP)
    audit.add_argument("deed", choices=("verify",), help=audit_words.VERIFY_HELP)
    for command in commands.choices.values():
        command.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=words.DATA_HELP)
    return parser


def _add_session(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    enrol = commands.add_parser("enrol", help=words.ENROL_HELP)
    enrol.add_argument("--hub", required=True, help=words.ENROL_HUB_HELP)
    enrol.add_argument("--code", required=True, help=words.ENROL_CODE_HELP)
    enrol.add_argument("--name", required=True, help=words.ENROL_NAME_HELP)
    sign_in = commands.add_parser("sign-in", help=words.SIGN_IN_HELP)
    sign_in.add_argument("--login", required=True, help=words.SIGN_IN_LOGIN_HELP)


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    importing = commands.add_parser("import", help=words.IMPORT_HELP)
    importing.add_argument("file", type=Path, help=words.IMPORT_FILE_HELP)
    importing.add_argument("--type", required=True, help=words.IMPORT_TYPE_HELP)
    importing.add_argument("--mapping", type=Path, help=words.IMPORT_MAPPING_HELP)
    importing.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help=words.IMPORT_SET_HELP)
    importing.add_argument("--rejects", type=Path, help=words.IMPORT_REJECTS_HELP)
    importing.add_argument(
        "--duplicates", choices=("skip", "keep", "update"), default="skip", help=words.IMPORT_DUPLICATES_HELP
    )
    importing.add_argument("--dry-run", action="store_true", help=words.IMPORT_TRY_HELP)
    importing.add_argument("--skip-bad-rows", action="store_true", help=words.IMPORT_SKIP_HELP)
    commands.add_parser("backup", help=words.BACKUP_HELP)
    restoring = commands.add_parser("restore", help=words.RESTORE_HELP)
    restoring.add_argument("file", type=Path, help=words.RESTORE_FILE_HELP)
    exporting = commands.add_parser("export-changes", help=road_words.EXPORT_HELP)
    exporting.add_argument("file", type=Path, help=road_words.EXPORT_FILE_HELP)
    bringing = commands.add_parser("import-changes", help=road_words.IMPORT_HELP)
    bringing.add_argument("file", type=Path, help=road_words.IMPORT_FILE_HELP)
    commands.add_parser("rotate-key", help=words.ROTATE_HELP)
    steps = commands.add_parser("recovery-key", help=key_words.HELP).add_subparsers(dest="step", required=True)
    steps.add_parser("make", help=key_words.MAKE_HELP)
    steps.add_parser("name", help=key_words.NAME_HELP).add_argument("public", help=key_words.PUBLIC_HELP)
    steps.add_parser("use", help=key_words.USE_HELP)
    undo = commands.add_parser("undo-import", help=words.UNDO_HELP)
    undo.add_argument("batch", help=words.UNDO_BATCH_HELP)


if __name__ == "__main__":
    sys.exit(main())
