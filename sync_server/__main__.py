"""The command ``forecourt-hub``: serve, and what an administrator does beside it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared_models.errors import ForecourtError
from sync_server import __version__
from sync_server.config import HubConfig, load_config
from sync_server.door_commands import add_commands
from sync_server.errors import SetupProblem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 when it could not be done, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    try:
        config = load_config(vars(options))
        if options.run not in _BEGINNING:
            _require_hub(config)
        return int(options.run(config, options) or 0)
    except ForecourtError as error:
        print(f"forecourt-hub: {error}", file=sys.stderr)
        return 1
    except OSError as error:  # a file that is named, a disk: nothing is wrong with the program
        if options.run is _serve:
            raise
        print(f"forecourt-hub: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _require_hub(config: HubConfig) -> None:
    """Raise SetupProblem where there is none: a wrong folder is not to be told whole, backed up, or made into one."""
    if not config.database and not config.database_file.exists():
        raise SetupProblem(
            f"data: there is no hub in {config.data}. Name its folder with --data or FORECOURT_HUB_DATA, or make one: "
            "forecourt-hub init"
        )


def _serve(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.serving import serve

    serve(config)


def _init(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        first = {"login": options.login, "name": options.name, "role": "it_admin", "password": _password(options)}
        _tell(administration.provision({"tenant": options.tenant, "people": [first], "codes": 1}))


def _provision(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration, read_plan

    plan = read_plan(sys.stdin.read() if options.plan == "-" else Path(options.plan).read_text("utf-8"))
    with Administration(config) as administration:
        _tell(administration.provision(plan))


def _add_person(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    names = ("login", "name", "role", "store", "person")
    person = {name: getattr(options, name) for name in names} | {"password": _password(options)}
    with Administration(config) as administration:
        _tell(administration.add_person(administration.tenant(options.tenant), person))


def _set_password(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        _tell(administration.set_password(administration.tenant(options.tenant), options.login, _password(options)))


def _enrol_code(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        _tell(administration.enrol_code(administration.tenant(options.tenant)))


def _revoke_device(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        administration.revoke_device(options.device)
    _tell({"revoked": options.device})


def _close_account(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        administration.close_account(administration.tenant(options.tenant), options.login)
    _tell({"closed": options.login})


def _import_changes(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.bundle_import import import_bundle

    _tell(import_bundle(config, options.file))


def _migrate(config: HubConfig, options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from sync_server.migrating import dry_run, migrate

    config.make_folder()
    done = (dry_run if options.dry_run else migrate)(config, options.to, contract=options.contract)
    _tell({"tried_only": options.dry_run, **asdict(done)})
    return 1 if done.changed else 0


def _verify(config: HubConfig, options: argparse.Namespace) -> int:
    from sync_server.administration import Administration
    from sync_server.update_log import BadEntry

    bad = 0
    with Administration(config) as administration:
        for found in administration.verify():
            if isinstance(found, BadEntry):
                bad += 1
                print(f"BAD   {found.space}: entry {found.seq}: {found.reason}")
            else:
                print(f"good  {found[0]}: {found[1]:,} entries")
    return 1 if bad else 0


def _backup(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        made = administration.back_up(options.to, options.with_keys)
    keys = str(made.keys) if options.with_keys else "not copied; keep them elsewhere, or ask for --with-keys"
    _tell({"backup": str(made.path), "bytes": made.size, "spaces": len(made.heads), "keys": keys})


def _restore(config: HubConfig, options: argparse.Namespace) -> None:
    from time import monotonic

    from sync_server.backups import folder_of
    from sync_server.replaying import backup_before, instant
    from sync_server.restoring import restore
    from sync_server.serving import only_hub

    if (options.file is None) == (options.to is None):
        raise SetupProblem("restore: give the file of a backup, or --to with a moment")
    began, until = monotonic(), instant(options.to) if options.to else None
    file = options.file or backup_before(options.source or folder_of(config), until or 0)
    config.make_folder()
    lock = only_hub(config.data)
    try:
        done = restore(config, file, until)
    finally:
        lock.close()
    kept = "as they are now" if done.accounts_kept else "as in the backup; people sign in again, lock out devices again"
    missing = ", ".join(done.keys_missing) or "none"
    aside = str(done.aside) if done.aside else None
    told = {"backup": str(file), "entries_from_archive": done.replayed, "entries": sum(done.heads.values())}
    told |= {"files_that_could_not_be_opened": done.files_unread} if done.files_unread else {}
    told |= {"spaces": done.heads, "former_data": aside, "accounts_and_devices": kept, "keys_missing": missing}
    _tell({**told, "seconds": round(monotonic() - began, 1)})


def _freeze(config: HubConfig, options: argparse.Namespace) -> None:
    from shared_models.clock import system_milliseconds
    from sync_server.administration import Administration
    from sync_server.freezing import freeze, thaw

    with Administration(config) as administration:
        tenant = administration.tenant(options.tenant) if options.tenant else None
        with administration.writing() as connection:
            left = (thaw if options.thaw else freeze)(connection, tenant, system_milliseconds())
    _tell({"frozen": sorted(left.tenants), "in effect": "within a second, on all hubs of this database"})


def _rotate_key(config: HubConfig, options: argparse.Namespace) -> int:
    from sync_server.rekeying import bring_backups, rotate
    from sync_server.serving import only_hub

    config.make_folder()
    lock = None if options.backups else only_hub(config.data)
    try:
        done = bring_backups(config, options.backups) if options.backups else rotate(config)
    except OSError as error:
        raise SetupProblem(
            f"rotate-key: {error}. Nothing is lost: mend that, and run the same command again"
        ) from error
    finally:
        if lock is not None:
            lock.close()
    _tell({"databases": done.databases, "files": done.files, "unread": [str(path) for path in done.unread]})
    return 1 if done.unread else 0


def _restored_report(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.administration import Administration

    with Administration(config) as administration:
        _tell(administration.restored_report() or {"restored": None})


def _password(options: argparse.Namespace) -> str | None:
    """The first line of standard input, if asked for: a password in the arguments would show in the process list."""
    return sys.stdin.readline().rstrip("\r\n") if options.password_stdin else None


def _tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _add_common(made: argparse.ArgumentParser, run: Any) -> None:
    made.add_argument("--data", type=Path, help="folder of everything durable")
    made.add_argument("--config", type=Path, help="TOML file (else hub.toml in the data folder, if there)")
    made.set_defaults(run=run)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="forecourt-hub", description="The Forecourt hub.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        _add_common(made, run)
        return made

    serving = command("serve", _serve, "Serve devices and head office")
    serving.add_argument("--host", help="address to listen on (127.0.0.1)")
    serving.add_argument("--port", type=int, help="port to listen on (8765; 0 takes a free one)")
    serving.add_argument("--certificate", type=Path, help="TLS certificate chain, PEM; needed beyond this machine")
    serving.add_argument("--private-key", type=Path, help="TLS private key, PEM")
    serving.add_argument("--authority", type=Path, help="certificate (PEM) of the house's own authority, for devices")
    serving.add_argument("--client-certificates", choices=("off", "required"), help="ask devices for theirs (off)")
    serving.add_argument("--least-version", help="the oldest program that may still speak to the hub, such as 1.4.0")
    serving.add_argument("--log-level", choices=("debug", "info", "warning", "error"))

    init = command("init", _init, "Create a tenant with its first administrator and print both once")
    init.add_argument("--tenant", required=True, help="short lower-case name of the dealer group")
    init.add_argument("--login", default="admin")
    init.add_argument("--name", default="Administrator")
    provision = command("provision", _provision, "Create tenant, people and enrolment codes from a JSON plan")
    provision.add_argument("plan", help="the plan's file, or - for standard input")
    add = command("add-person", _add_person, "Create an account")
    for name in ("login", "name", "role"):
        add.add_argument(f"--{name}", required=True)
    add.add_argument("--store", help="identifier of the store the person works at")
    add.add_argument("--person", help="identifier of the person's record (a new one unless given)")
    reset = command("set-password", _set_password, "Give an account another password")
    reset.add_argument("--login", required=True)
    code = command("enrol-code", _enrol_code, "Print a one-time code that enrols a device")
    closing = command("close-account", _close_account, "Close the account of somebody who leaves")
    closing.add_argument("--login", required=True)
    for made in (add, reset, code, closing):
        made.add_argument("--tenant", help="needed when there are several")
    for made in (init, add, reset):
        made.add_argument("--password-stdin", action="store_true", help="read it from standard input (else made up)")
    add_commands(command)
    revoking = command("revoke-device", _revoke_device, "Lock a device out")
    revoking.add_argument("device")
    bringing = command("import-changes", _import_changes, "Take in a file of changes that a device wrote; hub stopped")
    bringing.add_argument("file", type=Path)
    backing = command("backup", _backup, "Make a checked backup, also while the hub serves")
    backing.add_argument("--to", type=Path, help="folder of the backups (backup_folder of the configuration)")
    backing.add_argument("--with-keys", action="store_true", help="copy the hub's secret keys as well")
    _add_going_back(command)
    rotating = command("rotate-key", _rotate_key, "Encrypt everything of the hub anew under a new key; hub stopped")
    rotating.add_argument("--backups", type=Path, help="instead bring backups in this folder under the newest key")
    migrating = command("migrate", _migrate, "Bring the tables of the hub to this version, every row checked")
    migrating.add_argument("--to", default="", help="a revision, also an older one (the newest unless given)")
    migrating.add_argument("--dry-run", action="store_true", help="on a copy: say what would be done")
    migrating.add_argument("--contract", action="store_true", help="also take away what older hubs still need")
    command("verify", _verify, "Check the hash chain of every space and name the first bad entry")
    _add_record_commands(commands)
    return parser


def _add_going_back(command: Any) -> None:
    putting = command("restore", _restore, "Put a backup back; what was there is kept aside")
    putting.add_argument("file", type=Path, nargs="?", help="the backup, hub-TIME.sqlite")
    putting.add_argument("--to", help="a moment instead, such as 2026-11-22T10:15:00Z: backup and archived log")
    putting.add_argument("--from", dest="source", type=Path, help="folder of the backups (else the configuration's)")
    command("restored-report", _restored_report, "Say what came back from which device after a restore")
    for name, thaws, about in (
        ("freeze", False, "Stop all writing while reading goes on; devices keep what they write"),
        ("thaw", True, "Let devices write again; they send what they have kept"),
    ):
        switch = command(name, _freeze, about)
        switch.add_argument("--tenant", help="only this one's (else all)")
        switch.set_defaults(thaw=thaws)


def _add_record_commands(commands: Any) -> None:
    """The commands of several words, whose folder and configuration stand at the last of them."""
    from sync_server import model_commands
    from sync_server.record_commands import add_commands

    def group(name: str, about: str) -> Any:
        made = commands.add_parser(name, help=about, description=about)
        return made.add_subparsers(required=True, metavar="COMMAND")

    add_commands(group, _add_common)
    model_commands.add_commands(group, _add_common)


#: What may begin a hub where there is none.
_BEGINNING = (_serve, _init, _provision, _migrate, _restore)

if __name__ == "__main__":
    sys.exit(main())
