"""Commands of ``forecourt-hub`` about the record of who did what: ``audit`` with ``verify``, ``show``, ``export``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from shared_models.clock import system_milliseconds
from sync_server.accounts import find_by_login
from sync_server.administration import Administration
from sync_server.audit import KNOWN, NEWER, OPERATOR, Asked, BadRow, note, rows, verify_audit
from sync_server.audit_trails import bad_trails
from sync_server.change_history import changes_by, changes_of_record
from sync_server.config import HubConfig
from sync_server.errors import SetupProblem
from sync_server.tables import TENANT
from sync_server.update_log import BadEntry, verify

Parser = argparse.ArgumentParser
_MOST = 1_000_000


def add_commands(group: Callable[[str, str], Any], common: Callable[[Parser, Any], None]) -> None:
    """Add the commands; ``group`` makes a command of several words, ``common`` gives one its options and its work."""
    audit = group("audit", "Check, show or export the record of who did what")
    common(audit.add_parser("verify", help="Check log and audit and name the first bad row"), _verify)
    showing = audit.add_parser("show", help="Print what was done, newest first")
    exporting = audit.add_parser("export", help="Write what was done into a file, one JSON object a line")
    for made, work in ((showing, _show), (exporting, _export)):
        common(made, work)
        made.add_argument("--tenant", help="needed when there are several")
        made.add_argument("--record", default="", help="identifier of a record: its changes, and what was done with it")
        made.add_argument("--person", default="", help="identifier or login of a person")
        made.add_argument("--since", help="first day, such as 2026-11-01 (UTC)")
        made.add_argument("--until", help="last day, included (UTC)")
    showing.add_argument("--most", type=int, default=100, help="lines at most (100)")
    exporting.add_argument("--out", type=Path, required=True, help="the file to write")
    _add_evidence(group, common)
    _add_retention(group, common)
    _add_agreed(group, common)


def _add_evidence(group: Callable[[str, str], Any], common: Callable[[Parser, Any], None]) -> None:
    making = group("evidence", "Make evidence packs that anybody can verify").add_parser(
        "make", help="Write the pack of a record or of a period"
    )
    common(making, _evidence)
    making.add_argument("--tenant", help="needed when there are several")
    making.add_argument("--record", default="", help="identifier of a sale, a claim or any other record")
    making.add_argument("--since", help="first day of a period, such as 2026-11-01 (UTC)")
    making.add_argument("--until", help="its last day, included (UTC)")
    making.add_argument("--out", type=Path, required=True, help="the ZIP to write")


def _add_retention(group: Callable[[str, str], Any], common: Callable[[Parser, Any], None]) -> None:
    retention = group("retention", "What is kept no longer than the configuration says")
    common(retention.add_parser("list", help="Say what would be erased now; nothing is"), _retention_list)
    common(retention.add_parser("run", help="Erase now what is due (a running hub does so daily)"), _retention_run)


def _add_agreed(group: Callable[[str, str], Any], common: Callable[[Parser, Any], None]) -> None:
    sharing = group("agreed", "What insurers' people see and write of their policies and claims: nothing by itself")
    listing = sharing.add_parser("show", help="Print the list of agreed fields")
    setting = sharing.add_parser("set", help="Put another list in its place; what is not in it leaves their devices")
    for made, work in ((listing, _agreed_show), (setting, _agreed_set)):
        common(made, work)
        made.add_argument("--tenant", help="needed when there are several")
    setting.add_argument("fields", nargs="*", help="such as policy.number claim.paid=write; none: nothing is shared")


def _agreed_show(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.agreed_fields import agreed

    with Administration(config) as administration, administration.reading() as connection:
        print("\n".join(agreed(connection, administration.tenant(options.tenant)).lines()))


def _agreed_set(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.agreed import change_list
    from sync_server.agreed_fields import read_list
    from sync_server.file_store import open_files
    from sync_server.keys import load_key
    from sync_server.sweeping import sweep

    wanted = read_list(options.fields)
    with Administration(config) as administration:
        tenant = administration.tenant(options.tenant)
        with administration.alone() as connection:
            done = change_list(connection, tenant, wanted, load_key(config.data), system_milliseconds())
    if done is not None:
        sweep(config, open_files(config), tenant, done.files)
    seen, written = (sum(map(len, some.values())) for some in (wanted.seen, wanted.written))
    print(f"{seen:,} fields are agreed, {written:,} of them to be written by insurers too")


def _retention_list(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.retention import due
    from sync_server.retention_rules import read_rules

    with Administration(config) as administration, administration.reading() as connection:
        for tenant in tenants_of(connection):
            for rule, months in read_rules(config.retention).items():
                for one in due(connection, tenant, rule, months, system_milliseconds()):
                    print(f"{tenant}  {rule}  {one.type} {one.id}  {one.becomes}")


def _retention_run(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.file_store import open_files
    from sync_server.keys import load_key
    from sync_server.retention import run
    from sync_server.retention_rules import read_rules
    from sync_server.sweeping import sweep

    rules, files = read_rules(config.retention), open_files(config)
    with Administration(config) as administration:
        with administration.reading() as connection:
            tenants = tenants_of(connection)
        for tenant in tenants:
            with administration.writing() as connection:
                done = run(connection, tenant, rules, load_key(config.data), system_milliseconds())
            for one in done:
                sweep(config, files, tenant, one.files)
            print(f"{tenant}: {sum(len(one.records) for one in done):,} records erased")


def _evidence(config: HubConfig, options: argparse.Namespace) -> None:
    from sync_server.evidence import make, of_period, of_record

    with Administration(config) as administration:
        tenant = administration.tenant(options.tenant)
        with administration.writing() as connection:
            if options.record:
                records = of_record(connection, tenant, options.record)
            else:
                records = of_period(connection, tenant, _day(options.since, 0), _day(options.until, 1) or 2**46)
            pack = make(connection, config, tenant, records, system_milliseconds())
            note(connection, tenant, OPERATOR, "", "evidence_made", options.record, {"records": len(records)})
    options.out.write_bytes(pack)
    print(f"{len(records):,} records in {options.out}")


def _verify(config: HubConfig, options: argparse.Namespace) -> int:
    bad = 0
    with Administration(config) as administration, administration.reading() as connection:
        for entry in verify(connection):
            bad += isinstance(entry, BadEntry)
            print(
                f"BAD   {entry.space}: entry {entry.seq}: {entry.reason}" if isinstance(entry, BadEntry)
                else f"good  {entry[0]}: {entry[1]:,} entries"
            )  # fmt: skip
        for row in verify_audit(connection):
            bad += isinstance(row, BadRow)
            print(
                f"BAD   audit of {row.tenant}: row {row.number}: {row.reason}" if isinstance(row, BadRow)
                else f"good  audit of {row[0]}: {row[1]:,} rows"
            )  # fmt: skip
        for told in bad_trails(connection):
            bad += 1
            print(f"BAD   {told}")
    return 1 if bad else 0


def _show(config: HubConfig, options: argparse.Namespace) -> None:
    with Administration(config) as administration, administration.reading() as connection:
        for told in _told(administration, connection, options)[: options.most]:
            print(_sentence(told))


def _export(config: HubConfig, options: argparse.Namespace) -> None:
    with Administration(config) as administration:
        with administration.reading() as connection:
            told = _told(administration, connection, options)
        options.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told), "utf-8")
        with administration.writing() as connection:
            tenant = administration.tenant(options.tenant)
            subject = options.record or options.person
            note(connection, tenant, OPERATOR, "", "audit_exported", subject, {"rows": len(told)})
    print(f"{len(told):,} lines in {options.out}")


def _told(administration: Administration, connection: Connection, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Rows of the audit and changes, as maps, newest first."""
    tenant = administration.tenant(options.tenant)
    person = _person(connection, tenant, options.person)
    since, until = _day(options.since, 0), _day(options.until, 1) or 2**46
    asked = Asked(person, options.record, since, until, most=_MOST)
    told = [{"kind": "deed", **asdict(row), **_by_newer(row.action)} for row in rows(connection, tenant, asked)]
    if options.record:
        changes: Iterator[dict[str, Any]] = iter(changes_of_record(connection, tenant, options.record))
    else:
        changes = changes_by(connection, tenant, person, since, until, _MOST) if person else iter(())
    told += [{"kind": "change", **one} for one in changes if since <= one["at"] < until]
    told = [one for one in told if not person or person in (one["who"], one.get("subject"))]
    return sorted(told, key=lambda one: -int(one["at"]))


def _by_newer(action: str) -> dict[str, str]:
    """What there is to say of an action that this version does not know."""
    return {} if action in KNOWN else {"by": NEWER}


def _sentence(told: dict[str, Any]) -> str:
    when = datetime.fromtimestamp(told["at"] / 1000, UTC).isoformat(timespec="seconds")
    who = f"{when}  {told['who'] or '-'}  {told['device'] or '-'}"
    if told["kind"] == "deed":
        action = told["action"] if told["action"] in KNOWN else f"{told['action']} ({NEWER})"
        return f"{who}  {action}  {told['subject']}  {json.dumps(told['detail'], ensure_ascii=False)}"
    did = "; ".join(f"{one['field']}: {one['before']!r} -> {one['after']!r}" for one in told["did"])
    offline = "offline" if told["offline"] else "online"
    return f"{who}  change  {told['type']} {told['record']}  {offline}  {did}"


def _person(connection: Connection, tenant: str, given: str) -> str:
    account = find_by_login(connection, tenant, given) if given else None
    return account[0].person if account is not None else given


def tenants_of(connection: Connection) -> list[str]:
    """The tenants of a hub, by name."""
    return list(connection.execute(select(TENANT.c.name).order_by(TENANT.c.name)).scalars())


def _day(text: str | None, later: int) -> int:
    """The beginning of a day in milliseconds since 1970 UTC, or of the ``later``-th day after it; 0 for none."""
    if not text:
        return 0
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000) + later * 86_400_000
    except ValueError as error:
        raise SetupProblem(f"'{text}' is no day such as 2026-11-01") from error
