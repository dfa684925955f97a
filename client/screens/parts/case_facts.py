"""Everything the page of one case shows, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass

from client.business import holders
from client.business.comparable import comparable_cars
from client.business.holders import Case
from client.reading.queries import RecordView
from client.screens.parts.cards import vehicle_line, vehicle_status, vehicle_title
from client.screens.parts.row_list import Row
from client.screens.parts.showroom_day import key_of
from client.text import cases as words
from client.text import values
from client.workspace import Workspace
from shared_models.claims import REFUND_LIMIT, Stake
from shared_models.clock import instant_of
from shared_models.money import Money


@dataclass(frozen=True)
class CaseFound:
    """One case in words. ``deposit`` is what the customer has paid, ``approval`` the largest refund approved so far."""

    case: Case
    title: str
    thing: str
    customer: str
    email: str
    story: tuple[str, ...]
    offers: tuple[Row, ...]
    deposit: Money | None
    approval: RecordView | None
    refund: tuple[str, ...]
    subject: str
    letter: str
    closed: str


def thing_of(workspace: Workspace, case: Case) -> str:
    """What the case is about, as people call it."""
    if case.vehicle:
        return workspace.reader.title("vehicle", case.vehicle)
    return workspace.reader.title(case.lost.kind, case.lost.id)


def customer_of(workspace: Workspace, stake: Stake) -> str:
    """For whom an entry was made: the customer's name, or a dash."""
    fact = workspace.reader.record(stake.kind, stake.id)
    customer = fact.values.get("customer") if fact is not None else None
    return workspace.reader.title("customer", customer) if customer else values.NOTHING


def row_of(workspace: Workspace, case: Case) -> Row:
    """The case as a row of a list."""
    status, tone = (words.CLOSED, "neutral") if case.closure is not None else (words.OPEN, "bad")
    made = case.lost.made
    parts = {
        "kind": words.KINDS[case.lost.kind].capitalize(),
        "person": workspace.reader.title("person", made.author),
        "when": values.moment(instant_of(made.stamp), workspace.zone(), workspace.today()),
    }
    thing, customer = thing_of(workspace, case), customer_of(workspace, case.lost)
    title = words.ROW.format(thing=thing, customer=customer) if customer != values.NOTHING else thing
    return Row(f"case {case.lost.id}", title, words.ROW_DETAIL.format(**parts), status, tone, "warning")  # type: ignore[arg-type]


def my_cases(workspace: Workspace) -> list[Case]:
    """The open cases that are for this person to settle."""
    me, reader = workspace.identity, workspace.reader
    return [c for c in holders.open_cases(reader) if holders.must_act(c.lost, reader, me.person, me.role, me.store)]


def gather(workspace: Workspace, name: str) -> CaseFound | None:
    """Read a case; None when it is not on this device or has settled itself."""
    reader = workspace.reader
    case = holders.case_of(reader, name)
    if case is None:
        return None
    fact = reader.record(case.lost.kind, case.lost.id)
    held = fact.values if fact is not None else {}
    customer = reader.record("customer", held["customer"]) if held.get("customer") else None
    deposit = held.get("deposit") or (held.get("amount") if case.lost.kind == "deposit" else None)
    car = reader.record("vehicle", case.vehicle) if case.vehicle else None
    cars = comparable_cars(reader, car, workspace.identity.device) if car is not None else []
    approval = _approval(workspace, name)
    thing, customer_name = thing_of(workspace, case), customer_of(workspace, case.lost)
    email = (customer.values["email"] or "") if customer else ""
    return CaseFound(
        case, words.CASE.format(thing=thing), thing, customer_name, email,
        _story(workspace, case), tuple(_offer(one) for one in cars), deposit, approval,
        _refund(workspace, customer_name, deposit, approval), words.SUBJECT.format(vehicle=thing),
        _letter(workspace, thing, customer_name, cars, deposit) if case.vehicle else "", _closed(workspace, case),
    )  # fmt: skip


def _approval(workspace: Workspace, case: str) -> RecordView | None:
    found = workspace.reader.find("case_approval", stake=case)
    return max(found, key=lambda view: view.values["amount"].minor, default=None)


def _story(workspace: Workspace, case: Case) -> tuple[str, ...]:
    lines = [_sentence(workspace, case.lost, words.STORY, words.STORY_PLAIN)]
    winner = holders.stake_named(workspace.reader, case.lost_to)
    if winner is None:
        return (*lines, words.WINNER_GONE)
    lines.append(_sentence(workspace, winner, words.STORY_WINNER, words.STORY_WINNER_PLAIN))
    lines.append(words.WHY.format(reason=_reason(workspace, winner, case.lost)))
    return tuple(lines)


def _sentence(workspace: Workspace, stake: Stake, pattern: str, plain: str) -> str:
    """What somebody entered; ``plain`` where it was for no customer."""
    told = _told(workspace, stake)
    return (plain if told["customer"] == values.NOTHING else pattern).format(**told)


def _told(workspace: Workspace, stake: Stake) -> dict[str, str]:
    made, person = stake.made, workspace.reader.title("person", stake.made.author)
    return {
        "kind": words.KINDS[stake.kind],
        "customer": customer_of(workspace, stake),
        "person": person if person != values.NOTHING else words.SOMEBODY,
        "when": values.moment(instant_of(made.stamp), workspace.zone(), workspace.today()),
        "offline": words.OFFLINE if made.offline else "",
    }


def _reason(workspace: Workspace, winner: Stake, lost: Stake) -> str:
    if holders.is_confirmed(workspace.reader, winner.id):
        return words.WHY_CONFIRMED
    if winner.secured and not lost.secured:
        return words.WHY_SECURED
    return words.WHY_EARLIER if winner.made.stamp < lost.made.stamp else words.WHY_ONLY


def _offer(car: RecordView) -> Row:
    price = values.money(car.values["price"]) if car.values["price"] else ""
    detail = words.SEPARATOR.join(part for part in (vehicle_line(car, short=True), price) if part)
    picture = (car.values["body"] or "", car.values["colour"] or "")
    return Row(key_of(car), vehicle_title(car), detail, *vehicle_status(car), picture=picture)


def _refund(workspace: Workspace, customer: str, deposit: Money | None, approval: RecordView | None) -> tuple[str, ...]:
    if deposit is None:
        return (words.REFUND_NONE,)
    lines = [words.REFUND_PAID.format(customer=customer, amount=values.money(deposit))]
    if deposit.minor > REFUND_LIMIT:
        limit = values.money(Money(REFUND_LIMIT, deposit.currency))
        lines.append(words.REFUND_LIMIT.format(limit=limit))
    if approval is not None:
        person = workspace.reader.title("person", approval.values["person"])
        lines.append(words.REFUND_APPROVED.format(person=person, amount=values.money(approval.values["amount"])))
    return tuple(lines)


def _letter(workspace: Workspace, thing: str, customer: str, cars: list[RecordView], deposit: Money | None) -> str:
    me, reader = workspace.identity, workspace.reader
    priced = [(vehicle_title(car), values.money(car.values["price"])) for car in cars if car.values["price"]]
    listed = "\n".join(words.LETTER_CAR.format(car=car, price=price) for car, price in priced)
    return words.LETTER.format(
        customer=customer,
        vehicle=thing,
        offers=words.LETTER_OFFERS.format(cars=listed) if listed else "",
        refund=words.LETTER_REFUND.format(amount=values.money(deposit)) if deposit else "",
        person=workspace.person_name or reader.title("person", me.person),
        store=reader.title("store", me.store) if me.store else "",
    ).strip()


def _closed(workspace: Workspace, case: Case) -> str:
    closure = case.closure
    if closure is None:
        return ""
    reader, held = workspace.reader, closure.values
    resolution = str(reader.shown_field(closure.record_type.fields()["resolution"], held["resolution"]))
    when = values.moment(closure.created, workspace.zone(), workspace.today())
    parts = {"person": reader.title("person", held["person"]), "when": when, "resolution": resolution.lower()}
    told = words.CLOSED_BY.format(**parts)
    refund = words.CLOSED_REFUND.format(amount=values.money(held["refund"])) if held["refund"] else ""
    return f"{told} {refund}".strip()
