"""Everything the page of one vehicle shows, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from client import formatting
from client.business.holders import Holder, holder_of, open_cases
from client.reading.queries import Disagreement, RecordView
from client.reading.truth_queries import brought_at, telematics_until
from client.screens.parts.field_notes import FieldNotes, gather_notes
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import key_of
from client.screens.parts.test_drives import DRIVE_TONES
from client.text import values
from client.text import vehicle as words
from client.workspace import Workspace
from ml_models.score import Score
from shared_models.clock import utc_now
from shared_models.money import Money
from shared_models.rights import may_read

#: The fields among the facts, in this order; title, price, status, features and photos have places of their own.
FACTS = (
    "vin", "stock_number", "plate", "year", "mileage", "fuel", "gearbox", "body", "colour", "engine_size", "trim",
    "store",
)  # fmt: skip


@dataclass(frozen=True)
class VehicleFound:
    """One vehicle with what belongs to it. ``cost`` is None where the role may not read it or nothing is entered."""

    view: RecordView
    facts: tuple[tuple[str, str], ...]
    author: str
    only_here: bool
    disagreements: tuple[Disagreement, ...]
    notes: FieldNotes
    drives: tuple[Row, ...] = ()
    hold: str = ""
    holder: Holder | None = None
    cases: tuple[str, ...] = ()
    sale: str = ""
    cost: RecordView | None = None
    cost_lines: tuple[tuple[str, str], ...] = ()
    policies: tuple[Row, ...] = ()
    risk: Score | None = None
    risk_absent: str = ""
    brought: datetime | None = None
    telematics: date | None = None


def gather(workspace: Workspace, record_id: str) -> VehicleFound | None:
    """Read a vehicle; None when it is not on this device."""
    reader, role = workspace.reader, workspace.identity.role
    view = reader.record("vehicle", record_id)
    if view is None:
        return None
    fleet = workspace.mode == "fleet"
    disagreements = tuple(reader.disagreements(record_id))
    cost = _cost(workspace, record_id) if may_read(role, "vehicle_cost") and not fleet else None
    return VehicleFound(
        view,
        _facts(workspace, view),
        reader.title("person", view.author),
        reader.only_here(record_id),
        disagreements,
        gather_notes(workspace, "vehicle", record_id, disagreements),
        _drives(workspace, record_id) if may_read(role, "test_drive") and not fleet else (),
        hold_line(workspace, record_id) if may_read(role, "hold") else "",
        holder_of(reader, record_id, workspace.identity.device) if may_read(role, "hold") else None,
        tuple(case.lost.id for case in open_cases(reader, record_id)) if may_read(role, "hold") else (),
        sale_line(workspace, record_id) if may_read(role, "sale") else "",
        cost,
        _cost_lines(cost, view) if cost else (),
        _policies(workspace, view) if fleet and may_read(role, "policy") else (),
        workspace.scores.of("vehicle", record_id) if fleet else None,
        workspace.scores.absent_because("vehicle", record_id) if fleet else "",
        brought_at(reader, record_id),
        telematics_until(reader, "vehicle", record_id) if fleet and may_read(role, "telematics_day") else None,
    )


def _facts(workspace: Workspace, view: RecordView) -> tuple[tuple[str, str], ...]:
    fields, title = view.record_type.fields(), workspace.reader.title
    shown = ((fields[name], view.values[name]) for name in FACTS)
    return tuple((f.label, formatting.shown(f, v, workspace.zone(), title)) for f, v in shown if v is not None)


def _drives(workspace: Workspace, vehicle: str) -> tuple[Row, ...]:
    reader, zone, today = workspace.reader, workspace.zone(), workspace.today()
    now = int(utc_now().timestamp() * 1000)
    column = reader.column
    conditions = [
        column("test_drive", "vehicle") == vehicle,
        (column("test_drive", "status") == "out")
        | ((column("test_drive", "status") == "booked") & (column("test_drive", "starts_at") >= now - 12 * 3_600_000)),
    ]
    rows = []
    for view in reader.where("test_drive", conditions, order="starts_at", limit=6):
        held = view.values
        people = {
            "customer": reader.title("customer", held["customer"]),
            "person": reader.title("person", held["person"]),
        }
        status = str(reader.shown_field(view.record_type.fields()["status"], held["status"]))
        when = values.moment(held["starts_at"], zone, today)
        tone = DRIVE_TONES.get(held["status"], "neutral")
        rows.append(Row(key_of(view), when, words.DRIVE_DETAIL.format(**people), status, tone, "steering"))
    return tuple(rows)


def current_hold(workspace: Workspace, vehicle: str) -> RecordView | None:
    """The hold by which the vehicle is held now, or None: one that ended, was released or lost does not count."""
    holder = holder_of(workspace.reader, vehicle, workspace.identity.device)
    if holder is None or holder.stake.kind != "hold":
        return None
    return workspace.reader.record("hold", holder.stake.id)


def hold_line(workspace: Workspace, vehicle: str) -> str:
    """For whom and until when it is held; empty when it is not."""
    hold = current_hold(workspace, vehicle)
    if hold is None:
        return ""
    until = values.moment(hold.values["until"], workspace.zone(), workspace.today())
    return words.HELD.format(customer=workspace.reader.title("customer", hold.values["customer"]), moment=until)


def current_sale(workspace: Workspace, vehicle: str) -> RecordView | None:
    """The sale that holds the vehicle, or None: one that was taken back or lost does not count."""
    holder = holder_of(workspace.reader, vehicle, workspace.identity.device)
    if holder is None or holder.stake.kind != "sale":
        return None
    return workspace.reader.record("sale", holder.stake.id)


def sale_line(workspace: Workspace, vehicle: str) -> str:
    """To whom, when and for how much it was sold; empty when it was not."""
    sale = current_sale(workspace, vehicle)
    if sale is None:
        return ""
    held = sale.values
    customer = workspace.reader.title("customer", held["customer"])
    sold = words.SOLD.format(customer=customer, day=values.day(held["signed_on"]), price=values.money(held["price"]))
    number = held["contract_number"]
    return words.SOLD_NUMBER.format(sold=sold, number=number) if number else sold


def _cost(workspace: Workspace, vehicle: str) -> RecordView | None:
    return next(iter(workspace.reader.find("vehicle_cost", vehicle=vehicle, limit=1)), None)


def _cost_lines(cost: RecordView, view: RecordView) -> tuple[tuple[str, str], ...]:
    """What went in, what is the least, and what is left at the present price, where one currency allows the sum."""
    fields = cost.record_type.fields()
    parts = [cost.values[name] for name in ("purchase_price", "preparation", "transport") if cost.values[name]]
    shown = ("purchase_price", "preparation", "transport", "floor_price")
    lines = [(fields[name].label, values.money(cost.values[name])) for name in shown if cost.values[name]]
    currencies = {part.currency for part in parts}
    if len(currencies) == 1:
        total = Money(sum(part.minor for part in parts), currencies.pop())
        lines.append((words.TOTAL_COST, values.money(total)))
        price = view.values["price"]
        if price is not None and price.currency == total.currency:
            lines.append((words.MARGIN, values.money(Money(price.minor - total.minor, total.currency))))
    return tuple(lines)


def _policies(workspace: Workspace, view: RecordView) -> tuple[Row, ...]:
    """Policies that name the vehicle by VIN or registration, or have it in their schedule."""
    reader = workspace.reader
    names = [name for name in (view.values["vin"], view.values["plate"]) if name]
    column = reader.column
    matches = column("policy", "vehicle").in_(names) | column("policy", "schedule").like(f"%{view.id}%")
    rows = []
    for policy in reader.where("policy", [matches], order="-expires_on", limit=6):
        status = str(reader.shown_field(policy.record_type.fields()["status"], policy.values["status"]))
        detail = reader.title("insurer", policy.values["insurer"])
        rows.append(Row(key_of(policy), policy.values["number"], detail, status, "info", "policy"))
    return tuple(rows)
