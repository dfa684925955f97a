"""Everything the page of one claim shows, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from client import formatting
from client.reading.queries import Disagreement, RecordView
from client.screens.parts.field_notes import FieldNotes, gather_notes
from client.screens.parts.row_list import Row
from client.text import claim as words
from client.text import policy as policy_words
from client.text import values
from client.workspace import Workspace
from ml_models.score import Score
from shared_models.cover import covered_on
from shared_models.money import Money
from shared_models.rights import may_read

HAPPENED = ("happened_at", "place", "cause", "at_fault", "injuries", "description")
PARTIES = ("policy", "vehicle", "driver", "third_party", "witnesses")
#: The fields behind the lines about money.
AMOUNTS = ("estimate", "reserve", "paid")


def amount_labels() -> dict[str, str]:
    """The field behind each line about money, by the line's label."""
    return dict(zip((words.ESTIMATE, words.RESERVE, words.PAID), AMOUNTS, strict=True))


@dataclass(frozen=True)
class ClaimFound:
    """One claim with what belongs to it. ``covered`` is None where it cannot be told."""

    view: RecordView
    title: str
    detail: str
    status: str
    happened: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, str], ...]
    history: tuple[Row, ...]
    covered: bool | None
    cover_line: str
    risk: Score | None
    risk_absent: str
    suspicion: Score | None
    suspicion_absent: str
    author: str
    only_here: bool
    disagreements: tuple[Disagreement, ...]
    notes: FieldNotes


def gather(workspace: Workspace, record_id: str) -> ClaimFound | None:
    """Read a claim; None when it is not on this device."""
    reader = workspace.reader
    view = reader.record("claim", record_id)
    if view is None:
        return None
    held, fields = view.values, view.record_type.fields()

    def lines(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        filled = [(fields[name], held[name]) for name in names if held[name] not in (None, "")]
        return tuple((f.label, formatting.shown(f, v, workspace.zone(), reader.title)) for f, v in filled)

    cause = formatting.shown(fields["cause"], held["cause"])
    policy = reader.title("policy", held["policy"])
    detail = words.DETAIL if held["policy"] else words.DETAIL_PLAIN
    covered, cover_line = _cover(workspace, view)
    vehicle = held["vehicle"] or ""
    disagreements = tuple(reader.disagreements(record_id))
    return ClaimFound(
        view, words.TITLE.format(number=held["number"]), detail.format(cause=cause, policy=policy),
        formatting.shown(fields["status"], held["status"]), lines(HAPPENED), lines(PARTIES), _amounts(view),
        _history(workspace, view), covered, cover_line, workspace.scores.of("vehicle", vehicle),
        workspace.scores.absent_because("vehicle", vehicle), workspace.scores.of("claim", view.id),
        workspace.scores.absent_because("claim", view.id), reader.title("person", view.author),
        reader.only_here(record_id), disagreements,
        gather_notes(workspace, "claim", record_id, disagreements),
    )  # fmt: skip


def _amounts(view: RecordView) -> tuple[tuple[str, str], ...]:
    held = view.values
    shown = [(words.ESTIMATE, held["estimate"]), (words.RESERVE, held["reserve"]), (words.PAID, held["paid"])]
    lines = [(label, values.money(amount, exact=True)) for label, amount in shown if amount is not None]
    reserve, paid = held["reserve"], held["paid"]
    if reserve is not None and paid is not None and reserve.currency == paid.currency:
        left = Money(reserve.minor - paid.minor, reserve.currency)
        lines.append((words.LEFT, values.money(left, exact=True)))
    return tuple(lines)


def _cover(workspace: Workspace, view: RecordView) -> tuple[bool | None, str]:
    """Whether the policy covered the vehicle on the day of the loss, in words; nothing to who sees no vehicles."""
    reader, held = workspace.reader, view.values
    if not may_read(workspace.identity.role, "vehicle"):
        return None, ""
    policy = reader.record("policy", held["policy"] or "")
    vehicle = reader.record("vehicle", held["vehicle"] or "")
    if policy is None or vehicle is None or held["happened_at"] is None:
        return None, words.COVERED_UNKNOWN
    day = held["happened_at"].astimezone(workspace.zone()).date()
    answer = covered_on(policy.values, vehicle.values, vehicle.id, day)
    if answer.covered:
        return True, words.COVERED_YES.format(day=values.day(day))
    reason = "cancelled_on" if answer.reason == "cancelled" and answer.day else answer.reason
    return False, policy_words.NO[reason].format(vehicle=reader.title_of(vehicle), day=values.day(answer.day))


def _history(workspace: Workspace, view: RecordView) -> tuple[Row, ...]:
    """What happened to the claim, newest first; decisions with their reason."""
    reader, zone, today, held = workspace.reader, workspace.zone(), workspace.today(), view.values
    dated: list[tuple[datetime, Row]] = []
    decisions = reader.find("claim_decision", claim=view.id)
    for one in decisions:
        decided = one.values
        decision = formatting.shown(one.record_type.fields()["decision"], decided["decision"])
        title = words.DECISION.format(decision=decision, person=reader.title("person", decided["person"]))
        pattern = words.DECISION_AMOUNT if decided["amount"] else words.DECISION_DETAIL
        when = values.moment(one.created, zone, today)
        detail = pattern.format(when=when, amount=values.money(decided["amount"]), reason=decided["reason"])
        dated.append((one.created, Row(f"claim_decision {one.id}", title, detail, icon="check-circle")))
    for key, label, icon in (
        ("reported_at", words.REPORTED_ENTRY, "phone"),
        ("happened_at", words.HAPPENED_ENTRY, "warning"),
    ):
        if held[key]:
            dated.append((held[key], Row(key, label, values.moment(held[key], zone, today), icon=icon)))
    if held["settled_on"]:
        at = datetime.combine(held["settled_on"], time.max, UTC)
        dated.append((at, Row("settled_on", words.SETTLED_ENTRY, values.day(held["settled_on"]), icon="check")))
    dated += _reviews(workspace, view)
    dated += _changed(workspace, view, {one.values["amount"] for one in decisions})
    return tuple(row for _, row in sorted(dated, key=lambda pair: pair[0], reverse=True))


def _reviews(workspace: Workspace, view: RecordView) -> list[tuple[datetime, Row]]:
    """What people found who looked at it because it stood out; only for who may read that."""
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    if not may_read(workspace.identity.role, "claim_review"):
        return []
    found = []
    for one in reader.find("claim_review", claim=view.id):
        verdict = formatting.shown(one.record_type.fields()["verdict"], one.values["verdict"])
        title = words.DECISION.format(decision=verdict, person=reader.title("person", one.values["person"]))
        detail = words.DECISION_DETAIL.format(when=values.moment(one.created, zone, today), reason=one.values["reason"])
        found.append((one.created, Row(f"claim_review {one.id}", title, detail, icon="search")))
    return found


def _changed(workspace: Workspace, view: RecordView, decided: set[Money | None]) -> list[tuple[datetime, Row]]:
    """When its assessment began, the amounts it has had, and who said so; other states follow from decisions."""
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    found = []
    for name, icon in (("status", "chevron-right"), ("reserve", "money"), ("paid", "money")):
        field = view.record_type.fields()[name]
        for number, one in enumerate(reversed(reader.why("claim", view.id, (name,)))):
            follows = one.value != "assessing" if name == "status" else name == "reserve" and one.value in decided
            if one.value is None or follows:
                continue
            value = formatting.shown(field, one.value)
            title = words.CHANGED_ENTRY.format(label=field.label, value=value)
            detail = words.CHANGED_DETAIL.format(when=values.moment(one.at, zone, today), person=one.author_name)
            found.append((one.at, Row(f"{name}-{number}", title, detail, icon=icon)))
    return found
