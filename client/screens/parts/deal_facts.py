"""Everything about one deal, read in one go off the window's thread: what is paid, what it is about, what led to it."""

from __future__ import annotations

from dataclasses import dataclass

from client import formatting
from client.reading.queries import RecordView
from client.screens.parts.cards import vehicle_line, vehicle_status, vehicle_title
from client.screens.parts.customer_facts import gather as gather_customer
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import key_of
from client.text import deal as words
from client.text import values
from client.workspace import Workspace
from shared_models.money import Money
from shared_models.rights import may_read


@dataclass(frozen=True)
class DealFound:
    """``sums`` are (label, amount in words); ``released`` says why the sale was taken back, empty while it stands."""

    sums: tuple[tuple[str, str], ...] = ()
    note: str = ""
    payments: tuple[tuple[str, ...], ...] = ()
    parties: tuple[Row, ...] = ()
    timeline: tuple[Row, ...] = ()
    released: str = ""


def gather(workspace: Workspace, sale: RecordView) -> DealFound:
    """Read what the person who works here may read of it."""
    payments = _payments(workspace, sale)
    sums, note = _sums(sale.values["price"], payments)
    return DealFound(
        sums, note, tuple(_payment_line(one) for one in payments), tuple(_parties(workspace, sale)),
        _timeline(workspace, sale), _released(workspace, sale),
    )  # fmt: skip


def _payments(workspace: Workspace, sale: RecordView) -> list[RecordView]:
    """The payments of this customer for this car, the oldest first."""
    if not may_read(workspace.identity.role, "payment"):
        return []
    held = sale.values
    return workspace.reader.find("payment", order="paid_on", vehicle=held["vehicle"], customer=held["customer"])


def _sums(price: Money, payments: list[RecordView]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Totals are sums over payments; what is only promised is still to pay."""
    same = [one.values for one in payments if one.values["amount"].currency == price.currency]
    paid = sum(held["amount"].minor for held in same if held["way"] != "promise")
    promised = sum(held["amount"].minor for held in same if held["way"] == "promise")
    left = price.minor - paid
    lines = [(words.PRICE, price.minor), (words.PAID, paid)]
    lines += [(words.PROMISED, promised)] if promised else []
    lines.append((words.OPEN, left) if left >= 0 else (words.OVERPAID, -left))
    note = words.MIXED if len(same) < len(payments) else words.SETTLED if left == 0 else ""
    return tuple((label, values.money(Money(minor, price.currency))) for label, minor in lines), note


def _payment_line(view: RecordView) -> tuple[str, ...]:
    held, fields = view.values, view.record_type.fields()

    def shown(name: str) -> str:
        return formatting.shown(fields[name], held[name]) if held[name] else values.NOTHING

    amount = values.money(held["amount"], exact=True)
    receipt = held["receipt_number"] or values.NOTHING
    return values.day(held["paid_on"]), amount, shown("way"), shown("purpose"), receipt


def _parties(workspace: Workspace, sale: RecordView) -> list[Row]:
    reader, held = workspace.reader, sale.values
    rows = []
    for car in reader.by_ids("vehicle", [held["vehicle"]]):
        picture = (car.values["body"] or "", car.values["colour"] or "")
        rows.append(Row(key_of(car), vehicle_title(car), vehicle_line(car), *vehicle_status(car), picture=picture))
    for customer in reader.by_ids("customer", [held["customer"]]):
        parts = [customer.values["town"], customer.values["phone"]]
        rows.append(Row(key_of(customer), customer.values["name"], " · ".join(filter(None, parts)), icon="people"))
    if held["lead"] and may_read(workspace.identity.role, "lead"):
        for lead in reader.by_ids("lead", [held["lead"]]):
            status = formatting.shown(lead.record_type.fields()["status"], lead.values["status"])
            title = words.LEAD.format(customer=reader.title_of(lead))
            rows.append(Row(key_of(lead), title, "", status, "info", "star"))
    return rows


def _timeline(workspace: Workspace, sale: RecordView) -> tuple[Row, ...]:
    """What happened with this customer about this car, the newest first."""
    customer = workspace.reader.record("customer", sale.values["customer"])
    if customer is None:
        return ()
    reader, car = workspace.reader, sale.values["vehicle"]
    kinds = ("lead", "test_drive", "hold", "deposit", "payment")
    readable = [kind for kind in kinds if may_read(workspace.identity.role, kind)]
    about = {key_of(view) for kind in readable for view in reader.find(kind, vehicle=car, customer=customer.id)}
    about |= (
        {key_of(view) for view in reader.find("activity", lead=sale.values["lead"])} if sale.values["lead"] else set()
    )
    return tuple(entry.row for entry in gather_customer(workspace, customer).entries if entry.row.key in about)


def _released(workspace: Workspace, sale: RecordView) -> str:
    found = next(iter(workspace.reader.find("release", stake=sale.id, limit=1)), None)
    return str(workspace.reader.shown(found)["reason"]) if found is not None else ""
