"""The certificate of motor insurance for a policy in force: who insures whom, which vehicles, for what, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Spacer

from client.reading.queries import Reader, RecordView
from client.reports.edition import Edition
from client.reports.paper import ACCENT, BODY, HEADING, LINE, SMALL, STRONG_BODY, TITLE, Sheet
from client.reports.refusals import Refused
from client.reports.whole_file import whole_file
from client.text import reports as words
from client.text import values
from shared_models.cover import covered_on
from shared_models.kinds import Choice, Rows
from shared_models.vin import normalise

#: What the paper states; while people disagree about any of it, it is not issued.
STATED = frozenset(
    {"number", "insurer", "holder", "status", "vehicle", "starts_on", "expires_on", "lines", "schedule", "drivers"}
)
_REFUSED = ("draft", "no_dates", "after", "cancelled", "lapsed")

_Row = tuple[str, ...]


@dataclass(frozen=True)
class _Stated:
    """What the certificate says, in words."""

    number: str
    period: str
    statement: str
    insurer: str
    insurer_lines: tuple[str, ...]
    claims_phone: str
    holder_lines: tuple[str, ...]
    vehicles: tuple[_Row, ...]
    lines: tuple[_Row, ...]
    drivers: tuple[_Row, ...]


def write_certificate(reader: Reader, policy_id: str, edition: Edition, path: Path) -> None:
    """Write the certificate as PDF.

    Raises :class:`Refused`, saying what to do, for a policy that is not in force, names no insurer, holder or vehicle,
    or about which people disagree; then nothing was written.
    """
    view = reader.record("policy", policy_id)
    if view is None:
        raise Refused(words.GONE)
    _check_settled(reader, view)
    _check_in_force(view.values, edition.today)
    sheet = _made(_stated(reader, view, edition), edition)
    with whole_file(path) as draft:
        sheet.write(draft)


# --- may it be issued? ---


def _check_settled(reader: Reader, view: RecordView) -> None:
    fields = view.record_type.fields()
    disputed = {one.path[0] for one in reader.disagreements(view.id)} & STATED
    if disputed:
        named = ", ".join(sorted(fields[name].label for name in disputed))
        raise Refused(words.UNSETTLED.format(fields=named))


def _check_in_force(held: Mapping[str, Any], today: date) -> None:
    """A policy that begins later may have its certificate now; one that has ended may not."""
    day = max(today, held["starts_on"]) if held["starts_on"] else today
    answer = covered_on(held, {}, "", day)
    if answer.reason in _REFUSED:
        dated = f"{answer.reason}_on"
        key = dated if answer.day and dated in words.NOT_IN_FORCE_REASONS else answer.reason
        reason = words.NOT_IN_FORCE_REASONS[key].format(day=values.day(answer.day))
        raise Refused(words.NOT_IN_FORCE.format(reason=reason))


# --- what it says ---


def _stated(reader: Reader, view: RecordView, edition: Edition) -> _Stated:
    held = view.values
    insurer = reader.record("insurer", held["insurer"]) if held["insurer"] else None
    if insurer is None:
        raise Refused(words.NO_INSURER)
    holder = reader.record("customer", held["holder"]) if held["holder"] else None
    if holder is None:
        raise Refused(words.NO_HOLDER)
    starts = held["starts_on"]
    first = max(edition.today, starts) if starts else edition.today
    vehicles = _vehicles(reader, held, first)
    if not vehicles:
        raise Refused(words.NO_VEHICLE)
    later = starts is not None and starts > edition.today
    contact = [insurer.values[name] for name in ("phone", "email") if insurer.values[name]]
    return _Stated(
        held["number"],
        _span(starts, held["expires_on"]),
        words.STATEMENT_LATER.format(start=values.day(starts)) if later else words.STATEMENT,
        insurer.values["name"], tuple(contact), insurer.values["claims_phone"] or "", _address(holder.values),
        tuple(vehicles), tuple(_lines(view)), tuple(_drivers(reader, held, first)),
    )  # fmt: skip


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return words.FROM_TO.format(start=values.day(start), end=values.day(end))
    return words.UNTIL.format(end=values.day(end)) if end else words.COVERED_FROM.format(start=values.day(start))


def _address(held: Mapping[str, Any]) -> tuple[str, ...]:
    town = " ".join(part for part in (held["postcode"], held["town"]) if part)
    lines = (held["company"], held["name"], held["street"], town, held["country"])
    return tuple(dict.fromkeys(line for line in lines if line))


def _vehicles(reader: Reader, held: Mapping[str, Any], day: date) -> list[_Row]:
    """Those covered on the day or later; without a schedule the one that the policy names."""
    schedule = list((held["schedule"] or {}).values())
    if not schedule:
        return [_named_vehicle(reader, held["vehicle"])] if held["vehicle"] else []
    rows = [row for row in schedule if (row.get("to_day") or date.max) >= day]
    known = {v.id: v for v in reader.by_ids("vehicle", [row["vehicle"] for row in rows if row.get("vehicle")])}
    return sorted(_vehicle(reader, known.get(row.get("vehicle") or ""), row.get("vin"), _when(row)) for row in rows)


def _named_vehicle(reader: Reader, text: str) -> _Row:
    plain = normalise(text)
    found = reader.where("vehicle", [reader.column("vehicle", "vin") == plain], limit=1) or reader.find(
        "vehicle", plate=text, limit=1
    )
    if found:
        return _vehicle(reader, found[0], None, words.WHOLE_PERIOD)
    is_vin = len(plain) == 17
    return (
        values.NOTHING, values.NOTHING if is_vin else text, text if is_vin else values.NOTHING, words.WHOLE_PERIOD
    )  # fmt: skip


def _vehicle(reader: Reader, view: RecordView | None, vin: str | None, when: str) -> _Row:
    if view is None:
        return values.NOTHING, values.NOTHING, vin or values.NOTHING, when
    held = view.values
    return reader.title_of(view), held["plate"] or values.NOTHING, held["vin"] or vin or values.NOTHING, when


def _when(row: Mapping[str, Any]) -> str:
    start, end = row.get("from_day"), row.get("to_day")
    return _span(start, end) if start or end else words.WHOLE_PERIOD


def _lines(view: RecordView) -> list[_Row]:
    kind = view.record_type.fields()["lines"].kind
    cover = kind.field("cover") if isinstance(kind, Rows) else None
    assert cover is not None
    assert isinstance(cover.kind, Choice)
    label, known = cover.kind.label, [word for word, _ in cover.kind.options]
    rows = list((view.values["lines"] or {}).values())
    rows.sort(key=lambda row: known.index(row["cover"]) if row.get("cover") in known else len(known))
    return [
        (
            label(row["cover"]) if row.get("cover") else values.NOTHING, values.money(row.get("limit")),
            values.money(row.get("deductible")), row.get("clause") or values.NOTHING,
        )
        for row in rows
    ]  # fmt: skip


def _drivers(reader: Reader, held: Mapping[str, Any], day: date) -> list[_Row]:
    rows = [row for row in (held["drivers"] or {}).values() if (row.get("to_day") or date.max) >= day]
    known = {v.id: v.values for v in reader.by_ids("driver", [row["driver"] for row in rows if row.get("driver")])}
    return sorted(
        (known[row["driver"]]["name"], known[row["driver"]]["licence_class"] or values.NOTHING, _when(row))
        for row in rows
        if row.get("driver") in known
    )


# --- the paper ---


def _made(stated: _Stated, edition: Edition) -> Sheet:
    sheet = Sheet(words.CERTIFICATE_OF.format(number=stated.number), edition, edition.public_line())
    sheet.add(stated.insurer, STRONG_BODY)
    if stated.insurer_lines:
        sheet.add(words.SEPARATOR.join(stated.insurer_lines), SMALL)
    sheet.story += [Spacer(0, 6), HRFlowable("100%", 2, color=ACCENT, spaceAfter=14)]
    sheet.add(words.CERTIFICATE, TITLE)
    sheet.add(stated.statement)
    sheet.story.append(Spacer(0, 10))
    sheet.add_pairs(
        [
            (words.NUMBER, stated.number),
            (words.PERIOD, f"{stated.period}\n{words.BOTH_DAYS}"),
            (words.INSURER, stated.insurer),
            (words.HOLDER, "\n".join(stated.holder_lines)),
        ]
    )
    sheet.add(words.VEHICLES, HEADING)
    sheet.add_table(words.VEHICLE_COLUMNS, stated.vehicles, (1.4, 1, 1.7, 1.5))
    sheet.add(words.COVER, HEADING)
    _table_or(sheet, words.COVER_COLUMNS, stated.lines, words.NO_LINES, (1.6, 1.2, 1.2, 1.6))
    sheet.add(words.DRIVERS, HEADING)
    _table_or(sheet, words.DRIVER_COLUMNS, stated.drivers, words.NO_DRIVERS, (2, 1, 1.6))
    _add_issue(sheet, stated, edition)
    return sheet


def _table_or(
    sheet: Sheet, head: tuple[str, ...], rows: tuple[_Row, ...], nothing: str, shares: tuple[float, ...]
) -> None:
    if rows:
        sheet.add_table(head, rows, shares)
    else:
        sheet.add(nothing)


def _add_issue(sheet: Sheet, stated: _Stated, edition: Edition) -> None:
    """Claims line, issue and signature stay on one page."""
    where = ", ".join((edition.store, *edition.store_lines)) if edition.store else ""
    issued = [words.ISSUED.format(moment=edition.moment(), zone=edition.zone)]
    if edition.who and where:
        issued.append(words.ISSUED_BY.format(who=edition.who, where=where))
    elif where:
        issued.append(words.ISSUED_AT.format(where=where))
    parts: list[Flowable] = [Spacer(0, 16)]
    if stated.claims_phone:
        parts.append(sheet.words(words.CLAIMS_LINE.format(phone=stated.claims_phone), STRONG_BODY))
    parts += [
        sheet.words(" ".join(issued), BODY), Spacer(0, 40),
        HRFlowable("45%", 0.6, color=LINE, hAlign="LEFT"), sheet.words(words.SIGNATURE, SMALL),
    ]  # fmt: skip
    sheet.story.append(KeepTogether(parts))
